"""What people call the events of this app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from garageflow.audit.registry import Words
from garageflow.customers.models import Customer


def _changed(facts: Mapping[str, Any]) -> str:
    """The facts name columns: people call them otherwise."""
    names = facts.get("fields", [])
    if not isinstance(names, list):
        return _("Customer changed")
    fields = ", ".join(str(Customer._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]
    return _("Customer changed: %(fields)s") % {"fields": fields}


EVENTS: dict[str, Words] = {
    "customers.customer_changed": _changed,
    "customers.customers_merged": _lazy(
        "Customer %(number)s (%(name)s) merged into this one; what moved: %(moved)s, left out: %(left_out)s"
    ),
    "customers.merge_undone": _lazy("Customer %(number)s (%(name)s) made a customer of his own again"),
    "customers.kept_apart": _lazy("Not the same person as customer %(number)s"),
}
