"""Drivers: created, let in by their contract, their documents checked, suspended; W plates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.compare import rating_words
from convoy.domain.certifying import standings
from convoy.domain.drivers import add_contract, create_driver, name_key, resume_driver, suspend_driver
from convoy.domain.missions import average_rating
from convoy.domain.papers import add_document, decide_document, missing_on, papers_of
from convoy.domain.plates import add_w_plate
from convoy.driver_rows import driver_row, paper_rows
from convoy.forms import ContractForm, DocumentForm, DriverForm
from convoy.models import Availability, Driver, DriverDocument, Mission, WPlate
from convoy.models.driver import REMIND_DAYS
from convoy.plate_form import WPlateForm
from convoy.roles import DISPATCH_ROLES
from convoy.rows import mission_rows
from garageflow.audit.history import history_of
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.inside import rows_inside, rows_of
from garageflow.ui.keyset import keyset_page


@require_safe
@requires(*DISPATCH_ROLES)
def driver_list(request: MemberRequest) -> HttpResponse:
    today = request.garage.today()
    drivers = Driver.objects.all()
    for word in name_key(request.GET.get("q", "")).split():
        drivers = drivers.filter(name_key__contains=word)
    if request.GET.get("documents"):
        soon = today + timedelta(days=REMIND_DAYS[0])
        waiting = DriverDocument.objects.current().filter(
            Q(state=DriverDocument.State.SUBMITTED) | Q(valid_until_on__lte=soon)
        )
        drivers = drivers.filter(pk__in=waiting.values("driver"), state=Driver.State.ACTIVE)
    rated = drivers.annotate(average_rating=average_rating("pk"))
    page = keyset_page(rated, request.GET, order=("name_key", "pk"))
    documents: dict[int, list[DriverDocument]] = {}
    for row in DriverDocument.objects.current().filter(driver__in=[driver.pk for driver in page.rows]):
        documents.setdefault(row.driver_id, []).append(row)
    context = {
        "page": page,
        "rows": [
            driver_row(driver, documents.get(driver.pk, []), rating_words(driver.average_rating), today)
            for driver in page.rows
        ],
        "q": request.GET.get("q", ""),
        "only_documents": "documents" in request.GET,
    }
    return render(request, "convoy/driver_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def driver_new(request: MemberRequest) -> HttpResponse:
    initial = {"language": request.garage.default_language, "country": request.garage.country}
    form = DriverForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            driver = create_driver(**form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("Now upload the signed contract: with it the driver gets in."))
            return redirect("convoy:driver", driver.number)
    return render(request, "convoy/driver_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def driver_detail(request: MemberRequest, number: int) -> HttpResponse:
    """A POST is a document that the dispatcher got by other ways; it counts at once."""
    driver = _driver_or_404(number)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with errors_shown_on(form):
            add_document(
                driver,
                kind=values["kind"],
                upload=values["file"],
                issued_on=values["issued_on"],
                valid_until_on=values["valid_until_on"],
                by=request.actor,
                is_verified=True,
            )
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("convoy:driver", number)
    return _driver_page(request, driver, document_form=form)


@require_POST
@requires(*DISPATCH_ROLES)
def driver_contract(request: MemberRequest, number: int) -> HttpResponse:
    driver = _driver_or_404(number)
    form = ContractForm(request.POST, request.FILES)
    if form.is_valid():
        values = form.cleaned_data
        with errors_shown_on(form):
            add_contract(
                driver,
                upload=values["file"],
                issued_on=values["issued_on"],
                valid_until_on=values["valid_until_on"],
                has_mandate=values["has_mandate"],
                by=request.actor,
            )
        if not form.errors:
            nudge_on_commit()
            messages.success(request, _("The contract is there. The driver is told by e-mail."))
            return redirect("convoy:driver", number)
    return _driver_page(request, driver, contract_form=form)


@require_POST
@requires(*DISPATCH_ROLES)
def driver_suspend(request: MemberRequest, number: int) -> HttpResponse:
    driver = _driver_or_404(number)
    with errors_told_to(request):
        act = resume_driver if driver.state == Driver.State.SUSPENDED else suspend_driver
        act(driver, by=request.actor)
    return redirect("convoy:driver", number)


@require_POST
@requires(*DISPATCH_ROLES)
def document_decide(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(DriverDocument.objects.select_related("driver"), pk=pk)
    refusal = request.POST.get("refusal", "").strip()[:200]
    if "refuse" in request.POST and not refusal:
        messages.warning(request, _("Say in a few words why."))
        return redirect("convoy:driver", row.driver.number)
    with errors_told_to(request):
        decide_document(row, refusal=refusal if "refuse" in request.POST else "", by=request.actor)
    return redirect("convoy:driver", row.driver.number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def w_plates(request: MemberRequest) -> HttpResponse:
    form = WPlateForm(request.POST or None, initial={"year": request.garage.today().year})
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            add_w_plate(**form.cleaned_data, by=request.actor)
        if not form.errors:
            return redirect("convoy:w-plates")
    plates = WPlate.objects.select_related("driver").order_by("-year", "number")[:100]
    return render(
        request, "convoy/w_plates.html", {"form": form, "plates": plates}, status=422 if form.errors else 200
    )


def _driver_or_404(number: int) -> Driver:
    """With what one statement can say of the driver beside the row."""
    today = active_garage().today()
    coming = Availability.objects.filter(driver=OuterRef("pk"), ends_on__gte=today)
    drivers = Driver.objects.select_related("member").annotate(
        average_rating=average_rating("pk"), says=rows_inside(coming.order_by("starts_on")[:10])
    )
    return get_object_or_404(drivers, number=number)


def _driver_page(
    request: MemberRequest,
    driver: Driver,
    *,
    document_form: DocumentForm | None = None,
    contract_form: ContractForm | None = None,
) -> HttpResponse:
    today = request.garage.today()
    driver.garage = request.garage
    papers = papers_of(driver)
    missions = Mission.objects.filter(driver=driver).select_related("trip").order_by("-starts_on", "-pk")[:10]
    document_form = document_form or DocumentForm()
    contract_form = contract_form or ContractForm()
    context: dict[str, Any] = {
        "driver": driver,
        "papers": paper_rows(papers, today),
        "missing": missing_on(papers, today),
        "document_form": document_form,
        "contract_form": contract_form,
        "standings": standings(driver, today),
        "missions": mission_rows(missions, "convoy:mission"),
        "rating": rating_words(driver.average_rating),  # type: ignore[attr-defined]
        "availabilities": rows_of(Availability, driver.says),  # type: ignore[attr-defined]
        "entries": history_of(driver),
    }
    has_errors = document_form.errors or contract_form.errors
    return render(request, "convoy/driver_detail.html", context, status=422 if has_errors else 200)
