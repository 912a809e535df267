from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from autopaspoort.domain.batch import CUSTOMER_LIST
from autopaspoort.models import BatchRow, CustomerList
from garageflow.jobs.domain.night import note_failure, note_step
from garageflow.jobs.domain.schedule import NIGHTLY
from garageflow.jobs.models import BatchJob, DueWork
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from tests.factories import GarageFactory, PassportFactory

# 09:00 on the 21st in Brussels; the night was from 17:00 UTC on the 20th to 07:00 UTC on the 21st.
MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
IN_THE_NIGHT = datetime(2026, 11, 21, 0, 0, 30, tzinfo=UTC)
BEFORE = datetime(2026, 11, 20, 16, 59, tzinfo=UTC)
NIGHT = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("garageflow.tenancy.models.timezone.now", lambda: MORNING)
    # The nudge to upload a list has nothing to do with the night.
    monkeypatch.setattr("autopaspoort.home_part.asks_for_list", lambda request, counts: False)


@pytest.fixture
def peeters(db) -> Garage:
    garage = GarageFactory(slug="peeters", name="Garage Peeters", features=["autopaspoort", "car_pass"])
    DueWork.objects.create(
        garage=garage, kind=NIGHTLY, key="2026-11-21", due_at=IN_THE_NIGHT, finished_at=IN_THE_NIGHT
    )
    return garage


def mail(key: str, **values) -> OutboxMail:
    return OutboxMail.objects.create(
        kind="autopaspoort.offer",
        idempotency_key=key,
        to="an@example.com",
        language="nl",
        **{"created_at": IN_THE_NIGHT, **values},
    )


def load_list(*outcomes: str) -> None:
    job = BatchJob.objects.create(
        kind=CUSTOMER_LIST,
        name="november.csv",
        state=BatchJob.State.COMPLETED,
        created_at=BEFORE,
        finished_at=IN_THE_NIGHT,
        done=len(outcomes),
        total=len(outcomes),
    )
    customer_list = CustomerList.objects.create(
        file_name="november.csv", sha256="0", lines=0, accepted=0, warned=0, refused=0, job=job
    )
    for line, outcome in enumerate(outcomes):
        BatchRow.objects.create(customer_list=customer_list, line=line, outcome=outcome)


def parts(client, query: str = "") -> dict[str, tuple[str, str, list[int]]]:
    response = client.get(f"/g/peeters/last-night/{query}")
    return {
        str(part.title): (part.tone, part.words, [tile.count for tile in part.tiles])
        for part in response.context["parts"]
    }


def test_a_quiet_night_says_that_all_is_done(as_owner, peeters):
    response = as_owner.get("/g/peeters/last-night/")

    assert "All is done" in response.text
    assert response.context["tasks"] == []
    assert parts(as_owner) == {
        "The nightly run": ("ok", "The nightly run was done at 01:00.", [0, 0, 0, 0]),
        "AutoPaspoort": ("ok", "There was no customer list to take over.", [0, 0, 0, 0, 0]),
        "E-mails": ("ok", "No e-mail had to be sent.", [0, 0, 0, 0, 0]),
        "Reports to Car-Pass": ("ok", "Car-Pass has refused nothing.", [0, 0, 0, 0]),
        "What was cleared away": ("ok", "There was nothing to clear away.", []),
    }


