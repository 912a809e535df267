"""What a person may decide about himself: what he hears, what he takes along, that he leaves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.domain.consents import choices_of, choose
from autopaspoort.domain.ownerships import leave_portal
from autopaspoort.forms_portal import ConsentForm
from autopaspoort.models import Ownership
from autopaspoort.own_data import own_data
from autopaspoort.views.portal.door import PortalRequest, in_own_garage, in_portal, memberships_of
from garageflow.customers.models import Customer
from garageflow.push.domain.messages import public_key


@require_safe
@in_portal
def settings(request: PortalRequest) -> HttpResponse:
    garages = [membership.garage for membership in memberships_of(request.user)]
    return render(request, "portal/settings.html", {"own_garages": garages, "push_key": public_key()})


@require_http_methods(["GET", "HEAD", "POST"])
@in_own_garage
def consents(request: PortalRequest) -> HttpResponse:
    customer = _customer_of(request)
    if customer is None:
        return redirect("portal:settings")
    form = ConsentForm(request.POST if request.method == "POST" else None, choices=choices_of(customer))
    if form.is_valid():
        choose(customer, form.choices(), by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("portal:settings")
    return render(request, "portal/consents.html", {"form": form, "customer": customer})


@require_safe
@in_portal
def data_download(request: PortalRequest) -> HttpResponse:
    """Everything that the garages keep of this person, to take along (GDPR, articles 15 and 20)."""
    response = HttpResponse(
        own_data(request.user, memberships_of(request.user)), content_type="application/zip"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@in_own_garage
@require_POST
def leave(request: PortalRequest) -> HttpResponse:
    leave_portal(request.member, by=request.actor)
    messages.success(request, _("You have left %(garage)s.") % {"garage": request.garage.name})
    return redirect("portal:home")


def _customer_of(request: PortalRequest) -> Customer | None:
    """As whom the garage knows him; the newest if he came under two names."""
    held = Ownership.objects.filter(member=request.member).select_related("customer").order_by("-pk").first()
    return held.customer if held else None
