from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from garageflow.jobs import registry
from garageflow.jobs.domain.night import forget_nights, note_step
from garageflow.jobs.domain.schedule import NIGHTLY, insert_due_nights
from garageflow.jobs.domain.work import claim_next, run
from garageflow.jobs.models import DueWork, NightStep
from garageflow.jobs.registry import register_nightly
from garageflow.tenancy.active import garage_active

NIGHT = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def steps(monkeypatch):
    monkeypatch.setattr(registry, "_nightly_steps", {})


def run_tonight() -> None:
    insert_due_nights()
    run(claim_next(kinds=[NIGHTLY]))


def noted(garage) -> list[tuple[str, int, bool]]:
    with garage_active(garage):
        return list(NightStep.objects.order_by("step").values_list("step", "count", "has_failed"))


def test_what_a_step_did_is_kept_and_what_did_nothing_is_not(peeters):
    register_nightly("clears", lambda garage, night: 3)
    register_nightly("found_nothing", lambda garage, night: 0)
    register_nightly("does_not_count", lambda garage, night: None)

    run_tonight()

    assert noted(peeters) == [("clears", 3, False)]


def test_a_step_that_failed_is_told_until_it_gets_through_and_its_counts_add_up(peeters):
    broken = [True]

    def breaks(garage, night):
        if broken:
            raise ValueError
        return 2

    register_nightly("breaks", breaks)
    register_nightly("clears", lambda garage, night: 3)
    run_tonight()
    assert noted(peeters) == [("breaks", 0, True), ("clears", 3, False)]

    broken.clear()
    DueWork.objects.update(due_at=timezone.now())
    run(claim_next(kinds=[NIGHTLY]))

    assert noted(peeters) == [("breaks", 2, False), ("clears", 6, False)]


def test_what_a_failing_step_wrote_is_undone_with_its_count(peeters):
    def writes_and_breaks(garage, night):
        note_step(night, "written by the step", 1, is_retry=False)
        raise ValueError

    register_nightly("breaks", writes_and_breaks)

    run_tonight()

    assert noted(peeters) == [("breaks", 0, True)]


def test_nights_are_forgotten_after_two_months(in_peeters):
    for days in (61, 60, 0):
        note_step(NIGHT - timedelta(days=days), "clears", 1, is_retry=False)

    forget_nights(in_peeters, NIGHT)

    assert list(NightStep.objects.order_by("night").values_list("night", flat=True)) == [
        date(2026, 9, 22),
        NIGHT,
    ]
