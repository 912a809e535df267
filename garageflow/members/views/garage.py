from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from garageflow.errors import errors_shown_on
from garageflow.members.domain.garage import add_shop, change_garage, change_shop, remove_logo, set_logo
from garageflow.members.forms import GarageForm, LogoForm, ShopForm
from garageflow.members.second_factor import has_second_factor
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role, Shop


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OWNER)
def garage_settings(request: MemberRequest) -> HttpResponse:
    # A copy: the form writes what was typed into it, and the shell shows the garage's name.
    form = _form(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        with errors_shown_on(form):
            change_garage(request.garage, **form.values, by=request.actor)

    if form.errors or not form.is_bound:
        return _settings_page(request, form=form)
    messages.success(request, _("The settings are saved."))
    return redirect("members:settings")


@require_POST
@requires(Role.OWNER)
def logo_change(request: MemberRequest) -> HttpResponse:
    if "remove" in request.POST:
        remove_logo(request.garage, by=request.actor)
        messages.success(request, _("The logo is removed."))
        return redirect("members:settings")

    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        with errors_shown_on(form):
            set_logo(request.garage, content=form.cleaned_data["logo"].read(), by=request.actor)

    if form.errors:
        return _settings_page(request, logo_form=form)
    messages.success(request, _("The logo is saved."))
    return redirect("members:settings")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OWNER)
def shop_new(request: MemberRequest) -> HttpResponse:
    form = ShopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with errors_shown_on(form):
            add_shop(request.garage, **form.cleaned_data, by=request.actor)
    return _shop_answer(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OWNER)
def shop_change(request: MemberRequest, pk: int) -> HttpResponse:
    shop = get_object_or_404(Shop, pk=pk)
    form = ShopForm(request.POST if request.method == "POST" else None, instance=copy(shop))
    if form.is_valid():
        with errors_shown_on(form):
            change_shop(shop, **form.cleaned_data, by=request.actor)
    return _shop_answer(request, form, shop)


def _settings_page(
    request: MemberRequest, *, form: GarageForm | None = None, logo_form: LogoForm | None = None
) -> HttpResponse:
    context = {
        "form": form or _form(request, None),
        "logo_form": logo_form or LogoForm(),
        "shops": Shop.objects.order_by("name"),
    }
    refused = bool(form and form.errors) or bool(logo_form and logo_form.errors)
    return render(request, "members/settings.html", context, status=422 if refused else 200)


def _form(request: MemberRequest, data: QueryDict | None) -> GarageForm:
    return GarageForm(data, instance=copy(request.garage), is_protected=has_second_factor(request))


def _shop_answer(request: MemberRequest, form: ShopForm, shop: Shop | None = None) -> HttpResponse:
    if form.errors or not form.is_bound:
        context = {"form": form, "shop": shop}
        return render(request, "members/shop_form.html", context, status=422 if form.errors else 200)
    messages.success(request, _("%(name)s is saved.") % form.cleaned_data)
    return redirect("members:settings")
