"""Inside a garage."""

from django.urls import path

from garageflow.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_results, name="search"),
]
