"""The partner pages on a telephone: messages while no page is open."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from convoy.partner import DriverRequest, for_any_driver
from convoy.roles import DRIVER_ROLES
from garageflow.errors import errors_shown_on
from garageflow.push.domain.messages import subscribe, unsubscribe
from garageflow.push.forms import PushForm
from garageflow.push.worker import service_worker_response
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest


@require_safe
@requires(*DRIVER_ROLES)
def service_worker(request: MemberRequest) -> HttpResponse:
    return service_worker_response()


@require_POST
@requires(*DRIVER_ROLES)
@for_any_driver
def push_subscribe(request: DriverRequest) -> HttpResponse:
    form = PushForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            subscribe(request.member, **form.cleaned_data)
    return HttpResponse(status=422 if form.errors else 204)


@require_POST
@requires(*DRIVER_ROLES)
@for_any_driver
def push_unsubscribe(request: DriverRequest) -> HttpResponse:
    unsubscribe(request.member, endpoint=request.POST.get("endpoint", ""))
    return HttpResponse(status=204)
