from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from garageflow.audit.model_admin import AuditedAdmin
from garageflow.jobs.domain.work import enqueue
from garageflow.jobs.models import DueWorkQuerySet
from garageflow.tenancy.active import garage_active


class BatchJobAdmin(AuditedAdmin):
    list_display = ("name", "kind", "state", "done", "total", "created_at", "finished_at", "error")
    list_filter = ("state", "kind")
    search_fields = ("name",)
    list_select_related = ("requested_by",)
    ordering = ("-created_at", "-pk")


class UnfinishedFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "is"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("open")), ("held", _("held by a worker")), ("given_up", _("given up"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        conditions: dict[str | None, dict[str, Any]] = {
            "open": {"finished_at": None},
            "held": {"finished_at": None, "lease_until__isnull": False},
            "given_up": {"finished_at__isnull": False, "failures__gt": 0},
        }
        found = queryset.filter(**conditions.get(self.value(), {}))
        return found.exclude(last_error="") if self.value() == "given_up" else found


class DueWorkAdmin(AuditedAdmin):
    list_display = ("kind", "key", "garage", "due_at", "lease_until", "attempt", "failures", "last_error")
    list_filter = (UnfinishedFilter, "kind")
    search_fields = ("kind", "key", "garage__slug", "garage__name")
    list_select_related = ("garage",)
    ordering = ("-due_at", "-pk")
    actions = ("make_due_again",)

    @admin.action(description=_("Make due again now"))
    @transaction.atomic
    def make_due_again(self, request: HttpRequest, queryset: DueWorkQuerySet) -> None:
        for work in queryset.select_related("garage"):
            with garage_active(work.garage):
                enqueue(work.kind, work.key)
            self.log_change(request, work, [{"changed": {"fields": ["due_at"]}}])
        messages.success(request, _("The chosen work is due again."))


class NightStepAdmin(AuditedAdmin):
    list_display = ("night", "step", "count", "has_failed")
    list_filter = ("has_failed", "step")
    search_fields = ("step",)
    ordering = ("-night", "step")


class HeartbeatAdmin(AuditedAdmin):
    list_display = ("name", "at")
