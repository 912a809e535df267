"""Inside a garage."""

from django.urls import path

from garageflow.ui import views

app_name = "ui"
urlpatterns = [
    path("theme.css", views.theme, name="theme"),
    path("logo.png", views.logo, name="logo"),
]
