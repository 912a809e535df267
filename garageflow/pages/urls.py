"""Inside a garage."""

from django.urls import path

from garageflow.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("last-night/", views.last_night, name="last-night"),
    path("search/", views.search_results, name="search"),
]
