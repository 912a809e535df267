"""Inside a garage."""

from django.urls import path

from garageflow.vehicles import views

app_name = "vehicles"
urlpatterns = [path("vehicles/look-up/", views.look_up, name="look-up")]
