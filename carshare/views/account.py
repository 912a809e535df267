"""Where a subscriber stands, the terms, and what is kept of him."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carshare.domain import subscribers
from carshare.domain.licence import declare_licence
from carshare.domain.personal_data import licence_number, own_data
from carshare.domain.sign_up import draft_with
from carshare.forms.account import DetailsForm, OwnBillingForm, OwnLicenceForm
from carshare.models import Licence, Subscriber, TermsVersion
from carshare.subscribing import SubscriberRequest, for_known_subscribers, subscriber_of
from carshare.views.sign_up import COOKIE
from garageflow.documents.downloads import document_response
from garageflow.errors import errors_told_to
from garageflow.tenancy.access import public, requires
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.tenancy.models import Role


@never_cache
@require_safe
@requires(Role.SUBSCRIBER)
def standing(request: MemberRequest) -> HttpResponse:
    """Why somebody who signed in cannot book."""
    subscriber = subscriber_of(request)
    if subscriber is not None and subscriber.is_active:
        return redirect("carshare:home")
    return render(request, "carshare/standing.html", {"subscriber": subscriber})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def terms(request: SubscriberRequest) -> HttpResponse:
    """A new version is asked at the next visit, and nothing is booked before."""
    waiting = subscribers.terms_to_accept(request.subscriber)
    if waiting is None:
        return redirect("carshare:home")
    is_refused = False
    if request.method == "POST":
        # Exactly the version that he saw.
        if request.POST.get("terms") == str(waiting.pk) and request.POST.get("is_accepted"):
            subscribers.accept_terms(request.subscriber, waiting, by=request.actor)
            return redirect("carshare:home")
        is_refused = True
    context = {"terms": waiting, "is_refused": is_refused}
    return render(request, "carshare/terms.html", context, status=422 if is_refused else 200)


@require_safe
@public
@cache_control(private=True, no_store=True)
def terms_file(request: GarageRequest, pk: int) -> FileResponse:
    """To those who are asked to accept them and to those who work here; to others it does not exist."""
    version = get_object_or_404(TermsVersion.objects.select_related("document"), pk=pk)
    if not _may_read(request, version):
        raise Http404
    name = _("terms of use") + f" {version.number}.pdf"
    return document_response(version.document, name=name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def account(request: SubscriberRequest) -> HttpResponse:
    subscriber = request.subscriber
    fields = ("contract", "parking", "language", "phone")
    initial = {name: getattr(subscriber, name) for name in fields}
    form = DetailsForm(request.POST or None, organisation=subscriber.organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        subscribers.change_details(subscriber, **form.cleaned_data, by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("carshare:account")
    consents = list(subscriber.consents.order_by("-given_at"))
    context = {
        "form": form,
        "subscriber": subscriber,
        "licence": Licence.objects.filter(subscriber=subscriber).first(),
        "consent": next((consent for consent in consents if consent.revoked_at is None), None),
        "acceptances": subscriber.acceptances.select_related("terms").order_by("-accepted_at"),
        "consents": consents,
        "invoices": subscriber.invoices.order_by("-pk")[:12],
    }
    return render(request, "carshare/account.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def billing(request: SubscriberRequest) -> HttpResponse:
    subscriber = request.subscriber
    initial = {name: getattr(subscriber, name) for name in OwnBillingForm.base_fields}
    form = OwnBillingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        subscribers.change_details(subscriber, **form.cleaned_data, by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("carshare:account")
    context = {"form": form, "title": _("Billing address")}
    return render(request, "carshare/account_form.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def licence(request: SubscriberRequest) -> HttpResponse:
    known = Licence.objects.filter(subscriber=request.subscriber).first()
    form = OwnLicenceForm(request.POST or None, today=request.garage.today(), initial=_licence_initial(known))
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "born_on"}
        declare_licence(request.subscriber, **values, by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("carshare:account")
    context = {"form": form, "title": _("Driving licence")}
    return render(request, "carshare/account_form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def consent(request: SubscriberRequest) -> HttpResponse:
    is_given = request.POST.get("consent") == "given"
    subscribers.set_consent(request.subscriber, is_given=is_given, by=request.actor)
    messages.success(
        request, _("Your consent is recorded.") if is_given else _("Your consent is taken back.")
    )
    return redirect("carshare:account")


@never_cache
@require_safe
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def data(request: SubscriberRequest) -> HttpResponse:
    """All that is kept about somebody, to take with him."""
    response = JsonResponse(
        own_data(request.subscriber), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="car-sharing.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def closing(request: SubscriberRequest) -> HttpResponse:
    subscriber = request.subscriber
    if request.method != "POST":
        return render(request, "carshare/closing.html", {"subscriber": subscriber})
    with errors_told_to(request):
        subscribers.close(subscriber, by=request.actor)
    subscriber.refresh_from_db(fields=["state"])
    if subscriber.state != Subscriber.State.CLOSED:
        return redirect("carshare:account")
    return render(request, "carshare/closed.html", {"subscriber": subscriber})


def _may_read(request: GarageRequest, version: TermsVersion) -> bool:
    draft = draft_with(request.COOKIES.get(COOKIE, ""))
    if draft is not None and draft.organisation_id == version.organisation_id:
        return True
    membership = request.membership
    if membership is None:
        return False
    if membership.has_any_role((Role.FLEET_ADMIN, Role.OWNER)):
        return True
    own = Subscriber.objects.not_closed().filter(member=request.member, organisation=version.organisation_id)
    return own.exists()


def _licence_initial(known: Licence | None) -> dict[str, Any]:
    if known is None:
        return {}
    fields = ("categories", "country", "obtained_on", "valid_until")
    return {"number": licence_number(known), **{name: getattr(known, name) for name in fields}}
