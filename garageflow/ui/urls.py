"""On the platform."""

from django.urls import path

from garageflow.ui import views

app_name = "ui"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/theme.css", views.styleguide_theme, name="styleguide-theme"),
    path("styleguide/<slug:name>/", views.styleguide_sample, name="styleguide-sample"),
]
