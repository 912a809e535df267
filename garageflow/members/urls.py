"""Inside a garage."""

from django.urls import path

from garageflow.members.views import garage, invitations, roster

app_name = "members"
urlpatterns = [
    path("members/", roster.member_list, name="list"),
    path("members/roles/", roster.role_list, name="roles"),
    path("members/invitations/new/", invitations.invitation_new, name="invite"),
    path("members/invitations/<int:pk>/reminder/", invitations.reminder_create, name="invitation-reminder"),
    path(
        "members/invitations/<int:pk>/revocation/",
        invitations.revocation_create,
        name="invitation-revocation",
    ),
    path("members/<int:pk>/", roster.member_change, name="member"),
    path("members/<int:pk>/departure/", roster.departure_create, name="departure"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation"),
    path("settings/", garage.garage_settings, name="settings"),
    path("settings/logo/", garage.logo_change, name="logo"),
    path("settings/shops/new/", garage.shop_new, name="shop-new"),
    path("settings/shops/<int:pk>/", garage.shop_change, name="shop"),
]
