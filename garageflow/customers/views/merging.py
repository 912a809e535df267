"""Two customers who are one: choosing, comparing, merging, undoing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from garageflow.customers.domain.merging import merge_customers, plan_merge, undo_merge
from garageflow.customers.forms import MergeForm
from garageflow.customers.models import Customer, MergedCustomer
from garageflow.customers.roles import EDIT_ROLES
from garageflow.customers.rows import customer_rows
from garageflow.customers.search import customers_matching
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest

_SHOWN = 20


def to_whom_he_is(request: MemberRequest, number: int) -> HttpResponse:
    """The page of a customer who was merged is that of the one who stayed; other numbers are not found."""
    merged = get_object_or_404(MergedCustomer.objects.select_related("customer"), number=number)
    words = _("Customer %(number)s was merged with this one.") % {"number": number}
    messages.info(request, words)
    return redirect("customers:detail", merged.customer.number)


@require_safe
@requires(*EDIT_ROLES)
def merge_choose(request: MemberRequest, number: int) -> HttpResponse:
    customer = get_object_or_404(Customer, number=number)
    text = request.GET.get("q", "").replace("\0", "").strip()[:100] or customer.last_name
    others = customers_matching(text).exclude(pk=customer.pk).order_by("name_key", "pk")[:_SHOWN]
    context = {"customer": customer, "text": text, "rows": customer_rows(others)}
    return render(request, "customers/merge_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*EDIT_ROLES)
def merge(request: MemberRequest, number: int, other: int) -> HttpResponse:
    if number == other:
        raise Http404
    found = {row.number: row for row in Customer.objects.filter(number__in=[number, other])}
    for wanted in (number, other):
        if wanted not in found:
            return to_whom_he_is(request, wanted)
    kept, gone = found[number], found[other]
    plan = plan_merge(kept, gone)
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, gone=gone, seen=plan.seen)
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            merge_customers(kept, gone, take=form.taken, seen=form.cleaned_data["seen"], by=request.actor)
        if not form.errors:
            words = _("Customer %(other)s is now customer %(number)s.")
            messages.success(request, words % {"other": other, "number": number})
            return redirect("customers:detail", number)
        form.for_now(plan.seen)
    context = {"form": form, "plan": plan, "rows": customer_rows([kept, gone])}
    return render(request, "customers/merge.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*EDIT_ROLES)
def merge_undo(request: MemberRequest, merged_id: int) -> HttpResponse:
    merged = get_object_or_404(MergedCustomer.objects.select_related("customer"), pk=merged_id)
    number = merged.customer.number
    with errors_told_to(request):
        number = undo_merge(merged, by=request.actor).number
        messages.success(request, _("They are two customers again."))
    return redirect("customers:detail", number)
