from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from garageflow.jobs import registry
from garageflow.jobs.domain.batch import plan_job
from garageflow.jobs.models import BatchJob, DueWork
from garageflow.jobs.registry import Kind
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Role

State = BatchJob.State


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    everybody = Kind(
        name="tests.plain",
        handler=lambda claim: None,
        category="Plain work",
        errors={"database": "The database did not answer."},
    )
    owners = Kind(
        name="tests.secret", handler=lambda claim: None, category="Secret work", roles=(Role.OWNER,)
    )
    own_page = Kind(
        name="tests.own_page",
        handler=lambda claim: None,
        category="Work with a page",
        details_url=lambda job: f"/g/peeters/own/{job.pk}/",
    )
    monkeypatch.setattr(registry, "_kinds", {kind.name: kind for kind in (everybody, owners, own_page)})


@pytest.fixture
def job(peeters, reception) -> BatchJob:
    return make(peeters, reception)


def make(garage, actor, kind: str = "tests.plain", **values) -> BatchJob:
    with garage_active(garage):
        job = plan_job(kind, name="Customers of November", total=10, by=actor)
        BatchJob.objects.filter(pk=job.pk).update(**values)
        job.refresh_from_db()
    return job


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.NOT_STARTED, "Not started"),
        (State.RUNNING, "Running"),
        (State.COMPLETED, "Completed"),
        (State.COMPLETED_WITH_ERRORS, "Completed with errors"),
        (State.FAILED, "Failed"),
        (State.CANCELLED, "Cancelled"),
    ],
)
def test_the_list_says_how_each_job_stands(as_mechanic, peeters, reception, state, words):
    job = make(peeters, reception, state=state)

    page = as_mechanic.get("/g/peeters/jobs/").text

    assert "Customers of November" in page
    assert "Plain work" in page
    assert f"</svg>{words}</span>" in page
    assert f"/g/peeters/jobs/{job.pk}/" in page


def test_a_job_of_a_kind_for_others_is_not_there(as_mechanic, as_owner, peeters, owner):
    job = make(peeters, owner, kind="tests.secret")

    assert "Customers of November" not in as_mechanic.get("/g/peeters/jobs/").text
    assert as_mechanic.get(f"/g/peeters/jobs/{job.pk}/").status_code == 404
    assert as_mechanic.post(f"/g/peeters/jobs/{job.pk}/cancellation/").status_code == 404
    assert as_owner.get(f"/g/peeters/jobs/{job.pk}/").status_code == 200


def test_a_job_of_another_garage_is_not_found(as_reception, peeters, dubois, reception):
    with garage_active(dubois):
        theirs = BatchJob.objects.create(kind="tests.plain", name="Verborgen", total=1)

    assert "Verborgen" not in as_reception.get("/g/peeters/jobs/").text
    for address in ("", "cancellation/", "retry/"):
        assert as_reception.post(f"/g/peeters/jobs/{theirs.pk}/{address}").status_code in (404, 405)
    assert as_reception.get(f"/g/peeters/jobs/{theirs.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("values", "trigger"),
    [
        ({"state": State.RUNNING}, "every 2s"),
        ({"state": State.NOT_STARTED}, "every 2s"),
        ({"state": State.NOT_STARTED, "planned_for": timezone.now() + timedelta(hours=8)}, "every 30s"),
        ({"state": State.COMPLETED}, None),
        ({"state": State.FAILED}, None),
    ],
)
def test_the_page_asks_again_only_while_something_is_unfinished(
    as_reception, peeters, reception, values, trigger
):
    job = make(peeters, reception, **values)

    for address in ("/g/peeters/jobs/", f"/g/peeters/jobs/{job.pk}/"):
        page = as_reception.get(address).text
        assert ('hx-trigger="every' in page) is (trigger is not None)
        assert trigger is None or f'hx-trigger="{trigger}"' in page


def test_htmx_gets_the_part_that_changes(as_reception, peeters, reception):
    job = make(peeters, reception, state=State.RUNNING, done=3)

    for address in ("/g/peeters/jobs/", f"/g/peeters/jobs/{job.pk}/"):
        part = as_reception.get(address, headers={"HX-Request": "true"}).text
        assert "<html" not in part
        assert 'value="3"' in part


