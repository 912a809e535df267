from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from garageflow.audit.filters import EntryFilter
from garageflow.audit.history import entry_rows
from garageflow.audit.models import Entry
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page


@require_safe
@requires(Role.OWNER)
def entry_list(request: MemberRequest) -> HttpResponse:
    entries = EntryFilter(request.GET, Entry.objects.all())
    page = keyset_page(entries.qs, request.GET, order=("-at", "-pk"))
    context = {
        "filters": filter_bar(entries.form, request.GET, reverse("audit:list")),
        "page": page,
        "rows": entry_rows(page.rows),
    }
    return render(request, "audit/entry_list.html", context)
