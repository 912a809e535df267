from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from garageflow.jobs import registry
from garageflow.jobs.domain.work import LeaseLost, claim_next, enqueue, run, withdraw, work_until_idle
from garageflow.jobs.models import DueWork
from garageflow.stopping import ask_to_stop, go_on
from garageflow.tenancy.active import active_garage, garage_active
from garageflow.tenancy.models import Shop

KIND = "tests.kind"


@pytest.fixture
def handler(monkeypatch):
    """Work of kind KIND is done by whatever function is put into `handler["do"]`."""
    chosen = {"do": lambda claim: None, "failed": []}
    monkeypatch.setitem(
        registry._kinds,
        KIND,
        registry.Kind(
            name=KIND,
            handler=lambda claim: chosen["do"](claim),
            on_failed=lambda claim, error: chosen["failed"].append((claim.key, type(error).__name__)),
        ),
    )
    return chosen


def put(garage, key="1", **values):
    with garage_active(garage):
        enqueue(KIND, key, **values)


def test_work_that_is_due_is_done_once_and_with_its_garage(peeters, handler):
    seen = []

    def do(claim):
        with claim.fenced():
            seen.append((active_garage().slug, claim.key))

    handler["do"] = do
    put(peeters)

    assert work_until_idle(kinds=[KIND]) == 1
    assert work_until_idle(kinds=[KIND]) == 0
    assert seen == [("peeters", "1")]


def test_a_worker_that_is_asked_to_end_takes_nothing_more_and_ends_its_turn(peeters, handler):
    over = []

    def do(claim):
        over.append(claim.turn_is_over)
        ask_to_stop()
        over.append(claim.turn_is_over)
        return timezone.now()

    handler["do"] = do
    put(peeters, "1")
    put(peeters, "2")
    try:
        assert work_until_idle(kinds=[KIND]) == 1
    finally:
        go_on()

    assert over == [False, True]
    assert not DueWork.objects.exclude(finished_at=None).exists()


def test_work_of_tomorrow_waits(peeters, handler):
    put(peeters, due_at=timezone.now() + timedelta(days=1))

    assert claim_next(kinds=[KIND]) is None


def test_what_has_been_due_longest_comes_first(peeters, dubois, handler):
    put(peeters, due_at=timezone.now() - timedelta(minutes=1))
    put(dubois, due_at=timezone.now() - timedelta(minutes=2))

    assert claim_next(kinds=[KIND]).garage == dubois
    assert claim_next(kinds=[KIND]).garage == peeters
    assert claim_next(kinds=[KIND]) is None


def test_work_of_a_closed_garage_is_left_alone(peeters, handler):
    put(peeters)
    peeters.is_active = False
    peeters.save()

    assert claim_next(kinds=[KIND]) is None


def test_known_work_is_made_due_earlier_but_never_later(peeters, handler):
    soon = timezone.now() + timedelta(hours=1)
    put(peeters, due_at=soon)

    put(peeters, due_at=soon + timedelta(hours=1))
    assert DueWork.objects.get(kind=KIND).due_at == soon

    put(peeters, due_at=soon - timedelta(hours=1))
    assert DueWork.objects.get(kind=KIND).due_at == soon - timedelta(hours=1)


def test_finished_work_that_comes_again_is_done_again(peeters, handler):
    put(peeters)
    work_until_idle(kinds=[KIND])

    put(peeters)

    assert work_until_idle(kinds=[KIND]) == 1


def test_a_worker_that_gave_no_sign_of_life_is_succeeded_and_writes_nothing(peeters, handler):
    put(peeters)
    asleep = claim_next(kinds=[KIND])
    DueWork.objects.filter(kind=KIND).update(lease_until=timezone.now() - timedelta(seconds=1))
    successor = claim_next(kinds=[KIND])

    with pytest.raises(LeaseLost), asleep.fenced():
        Shop.objects.create(name="written late")
    with successor.fenced():
        Shop.objects.create(name="written in time")

    with garage_active(peeters):
        assert [shop.name for shop in Shop.objects.all()] == ["written in time"]


def test_a_sign_of_life_extends_the_lease(peeters, handler):
    put(peeters)
    claim = claim_next(kinds=[KIND])
    almost_over = timezone.now() + timedelta(seconds=1)
    DueWork.objects.filter(kind=KIND).update(lease_until=almost_over)

    with claim.fenced():
        pass

    assert DueWork.objects.get(kind=KIND).lease_until > almost_over + timedelta(seconds=10)


def test_work_that_wants_to_go_on_gives_others_a_turn(peeters, handler):
    later = timezone.now() + timedelta(minutes=5)
    handler["do"] = lambda claim: later
    put(peeters)

    work_until_idle(kinds=[KIND])

    work = DueWork.objects.get(kind=KIND)
    assert (work.due_at, work.lease_until, work.finished_at) == (later, None, None)


def test_work_that_fails_is_tried_again_later_and_given_up_after_five_times(peeters, handler):
    def do(claim):
        raise ValueError

    handler["do"] = do
    put(peeters)
    pauses = []
    for _time in range(5):
        began = timezone.now()
        run(claim_next(kinds=[KIND]))
        work = DueWork.objects.get(kind=KIND)
        pauses.append(round((work.due_at - began).total_seconds() / 60))
        DueWork.objects.filter(kind=KIND).update(due_at=began)

    assert pauses == [1, 2, 4, 8, 16]
    assert work.finished_at is not None
    assert work.last_error == "ValueError"
    assert handler["failed"] == [("1", "ValueError")]


def test_a_database_that_is_away_is_waited_for_longer(peeters, handler):
    def do(claim):
        raise OperationalError

    handler["do"] = do
    put(peeters)
    for _time in range(5):
        run(claim_next(kinds=[KIND]))
        DueWork.objects.filter(kind=KIND).update(due_at=timezone.now())

    assert DueWork.objects.get(kind=KIND).finished_at is None
    assert handler["failed"] == []


def test_progress_forgets_the_failures_before_it(peeters, handler):
    put(peeters)
    DueWork.objects.filter(kind=KIND).update(failures=4)
    handler["do"] = lambda claim: timezone.now() + timedelta(minutes=1)

    run(claim_next(kinds=[KIND]))

    assert DueWork.objects.get(kind=KIND).failures == 0


def test_only_work_that_nobody_began_is_withdrawn(peeters, handler):
    put(peeters, "untouched")
    put(peeters, "begun")
    DueWork.objects.filter(key="begun").update(attempt=1)

    with garage_active(peeters):
        assert withdraw(KIND, "untouched") is True
        assert withdraw(KIND, "begun") is False
        assert withdraw(KIND, "unknown") is False
    assert list(DueWork.objects.filter(kind=KIND).values_list("key", flat=True)) == ["begun"]
