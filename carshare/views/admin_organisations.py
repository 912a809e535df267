"""Organisations: settings, suffixes, terms, contracts, parkings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carshare.domain.organisations import publish_terms, save_organisation, save_part
from carshare.domain.suffixes import add_suffix, remove_suffix
from carshare.forms.admin import ContractForm, OrganisationForm, ParkingForm, SuffixForm, TermsFileForm
from carshare.models import CarShareContract, CarShareOrganisation, EmailSuffix, Parking, Subscriber
from carshare.roles import ADMIN_ROLES
from garageflow.audit.history import history_of
from garageflow.errors import errors_shown_on
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest


@require_safe
@requires(*ADMIN_ROLES)
def organisation_list(request: MemberRequest) -> HttpResponse:
    here = ~Q(subscribers__state__in=Subscriber.GONE)
    organisations = CarShareOrganisation.objects.annotate(
        people=Count("subscribers", filter=here, distinct=True),
        waiting=Count(
            "subscribers", filter=Q(subscribers__state=Subscriber.State.PENDING_APPROVAL), distinct=True
        ),
    ).prefetch_related("suffixes", "contracts", "parkings")
    return render(
        request, "carshare/admin/organisation_list.html", {"organisations": organisations.order_by("name")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def organisation_new(request: MemberRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = save_organisation(form.save(commit=False), by=request.actor)
        messages.success(request, _("Now its suffixes, a contract and a parking."))
        return redirect("carshare:organisation", organisation.pk)
    return _form_page(request, form, _("New organisation"))


@require_safe
@requires(*ADMIN_ROLES)
def organisation_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _organisation_page(request, get_object_or_404(CarShareOrganisation, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def organisation_edit(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(CarShareOrganisation, pk=pk)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        save_organisation(form.save(commit=False), by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("carshare:organisation", pk)
    return _form_page(request, form, _("Settings of the organisation"), organisation)


@require_POST
@requires(*ADMIN_ROLES)
def suffix_add(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(CarShareOrganisation, pk=pk)
    form = SuffixForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            add_suffix(organisation, suffix=form.cleaned_data["suffix"], by=request.actor)
            return redirect("carshare:organisation", pk)
    return _organisation_page(request, organisation, suffix_form=form, status=422)


@require_POST
@requires(*ADMIN_ROLES)
def suffix_remove(request: MemberRequest, pk: int) -> HttpResponse:
    suffix = get_object_or_404(EmailSuffix.objects.select_related("organisation"), pk=pk)
    remove_suffix(suffix, by=request.actor)
    messages.success(
        request, _("The suffix %(suffix)s is removed. Who signed up stays.") % {"suffix": suffix}
    )
    return redirect("carshare:organisation", suffix.organisation_id)


@require_POST
@requires(*ADMIN_ROLES)
def terms_publish(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(CarShareOrganisation, pk=pk)
    form = TermsFileForm(request.POST, request.FILES)
    if form.is_valid():
        with errors_shown_on(form):
            terms = publish_terms(organisation, form.cleaned_data["file"], by=request.actor)
            words = _("Version %(version)s is in force: everybody is asked to accept it.")
            messages.success(request, words % {"version": terms.number})
            return redirect("carshare:organisation", pk)
    return _organisation_page(request, organisation, terms_form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def contract_new(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(CarShareOrganisation, pk=pk)
    return _part_page(
        request, ContractForm, CarShareContract(organisation=organisation), _("New contract"), organisation
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def contract_edit(request: MemberRequest, pk: int) -> HttpResponse:
    contract = get_object_or_404(CarShareContract.objects.select_related("organisation"), pk=pk)
    return _part_page(request, ContractForm, contract, _("Contract"), contract.organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def parking_new(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(CarShareOrganisation, pk=pk)
    return _part_page(
        request, ParkingForm, Parking(organisation=organisation), _("New parking"), organisation
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def parking_edit(request: MemberRequest, pk: int) -> HttpResponse:
    parking = get_object_or_404(Parking.objects.select_related("organisation"), pk=pk)
    return _part_page(request, ParkingForm, parking, _("Parking"), parking.organisation)


def _part_page(
    request: MemberRequest,
    form_class: type[ContractForm] | type[ParkingForm],
    part: CarShareContract | Parking,
    title: str,
    organisation: CarShareOrganisation,
) -> HttpResponse:
    form = form_class(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        save_part(form.save(commit=False), by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("carshare:organisation", organisation.pk)
    return _form_page(request, form, title, organisation)


def _form_page(
    request: MemberRequest, form: Any, title: str, organisation: CarShareOrganisation | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "organisation": organisation}
    return render(request, "carshare/admin/form.html", context, status=422 if form.errors else 200)


def _organisation_page(
    request: MemberRequest,
    organisation: CarShareOrganisation,
    *,
    suffix_form: SuffixForm | None = None,
    terms_form: TermsFileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "suffixes": organisation.suffixes.order_by("domain", "is_wildcard"),
        "terms": organisation.terms.order_by("-number"),
        "contracts": organisation.contracts.order_by("name"),
        "parkings": organisation.parkings.annotate(cars=Count("vehicles")).order_by("name"),
        "suffix_form": suffix_form or SuffixForm(),
        "terms_form": terms_form or TermsFileForm(),
        "entries": history_of(organisation),
    }
    return render(request, "carshare/admin/organisation.html", context, status=status)
