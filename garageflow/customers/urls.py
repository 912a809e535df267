"""Inside a garage."""

from django.urls import path, re_path

from garageflow.customers import views

app_name = "customers"
urlpatterns = [
    path("customers/", views.customer_list, name="list"),
    re_path(r"^customers\.(?P<kind>csv|xlsx)$", views.customer_export, name="export"),
    path("customers/<int:number>/", views.customer_detail, name="detail"),
    path("customers/<int:number>/edit/", views.customer_edit, name="edit"),
]
