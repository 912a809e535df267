"""Inside a garage."""

from __future__ import annotations

from django.urls import path, re_path

from garageflow.workshop.views import lists, mechanic, new, orders

app_name = "workshop"
urlpatterns = [
    path("work-orders/", lists.order_list, name="order-list"),
    re_path(r"^work-orders\.(?P<kind>csv|xlsx)$", lists.order_export, name="order-export"),
    path("work-orders/calendar/", lists.calendar, name="calendar"),
    path("work-orders/new/", new.order_new, name="order-new"),
    path("work-orders/<int:number>/", orders.order_detail, name="order"),
    path("work-orders/<int:number>/edit/", orders.order_edit, name="order-edit"),
    path("work-orders/<int:number>/mechanic/", orders.order_mechanic, name="order-mechanic"),
    path("work-orders/<int:number>/end/", orders.order_end, name="order-end"),
    path("work-orders/<int:number>/reopening/", orders.order_reopen, name="order-reopen"),
    path("work-orders/<int:number>/start/", mechanic.order_start, name="order-start"),
    path("work-orders/<int:number>/service/", mechanic.service, name="service"),
    path("work-orders/<int:number>/photo/", mechanic.photo, name="photo"),
    # Not below work-orders/: the sidebar marks the entry whose address begins the page's.
    path("my-work-orders/", mechanic.mine, name="mine"),
]
