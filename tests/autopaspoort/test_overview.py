from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from autopaspoort.domain.customer_lists import confirm_customer_list
from autopaspoort.domain.overview import overview
from autopaspoort.models import Passport
from garageflow.jobs.domain.batch import cancel_job
from garageflow.tenancy.active import garage_active
from tests.autopaspoort.lists import csv_of, stage
from tests.factories import PassportFactory

LINE = "1-ABC-123;Jan;Jansen;jan@example.be;;;;"


def test_the_passports_by_state(in_peeters):
    today = in_peeters.today()
    for state, count in (("created", 1), ("offered", 2), ("accepted", 3), ("expired", 1), ("archived", 1)):
        PassportFactory.create_batch(
            count, state=state, offered_at=timezone.now(), expires_on=today, accepted_at=timezone.now()
        )

    counts = overview(today)

    assert (counts.created, counts.offered, counts.accepted, counts.expired) == (1, 2, 3, 1)
    assert counts.passports == 7


def test_what_is_to_be_done(in_peeters):
    today = in_peeters.today()
    PassportFactory(customer__email_state="bounced", vehicle__inspection_due_on=today)
    PassportFactory(customer__email_state="syntax", vehicle__inspection_due_on=today + timedelta(days=61))
    PassportFactory(vehicle__inspection_due_on=today + timedelta(days=62))
    PassportFactory(vehicle__inspection_due_on=today - timedelta(days=1))
    PassportFactory(vehicle__inspection_due_on=None)
    PassportFactory(state="archived", customer__email_state="bounced", vehicle__inspection_due_on=today)

    counts = overview(today)

    assert (counts.invalid_emails, counts.inspections_due) == (2, 2)


def test_lists_of_tonight_and_the_last_one(in_peeters, reception):
    today = in_peeters.today()
    job = confirm_customer_list(stage(csv_of(LINE)), send=False, by=reception)
    assert overview(today).lists_tonight == 1
    assert overview(today).last_list_at == job.created_at

    cancel_job(job, by=reception)

    assert (overview(today).lists_tonight, overview(today).last_list_at) == (0, None)


def test_a_list_is_due_after_a_month_without(in_peeters, reception):
    today, now = in_peeters.today(), timezone.now()
    counts = overview(today)
    assert counts.is_list_due(now - timedelta(days=32))
    assert not counts.is_list_due(now - timedelta(days=30))

    confirm_customer_list(stage(csv_of(LINE)), send=False, by=reception)

    assert not overview(today).is_list_due(now - timedelta(days=300))


def test_another_garage_s_rows_do_not_count(in_peeters, dubois):
    with garage_active(dubois):
        PassportFactory(customer__email_state="bounced")
        assert Passport.objects.count() == 1

    counts = overview(in_peeters.today())

    assert (counts.passports, counts.invalid_emails) == (0, 0)
