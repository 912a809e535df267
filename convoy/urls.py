"""Inside a garage."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from convoy.urls_money import urlpatterns as money_urls
from convoy.views import (
    dispatch_drivers,
    dispatch_missions,
    dispatch_pages,
    dispatch_trips,
    files,
    partner_account,
    partner_app,
    partner_missions,
    partner_pages,
    partner_trips,
)

app_name = "convoy"
urlpatterns: list[URLPattern | URLResolver] = [
    *money_urls,
    path("partner/", partner_trips.trip_list, name="partner"),
    path("partner/searches/", partner_trips.search_save, name="search-save"),
    path("partner/searches/<int:pk>/removal/", partner_trips.search_forget, name="search-forget"),
    path("partner/trips/<int:number>/", partner_trips.trip_detail, name="partner-trip"),
    path("partner/trips/<int:number>/quote/", partner_trips.quote_edit, name="quote"),
    path("partner/trips/<int:number>/quote/withdrawal/", partner_trips.quote_withdraw, name="quote-withdraw"),
    path("partner/trips/<int:number>/booking/", partner_trips.trip_book, name="trip-book"),
    path("partner/quotes/", partner_trips.quote_list, name="partner-quotes"),
    path("partner/missions/", partner_missions.mission_list, name="partner-missions"),
    path("partner/missions/<int:number>/", partner_missions.mission_detail, name="partner-mission"),
    path(
        "partner/missions/<int:number>/step/<slug:step>/", partner_missions.mission_step, name="mission-step"
    ),
    path(
        "partner/missions/<int:number>/inspection/<slug:kind>/",
        partner_missions.inspection,
        name="inspection",
    ),
    path(
        "partner/missions/<int:number>/inspection/<slug:kind>/photos/",
        partner_missions.photo_add,
        name="photo-add",
    ),
    path("partner/photos/<int:pk>/removal/", partner_missions.photo_remove, name="photo-remove"),
    path(
        "partner/missions/<int:number>/certification/", partner_missions.certification, name="certification"
    ),
    path("partner/missions/<int:number>/documents/", partner_missions.document_add, name="mission-document"),
    path("partner/missions/<int:number>/incident/<slug:kind>/", partner_missions.incident, name="incident"),
    path("partner/availability/", partner_pages.availability, name="availability"),
    path(
        "partner/availability/<int:pk>/removal/",
        partner_pages.availability_withdraw,
        name="availability-withdraw",
    ),
    path("partner/certifications/", partner_pages.certification_list, name="certifications"),
    path("partner/certifications/<int:pk>/", partner_pages.training, name="training"),
    path("partner/certifications/<int:pk>/quiz/", partner_pages.quiz, name="quiz"),
    path("partner/contact/", partner_pages.contact, name="contact"),
    path("partner/contact/<int:pk>/", partner_pages.contact_thread, name="contact-thread"),
    path("partner/account/", partner_account.account, name="account"),
    path("partner/account/photo/", partner_account.photo_set, name="account-photo"),
    path("partner/account/<slug:name>/", partner_account.section, name="account-section"),
    path("partner/service-worker.js", partner_app.service_worker, name="partner-worker"),
    path("partner/messages/", partner_app.push_subscribe, name="push-subscribe"),
    path("partner/messages/end/", partner_app.push_unsubscribe, name="push-unsubscribe"),
    path("partner/more/", partner_account.more, name="partner-more"),
    path("partner/files/<int:document_id>/", files.partner_file, name="partner-file"),
    path("convoy/files/<int:document_id>/", files.file, name="file"),
    path("convoy/", dispatch_trips.home, name="home"),
    path("convoy/trips/new/", dispatch_trips.trip_new, name="trip-new"),
    path("convoy/trips/<int:number>/", dispatch_trips.trip_detail, name="trip"),
    path("convoy/trips/<int:number>/edit/", dispatch_trips.trip_edit, name="trip-edit"),
    path("convoy/trips/<int:number>/publication/", dispatch_trips.trip_publish, name="trip-publish"),
    path("convoy/trips/<int:number>/cancellation/", dispatch_trips.trip_cancel, name="trip-cancel"),
    path("convoy/trips/<int:number>/documents/", dispatch_trips.document_add, name="trip-document"),
    path(
        "convoy/trips/<int:number>/documents/<int:document_id>/removal/",
        dispatch_trips.document_remove,
        name="trip-document-remove",
    ),
    path("convoy/trips/<int:number>/proposals/", dispatch_trips.trip_propose, name="trip-propose"),
    path("convoy/quotes/<int:pk>/acceptance/", dispatch_trips.quote_accept, name="quote-accept"),
    path("convoy/quotes/<int:pk>/refusal/", dispatch_trips.quote_refuse, name="quote-refuse"),
    path("convoy/missions/", dispatch_missions.mission_list, name="missions"),
    path("convoy/missions/<int:number>/", dispatch_missions.mission_detail, name="mission"),
    path("convoy/missions/<int:number>/closing/", dispatch_missions.mission_close, name="mission-close"),
    path(
        "convoy/missions/<int:number>/exit/<slug:kind>/", dispatch_missions.mission_exit, name="mission-exit"
    ),
    path(
        "convoy/missions/<int:number>/inspection/<slug:kind>/correction/",
        dispatch_missions.inspection_correct,
        name="inspection-correct",
    ),
    path("convoy/drivers/", dispatch_drivers.driver_list, name="drivers"),
    path("convoy/drivers/new/", dispatch_drivers.driver_new, name="driver-new"),
    path("convoy/drivers/<int:number>/", dispatch_drivers.driver_detail, name="driver"),
    path("convoy/drivers/<int:number>/contract/", dispatch_drivers.driver_contract, name="driver-contract"),
    path("convoy/drivers/<int:number>/suspension/", dispatch_drivers.driver_suspend, name="driver-suspend"),
    path("convoy/documents/<int:pk>/decision/", dispatch_drivers.document_decide, name="document-decide"),
    path("convoy/w-plates/", dispatch_drivers.w_plates, name="w-plates"),
    path("convoy/certifications/", dispatch_pages.certification_list, name="certification-list"),
    path("convoy/certifications/new/", dispatch_pages.certification_new, name="certification-new"),
    path("convoy/certifications/<int:pk>/", dispatch_pages.certification_edit, name="certification-edit"),
    path(
        "convoy/certifications/<int:pk>/publication/",
        dispatch_pages.certification_publish,
        name="certification-publish",
    ),
    path("convoy/questions/", dispatch_pages.thread_list, name="threads"),
    path("convoy/questions/<int:pk>/", dispatch_pages.thread, name="thread"),
    path("convoy/statistics/", dispatch_pages.statistics, name="statistics"),
]
