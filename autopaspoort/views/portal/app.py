"""The portal as an app: installed on a telephone, with messages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from autopaspoort.views.portal.door import PortalRequest, in_portal, memberships_of
from garageflow.errors import errors_shown_on
from garageflow.push.domain.messages import subscribe, unsubscribe
from garageflow.push.forms import PushForm
from garageflow.push.worker import service_worker_response
from garageflow.tenancy.access import public
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Member
from garageflow.tenancy.urls import site_url


@require_safe
@public
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    home = site_url("portal:home")
    icons = [
        {
            "src": static(f"img/app-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "name": "AutoPaspoort",
        "short_name": "AutoPaspoort",
        "start_url": home,
        "scope": home,
        "id": home,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@public
def service_worker(request: HttpRequest) -> HttpResponse:
    return service_worker_response()


@in_portal
@require_POST
def push_subscribe(request: PortalRequest) -> HttpResponse:
    """This browser may show messages of every garage of this person."""
    form = PushForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            for membership in memberships_of(request.user):
                with garage_active(membership.garage):
                    subscribe(Member.objects.get(membership=membership), **form.cleaned_data)
    return HttpResponse(status=422 if form.errors else 204)


@in_portal
@require_POST
def push_unsubscribe(request: PortalRequest) -> HttpResponse:
    endpoint = request.POST.get("endpoint", "")
    for membership in memberships_of(request.user):
        with garage_active(membership.garage):
            unsubscribe(Member.objects.get(membership=membership), endpoint=endpoint)
    return HttpResponse(status=204)
