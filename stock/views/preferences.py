"""Saved filters and the choice of columns."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from garageflow.errors import errors_told_to
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role
from stock.columns import COLUMNS, TITLE
from stock.desk import desk_of
from stock.domain.preferences import choose_columns, remove_filter, save_filter, usual_columns
from stock.forms import ColumnsForm, SavedFilterForm
from stock.models import SavedFilter
from stock.roles import VIEW_ROLES
from stock.views.listing_list import list_url


@require_POST
@requires(*VIEW_ROLES)
def filter_save(request: MemberRequest) -> HttpResponse:
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Give the filter a name of at most 40 characters."))
        return redirect("stock:list")
    address = list_url()
    with errors_told_to(request):
        saved = save_filter(request.member, **form.cleaned_data, by=request.actor)
        messages.success(request, _("The filter is saved."))
        address = list_url(saved.query)
    return redirect(address)


@require_safe
@requires(*VIEW_ROLES)
def saved_filters(request: MemberRequest) -> HttpResponse:
    found = SavedFilter.objects.seen_by(request.member).select_related("member").order_by("name", "pk")
    rows = [(one, list_url(one.query), _may_remove(request, one)) for one in found]
    return render(request, "stock/saved_filters.html", {"rows": rows})


@require_POST
@requires(*VIEW_ROLES)
def filter_remove(request: MemberRequest, filter_id: int) -> HttpResponse:
    """One's own; the owner also those that others shared."""
    found = SavedFilter.objects.seen_by(request.member)
    saved = get_object_or_404(
        found if _is_owner(request) else found.filter(member=request.member), pk=filter_id
    )
    remove_filter(saved, by=request.actor)
    messages.success(request, _("The filter is removed."))
    return redirect("stock:saved-filters")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*VIEW_ROLES)
def columns(request: MemberRequest) -> HttpResponse:
    """Which columns, in the order in which they stand on the page."""
    if request.method == "POST" and "usual" in request.POST:
        usual_columns(request.member)
        return redirect("stock:list")
    if request.method == "POST":
        form = ColumnsForm(request.POST)
        if form.is_valid():
            # As sent: the order of the boxes is the order of the columns.
            wanted = list(dict.fromkeys(form.cleaned_data["column"]))
            choose_columns(request.member, wanted if TITLE in wanted else [TITLE, *wanted])
            return redirect("stock:list")
    chosen = [column.key for column in desk_of(request.member).columns_for(request.garage.features)]
    keys = [*chosen, *(key for key in COLUMNS if key not in chosen)]
    rows = [
        (COLUMNS[key], key in chosen, key == TITLE)
        for key in keys
        if not COLUMNS[key].feature or request.garage.has_feature(COLUMNS[key].feature)
    ]
    moves = [(-1, "sorted-up", _("Move up")), (1, "sorted-down", _("Move down"))]
    return render(request, "stock/columns.html", {"rows": rows, "moves": moves})


def _may_remove(request: MemberRequest, saved: SavedFilter) -> bool:
    return saved.member_id == request.member.pk or _is_owner(request)


def _is_owner(request: MemberRequest) -> bool:
    return request.membership.has_any_role((Role.OWNER,))
