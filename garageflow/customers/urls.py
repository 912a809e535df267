"""Inside a garage."""

from django.urls import path, re_path

from garageflow.customers.views import customers, doubles, merging

app_name = "customers"
urlpatterns = [
    path("customers/", customers.customer_list, name="list"),
    re_path(r"^customers\.(?P<kind>csv|xlsx)$", customers.customer_export, name="export"),
    path("customers/doubles/", doubles.double_list, name="doubles"),
    path("customers/doubles/search/", doubles.doubles_find, name="doubles-find"),
    path("customers/doubles/<int:double_id>/apart/", doubles.double_apart, name="double-apart"),
    path("customers/<int:number>/", customers.customer_detail, name="detail"),
    path("customers/<int:number>/edit/", customers.customer_edit, name="edit"),
    path("customers/<int:number>/merge/", merging.merge_choose, name="merge-choose"),
    path("customers/<int:number>/merge/<int:other>/", merging.merge, name="merge"),
    path("customers/merges/<int:merged_id>/undo/", merging.merge_undo, name="merge-undo"),
]
