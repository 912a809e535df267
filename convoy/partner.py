"""The driver behind a request. His first sign-in leads through the profile; suspended he sees his account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from convoy.models import Driver
from garageflow.tenancy.http import MemberRequest

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class DriverRequest(MemberRequest):
    driver: Driver


def for_driver(view: View) -> View:
    """Below @requires: the page of an active driver with a profile."""
    return _with_driver(view, needs_profile=True)


def for_any_driver(view: View) -> View:
    """Below @requires: pages that also open before the profile is complete, or while suspended."""
    return _with_driver(view, needs_profile=False)


def _with_driver(view: View, *, needs_profile: bool) -> View:
    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        driver = Driver.objects.filter(member=request.member).first()
        if driver is None:
            raise Http404
        if needs_profile and not (driver.has_profile and driver.is_active):
            return redirect("convoy:account")
        # Spares a query wherever the driver's garage is asked for.
        driver.garage = request.garage
        request.driver = driver
        return view(request, *args, **kwargs)

    return wrapped  # type: ignore[return-value]  # the same arguments, passed on
