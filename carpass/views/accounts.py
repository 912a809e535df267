"""The Car-Pass accounts of the shops, and what the garage set."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carpass.domain.accounts import add_account, ask_connection_test, change_account, reveal_password
from carpass.domain.settings import car_pass_settings, change_settings
from carpass.forms import AccountForm, OwnPasswordForm, SettingsForm
from carpass.models import CarPassAccount
from carpass.report_forms import numbers_of
from carpass.roles import DOCUMENT_ROLES, REVEAL_ROLES, SETTINGS_ROLES
from carpass.rows import account_row
from garageflow.errors import errors_shown_on
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Shop


@require_safe
@requires(*DOCUMENT_ROLES)
def account_list(request: MemberRequest) -> HttpResponse:
    """For htmx the card alone: the stock shows it too, and it is fetched again while a test goes on."""
    return _accounts_page(request)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SETTINGS_ROLES)
def account_new(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        number = request.garage.vat_number.removeprefix("BE")
        initial: dict[str, Any] = {
            "enterprise_number": number,
            "language": request.garage.default_language,
            # Of a shop that has none yet; else the first of the list.
            "shop": next(iter(numbers_of(request.GET, "shop")), None),
        }
        return _account_page(request, AccountForm(initial=initial))
    form = AccountForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            account = add_account(**form.cleaned_data, by=request.actor)
            ask_connection_test(account, by=request.actor)
    return _account_answer(request, form)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SETTINGS_ROLES)
def account_change(request: MemberRequest, account_id: int) -> HttpResponse:
    account = _account(account_id)
    if request.method != "POST":
        return _account_page(request, AccountForm.of(account), account)
    form = AccountForm(request.POST, account=account)
    if form.is_valid():
        with errors_shown_on(form):
            account = change_account(account, **form.cleaned_data, by=request.actor)
            if account.is_enabled and account.connection == CarPassAccount.Connection.UNTESTED:
                ask_connection_test(account, by=request.actor)
    return _account_answer(request, form, account)


@require_POST
@requires(*DOCUMENT_ROLES)
def account_test(request: MemberRequest, account_id: int) -> HttpResponse:
    ask_connection_test(_account(account_id), by=request.actor)
    nudge_on_commit()
    return _accounts_page(request) if request.htmx else redirect("carpass:accounts")


@require_POST
@requires(*DOCUMENT_ROLES)
def accounts_test(request: MemberRequest) -> HttpResponse:
    """All that are in use, from the overview; the page of the accounts shows how it ends."""
    for account in CarPassAccount.objects.usable().order_by("pk"):
        ask_connection_test(account, by=request.actor)
    nudge_on_commit()
    return redirect("carpass:accounts")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@requires(*REVEAL_ROLES)
def password_show(request: MemberRequest, account_id: int) -> HttpResponse:
    """The password of the account, to somebody who gives his own once more."""
    account = _account(account_id)
    form, password = OwnPasswordForm(user=request.user), ""
    if request.method == "POST":
        too_many: HttpResponse | None = ratelimit.consume_or_429(
            request, action="carpass_password", user=request.user
        )
        if too_many is not None:
            return too_many
        form = OwnPasswordForm(request.POST, user=request.user)
        if form.is_valid():
            password = reveal_password(account, by=request.actor)
    context = {"account": account, "form": form, "password": password}
    status = 422 if form.errors else 200
    return render(request, "carpass/account_password.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SETTINGS_ROLES)
def settings_edit(request: MemberRequest) -> HttpResponse:
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(car_pass_settings())
    if form.is_valid():
        change_settings(**form.cleaned_data, by=request.actor)
        messages.success(request, _("The settings are saved."))
        return redirect("carpass:accounts")
    return render(request, "carpass/settings.html", {"form": form}, status=422 if form.errors else 200)


def _accounts_page(request: MemberRequest) -> HttpResponse:
    accounts = CarPassAccount.objects.select_related("shop").first_one_first()
    rows = [account_row(account) for account in accounts]
    context = {
        "rows": rows,
        "shops_without": Shop.objects.exclude(pk__in=accounts.values("shop")).order_by("name"),
        "is_testing": any(row.is_testing for row in rows),
        "has_vat_number": bool(request.garage.vat_number),
        "may_change": request.membership.has_any_role(SETTINGS_ROLES),
        "may_reveal": request.membership.has_any_role(REVEAL_ROLES),
    }
    return render(request, "carpass/accounts.html" + ("#accounts" if request.htmx else ""), context)


def _account(account_id: int) -> CarPassAccount:
    return get_object_or_404(CarPassAccount.objects.select_related("shop"), pk=account_id)


def _account_answer(
    request: MemberRequest, form: AccountForm, account: CarPassAccount | None = None
) -> HttpResponse:
    if form.errors:
        return _account_page(request, form, account, status=422)
    nudge_on_commit()
    messages.success(request, _("The account is saved, and its connection is being tested."))
    return redirect("carpass:accounts")


def _account_page(
    request: MemberRequest, form: AccountForm, account: CarPassAccount | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "account": account}
    return render(request, "carpass/account_form.html", context, status=status)
