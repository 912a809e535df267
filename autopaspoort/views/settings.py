from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from autopaspoort.domain.settings import change_settings, passport_settings
from autopaspoort.forms import SettingsForm
from garageflow.errors import errors_shown_on
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OWNER)
def settings_edit(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        known = passport_settings()
        initial = {"offer_days": known.offer_days, "promotion_days": known.promotion_days}
        return _page(request, SettingsForm(initial=initial))
    form = SettingsForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            change_settings(**form.cleaned_data, by=request.actor)

    if form.errors:
        return _page(request, form, status=422)
    messages.success(request, _("The settings are saved."))
    return redirect("autopaspoort:home")


def _page(request: MemberRequest, form: SettingsForm, status: int = 200) -> HttpResponse:
    part = "#form" if request.htmx else ""
    return render(request, "autopaspoort/settings.html" + part, {"form": form}, status=status)
