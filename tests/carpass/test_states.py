"""Every arrow of carpass/states.py, and no other: the document, the table and the code say the same."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from carpass.domain.report_steps import NotPossibleNow, move
from carpass.states import ARROWS, SETTLED, Event, State, end_of
from tests.carpass.factories import ReportFactory

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "car-pass-states.md"


def test_a_report_goes_where_an_arrow_leads_and_nowhere_else(in_peeters, reception):
    report = ReportFactory(guid="guid")
    arrows = {(arrow.start, arrow.event): arrow.end for arrow in ARROWS}
    steps = []

    for state, event in product(State, Event):
        report.state = state
        if (state, event) not in arrows:
            with pytest.raises(NotPossibleNow):
                move(report, event, by=reception)
            assert report.state == state
        else:
            move(report, event, by=reception)
            assert report.state == arrows[state, event]
            steps.append((event, state, report.state, reception.member.pk))

    seen = report.events.order_by("pk").values_list("event", "from_state", "to_state", "member")
    assert list(seen) == steps


def test_an_arrow_is_drawn_once():
    assert len({(arrow.start, arrow.event) for arrow in ARROWS}) == len(ARROWS)


def test_every_event_is_used():
    assert {arrow.event for arrow in ARROWS} == set(Event)


def test_what_is_settled_stays_settled():
    assert [event for state in SETTLED for event in Event if end_of(state, event)] == []


def test_everything_else_can_come_to_an_end():
    """No report is ever stuck: from each state a settled one can be reached."""
    reaching = set(SETTLED)
    while True:
        more = {arrow.start for arrow in ARROWS if arrow.end in reaching} - reaching
        if not more:
            break
        reaching |= more

    assert reaching == set(State)


def test_the_document_holds_the_table():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*?) \| `(\w+)` \|$", DOCUMENT.read_text(), re.MULTILINE)

    assert rows == [(arrow.start, arrow.event, arrow.guard, arrow.end) for arrow in ARROWS]
