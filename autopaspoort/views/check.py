"""What the check of a customer list found, before it is planned."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from autopaspoort.forms import ConfirmationForm
from autopaspoort.models import CustomerList
from autopaspoort.models.customer_list import BatchRowQuerySet
from autopaspoort.rows import line_row, reading_notices
from garageflow.jobs.domain.schedule import next_night
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tile, shares

_SIZES = (20, 50, 100)


def check_page(
    request: MemberRequest, customer_list: CustomerList, form: ConfirmationForm, status: int = 200
) -> HttpResponse:
    shown = request.GET.get("show", "")
    page = keyset_page(_chosen(customer_list, shown), request.GET, order=("line",), sizes=_SIZES)
    context = {
        "list": customer_list,
        "form": form,
        "tiles": _tiles(customer_list, shown),
        "notices": reading_notices(customer_list.reading),
        "page": page,
        "rows": [line_row(row, planned=False) for row in page.rows],
        "planned_for": next_night(request.garage.local_time()),
    }
    part = "#lines" if request.htmx else ""
    return render(request, "autopaspoort/customer_list_check.html" + part, context, status=status)


def _chosen(customer_list: CustomerList, shown: str) -> BatchRowQuerySet:
    rows = customer_list.rows.all()
    choices = {"fine": rows.fine(), "warned": rows.warned(), "refused": rows.failed()}
    return choices.get(shown, rows)


def _tiles(customer_list: CustomerList, shown: str) -> list[Tile]:
    fine = customer_list.accepted - customer_list.warned
    parts = [
        ("fine", _("Fine"), fine, "ok"),
        ("warned", _("With a warning"), customer_list.warned, "soon"),
        ("refused", _("Refused"), customer_list.refused, "now"),
    ]
    tiles = [Tile(label=_("Lines"), count=customer_list.lines, url="?", current=not shown, icon="list")]
    for (key, label, count, tone), share in zip(parts, shares([part[2] for part in parts]), strict=True):
        tiles.append(
            Tile(
                label=label,
                count=count,
                url=f"?show={key}",
                tone=tone if count else "none",
                current=shown == key,
                share=share,
                icon=tone,
            )
        )
    return tiles
