"""Inside a garage."""

from django.urls import path, re_path

from garageflow.moving_in import views

app_name = "moving_in"
urlpatterns = [
    path("settings/moving-in/", views.move_new, name="new"),
    re_path(
        r"^settings/moving-in/(?P<table>customers|vehicles|readings)\.(?P<kind>csv|xlsx)$",
        views.template,
        name="template",
    ),
    path("settings/moving-in/<int:move_id>/", views.move_detail, name="move"),
    path("settings/moving-in/<int:move_id>/taking-over/", views.move_take, name="take"),
    path("settings/moving-in/<int:move_id>/wrong-lines.zip", views.move_errors, name="errors"),
]
