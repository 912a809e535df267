from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from garageflow.pages.search import SHOWN, SUGGESTED, search
from garageflow.tenancy.access import STAFF, requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.home import attention_for, count_all, parts_for


@require_safe
@requires(*STAFF)
def home(request: MemberRequest) -> HttpResponse:
    count_all(request)
    context = {"attention": attention_for(request), "parts": parts_for(request)}
    return render(request, "pages/home.html", context)


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
