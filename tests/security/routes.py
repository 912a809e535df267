"""Every route of the site, from the url resolver, and who may open it.

Our own views say it themselves (garageflow/tenancy/access.py). Views that other people wrote stand in
THIRD_PARTY.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from garageflow.tenancy.models import Role

PUBLIC, SIGNED_IN, PLATFORM_STAFF, ROLES = "public", "signed in", "platform staff", "roles"

# Route (or whole namespace) of a package -> who may open it. Only views that are not ours belong here.
THIRD_PARTY = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_request_login_code": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
    "usersessions_list": SIGNED_IN,
    # A key in the header opens it, whoever is signed in.
    "api": PUBLIC,
    "admin": PLATFORM_STAFF,
    "garage-admin": PLATFORM_STAFF,
}

ROLE_NAMES = tuple(str(role) for role in Role)
ADMIN_SITES = ("admin", "garage-admin")
OUR_PACKAGES = ("garageflow", "autopaspoort", "stock", "carpass", "convoy", "carshare")


@dataclass(frozen=True, slots=True)
class Route:
    urlconf: str
    pattern: str
    name: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]
    parts: tuple[Any, ...]

    @property
    def is_in_garage(self) -> bool:
        return self.urlconf == settings.GARAGE_URLCONF

    @property
    def is_third_party(self) -> bool:
        return self.view.__module__.split(".")[0] not in OUR_PACKAGES or self._third_party_key in ADMIN_SITES

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(getattr(self.view, "required_roles", ()))

    @property
    def access(self) -> str | None:
        """None: nobody said who may open it, or somebody said two things."""
        if self.is_third_party:
            listed = THIRD_PARTY.get(self._third_party_key)
            return listed if self.marks in ([], [listed]) else None
        return self.marks[0] if len(self.marks) == 1 else None

    @property
    def marks(self) -> list[str]:
        """What the decorators on the view say."""
        marks = {
            PUBLIC: getattr(self.view, "is_public", False),
            SIGNED_IN: getattr(self.view, "is_signed_in", False),
            ROLES: bool(self.roles),
        }
        return [mark for mark, is_set in marks.items() if is_set]

    @property
    def _third_party_key(self) -> str:
        return self.name.split(":")[0] if ":" in self.name else self.name

    def __str__(self) -> str:
        return f"{self.urlconf} {self.pattern} ({self.name})"

    def path(self, values: dict[str, Any]) -> str:
        """The address below the mount, with these arguments."""
        path = "/" + "".join(_written(part, values) for part in self.parts)
        try:
            leads_to_self = get_resolver(self.urlconf).resolve(path).func is self.view
        except Resolver404:
            leads_to_self = False
        if not leads_to_self:
            raise ValueError(
                f"{path} does not lead to {self}: mend its arguments in tests/security/arguments.py"
            )
        return path


@lru_cache
def routes(urlconf: str) -> tuple[Route, ...]:
    return tuple(_walk(urlconf, get_resolver(urlconf), [], []))


def all_routes() -> tuple[Route, ...]:
    return routes(settings.ROOT_URLCONF) + routes(settings.GARAGE_URLCONF)


def _walk(urlconf: str, resolver: URLResolver, parts: list[Any], namespaces: list[str]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        below = [*parts, entry.pattern]
        if isinstance(entry, URLResolver):
            names = [*namespaces, entry.namespace] if entry.namespace else namespaces
            yield from _walk(urlconf, entry, below, names)
        else:
            yield _route(urlconf, entry, below, namespaces)


def _route(urlconf: str, entry: URLPattern, parts: list[Any], namespaces: list[str]) -> Route:
    arguments = [name for part in parts for name in _arguments(part)]
    return Route(
        urlconf=urlconf,
        pattern="".join(str(part) for part in parts),
        name=":".join([*namespaces, entry.name or ""]),
        view=entry.callback,
        arguments=tuple(arguments),
        parts=tuple(parts),
    )


def _arguments(pattern: Any) -> list[str]:
    if isinstance(pattern, RoutePattern):
        return list(pattern.converters)
    return list(re.compile(str(pattern)).groupindex)


def _written(pattern: Any, values: dict[str, Any]) -> str:
    if isinstance(pattern, RoutePattern):
        return re.sub(
            r"<(?:[^>:]+:)?([^>]+)>",
            lambda match: str(pattern.converters[match[1]].to_url(values[match[1]])),
            str(pattern),
        )
    assert isinstance(pattern, RegexPattern)
    text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda match: str(values[match[1]]), str(pattern))
    return re.sub(r"\\(.)", r"\1", text.removeprefix("^").removesuffix(r"\Z").removesuffix("$"))
