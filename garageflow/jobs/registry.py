"""Which function does which kind of work. Apps register in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from garageflow.tenancy.access import STAFF

if TYPE_CHECKING:
    from datetime import date, datetime

    from garageflow.jobs.domain.work import Claim
    from garageflow.jobs.models import BatchJob
    from garageflow.tenancy.models import Garage


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work.

    `handler` returns None when the work is finished, or the moment at which it wants to go on: now, to let
    others have a turn, or later. `on_failed` is told when it was given up. `category` is what "My batch jobs"
    shows, and only to `roles`; `errors` turns the code on a failed BatchJob into words. `details_url` names a
    page of the app's own for the details of one job.
    """

    name: str
    handler: Callable[[Claim], datetime | None]
    category: str | Promise = ""
    on_failed: Callable[[Claim, Exception], None] | None = None
    errors: dict[str, str | Promise] = field(default_factory=dict)
    roles: tuple[str, ...] = STAFF
    details_url: Callable[[BatchJob], str] | None = None


_kinds: dict[str, Kind] = {}
_nightly_steps: dict[str, Callable[[Garage, date], None]] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind:
    return _kinds[name]


def is_registered(name: str) -> bool:
    return name in _kinds


def kinds_for(roles: Iterable[str]) -> list[str]:
    """The kinds whose jobs somebody with these roles may see, stop and start again."""
    held = set(roles)
    return [kind.name for kind in _kinds.values() if held.intersection(kind.roles)]


def register_nightly(name: str, step: Callable[[Garage, date], None]) -> None:
    """A step of every garage's night. It runs in its own activation with the garage's local date,
    and must do no harm when it runs again for the same date."""
    _nightly_steps[name] = step


def nightly_steps() -> list[tuple[str, Callable[[Garage, date], None]]]:
    return list(_nightly_steps.items())
