from __future__ import annotations

from datetime import UTC, datetime

import pytest

from garageflow.jobs.domain.schedule import NIGHTLY
from garageflow.jobs.models import BatchJob, DueWork
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.ui import home
from garageflow.ui.home import Action, Attention, HomePart
from garageflow.ui.parts import Tile

# In Brussels it is 09:00 on the 21st.
MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch):
    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr("garageflow.tenancy.models.timezone.now", lambda: moment)

    set_clock(MORNING)
    return set_clock


def lines(client) -> list[tuple[str, str]]:
    return [(line.tone, line.text) for line in client.get("/g/peeters/").context["attention"]]


def test_home_greets_the_member(as_reception, reception):
    response = as_reception.get("/g/peeters/")

    assert response.status_code == 200
    assert f"Hello {reception.member.name}" in response.text


def test_home_shows_what_apps_registered_for_this_role(as_mechanic, as_reception, monkeypatch):
    monkeypatch.setattr(home, "_parts", [])
    part = HomePart(
        title="Tyres",
        url="/g/peeters/tyres/",
        tiles=[Tile(label="worn", count=3, url="/g/peeters/tyres/?worn")],
        actions=[Action(label="New tyre", url="/g/peeters/tyres/new/")],
    )
    home.register_part(lambda request: part, roles=("mechanic",))

    page = as_mechanic.get("/g/peeters/").text

    assert "Tyres" in page
    assert 'href="/g/peeters/tyres/?worn"' in page
    assert 'data-kind="main" href="/g/peeters/tyres/new/"' in page
    assert "Tyres" not in as_reception.get("/g/peeters/").text


def test_a_part_of_a_feature_needs_the_feature(as_mechanic, peeters, monkeypatch):
    monkeypatch.setattr(home, "_parts", [])
    part = HomePart(title="Tyres", url="/")
    home.register_part(lambda request: part, roles=("mechanic",), feature="tyres")

    assert "Tyres" not in as_mechanic.get("/g/peeters/").text


def test_the_most_urgent_stands_first(as_mechanic, monkeypatch):
    monkeypatch.setattr(home, "_attention", [])
    home.register_attention(lambda request: [Attention("ok", "fine")], roles=("mechanic",), order=1)
    home.register_attention(lambda request: [Attention("now", "fire")], roles=("mechanic",), order=2)

    assert lines(as_mechanic) == [("now", "fire"), ("ok", "fine")]


def test_doubtful_mails_and_failed_jobs_need_a_person(as_reception, as_mechanic, peeters, now):
    with garage_active(peeters):
        OutboxMail.objects.create(
            kind="autopaspoort.offer",
            idempotency_key="1",
            to="a@b.example",
            language="nl",
            state=MailState.UNKNOWN,
        )
        for _number in range(2):
            BatchJob.objects.create(
                kind="autopaspoort.customer_list", name="x", state=BatchJob.State.FAILED, created_at=MORNING
            )

    assert lines(as_reception)[:2] == [
        ("now", "1 e-mail may or may not have arrived: decide what to do with it"),
        ("now", "2 batch jobs failed"),
    ]
    assert lines(as_mechanic) == [("now", "2 batch jobs failed")]


@pytest.mark.parametrize(
    ("moment", "work", "said"),
    [
        (MORNING, None, ("busy", "Tonight's run is still to come: it starts at 01:00")),
        (MORNING, {}, ("busy", "Tonight's run is still to come: it starts at 01:00")),
        (MORNING, {"finished_at": MORNING}, ("ok", "Tonight's run is done")),
        (MORNING, {"failures": 1}, ("now", "Tonight's run did not get through; it is tried again")),
        (
            MORNING,
            {"failures": 5, "last_error": "ValueError", "finished_at": MORNING},
            ("now", "Tonight's run did not get through: the operators have been told"),
        ),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), None, None),
    ],
)
def test_home_says_how_the_night_went(as_owner, peeters, now, moment, work, said):
    now(moment)
    if work is not None:
        DueWork.objects.create(garage=peeters, kind=NIGHTLY, key="2026-11-21", due_at=MORNING, **work)

    nightly = [line for line in lines(as_owner) if "Tonight" in line[1]]

    assert nightly == ([said] if said else [])


def test_home_costs_few_queries(as_owner, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        as_owner.get("/g/peeters/")
