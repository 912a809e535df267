"""What Django's admin does here: our audit instead of django_admin_log, and no right that is not stated.

Entering the admin at all is the business of the sites (garageflow/pages/admin_sites.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from garageflow.audit.domain import record, record_on_platform
from garageflow.audit.history import EntryRow, entry_rows
from garageflow.audit.models import Entry, PlatformEntry
from garageflow.audit.registry import words_of

_HISTORY_SHOWN = 100


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read-only unless a subclass says otherwise."""

    can_add = False
    can_change = False
    can_delete = False

    view_on_site = False
    list_per_page = 50
    # Counting all rows beside the filtered ones reads the table twice.
    show_full_result_count = False
    object_history_template = "admin/object_history.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.can_add

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_change

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_delete

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        self._record(request, "audit.row_added", obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        self._record(request, "audit.row_changed", obj, fields=_changed_fields(message))

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> None:  # type: ignore[override]
        for obj in queryset:
            self._record(request, "audit.row_deleted", obj)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(name)s") % {"name": obj},
            "subtitle": None,
            "rows": self._history(request, obj),
            "module_name": str(self.opts.verbose_name_plural),
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)

    def _record(self, request: Any, event: str, obj: Model, **facts: Any) -> None:
        model = obj._meta.label_lower
        if request.garage is not None:
            record(event, obj, by=request.actor, model=model, **facts)
        else:
            ip = get_adapter().get_client_ip(request)
            record_on_platform(event, user=request.user, ip=ip, model=model, row=str(obj.pk), **facts)

    def _history(self, request: Any, obj: Model) -> list[EntryRow]:
        if request.garage is not None:
            return entry_rows(Entry.objects.about(obj).newest_first()[:_HISTORY_SHOWN])
        entries = PlatformEntry.objects.filter(facts__model=obj._meta.label_lower, facts__row=str(obj.pk))
        return [
            EntryRow(
                at=entry.at,
                text=words_of(entry.event, entry.facts),
                who=str(entry.user),
                what=str(obj),
                ip=entry.ip or "",
            )
            for entry in entries.select_related("user").order_by("-at", "-pk")[:_HISTORY_SHOWN]
        ]


def _changed_fields(message: Any) -> list[str]:
    """From the structure in which the admin says what it changed."""
    if not isinstance(message, list):
        return []
    return [field for part in message for field in part.get("changed", {}).get("fields", [])]
