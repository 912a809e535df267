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


@dataclass(frozen=True, slots=True)
class NightlyStep:
    """`label` is what people call it; a step that `removes` says there what it removes."""

    name: str
    run: Callable[[Garage, date], int | None]
    label: str | Promise = ""
    removes: bool = False


_kinds: dict[str, Kind] = {}
_nightly_steps: dict[str, NightlyStep] = {}


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


def register_nightly(
    name: str,
    step: Callable[[Garage, date], int | None],
    *,
    label: str | Promise = "",
    removes: bool = False,
) -> None:
    """A step of every garage's night. It runs in its own activation with the garage's local date,
    and must do no harm when it runs again for the same date. It may return how many rows it was about:
    the owner's page of the night shows that number under the label."""
    _nightly_steps[name] = NightlyStep(name, step, label, removes)


def nightly_steps() -> list[NightlyStep]:
    return list(_nightly_steps.values())


def nightly_step(name: str) -> NightlyStep | None:
    """None for a step that is gone by now."""
    return _nightly_steps.get(name)
