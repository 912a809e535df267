"""What people call the pages: apps name their routes in AppConfig.ready(), for the page of roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class RouteNames:
    """The routes of one app: how the app is called, and each url name of it."""

    label: Words
    names: Mapping[str, Words]


_apps: dict[str, RouteNames] = {}


def name_routes(app_name: str, label: Words, names: Mapping[str, Words]) -> None:
    _apps[app_name] = RouteNames(label, names)


def names_of(app_name: str) -> RouteNames | None:
    return _apps.get(app_name)


def has_name(app_name: str, url_name: str) -> bool:
    return app_name in _apps and url_name in _apps[app_name].names
