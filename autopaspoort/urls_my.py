"""On the platform: the owner's portal, over all garages. Details name their garage."""

from django.urls import path

from autopaspoort.views.portal import app, appointments, choices, fleets, home, lights, vehicle

app_name = "portal"
urlpatterns = [
    path("my/", home.home, name="home"),
    path("my/settings/", choices.settings, name="settings"),
    path("my/my-data.zip", choices.data_download, name="data-download"),
    path("my/manifest.webmanifest", app.manifest, name="manifest"),
    path("my/service-worker.js", app.service_worker, name="service-worker"),
    path("my/messages/", app.push_subscribe, name="push-subscribe"),
    path("my/messages/end/", app.push_unsubscribe, name="push-unsubscribe"),
    path("my/<slug:slug>/consents/", choices.consents, name="consents"),
    path("my/<slug:slug>/leaving/", choices.leave, name="leave"),
    path("my/<slug:slug>/appointments/<int:pk>/", appointments.appointment, name="appointment"),
    path(
        "my/<slug:slug>/appointments/<int:pk>/confirmation/",
        appointments.appointment_confirm,
        name="appointment-confirm",
    ),
    path(
        "my/<slug:slug>/appointments/<int:pk>/cancellation/",
        appointments.appointment_cancel,
        name="appointment-cancel",
    ),
    path(
        "my/<slug:slug>/appointments/<int:pk>/appointment.ics",
        appointments.appointment_calendar,
        name="appointment-calendar",
    ),
    path("my/<slug:slug>/fleets/<int:fleet_number>/", fleets.fleet, name="fleet"),
    path(
        "my/<slug:slug>/fleets/<int:fleet_number>/export/<slug:kind>/",
        fleets.fleet_export,
        name="fleet-export",
    ),
    path("my/<slug:slug>/<int:number>/driver/", fleets.driver_change, name="driver-change"),
    path("my/<slug:slug>/<int:number>/", vehicle.vehicle, name="vehicle"),
    path("my/<slug:slug>/<int:number>/acceptance/", home.offer_accept, name="offer-accept"),
    path("my/<slug:slug>/<int:number>/advice/<int:pk>/", vehicle.advice_decide, name="advice-decide"),
    path("my/<slug:slug>/<int:number>/photos/<int:pk>/", vehicle.photo, name="photo"),
    path("my/<slug:slug>/<int:number>/documents/<int:pk>/", vehicle.document, name="document"),
    path("my/<slug:slug>/<int:number>/transfer/", vehicle.transfer, name="transfer"),
    path("my/<slug:slug>/<int:number>/lights/", lights.light_list, name="light-list"),
    path("my/<slug:slug>/<int:number>/lights/<slug:key>/", lights.light, name="light"),
    path(
        "my/<slug:slug>/<int:number>/appointments/new/", appointments.appointment_new, name="appointment-new"
    ),
]
