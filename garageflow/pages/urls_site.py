"""On the platform."""

from django.urls import path

from garageflow.pages import views_platform

app_name = "health"
urlpatterns = [
    path("healthz", views_platform.healthz, name="healthz"),
    path("readyz", views_platform.readyz, name="readyz"),
    path("status", views_platform.status, name="status"),
]
