"""My account: general, driver, alerts, documents, billing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.account_forms import AlertsForm, BillingForm, GeneralForm, LicenceForm, PhotoUploadForm
from convoy.domain.drivers import change_facts, change_licence, change_profile, licence_number, set_photo
from convoy.domain.papers import add_document, papers_of
from convoy.driver_rows import paper_rows
from convoy.forms import DocumentForm
from convoy.models.driver import DocumentKind
from convoy.partner import DriverRequest, for_any_driver
from convoy.roles import DRIVER_ROLES
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.push.domain.messages import public_key
from garageflow.tenancy.access import requires
from garageflow.ui.parts import Tab

_SECTIONS = {
    "general": gettext_lazy("General"),
    "licence": gettext_lazy("Driver"),
    "documents": gettext_lazy("Contracts"),
    "billing": gettext_lazy("Billing"),
    "alerts": gettext_lazy("Alerts"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_any_driver
def account(request: DriverRequest) -> HttpResponse:
    """Address and telephone; the first sign-in lands here, and no other page opens before it is filled in."""
    driver = request.driver
    form = GeneralForm(request.POST or None, initial=_values(driver, GeneralForm))
    if request.method == "POST" and form.is_valid():
        is_first = not driver.has_profile
        with errors_shown_on(form):
            change_profile(driver, **form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("convoy:account-section", "documents") if is_first else redirect("convoy:account")
    return _page(request, "general", form, photo_form=PhotoUploadForm())


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_any_driver
def section(request: DriverRequest, name: str) -> HttpResponse:
    if name not in _SECTIONS or name == "general":
        raise Http404
    if name == "documents":
        return _documents(request)
    form = _form(request, name)
    if request.method == "POST" and form.is_valid():
        if name == "licence":
            change_licence(request.driver, **form.cleaned_data, by=request.actor)
        else:
            change_facts(request.driver, **form.cleaned_data, by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("convoy:account-section", name)
    return _page(request, name, form)


@require_POST
@requires(*DRIVER_ROLES)
@for_any_driver
def photo_set(request: DriverRequest) -> HttpResponse:
    form = PhotoUploadForm(request.POST, request.FILES)
    if form.is_valid():
        with errors_told_to(request):
            set_photo(request.driver, upload=form.cleaned_data["file"], by=request.actor)
            messages.success(request, _("Saved."))
    else:
        messages.warning(request, _("Choose a photo."))
    return redirect("convoy:account")


@require_safe
@requires(*DRIVER_ROLES)
@for_any_driver
def more(request: DriverRequest) -> HttpResponse:
    """What has no place in the bar below."""
    return render(request, "convoy/partner_more.html", {"driver": request.driver})


def _documents(request: DriverRequest) -> HttpResponse:
    form = DocumentForm(request.POST or None, request.FILES or None)
    # The contract is what the garage signed: it comes from there.
    form.fields["kind"].choices = [  # type: ignore[attr-defined]
        (value, label) for value, label in DocumentKind.choices if value != DocumentKind.CONTRACT
    ]
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with errors_shown_on(form):
            add_document(
                request.driver,
                kind=values["kind"],
                upload=values["file"],
                issued_on=values["issued_on"],
                valid_until_on=values["valid_until_on"],
                by=request.actor,
            )
        if not form.errors:
            messages.success(request, _("Thank you. The garage checks the document."))
            return redirect("convoy:account-section", "documents")
    today = request.garage.today()
    papers = papers_of(request.driver)
    return _page(request, "documents", form, papers=paper_rows(papers, today))


def _form(request: DriverRequest, name: str) -> forms.Form:
    driver, data = request.driver, request.POST or None
    if name == "licence":
        initial = {
            "categories": driver.licence_categories or "B",
            "country": driver.licence_country or driver.country,
            "until": driver.licence_until,
        }
        return LicenceForm(data, initial=initial)
    if name == "billing":
        return BillingForm(data, country=driver.country, initial=_values(driver, BillingForm))
    # A form of boxes alone: unticked, it sends nothing.
    return AlertsForm(request.POST if request.method == "POST" else None, initial=_values(driver, AlertsForm))


def _values(driver: Any, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(driver, name) for name in form.base_fields}


def _page(request: DriverRequest, name: str, form: forms.Form, **more: Any) -> HttpResponse:
    driver = request.driver
    tabs = [
        Tab(
            str(label),
            reverse("convoy:account") if key == "general" else reverse("convoy:account-section", args=[key]),
            current=key == name,
        )
        for key, label in _SECTIONS.items()
    ]
    number = licence_number(driver) if name == "licence" else ""
    context = {
        "section": name,
        "tabs": tabs,
        "form": form,
        "driver": driver,
        "push_key": public_key() if name == "alerts" else "",
        "masked_licence": f"••••{number[-3:]}" if number else "",
        **more,
    }
    return render(request, "convoy/partner_account.html", context, status=422 if form.errors else 200)
