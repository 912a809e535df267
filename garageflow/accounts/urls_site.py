"""On the platform: what belongs to the person and not to a garage."""

from django.urls import path

from garageflow.accounts import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("language/", views.language, name="language"),
]
