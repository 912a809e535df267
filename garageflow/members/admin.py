from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from garageflow.audit.model_admin import AuditedAdmin
from garageflow.errors import errors_told_to
from garageflow.members.domain.roster import end_membership
from garageflow.tenancy.models import Member


class MemberAdmin(AuditedAdmin):
    can_change = True
    list_display = ("name", "email", "roles", "ended_at")
    search_fields = ("name", "membership__user__email")
    list_select_related = ("membership__user",)
    fields = ("name", "phone", "membership")
    readonly_fields = ("membership",)
    ordering = ("name",)
    actions = ("end_memberships",)

    @admin.display(description=_("e-mail address"))
    def email(self, member: Member) -> str:
        return str(member.membership.user)

    @admin.display(description=_("roles"))
    def roles(self, member: Member) -> str:
        return ", ".join(member.membership.roles)

    @admin.display(description=_("ended"))
    def ended_at(self, member: Member) -> Any:
        return member.membership.ended_at

    @admin.action(description=_("End the membership of the chosen members"))
    def end_memberships(self, request: Any, queryset: Any) -> None:
        for member in queryset:
            with errors_told_to(request):
                end_membership(member, by=request.actor)


class InvitationAdmin(AuditedAdmin):
    list_display = ("email", "name", "roles", "created_at", "expires_at", "accepted_at", "revoked_at")
    search_fields = ("email", "name")
    list_select_related = ("invited_by",)
    ordering = ("-created_at", "-pk")
