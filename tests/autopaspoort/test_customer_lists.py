from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from autopaspoort.domain.customer_lists import (
    AlreadyConfirmed,
    LoadedBefore,
    NothingToLoad,
    confirm_customer_list,
    discard_customer_list,
    loaded_before,
    planned_lists,
    remove_old_content,
)
from autopaspoort.models import BatchRow, CustomerList
from garageflow.audit.models import Entry
from garageflow.customers.models import Customer
from garageflow.jobs.domain import schedule
from garageflow.jobs.domain.batch import cancel_job
from garageflow.jobs.models import BatchJob, DueWork
from garageflow.tables.refusals import UNCLOSED_QUOTE, FileRefused
from garageflow.tenancy.active import garage_active
from tests.autopaspoort.lists import csv_of, load, stage

JAN = "1-ABC-123;Jan;Jansen;jan@example.be;Kerkstraat;1;2000;Antwerpen"
PIET = "1-ABC-124;Piet;Pietersen;piet@example.be;Kerkstraat;2;2000;Antwerpen"
NO_PLATE = ";Els;Peeters;els@example.be;;;;"
BAD_EMAIL = "1-ABC-125;Els;Peeters;els.example.be;;;;"


def test_stage_keeps_every_line_and_makes_no_customer(in_peeters, reception):
    customer_list = stage(csv_of(JAN, NO_PLATE, BAD_EMAIL, JAN), by=reception)

    counts = (customer_list.lines, customer_list.accepted, customer_list.warned, customer_list.refused)
    assert counts == (4, 2, 1, 2)
    rows = BatchRow.objects.order_by("line").values_list("line", "outcome")
    assert list(rows) == [(2, "pending"), (3, "refused"), (4, "pending"), (5, "duplicate")]
    assert customer_list.uploaded_by == reception.member
    assert not Customer.objects.exists()
    assert Entry.objects.get().event == "autopaspoort.customer_list_uploaded"


def test_stage_keeps_the_cells_of_lines_with_findings_only(in_peeters):
    stage(csv_of(JAN, NO_PLATE))

    fine, refused = BatchRow.objects.order_by("line")
    assert (fine.cells, fine.findings) == (None, None)
    assert refused.cells == ["", "Els", "Peeters", "els@example.be", "", "", "", "", "", "", "", ""]
    assert refused.findings == [["PLATE_MISSING", "plate", ""]]


def test_a_refused_file_leaves_nothing(in_peeters):
    with pytest.raises(FileRefused) as refusal:
        stage(csv_of(JAN, '1-ABC-124;"Jan;Jansen;jan@example.be;;;;'))

    assert (refusal.value.code, refusal.value.line) == (UNCLOSED_QUOTE, 3)
    assert not CustomerList.objects.exists()
    assert not BatchRow.objects.exists()
    # The transaction goes on.
    assert stage(csv_of(JAN)).lines == 1


def test_confirm_plans_the_next_one_o_clock_of_the_garage(in_peeters, reception, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 21, 20, 30, tzinfo=ZoneInfo("UTC")))
    customer_list = stage(csv_of(JAN))

    job = confirm_customer_list(customer_list, send=True, by=reception)

    assert job.planned_for == datetime(2026, 11, 22, 1, 0, tzinfo=ZoneInfo("Europe/Brussels"))
    assert (job.kind, job.state, job.total, job.name) == (
        "autopaspoort.customer_list",
        "not_started",
        1,
        "november.csv",
    )
    work = DueWork.objects.get(kind="autopaspoort.customer_list")
    assert (work.key, work.due_at) == (str(job.pk), job.planned_for)
    customer_list.refresh_from_db()
    assert (customer_list.job, customer_list.send_passports) == (job, True)
    assert planned_lists() == 1


def test_after_midnight_tonight_is_still_today():
    brussels = ZoneInfo("Europe/Brussels")

    assert schedule.next_night(datetime(2026, 11, 22, 0, 30, tzinfo=brussels)) == datetime(
        2026, 11, 22, 1, 0, tzinfo=brussels
    )


def test_confirm_refuses_what_is_planned_already(in_peeters, reception):
    customer_list = stage(csv_of(JAN))
    confirm_customer_list(customer_list, send=False, by=reception)

    with pytest.raises(AlreadyConfirmed):
        confirm_customer_list(customer_list, send=False, by=reception)

    assert BatchJob.objects.count() == 1


def test_confirm_refuses_a_list_without_a_good_line(in_peeters, reception):
    customer_list = stage(csv_of(NO_PLATE))

    with pytest.raises(NothingToLoad):
        confirm_customer_list(customer_list, send=False, by=reception)


def test_confirm_asks_before_it_loads_the_same_file_twice(in_peeters, reception):
    first = stage(csv_of(JAN))
    confirm_customer_list(first, send=False, by=reception)
    second = stage(csv_of(JAN), name="kopie.csv")

    with pytest.raises(LoadedBefore):
        confirm_customer_list(second, send=False, by=reception)

    assert loaded_before(second) == first
    assert confirm_customer_list(second, send=False, by=reception, again=True).name == "kopie.csv"


def test_a_cancelled_list_was_not_loaded(in_peeters, reception):
    job = confirm_customer_list(stage(csv_of(JAN)), send=False, by=reception)
    cancel_job(job, by=reception)

    assert loaded_before(stage(csv_of(JAN))) is None


def test_another_file_was_not_loaded(in_peeters, reception):
    confirm_customer_list(stage(csv_of(JAN)), send=False, by=reception)

    assert loaded_before(stage(csv_of(PIET))) is None


def test_discard_throws_the_list_and_its_lines_away(in_peeters, reception):
    customer_list = stage(csv_of(JAN, PIET))

    discard_customer_list(customer_list, by=reception)

    assert not CustomerList.objects.exists()
    assert not BatchRow.objects.exists()
    entry = Entry.objects.newest_first()[0]
    assert (entry.event, entry.facts) == (
        "autopaspoort.customer_list_discarded",
        {"file_name": "november.csv"},
    )


def test_discard_refuses_a_planned_list(in_peeters, reception):
    customer_list = stage(csv_of(JAN))
    confirm_customer_list(customer_list, send=False, by=reception)

    with pytest.raises(AlreadyConfirmed):
        discard_customer_list(customer_list, by=reception)

    assert BatchRow.objects.count() == 1


def test_the_night_removes_lists_that_nobody_confirmed(in_peeters):
    old, new = stage(csv_of(JAN)), stage(csv_of(PIET))
    CustomerList.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=2))

    remove_old_content(in_peeters, in_peeters.today())

    assert list(CustomerList.objects.all()) == [new]
    assert list(BatchRow.objects.values_list("plate_display", flat=True)) == ["1-ABC-124"]


def test_a_month_after_the_batch_the_personal_data_of_the_file_go(peeters):
    old = load(peeters, JAN, NO_PLATE)
    with garage_active(peeters):
        BatchJob.objects.update(finished_at=timezone.now() - timedelta(days=31))

        remove_old_content(peeters, peeters.today())

        old.refresh_from_db()
        assert old.content_deleted_at is not None
        fine, refused = old.rows.order_by("line")
        assert (fine.email, fine.last_name, fine.street, fine.identity) == ("", "", "", "")
        assert (fine.plate_display, fine.outcome) == ("1-ABC-123", "created")
        assert (refused.cells, refused.findings) == (None, None)
        assert Customer.objects.get().email == "jan@example.be"
