"""Inside a garage."""

from __future__ import annotations

from django.urls import path, re_path

from carshare.views import (
    account,
    admin_fleet,
    admin_invoices,
    admin_organisations,
    admin_subscribers,
    bookings,
    entrance,
    sign_up,
)

app_name = "carshare"
urlpatterns = [
    path("carshare/", entrance.landing, name="landing"),
    path("carshare/sign-in/", entrance.sign_in, name="sign-in"),
    path("carshare/validation/<str:token>/", entrance.validation, name="validation"),
    path("carshare/validation-mail/", entrance.validation_mail, name="validation-mail"),
    path("carshare/sign-up/", sign_up.start, name="sign-up"),
    path("carshare/sign-up/done/", sign_up.done, name="sign-up-done"),
    path("carshare/sign-up/letter/", sign_up.letter, name="sign-up-letter"),
    path("carshare/sign-up/again/", sign_up.begin_again, name="sign-up-again"),
    path("carshare/sign-up/password-rules/", sign_up.password_rules, name="password-rules"),
    path("carshare/sign-up/step/<slug:name>/", sign_up.step, name="sign-up-step"),
    path("carshare/terms/", account.terms, name="terms"),
    path("carshare/terms/<int:pk>.pdf", account.terms_file, name="terms-file"),
    path("carshare/standing/", account.standing, name="standing"),
    path("carshare/account/", account.account, name="account"),
    path("carshare/account/billing/", account.billing, name="account-billing"),
    path("carshare/account/licence/", account.licence, name="account-licence"),
    path("carshare/account/consent/", account.consent, name="account-consent"),
    path("carshare/account/data.json", account.data, name="account-data"),
    path("carshare/account/closing/", account.closing, name="account-closing"),
    path("carshare/bookings/", bookings.home, name="home"),
    path("carshare/vehicles/", bookings.search, name="search"),
    path("carshare/vehicles/<int:pk>/booking/", bookings.booking_new, name="booking-new"),
    path("carshare/bookings/<int:pk>/", bookings.booking_detail, name="booking"),
    path("carshare/bookings/<int:pk>/period/", bookings.booking_edit, name="booking-edit"),
    path("carshare/bookings/<int:pk>/extension/", bookings.booking_extend, name="booking-extend"),
    path("carshare/bookings/<int:pk>/cancellation/", bookings.booking_cancel, name="booking-cancel"),
    path("carshare/bookings/<int:pk>/start/", bookings.trip_start, name="trip-start"),
    path("carshare/bookings/<int:pk>/end/", bookings.trip_end, name="trip-end"),
    path("carshare/invoices/<int:pk>/", bookings.invoice, name="invoice"),
    path("carshare/invoices/<int:pk>/<slug:which>/", bookings.invoice_file, name="own-invoice-file"),
    path("carshare/admin/", admin_fleet.dashboard, name="admin"),
    path("carshare/admin/organisations/", admin_organisations.organisation_list, name="organisation-list"),
    path("carshare/admin/organisations/new/", admin_organisations.organisation_new, name="organisation-new"),
    path(
        "carshare/admin/organisations/<int:pk>/", admin_organisations.organisation_detail, name="organisation"
    ),
    path(
        "carshare/admin/organisations/<int:pk>/settings/",
        admin_organisations.organisation_edit,
        name="organisation-edit",
    ),
    path(
        "carshare/admin/organisations/<int:pk>/suffixes/", admin_organisations.suffix_add, name="suffix-add"
    ),
    path(
        "carshare/admin/suffixes/<int:pk>/removal/", admin_organisations.suffix_remove, name="suffix-remove"
    ),
    path(
        "carshare/admin/organisations/<int:pk>/terms/",
        admin_organisations.terms_publish,
        name="terms-publish",
    ),
    path(
        "carshare/admin/organisations/<int:pk>/contracts/new/",
        admin_organisations.contract_new,
        name="contract-new",
    ),
    path("carshare/admin/contracts/<int:pk>/", admin_organisations.contract_edit, name="contract"),
    path(
        "carshare/admin/organisations/<int:pk>/parkings/new/",
        admin_organisations.parking_new,
        name="parking-new",
    ),
    path("carshare/admin/parkings/<int:pk>/", admin_organisations.parking_edit, name="parking"),
    path("carshare/admin/subscribers/", admin_subscribers.subscriber_list, name="subscriber-list"),
    re_path(
        r"^carshare/admin/subscribers\.(?P<kind>csv|xlsx)$",
        admin_subscribers.subscriber_export,
        name="subscriber-export",
    ),
    path("carshare/admin/subscribers/import/", admin_subscribers.subscriber_import, name="subscriber-import"),
    path(
        "carshare/admin/subscribers/decisions/", admin_subscribers.subscriber_decide, name="subscriber-decide"
    ),
    path("carshare/admin/subscribers/<int:pk>/", admin_subscribers.subscriber_detail, name="subscriber"),
    path(
        "carshare/admin/subscribers/<int:pk>/validation-mail/",
        admin_subscribers.subscriber_mail,
        name="subscriber-mail",
    ),
    path(
        "carshare/admin/subscribers/<int:pk>/status/",
        admin_subscribers.subscriber_state,
        name="subscriber-state",
    ),
    path(
        "carshare/admin/subscribers/<int:pk>/licence-number/",
        admin_subscribers.licence_number,
        name="licence-number",
    ),
    path("carshare/admin/vehicles/", admin_fleet.vehicle_list, name="vehicle-list"),
    path("carshare/admin/vehicles/new/", admin_fleet.vehicle_new, name="vehicle-new"),
    path("carshare/admin/vehicles/<int:pk>/", admin_fleet.vehicle_edit, name="vehicle"),
    path("carshare/admin/bookings/", admin_fleet.booking_list, name="admin-booking-list"),
    path("carshare/admin/bookings/<int:pk>/", admin_fleet.booking_detail, name="admin-booking"),
    path("carshare/admin/bookings/<int:pk>/decision/", admin_fleet.booking_decide, name="booking-decide"),
    path("carshare/admin/invoices/", admin_invoices.invoice_list, name="invoice-list"),
    path("carshare/admin/invoices/issuing/", admin_invoices.invoices_issue, name="invoices-issue"),
    path("carshare/admin/invoices/<int:pk>/", admin_invoices.invoice_detail, name="admin-invoice"),
    path(
        "carshare/admin/invoices/<int:pk>/step/<slug:kind>/", admin_invoices.invoice_step, name="invoice-step"
    ),
    path(
        "carshare/admin/invoices/<int:pk>/file/<slug:form>/", admin_invoices.invoice_file, name="invoice-file"
    ),
    path("carshare/admin/sign-ups/", admin_fleet.sign_ups, name="sign-ups"),
]
