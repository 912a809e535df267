from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from garageflow.tenancy.access import public


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
