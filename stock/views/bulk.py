"""What is done to the chosen rows of the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from garageflow.errors import errors_told_to
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from stock.domain.sales import move_listings, move_to_shop
from stock.domain.window_cards import order_window_cards
from stock.forms import MoveForm
from stock.roles import SALES_ROLES, VIEW_ROLES

_MOST_AT_ONCE = 500


@require_POST
@requires(*SALES_ROLES)
def listings_move(request: MemberRequest) -> HttpResponse:
    """Another status, or another shop."""
    form = MoveForm(request.POST)
    if form.is_valid() and form.cleaned_data["status"]:
        with errors_told_to(request):
            changed, refused = move_listings(
                chosen(request), status=form.cleaned_data["status"], by=request.actor
            )
            _tell(request, changed)
            if refused:
                words = ngettext(
                    "%(count)s vehicle is reserved or sold: it is moved on its own page.",
                    "%(count)s vehicles are reserved or sold: they are moved on their own page.",
                    refused,
                )
                messages.warning(request, words % {"count": refused})
    elif form.is_valid() and form.cleaned_data["shop"]:
        _tell(request, move_to_shop(chosen(request), shop=form.cleaned_data["shop"], by=request.actor))
    return redirect(back_of(request))


@require_POST
@requires(*VIEW_ROLES)
def window_cards(request: MemberRequest) -> HttpResponse:
    address = back_of(request)
    with errors_told_to(request):
        order = order_window_cards(
            chosen(request), by=request.actor, language=request.garage.default_language
        )
        address = reverse("documents:pdf-order", args=[order.job_id])
    return redirect(address)


def chosen(request: MemberRequest) -> list[int]:
    texts = request.POST.getlist("numbers")[:_MOST_AT_ONCE]
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def back_of(request: MemberRequest) -> str:
    """The list from which they were chosen, with its filters."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else reverse("stock:list")


def _tell(request: MemberRequest, changed: int) -> None:
    words = ngettext("%(count)s vehicle changed.", "%(count)s vehicles changed.", changed)
    messages.success(request, words % {"count": changed})