def test_the_list_is_filtered(as_reception, peeters, reception):
    make(peeters, reception, name="Done", state=State.COMPLETED)
    make(peeters, reception, name="Broken", state=State.FAILED)

    page = as_reception.get("/g/peeters/jobs/?state=failed").text

    assert "Broken" in page
    assert "Done" not in page
    assert "Nothing found" in as_reception.get("/g/peeters/jobs/?state=running").text


def test_a_failed_job_says_why_in_words(as_reception, peeters, reception):
    known = make(peeters, reception, state=State.FAILED, error="database")
    unknown = make(peeters, reception, state=State.FAILED, error="ValueError")

    assert "The database did not answer." in as_reception.get(f"/g/peeters/jobs/{known.pk}/").text
    assert "Something went wrong on our side." in as_reception.get(f"/g/peeters/jobs/{unknown.pk}/").text


def test_a_kind_may_have_a_page_of_its_own(as_reception, peeters, reception):
    job = make(peeters, reception, kind="tests.own_page")

    assert as_reception.get(f"/g/peeters/jobs/{job.pk}/").headers["Location"] == f"/g/peeters/own/{job.pk}/"


def test_a_job_that_has_not_begun_is_cancelled(as_reception, peeters, job):
    response = as_reception.post(f"/g/peeters/jobs/{job.pk}/cancellation/", follow=True)

    assert "The job is cancelled." in response.text
    with garage_active(peeters):
        job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert not DueWork.objects.exists()


def test_a_job_that_runs_cannot_be_cancelled_any_more(as_reception, peeters, job):
    with garage_active(peeters):
        BatchJob.objects.update(state=State.RUNNING)

    response = as_reception.post(f"/g/peeters/jobs/{job.pk}/cancellation/", follow=True)

    assert "This job has begun already and cannot be cancelled any more." in response.text


def test_a_failed_job_goes_on_where_it_stopped(as_reception, peeters, reception):
    job = make(peeters, reception, state=State.FAILED, error="database", done=4)
    DueWork.objects.update(finished_at=timezone.now(), failures=5)

    as_reception.post(f"/g/peeters/jobs/{job.pk}/retry/")

    with garage_active(peeters):
        job.refresh_from_db()
    assert (job.state, job.error, job.done) == (State.NOT_STARTED, "", 4)
    assert DueWork.objects.get().finished_at is None


def test_in_the_demo_a_planned_job_is_run_now(as_reception, peeters, reception, settings):
    settings.DEMO = True
    tonight = timezone.now() + timedelta(hours=8)
    with garage_active(peeters):
        job = plan_job("tests.plain", name="Tonight", total=1, by=reception, planned_for=tonight)
    assert "Run now" in as_reception.get(f"/g/peeters/jobs/{job.pk}/").text

    as_reception.post(f"/g/peeters/jobs/{job.pk}/start/")

    assert DueWork.objects.get().due_at <= timezone.now()


def test_outside_the_demo_nobody_runs_a_job_now(as_owner, job, settings):
    settings.DEMO = False

    assert "Run now" not in as_owner.get(f"/g/peeters/jobs/{job.pk}/").text
    assert as_owner.post(f"/g/peeters/jobs/{job.pk}/start/").status_code == 404


def test_the_list_costs_the_same_for_one_row_and_three(
    as_reception, peeters, reception, owner, django_assert_max_num_queries
):
    make(peeters, reception)
    with django_assert_max_num_queries(12) as one:
        as_reception.get("/g/peeters/jobs/")
    make(peeters, owner)
    make(peeters, reception, state=State.FAILED, error="database")
    with django_assert_max_num_queries(12) as three:
        as_reception.get("/g/peeters/jobs/")

    assert len(one) == len(three)


def test_without_jobs_the_page_says_what_will_stand_there(as_mechanic):
    assert "No batch jobs yet" in as_mechanic.get("/g/peeters/jobs/").text