def test_what_was_done_in_the_night_is_counted_and_nothing_else(as_owner, peeters, dubois):
    with garage_active(dubois):
        mail("of another garage", state=MailState.SENT, sent_at=IN_THE_NIGHT)
    with garage_active(peeters):
        mail("1", state=MailState.SENT, sent_at=IN_THE_NIGHT)
        mail("2", state=MailState.SENT, sent_at=BEFORE, created_at=BEFORE)
        load_list("created", "unchanged", "created")
        PassportFactory(state="offered", offered_at=IN_THE_NIGHT, expires_on=date(2027, 1, 20))
        note_step(NIGHT, "mail.forget_old", 4, is_retry=False)

    told = parts(as_owner)

    assert told["The nightly run"][2] == [1, 0, 0, 0]
    assert told["AutoPaspoort"] == ("ok", "Every line of the customer lists was taken over.", [3, 0, 1, 0, 0])
    assert told["E-mails"] == ("ok", "1 e-mail was sent, and none got lost.", [1, 0, 0, 0, 0])
    assert told["What was cleared away"][1].startswith("4 things were removed")
    page = as_owner.get("/g/peeters/last-night/").text
    assert "All is done" in page
    assert "november.csv: Completed · 3 of 3" in page
    assert "Old e-mails emptied: 4" in page


def test_what_went_wrong_leads_to_where_it_is_mended(as_owner, peeters):
    with garage_active(peeters):
        mail("1", state=MailState.FAILED)
        mail("2", state=MailState.UNKNOWN)
        mail("3", state=MailState.BOUNCED)
        load_list("created", "refused")
        note_failure(NIGHT, "mail.forget_old")
    DueWork.objects.update(finished_at=None, failures=1)

    told = parts(as_owner)
    page = as_owner.get("/g/peeters/last-night/").text

    assert told["The nightly run"][:2] == (
        "now",
        "The nightly run did not get through; GarageFlow tries it again by itself.",
    )
    assert told["AutoPaspoort"][0] == "soon"
    assert told["E-mails"] == (
        "now",
        "3 e-mails did not arrive, or nobody knows whether they did.",
        [0, 1, 1, 1, 0],
    )
    assert "All is done" not in page
    assert "Not done, and tried again by itself: Old e-mails emptied" in page
    for address in ("mail/?state=failed", "mail/?state=unknown", "jobs/?kind=autopaspoort.customer_list"):
        assert f'href="/g/peeters/{address}"' in page
    assert [line.text for line in as_owner.get("/g/peeters/last-night/").context["tasks"]] == [
        "1 e-mail may or may not have arrived: decide what to do with it",
        "Tonight's run did not get through; it is tried again",
    ]


@pytest.mark.parametrize(
    ("query", "day", "after"),
    [
        ("", NIGHT, None),
        ("?night=2026-11-20", date(2026, 11, 20), NIGHT),
        ("?night=2031-01-01", NIGHT, None),
        ("?night=yesterday", NIGHT, None),
        ("?night=0001-01-01", date(2000, 1, 1), date(2000, 1, 2)),
    ],
)
def test_earlier_nights_are_looked_up_and_later_ones_are_not(as_owner, peeters, query, day, after):
    response = as_owner.get(f"/g/peeters/last-night/{query}")

    assert response.status_code == 200
    assert (response.context["night"].day, response.context["after"]) == (day, after)


def test_a_garage_sees_the_parts_of_its_features_only(as_owner, peeters):
    Garage.objects.filter(pk=peeters.pk).update(features=[])

    assert list(parts(as_owner)) == ["The nightly run", "E-mails", "What was cleared away"]


def test_the_page_is_for_owners_and_costs_the_same_on_every_night(
    as_owner, as_reception, peeters, django_assert_max_num_queries
):
    assert as_reception.get("/g/peeters/last-night/").status_code == 403
    with garage_active(peeters):
        for number in range(20):
            mail(str(number), state=MailState.FAILED)
        for _list in range(5):
            load_list("created", "refused")

    with django_assert_max_num_queries(14):
        as_owner.get("/g/peeters/last-night/")


def test_home_leads_there(as_owner, as_reception, peeters):
    def address(client) -> str:
        [line] = [line for line in client.get("/g/peeters/").context["attention"] if "run" in line.text]
        return line.url

    assert address(as_owner) == "/g/peeters/last-night/"
    assert address(as_reception) == ""
    assert 'href="/g/peeters/last-night/"' in as_owner.get("/g/peeters/").text
