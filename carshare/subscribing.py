"""Pages of subscribers: who he is, and that he may be here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from carshare.domain.subscribers import terms_to_accept
from carshare.models import Subscriber
from garageflow.tenancy.http import MemberRequest


class SubscriberRequest(MemberRequest):
    subscriber: Subscriber


View = Callable[..., HttpResponseBase]


def subscriber_of(request: MemberRequest) -> Subscriber | None:
    subscribers = Subscriber.objects.not_closed().select_related("organisation", "contract", "parking")
    return subscribers.filter(member=request.member).first()


def for_subscribers(view: View) -> View:
    """Below @requires(Role.SUBSCRIBER): an active one who accepted the current terms; others see why not."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        subscriber = subscriber_of(request)
        if subscriber is None or not subscriber.is_active:
            return redirect("carshare:standing")
        if terms_to_accept(subscriber) is not None:
            return redirect("carshare:terms")
        request.subscriber = subscriber
        return view(request, *args, **kwargs)

    return guarded


def for_known_subscribers(view: View) -> View:
    """Also those who are not active: their account and their data are theirs."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        subscriber = subscriber_of(request)
        if subscriber is None:
            return redirect("carshare:standing")
        request.subscriber = subscriber
        return view(request, *args, **kwargs)

    return guarded
