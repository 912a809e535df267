from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest


class DomainError(Exception):
    """The business says no. The message is translated and fit for the user.

    `field` names the form field beside which it is shown; without it, it stands above the form.
    """

    field: str | None = None

    def __init__(self, message: object = "", *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if field is not None:
            self.field = field

    def __str__(self) -> str:
        return str(self.message)


@contextmanager
def errors_shown_on(form: BaseForm) -> Iterator[None]:
    """Show a DomainError raised inside on the form instead of letting it travel on."""
    try:
        yield
    except DomainError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error))


@contextmanager
def errors_told_to(request: HttpRequest) -> Iterator[None]:
    """For a button without a form: show a DomainError raised inside as a message on the next page."""
    try:
        yield
    except DomainError as error:
        messages.warning(request, str(error))
