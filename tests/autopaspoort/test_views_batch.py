from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from autopaspoort.domain.customer_lists import confirm_customer_list
from autopaspoort.models import CustomerList
from garageflow.jobs.domain.batch import fail_job
from garageflow.jobs.models import BatchJob, DueWork
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.autopaspoort.conftest import HTMX, MOST_QUERIES
from tests.autopaspoort.lists import csv_of, load, stage

LISTS = "/g/peeters/autopaspoort/customer-lists/"
JOBS = "/g/peeters/jobs/"

JAN = "1-ABC-123;Jan;Jansen;jan@example.be;Kerkstraat;1;2000;Antwerpen"
ELS = "1-ABC-124;Els;Peeters;els@example.be;Kerkstraat;2;2000;Antwerpen"
BAD_EMAIL = "1-ABC-125;Jo;Jans;jo.example.be;;;;"
NO_PLATE = ";Piet;Pietersen;piet@example.be;;;;"


@pytest.fixture
def planned(in_peeters):
    customer_list = stage(csv_of(JAN, NO_PLATE))
    confirm_customer_list(customer_list, send=True, by=SYSTEM)
    customer_list.refresh_from_db()
    return customer_list


def page_of(client, customer_list, query="", **kwargs):
    return client.get(f"{LISTS}{customer_list.pk}/{query}", **kwargs)


def tabs(page):
    return [(tab.label, tab.count) for tab in page.context["tabs"]]


def test_a_planned_batch_says_when_and_can_be_cancelled(as_reception, planned):
    page = page_of(as_reception, planned)

    assert page.context["row"].state_words == "Not started"
    assert "The batch begins on" in page.text
    assert f'action="{JOBS}{planned.job_id}/cancellation/"' in page.text
    assert tabs(page) == [
        ("All", 2),
        ("Waiting", 1),
        ("Created", 0),
        ("Updated", 0),
        ("Unchanged", 0),
        ("Double in this file", 0),
        ("Refused", 1),
    ]


def test_my_batch_jobs_lead_here(as_reception, planned):
    answer = as_reception.get(f"{JOBS}{planned.job_id}/")

    assert answer.headers["Location"] == f"{LISTS}{planned.pk}/"


def test_cancelling_before_it_began(as_reception, planned):
    page = as_reception.post(f"{JOBS}{planned.job_id}/cancellation/", follow=True)

    assert page.redirect_chain[-1] == (f"{LISTS}{planned.pk}/", 302)
    assert page.context["row"].state_words == "Cancelled"
    assert "cancellation/" not in page.text
    assert not DueWork.objects.filter(kind="autopaspoort.customer_list").exists()


def test_sales_sees_and_cancels_nothing(as_sales, planned):
    assert page_of(as_sales, planned).status_code == 403
    assert as_sales.post(f"{JOBS}{planned.job_id}/cancellation/").status_code == 404
    assert BatchJob.objects.get().state == "not_started"


@pytest.mark.parametrize("demo", [True, False])
def test_running_it_now_is_for_the_demo(as_reception, planned, settings, demo):
    settings.DEMO = demo
    address = f"{JOBS}{planned.job_id}/start/"

    assert (f'action="{address}"' in page_of(as_reception, planned).text) or not demo
    assert ("Run now" in page_of(as_reception, planned).text) is demo
    assert as_reception.post(address).status_code == (302 if demo else 404)
    work = DueWork.objects.get(kind="autopaspoort.customer_list")
    assert (work.due_at <= timezone.now()) is demo


def test_after_running_it_now_the_page_looks_again_soon(as_reception, planned, settings):
    settings.DEMO = True
    as_reception.post(f"{JOBS}{planned.job_id}/start/")

    assert page_of(as_reception, planned).context["seconds"] == 2


def test_a_running_batch_shows_how_far_it_is_and_looks_again(as_reception, planned):
    BatchJob.objects.update(state="running", planned_for=timezone.now(), started_at=timezone.now(), done=1)

    page = page_of(as_reception, planned).text
    part = page_of(as_reception, planned, "?outcome=pending", headers=HTMX).text

    assert '<progress max="2" value="1"' in page
    assert 'hx-trigger="every 2s"' in page
    assert part.lstrip().startswith("<section")
    assert 'id="batch"' in part
    assert "?outcome=pending" in part


