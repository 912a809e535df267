"""The sign-up. A cookie finds the draft again: no session, so nothing is lost when one ends."""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carshare import passwords
from carshare.domain import sign_up
from carshare.domain.organisations import current_terms
from carshare.forms.sign_up import about
from carshare.models import SignUpDraft
from carshare.views.sign_up_steps import STEPS, page_language
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import public
from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.urls import mount_of

COOKIE = "__Secure-carshare-sign-up" if settings.SESSION_COOKIE_SECURE else "carshare-sign-up"
Step = SignUpDraft.Step


@never_cache
@sensitive_post_parameters("password", "number")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def start(request: GarageRequest) -> HttpResponse:
    """Where a link from outside leads: the first step, or the one at which he stopped."""
    draft = _draft(request)
    if draft is None:
        return _page(request, None, Step.EMAIL)
    return redirect(_place_of(draft))


@never_cache
@sensitive_post_parameters("password", "number")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def step(request: GarageRequest, name: str) -> HttpResponse:
    if name not in Step.values:
        raise Http404
    draft = _draft(request)
    if draft is None and name != Step.EMAIL:
        messages.info(request, _("Begin with your e-mail address, please."))
        return redirect("carshare:sign-up")
    if draft is not None and (draft.submitted_at is not None or not _may_open(draft, Step(name))):
        return redirect(_place_of(draft))
    return _page(request, draft, Step(name))


@never_cache
@require_safe
@public
def done(request: GarageRequest) -> HttpResponse:
    draft = _draft(request)
    if draft is None:
        return redirect("carshare:landing")
    if draft.submitted_at is None:
        return redirect(_place_of(draft))
    return render(request, "carshare/sign_up_done.html", {"draft": draft})


@require_POST
@public
def letter(request: GarageRequest) -> HttpResponse:
    """The validation mail once more; nothing here looks whether anybody waits for one."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="carshare_letter")
    if too_many is not None:
        return too_many
    draft = _draft(request)
    if draft is None or draft.submitted_at is None:
        return redirect("carshare:sign-up")
    with errors_told_to(request):
        sign_up.ask_letter_again(draft)
        nudge_on_commit()
        messages.success(request, _("A new e-mail is on its way. Earlier links do not work any more."))
    return redirect("carshare:sign-up-done")


@require_POST
@public
def begin_again(request: GarageRequest) -> HttpResponse:
    response = redirect("carshare:sign-up")
    response.delete_cookie(COOKIE, path=mount_of(request.garage.slug))
    return response


@sensitive_post_parameters("password")
@require_POST
@public
def password_rules(request: GarageRequest) -> HttpResponse:
    """While somebody types. Nothing of it is kept."""
    draft = _draft(request)
    known = about(draft, request.POST) if draft else {}
    rules = passwords.rules_for(request.POST.get("password", ""), **known)
    return render(request, "carshare/sign_up_step.html#rules", {"rules": rules})


def _page(request: GarageRequest, draft: SignUpDraft | None, name: Step) -> HttpResponse:
    kind = STEPS[name]
    if request.method != "POST":
        return _show(request, draft, name, kind.form(request, draft, None))
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="carshare_sign_up")
    if too_many is not None:
        return too_many
    form = kind.form(request, draft, request.POST)
    response = None
    if form.is_valid():
        with errors_shown_on(form):
            response = _go_on(request, draft, name, form)
    return response or _show(request, draft, name, form, status=422)


def _go_on(request: GarageRequest, draft: SignUpDraft | None, name: Step, form: forms.Form) -> HttpResponse:
    key = ""
    try:
        with transaction.atomic():
            if draft is None:
                draft, key = sign_up.give_address(None, form.cleaned_data["email"], language=page_language())
            else:
                draft = STEPS[name].save(request, draft, form) or draft
            if _is_last(draft, name):
                sign_up.submit(draft)
                nudge_on_commit()
    except sign_up.AlreadySubmitted:
        return redirect("carshare:sign-up-done")
    response = redirect(_place_after(draft, name))
    if key:
        _remember(request, response, key)
    return response


def _show(
    request: GarageRequest, draft: SignUpDraft | None, name: Step, form: forms.Form, status: int = 200
) -> HttpResponse:
    steps = sign_up.steps_of(draft)
    place = steps.index(name) if name in steps else 0
    context = {
        "form": form,
        "step": name,
        "title": name.label,
        "current": place + 1,
        # Before the address is known, nobody knows how many steps there are.
        "total": len(steps) if draft is not None and draft.organisation is not None else 0,
        "back": reverse("carshare:sign-up-step", args=[steps[place - 1]]) if place else "",
        "action": reverse("carshare:sign-up-step", args=[name]) if draft else reverse("carshare:sign-up"),
        "is_last": draft is not None and draft.organisation is not None and name == steps[-1],
        "draft": draft,
        "terms": current_terms(draft.organisation) if draft and name == Step.TERMS else None,
        "rules": passwords.rules_for("") if name == Step.PERSON else [],
    }
    return render(request, "carshare/sign_up_step.html", context, status=status)


def _draft(request: GarageRequest) -> SignUpDraft | None:
    return sign_up.draft_with(request.COOKIES.get(COOKIE, ""))


def _remember(request: GarageRequest, response: HttpResponse, key: str) -> None:
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(sign_up.KEPT_FOR.total_seconds()),
        path=mount_of(request.garage.slug),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _place_of(draft: SignUpDraft) -> str:
    """Where he stopped."""
    waiting = sign_up.next_step(draft)
    if draft.submitted_at is not None:
        return reverse("carshare:sign-up-done")
    return reverse("carshare:sign-up-step", args=[waiting or sign_up.steps_of(draft)[-1]])


def _place_after(draft: SignUpDraft, name: Step) -> str:
    steps = sign_up.steps_of(draft)
    if _is_last(draft, name):
        return reverse("carshare:sign-up-done")
    following = steps[steps.index(name) + 1] if name in steps else steps[0]
    return reverse("carshare:sign-up-step", args=[following])


def _may_open(draft: SignUpDraft, name: Step) -> bool:
    """What was answered before, and the first step that was not."""
    steps = sign_up.steps_of(draft)
    waiting = sign_up.next_step(draft) or steps[-1]
    return name in steps and steps.index(name) <= steps.index(waiting)


def _is_last(draft: SignUpDraft, name: Step) -> bool:
    return sign_up.steps_of(draft)[-1] == name and sign_up.next_step(draft) is None
