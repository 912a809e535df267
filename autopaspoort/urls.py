"""Inside a garage."""

from django.urls import path, re_path

from autopaspoort.views import (
    appointments,
    autochecks,
    coupling,
    customer_lists,
    fleets,
    home,
    invalid_emails,
    offers,
    passports,
    profile,
    profile_edit,
    promotions,
    settings,
    statistics,
    upkeep,
)

app_name = "autopaspoort"
urlpatterns = [
    path("autopaspoort/", home.home, name="home"),
    path("autopaspoort/new/", passports.passport_new, name="passport-new"),
    path("autopaspoort/settings/", settings.settings_edit, name="settings"),
    path("autopaspoort/statistics/", statistics.statistics, name="statistics"),
    path("autopaspoort/promotions/", promotions.promotion_list, name="promotion-list"),
    path("autopaspoort/promotions/new/", promotions.promotion_new, name="promotion-new"),
    path("autopaspoort/promotions/<int:promotion_id>/", promotions.promotion, name="promotion"),
    path(
        "autopaspoort/promotions/<int:promotion_id>/text/", promotions.promotion_edit, name="promotion-edit"
    ),
    path(
        "autopaspoort/promotions/<int:promotion_id>/dispatch/",
        promotions.promotion_send,
        name="promotion-send",
    ),
    path("autopaspoort/coupling/", coupling.coupling, name="coupling"),
    path("autopaspoort/coupling/help/", coupling.coupling_help, name="coupling-help"),
    path("autopaspoort/coupling/keys/", coupling.key_make, name="key-make"),
    path("autopaspoort/coupling/keys/<int:key_id>/revocation/", coupling.key_revoke, name="key-revoke"),
    path("autopaspoort/coupling/webhook/", coupling.webhook_set, name="webhook-set"),
    path("autopaspoort/coupling/webhook/end/", coupling.webhook_end, name="webhook-end"),
    path(
        "autopaspoort/coupling/deliveries/<int:delivery_id>/repetition/",
        coupling.delivery_repeat,
        name="delivery-repeat",
    ),
    path("autopaspoort/passports/", passports.passport_list, name="passport-list"),
    re_path(
        r"^autopaspoort/passports\.(?P<kind>csv|xlsx)$", passports.passport_export, name="passport-export"
    ),
    path("autopaspoort/invalid-emails/", invalid_emails.invalid_email_list, name="invalid-email-list"),
    path(
        "autopaspoort/<int:number>/email/", invalid_emails.invalid_email_correct, name="invalid-email-correct"
    ),
    path("autopaspoort/<int:number>/", profile.profile, name="profile"),
    path("autopaspoort/<int:number>/leaving/", profile.leaving, name="leaving"),
    path("autopaspoort/<int:number>/offer/", profile.passport_offer, name="passport-offer"),
    path("autopaspoort/<int:number>/archive/", profile.passport_archive, name="passport-archive"),
    path("autopaspoort/<int:number>/mails/", profile.mails_allow, name="mails-allow"),
    path("autopaspoort/<int:number>/pdf/", profile.passport_pdf, name="passport-pdf"),
    path("autopaspoort/<int:number>/upkeep/", upkeep.upkeep, name="upkeep"),
    path("autopaspoort/<int:number>/maintenance/new/", upkeep.work_new, name="work-new"),
    path("autopaspoort/<int:number>/maintenance/<int:pk>/", upkeep.work_finish, name="work-finish"),
    path("autopaspoort/<int:number>/autocheck/", autochecks.autocheck, name="autocheck"),
    path(
        "autopaspoort/<int:number>/autocheck/points/<int:place>/",
        autochecks.autocheck_point,
        name="autocheck-point",
    ),
    path("autopaspoort/<int:number>/autocheck/rest/", autochecks.autocheck_rest, name="autocheck-rest"),
    path(
        "autopaspoort/<int:number>/autocheck/publication/",
        autochecks.autocheck_publish,
        name="autocheck-publish",
    ),
    path(
        "autopaspoort/<int:number>/autocheck/photos/<int:pk>/",
        autochecks.autocheck_photo,
        name="autocheck-photo",
    ),
    path(
        "autopaspoort/autocheck-templates/<slug:vehicle_kind>/",
        autochecks.check_template,
        name="check-template",
    ),
    path("autopaspoort/appointments/", appointments.appointment_list, name="appointment-list"),
    path("autopaspoort/appointments/<int:pk>/", appointments.appointment_detail, name="appointment-detail"),
    path(
        "autopaspoort/appointments/<int:pk>/cancellation/",
        appointments.appointment_withdraw,
        name="appointment-withdraw",
    ),
    path("autopaspoort/<int:number>/odometer/", profile_edit.odometer_record, name="odometer-record"),
    path("autopaspoort/<int:number>/inspection/", profile_edit.inspection_set, name="inspection-set"),
    path("autopaspoort/<int:number>/vehicle/", profile_edit.vehicle_edit, name="vehicle-edit"),
    path("autopaspoort/<int:number>/owner/", profile_edit.owner_edit, name="owner-edit"),
    path("autopaspoort/<int:number>/hand-over/", fleets.hand_over, name="hand-over"),
    path("autopaspoort/fleets/", fleets.fleet_list, name="fleet-list"),
    path("autopaspoort/fleets/new/", fleets.fleet_new, name="fleet-new"),
    path("autopaspoort/fleets/<int:fleet_number>/", fleets.fleet, name="fleet"),
    path("autopaspoort/fleets/<int:fleet_number>/name/", fleets.fleet_edit, name="fleet-edit"),
    path("autopaspoort/fleets/<int:fleet_number>/end/", fleets.fleet_end, name="fleet-end"),
    path("autopaspoort/fleets/<int:fleet_number>/managers/", fleets.manager_name, name="manager-name"),
    path(
        "autopaspoort/fleets/<int:fleet_number>/managers/<int:manager_id>/dismissal/",
        fleets.manager_dismiss,
        name="manager-dismiss",
    ),
    path(
        "autopaspoort/fleets/<int:fleet_number>/export/<slug:kind>/", fleets.fleet_export, name="fleet-export"
    ),
    path("autopaspoort/customer-lists/new/", customer_lists.customer_list_new, name="customer-list-new"),
    path("autopaspoort/customer-lists/help/", customer_lists.customer_list_help, name="customer-list-help"),
    re_path(
        r"^autopaspoort/customer-lists/template\.(?P<kind>csv|xlsx)$",
        customer_lists.customer_list_template,
        name="customer-list-template",
    ),
    path("autopaspoort/customer-lists/<int:pk>/", customer_lists.customer_list_detail, name="customer-list"),
    path(
        "autopaspoort/customer-lists/<int:pk>/confirmation/",
        customer_lists.customer_list_confirm,
        name="customer-list-confirm",
    ),
    path(
        "autopaspoort/customer-lists/<int:pk>/discard/",
        customer_lists.customer_list_discard,
        name="customer-list-discard",
    ),
    path(
        "autopaspoort/customer-lists/<int:pk>/failed-lines.csv",
        customer_lists.customer_list_failed_lines,
        name="customer-list-failed-lines",
    ),
    path("passport/mails/<str:token>/", offers.consent_stop, name="consent-stop"),
    path("passport/<str:token>/", offers.offer, name="offer"),
    path("passport/<str:token>/no-mails/", offers.offer_decline, name="offer-decline"),
]
