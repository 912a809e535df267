from __future__ import annotations

from datetime import date

import pytest

from garageflow.jobs import registry
from garageflow.jobs.domain.heartbeat import last_beats
from garageflow.jobs.domain.schedule import NIGHTLY, insert_due_nights, last_night_of, tick
from garageflow.jobs.domain.work import claim_next, run, work_until_idle
from garageflow.jobs.models import DueWork
from garageflow.jobs.registry import register_nightly
from garageflow.tenancy.active import active_garage


@pytest.fixture(autouse=True)
def steps(monkeypatch):
    monkeypatch.setattr(registry, "_nightly_steps", {})


def test_a_step_that_fails_keeps_no_other_from_running(peeters):
    done: list[tuple[str, date]] = []

    def broken(garage, night):
        raise ValueError

    register_nightly("broken", broken)
    register_nightly("fine", lambda garage, night: done.append((active_garage().slug, night)))
    insert_due_nights()

    run(claim_next(kinds=[NIGHTLY]))

    [(slug, night)] = done
    assert slug == "peeters"
    work = DueWork.objects.get(kind=NIGHTLY)
    assert work.key == night.isoformat()
    assert (work.failures, work.last_error, work.finished_at) == (1, "ValueError", None)


def test_the_last_night_is_found_by_the_garage_s_own_date(peeters, dubois):
    insert_due_nights()
    night = date.fromisoformat(DueWork.objects.get(garage=peeters).key)

    assert last_night_of(peeters, night).garage == peeters
    assert last_night_of(peeters, date(2001, 1, 1)) is None


def test_tick_and_workers_leave_a_sign_of_life(db):
    assert last_beats() == {}

    tick()
    work_until_idle(kinds=[])

    assert set(last_beats()) == {"tick", "worker"}


def test_a_sign_of_life_never_goes_back(db):
    tick()
    first = last_beats()["tick"]
    tick()

    assert last_beats()["tick"] >= first
