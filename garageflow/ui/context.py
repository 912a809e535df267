"""What the shell around every page needs. Lazy: a part for htmx, which has no shell, costs no query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from garageflow.tenancy.models import Membership
from garageflow.tenancy.urls import garage_url
from garageflow.ui.navigation import ON_PHONE, navigation_for

THEMES = ("light", "dark")
# Languages name themselves: whoever looks for his own cannot read the others.
LANGUAGE_NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


@dataclass(frozen=True, slots=True)
class GarageChoice:
    name: str
    url: str
    current: bool


def shell(request: Any) -> dict[str, Any]:
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return {
        "garage": getattr(request, "garage", None),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "on_phone": f":{ON_PHONE}",
        "garages": SimpleLazyObject(lambda: _garages(request)),
        "languages": [(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES],
        "theme": theme if theme in THEMES else "",
    }


def _navigation(request: Any) -> list[Any]:
    membership = getattr(request, "membership", None)
    return navigation_for(request, frozenset(membership.roles)) if membership else []


def _garages(request: Any) -> list[GarageChoice]:
    if not request.user.is_authenticated:
        return []
    memberships = getattr(request, "memberships", None)
    if memberships is None:
        current_ones = Membership.objects.current().filter(user=request.user)
        memberships = current_ones.select_related("garage").order_by("garage__name")
    current = getattr(request, "garage", None)
    return [
        GarageChoice(
            membership.garage.name,
            garage_url(membership.garage, "pages:home"),
            membership.garage == current,
        )
        for membership in memberships
        if membership.is_staff and membership.garage.is_active
    ]
