"""What stands in an address: for each argument of a route an object of the garage that is asked for.

A new argument gets a line here. Looked up from the most to the least exact: "route.argument",
"namespace.argument", "argument".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps

from garageflow.jobs.models import BatchJob
from tests.security.routes import Route, all_routes
from tests.security.world import Side

ARGUMENTS: dict[str, Callable[[Side], Any]] = {
    "job_id": lambda side: side.first(BatchJob).pk,
    # allauth; nobody has a passkey or a reset link, so these lead nowhere.
    "mfa_remove_webauthn.pk": lambda _side: 1,
    "mfa_edit_webauthn.pk": lambda _side: 1,
    "uidb36": lambda _side: "1",
    "key": lambda _side: "no-such-key",
    # Django's admin.
    "admin.app_label": lambda _side: "tenancy",
    "admin.url": lambda _side: "nothing/here",
    "garage-admin.app_label": lambda _side: "tenancy",
    "garage-admin.url": lambda _side: "nothing/here",
    # Made-up content.
    "styleguide-sample.name": lambda _side: "public",
}

_ADMIN_OBJECT = re.compile(r"^[\w-]+:(?P<app>[a-z]+)_(?P<model>[a-z]+)_(change|delete|history)$")


class UnknownArgument(Exception):
    pass


def values_for(route: Route, side: Side) -> dict[str, Any]:
    return {name: _value(route, name, side) for name in route.arguments}


def unknown_arguments(side: Side) -> Iterator[str]:
    """What has to be added to the table above, in words."""
    for route in all_routes():
        try:
            values_for(route, side)
        except UnknownArgument as unknown:
            yield str(unknown)


def _value(route: Route, name: str, side: Side) -> Any:
    if name == "object_id" and (match := _ADMIN_OBJECT.match(route.name)):
        model = apps.get_model(match["app"], match["model"])
        row = side.first(model) if model in side.rows else model._default_manager.order_by("pk").first()
        return str(row.pk if row else 1)
    namespace, _, last = route.name.rpartition(":")
    for key in (f"{route.name}.{name}", f"{last}.{name}", f"{namespace}.{name}", name):
        if key in ARGUMENTS:
            return ARGUMENTS[key](side)
    raise UnknownArgument(
        f"{route}: say in tests/security/arguments.py what <{name}> is, for example"
        f' "{route.name}.{name}": lambda side: side.first(Model).pk'
    )
