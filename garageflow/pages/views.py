from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from garageflow.pages.search import SHOWN, SUGGESTED, search
from garageflow.tenancy.access import STAFF, requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role
from garageflow.ui import nights
from garageflow.ui.home import attention_for, count_all, parts_for


@require_safe
@requires(*STAFF)
def home(request: MemberRequest) -> HttpResponse:
    count_all(request)
    parts = parts_for(request)
    actions = [action for part in parts for action in part.actions]
    context = {"attention": attention_for(request), "parts": parts, "actions": actions}
    return render(request, "pages/home.html", context)


@require_safe
@requires(Role.OWNER)
def last_night(request: MemberRequest) -> HttpResponse:
    """What the garage's software did while nobody was there, and what of it needs a person now."""
    night = nights.night_of(request)
    count_all(request, nights.counters_for(request))
    parts = nights.parts_for(request)
    # What is well or under way stands in the parts; the tasks are those of the home screen.
    tasks = [line for line in attention_for(request) if line.tone in ("now", "soon")]
    context = {
        "night": night,
        "parts": parts,
        "tasks": tasks,
        "is_well": not tasks and all(part.tone in ("ok", "none") for part in parts),
        "before": night.day - timedelta(days=1),
        "after": None if night.is_last else night.day + timedelta(days=1),
    }
    return render(request, "pages/last_night.html", context)


@require_safe
@requires(*STAFF)
def search_results(request: MemberRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    found = search(request, text, limit=SUGGESTED if request.htmx else SHOWN)
    if request.htmx:
        return render(request, "pages/search.html#suggestions", {"found": found, "text": text})
    if found.only_url:
        return redirect(found.only_url)
    return render(request, "pages/search.html", {"found": found, "text": text})
