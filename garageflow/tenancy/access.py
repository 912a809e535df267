"""Who may open a page. Every view carries exactly one of these; tests/security fails for a route without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from garageflow.tenancy.models import STAFF_ROLES

_features: dict[str, str] = {}

View = TypeVar("View", bound=Callable[..., Any])
STAFF = tuple(str(role) for role in STAFF_ROLES)


def requires(*roles: str) -> Callable[[View], View]:
    """Members of the garage who hold one of these roles; checked by the middleware before the view runs."""
    names = tuple(str(role) for role in roles)
    if not names:
        raise ValueError("requires() needs at least one role")

    def mark(view: View) -> View:
        view.required_roles = names  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Everybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Everybody who is signed in: pages of the person, not of a garage."""
    view.is_signed_in = True  # type: ignore[attr-defined]
    return view


def hide_behind(namespace: str, feature: str) -> None:
    """Pages of this url namespace are only there in garages with the feature. Apps call it in ready()."""
    _features[namespace] = feature


def feature_of(namespace: str) -> str:
    """Empty for pages that every garage has."""
    return _features.get(namespace, "")
