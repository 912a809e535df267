"""Links across mounts: from a garage to the platform, from the platform, a mail or a worker into a garage."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse, set_script_prefix, set_urlconf

from garageflow.tenancy.models import Garage


def mount_of(slug: str) -> str:
    return f"/g/{slug}/"


def site_url(name: str, *args: Any, absolute: bool = False, **kwargs: Any) -> str:
    """Address of a platform page."""
    return _reverse(name, args, kwargs, urlconf=settings.ROOT_URLCONF, prefix="/", absolute=absolute)


def garage_url(garage: Garage, name: str, *args: Any, absolute: bool = False, **kwargs: Any) -> str:
    """Address of a page inside a garage, wherever it is asked from."""
    return _reverse(
        name,
        args,
        kwargs,
        urlconf=settings.GARAGE_URLCONF,
        prefix=mount_of(garage.slug),
        absolute=absolute,
    )


def _reverse(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, urlconf: str, prefix: str, absolute: bool
) -> str:
    previous_prefix, previous_urlconf = get_script_prefix(), get_urlconf()
    set_script_prefix(prefix)
    # reverse() looks at the thread's urlconf for namespaces too, so it is switched and not only passed.
    set_urlconf(urlconf)
    try:
        path = reverse(name, urlconf=urlconf, args=args, kwargs=kwargs)
    finally:
        set_script_prefix(previous_prefix)
        set_urlconf(previous_urlconf)
    return settings.SITE_URL + path if absolute else path
