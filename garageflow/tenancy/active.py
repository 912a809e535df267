"""The one switch that decides whose data a transaction sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from garageflow.tenancy.models import Garage

_SETTING = "garageflow.garage_id"
_ACTIVATED = Func(
    Value(_SETTING),
    Cast(F("pk"), TextField()),
    Value(True),
    function="set_config",
    output_field=TextField(),
)
_active: ContextVar[Garage | None] = ContextVar("active_garage", default=None)


class NoActiveGarage(Exception):
    """Tenant data were touched outside garage_active()."""


@contextmanager
def garage_active(garage: Garage) -> Iterator[Garage]:
    """Open a transaction in which row security shows the rows of this garage and no others.

    Nested calls restore the outer garage. Never make a network call inside: refuse_inside_activation().
    """
    with transaction.atomic():
        _set(garage.pk)
        with _known_as_active(garage):
            yield garage


@contextmanager
def garage_found(garages: QuerySet[Garage]) -> Iterator[Garage | None]:
    """garage_active() for the only garage of a query, or None: found and activated by the same statement."""
    with transaction.atomic():
        garage = garages.annotate(activated=_ACTIVATED).first()
        if garage is None:
            yield None
            return
        with _known_as_active(garage):
            yield garage


@contextmanager
def _known_as_active(garage: Garage) -> Iterator[None]:
    previous = _active.get()
    token = _active.set(garage)
    try:
        yield
    finally:
        _active.reset(token)
    # Reached only without an exception: a roll-back of the savepoint restores the setting by itself,
    # but releasing a savepoint keeps the inner SET LOCAL alive.
    if previous is not None and not connection.needs_rollback:
        _set(previous.pk)


def active_garage() -> Garage:
    garage = _active.get()
    if garage is None:
        raise NoActiveGarage
    return garage


def active_garage_id() -> int:
    return active_garage().pk


def is_garage_active() -> bool:
    return _active.get() is not None


class NetworkInsideActivation(Exception):
    """A network call was tried while a garage's transaction was open."""


def refuse_inside_activation() -> None:
    """Called by every client that talks to the outside: claim, commit, call, then activate to record."""
    if is_garage_active():
        raise NetworkInsideActivation


def _set(garage_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [_SETTING, str(garage_id)])
