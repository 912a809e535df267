from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from garageflow.audit.model_admin import AuditedAdmin
from garageflow.customers.domain.customer import CHANGEABLE, change_customer
from garageflow.customers.forms import CustomerForm
from garageflow.customers.identity import email_identity
from garageflow.customers.models import Customer


class CustomerAdminForm(CustomerForm):
    def clean_email(self) -> str:
        """The admin has no place for an error while it saves, so this one is looked for before."""
        email = super().clean_email()
        others = Customer.objects.exclude(pk=self.instance.pk)
        if email != self.instance.email and others.filter(identity=email_identity(email)).exists():
            raise ValidationError(Customer._meta.constraints[1].get_violation_error_message())
        return email


class MergedCustomerAdmin(AuditedAdmin):
    list_display = ("number", "name", "customer", "merged_at", "merged_by")
    search_fields = ("=number", "name")
    exclude = ("undo",)
    list_select_related = ("customer", "merged_by")
    ordering = ("-pk",)


class DoubleAdmin(AuditedAdmin):
    list_display = ("first", "second", "score", "state", "decided_at")
    list_filter = ("state",)
    list_select_related = ("first", "second")
    ordering = ("-score", "-pk")


class CustomerAdmin(AuditedAdmin):
    can_change = True
    form = CustomerAdminForm
    fields = (*CHANGEABLE, "number", "identity", "email_state", "name_key", "created_at")
    readonly_fields = ("number", "identity", "email_state", "name_key", "created_at")
    list_display = ("number", "full_name", "email", "email_state", "city", "language")
    list_filter = ("email_state", "language")
    search_fields = ("name_key", "email", "=number")
    ordering = ("-pk",)

    def save_model(self, request: Any, obj: Customer, form: Any, change: bool) -> None:
        """By the same door as the garage, so that the keys follow."""
        values = {name: form.cleaned_data[name] for name in CHANGEABLE if name in form.cleaned_data}
        change_customer(obj, **values, by=request.actor)

    def log_change(self, request: Any, obj: Any, message: Any) -> None:  # type: ignore[override]
        """change_customer() has written it."""
