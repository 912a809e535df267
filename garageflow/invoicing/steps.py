"""One step in the life of an invoice, as a page asks for it: at once, or with a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form

from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.http import MemberRequest

# The form, if the step asks anything, and what it does.
Step = tuple[type[Form] | None, Callable[..., Any]]


def take_step(request: MemberRequest, invoice: Any, step: Step) -> Form | None:
    """The form with its errors if it has to be shown again. What a step without one refuses is told."""
    form_class, act = step
    if form_class is None:
        with errors_told_to(request):
            act(invoice, by=request.actor)
            nudge_on_commit()
        return None
    form = form_class(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            act(invoice, **form.cleaned_data, by=request.actor)
            nudge_on_commit()
    return form if form.errors else None
