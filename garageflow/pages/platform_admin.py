"""The admin of what stands below the audit: garages, people, memberships, places, the audit itself."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from garageflow.accounts.models import User
from garageflow.audit.model_admin import AuditedAdmin
from garageflow.audit.models import Entry, PlatformEntry
from garageflow.audit.registry import words_of
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Member, Membership
from garageflow.tenancy.urls import garage_url

_POWERS = ("is_staff", "is_superuser")


class GarageAdmin(AuditedAdmin):
    """A garage is closed, not deleted: its data leave by a command of their own."""

    can_add = True
    can_change = True
    list_display = ("name", "slug", "country", "is_active", "created_at", "data")
    list_filter = ("is_active", "country")
    search_fields = ("name", "slug", "vat_number", "email")
    exclude = ("logo_png",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ("created_at",)
    ordering = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The slug is part of every link in every mail that was sent."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "slug") if obj else fixed

    @admin.display(description=_("data"))
    def data(self, garage: Garage) -> str:
        return format_html(
            '<a href="{}">{}</a>', garage_url(garage, "garage-admin:index"), _("Data of this garage")
        )


class UserAdminForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["email", "language", "is_active", "is_staff", "is_superuser"]


class UserAdmin(AuditedAdmin):
    """Nobody gives somebody else a password: a new person asks for one by "forgot password"."""

    can_add = True
    can_change = True
    form = UserAdminForm
    list_display = ("email", "language", "is_active", "is_staff", "is_superuser", "last_login", "created_at")
    list_filter = ("is_staff", "is_active", "language")
    search_fields = ("email",)
    fields = ("email", "language", "is_active", "is_staff", "is_superuser", "last_login", "created_at")
    readonly_fields = ("last_login", "created_at")
    ordering = ("email",)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Only a superuser makes staff; an address is changed by its holder, who proves it."""
        fixed = super().get_readonly_fields(request, obj)
        if obj is not None:
            fixed = (*fixed, "email")
        return fixed if request.user.is_superuser else (*fixed, *_POWERS)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Staff do not change those who may do more than they."""
        return obj is None or request.user.is_superuser or not (obj.is_staff or obj.is_superuser)

    @transaction.atomic
    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        obj.save()
        if not change:
            EmailAddress.objects.create(user=obj, email=obj.email, primary=True, verified=False)
        if not obj.is_active:
            for session in UserSession.objects.filter(user=obj):
                session.end()


class MembershipAddForm(forms.ModelForm):  # type: ignore[type-arg]
    name = forms.CharField(label=_("name"), max_length=100, help_text=_("As the garage knows this person."))

    class Meta:
        model = Membership
        fields = ["garage", "user", "roles"]


class MembershipAdmin(AuditedAdmin):
    """The first owner of a garage is made here; everybody else is invited by the garage."""

    can_add = True
    list_display = ("user", "garage", "roles", "created_at", "ended_at")
    list_filter = ("ended_at",)
    search_fields = ("user__email", "garage__name", "garage__slug")
    list_select_related = ("user", "garage")
    autocomplete_fields = ("garage", "user")
    ordering = ("-pk",)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = MembershipAddForm
            kwargs["fields"] = ["garage", "user", "name", "roles"]
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        if obj is None:
            return ("garage", "user", "name", "roles")
        return ("garage", "user", "roles", "created_at", "ended_at")

    @transaction.atomic
    def save_model(self, request: Any, obj: Membership, form: Any, change: bool) -> None:
        """With the member's row in the garage: who enters is looked for there."""
        obj.save()
        with garage_active(obj.garage):
            Member.objects.create(membership=obj, name=form.cleaned_data["name"])


class ShopAdmin(AuditedAdmin):
    can_add = True
    can_change = True
    list_display = ("name", "street", "house_number", "postcode", "city", "phone", "establishment_number")
    search_fields = ("name", "city", "establishment_number")
    ordering = ("name",)


class NumberSeriesAdmin(AuditedAdmin):
    list_display = ("kind", "last_number")


class EntryAdmin(AuditedAdmin):
    list_display = ("at", "words", "subject_label", "actor_label", "ip")
    list_filter = ("event",)
    search_fields = ("subject_label", "actor_label", "=subject_id")
    list_select_related = ("member",)
    ordering = ("-at", "-pk")

    @admin.display(description=_("event"), ordering="event")
    def words(self, entry: Entry) -> str:
        return words_of(entry.event, entry.facts)


class PlatformEntryAdmin(AuditedAdmin):
    list_display = ("at", "words", "user", "ip", "facts")
    list_filter = ("event",)
    search_fields = ("event", "user__email")
    list_select_related = ("user",)
    ordering = ("-at", "-pk")

    @admin.display(description=_("event"), ordering="event")
    def words(self, entry: PlatformEntry) -> str:
        return words_of(entry.event, entry.facts)