def test_a_finished_batch_shows_what_became_of_lines_and_mails(as_reception, peeters):
    customer_list = load(peeters, JAN, ELS, BAD_EMAIL, NO_PLATE, send=True)
    with garage_active(peeters):
        OutboxMail.objects.filter(to="els@example.be").update(state="sent")

    page = page_of(as_reception, customer_list)

    assert page.context["row"].state_words == "Completed with errors"
    assert tabs(page) == [
        ("All", 4),
        ("Created", 3),
        ("Updated", 0),
        ("Unchanged", 0),
        ("Double in this file", 0),
        ("Refused", 1),
    ]
    assert [(stat.label, stat.value) for stat in page.context["mails"]] == [
        ("Queued", "1"),
        ("Sent", "1"),
        ("Invalid", "1"),
        ("Suppressed", "0"),
        ("Bounced", "0"),
    ]
    # Until the last mail is gone.
    assert page.context["seconds"] == 5
    assert [row.words for row in page.context["rows"]] == ["Created", "Created", "Created", "Refused"]
    assert page.context["rows"][0].url == "/g/peeters/autopaspoort/1/"
    assert f"{LISTS}{customer_list.pk}/failed-lines.csv" in page.text


@pytest.mark.parametrize(
    ("state", "label"),
    [("failed", "Failed"), ("unknown", "Doubtful"), ("suppressed", "Suppressed"), ("bounced", "Bounced")],
)
def test_each_fate_of_a_mail_is_counted(as_reception, peeters, state, label):
    customer_list = load(peeters, JAN, send=True)
    with garage_active(peeters):
        OutboxMail.objects.update(state=state)

    page = page_of(as_reception, customer_list)

    assert (label, "1") in [(stat.label, stat.value) for stat in page.context["mails"]]
    assert page.context["seconds"] is None
    assert "hx-trigger" not in page.text.partition('id="batch"')[2].partition("<section")[0]


def test_a_list_that_is_not_sent_says_so(as_reception, peeters):
    page = page_of(as_reception, load(peeters, JAN))

    assert page.context["mails"] == []
    assert "The AutoPaspoorten are not sent" in page.text


@pytest.mark.parametrize(("outcome", "lines"), [("created", [2, 3]), ("refused", [4]), ("x", [2, 3, 4])])
def test_the_lines_are_shown_by_outcome(as_reception, peeters, outcome, lines):
    customer_list = load(peeters, JAN, ELS, NO_PLATE)

    page = page_of(as_reception, customer_list, f"?outcome={outcome}")

    assert [row.line for row in page.context["rows"]] == lines


def test_the_failed_lines_hold_what_the_database_refused(as_reception, peeters):
    load(peeters, JAN)
    with garage_active(peeters):
        passport = CustomerList.objects.get().rows.get().passport
        passport.state, passport.accepted_at = "accepted", timezone.now()
        passport.save()
    customer_list = load(peeters, "1-ABC-123;Els;Peeters;els@example.be;Kerkstraat;2;2000;Antwerpen")

    content = as_reception.get(f"{LISTS}{customer_list.pk}/failed-lines.csv").content.decode("utf-8-sig")

    assert content.splitlines()[1] == (
        "1-ABC-123;Els;Peeters;els@example.be;Kerkstraat;2;2000;Antwerpen;BE;;;;2;Kenteken “1-ABC-123”: "
        "Another customer accepted the AutoPaspoort of this vehicle. Transfer it first."
    )


def test_a_failed_batch_says_why_and_can_be_tried_again(as_reception, planned):
    fail_job(planned.job_id, "database")

    page = page_of(as_reception, planned)
    assert "The database did not answer. Nothing is lost: try again." in page.text

    as_reception.post(f"{JOBS}{planned.job_id}/retry/")
    assert BatchJob.objects.get().state == "not_started"


def test_a_month_later_the_contents_are_gone(as_reception, peeters):
    customer_list = load(peeters, JAN, NO_PLATE)
    with garage_active(peeters):
        CustomerList.objects.update(content_deleted_at=timezone.now() - timedelta(days=1))

    page = page_of(as_reception, customer_list)

    assert "The contents of the file are gone" in page.text
    assert "failed-lines.csv" not in page.text
    assert as_reception.get(f"{LISTS}{customer_list.pk}/failed-lines.csv").status_code == 404


def test_another_garage_s_batch_is_not_found(as_reception, as_dubois, peeters, dubois):
    ours, theirs = load(peeters, JAN), load(dubois, JAN)

    assert page_of(as_reception, ours).status_code == 200
    assert page_of(as_reception, theirs).status_code == 404
    assert page_of(as_dubois, ours).status_code == 404


def test_it_costs_the_same_with_more_lines(as_reception, peeters, count_queries):
    one = load(peeters, JAN, send=True)
    lines = [f"1-XYZ-{number};Jan;Jansen;jan{number}@example.be;;;;" for number in range(100, 150)]
    many = load(peeters, *lines, send=True)

    few = count_queries(as_reception, f"{LISTS}{one.pk}/")

    assert count_queries(as_reception, f"{LISTS}{many.pk}/?size=50") == few <= MOST_QUERIES
