from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from autopaspoort.models import CustomerList, Passport
from garageflow.accounts.models import User
from garageflow.customers.models import Customer
from garageflow.demo.building import build_garage
from garageflow.demo.car_pass import forget_register
from garageflow.demo.garages import GARAGES
from garageflow.jobs.models import BatchJob
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Membership, Role, Shop
from garageflow.vehicles.models import OdometerReading, Vehicle
from tests.demo.fingerprint import fingerprint
from tests.factories import GarageFactory
from tests.security.doors import ALL_TESTS
from tests.security.reporting import none_of

# Made for all of them on one worker: it takes most of a minute.
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def earlier(django_db_setup, django_db_blocker, tmp_path_factory):
    """The digest of one garage of a demo that was made and forgotten; with bin/test --all of all three."""
    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), override_settings(DEMO=True, VAR_DIR=folder), transaction.atomic():
        if ALL_TESTS:
            call_command("demo")
        else:
            forget_register()
            build_garage(next(demo for demo in GARAGES if demo.slug == "dubois"))
        found = fingerprint()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def built(earlier, django_db_blocker, tmp_path_factory):
    """The demo, made in a transaction around the tests that look at it."""
    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), override_settings(DEMO=True, VAR_DIR=folder), transaction.atomic():
        call_command("demo")
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def demo(built, db):
    return built


def test_the_same_data_every_time(demo, earlier):
    now = fingerprint()

    assert len(earlier) > 50
    none_of(name for name in earlier if earlier[name] != now[name])


def test_three_garages_with_everything_a_page_shows(demo):
    for slug, cars in (("peeters", 150), ("dubois", 120), ("dewit", 180)):
        garage = Garage.objects.get(slug=slug)
        garage.full_clean()
        with garage_active(garage):
            assert Shop.objects.count() >= 2
            assert garage.logo_png
            assert Vehicle.objects.count() > cars
            assert OdometerReading.objects.count() > cars
            assert set(Passport.objects.values_list("state", flat=True)) >= {
                "created",
                "offered",
                "accepted",
                "expired",
            }
            lists = BatchJob.objects.filter(kind="autopaspoort.customer_list")
            assert 5 < Customer.objects.with_invalid_email().count() < 30
            assert sorted(lists.values_list("state", flat=True)) == [
                "cancelled",
                "completed",
                "completed",
                "completed_with_errors",
                "completed_with_errors",
                "not_started",
            ]
            due = Vehicle.objects.filter(
                inspection_due_on__range=(garage.today(), garage.today() + timedelta(60))
            )
            assert due.count() > 10
            assert Vehicle.objects.filter(inspection_due_on__lt=garage.today()).exists()


def test_tonights_list_waits_for_one_oclock_with_a_few_bad_lines(demo):
    for garage in Garage.objects.all():
        with garage_active(garage):
            job = BatchJob.objects.get(kind="autopaspoort.customer_list", state="not_started")
            planned = garage.local_time(job.planned_for)
            waiting = CustomerList.objects.get(job=job)

            assert (planned.hour, planned.minute) == (1, 0)
            assert timedelta() < planned - garage.local_time() <= timedelta(hours=25)
            assert waiting.send_passports
            assert waiting.accepted > 25
            assert 3 <= waiting.refused <= 8
            assert 3 <= waiting.warned <= 12


def test_nothing_of_the_past_is_mailed_again(demo):
    for garage in Garage.objects.all():
        with garage_active(garage):
            offers = OutboxMail.objects.exclude(kind="members.invitation")

            assert set(offers.values_list("state", flat=True)) == {
                MailState.SENT,
                MailState.BOUNCED,
                MailState.UNKNOWN,
            }
            assert offers.filter(state=MailState.UNKNOWN).count() <= 3


def test_customers_read_more_than_one_language(demo):
    for garage in Garage.objects.all():
        with garage_active(garage):
            assert Customer.objects.exclude(language=garage.default_language).exists()


def test_nothing_happens_in_the_future_or_before_its_cause(demo):
    for garage in Garage.objects.all():
        with garage_active(garage):
            for passport in Passport.objects.select_related("vehicle"):
                moments = [passport.created_at, passport.offered_at, passport.accepted_at]
                known = [moment for moment in moments if moment]
                assert known == sorted(known)
                assert known[-1] <= timezone.now()
                if passport.state == Passport.State.OFFERED:
                    assert passport.expires_on >= garage.today()


def test_every_role_can_sign_in(demo, client):
    lines = [line.split(" ") for line in (demo / "demo-logins.txt").read_text().splitlines()]

    assert lines[0][:2] == ["platform", "-"]
    assert {(role, slug) for role, slug, _email, _password in lines[1:]} == {
        (role, slug) for role in Role.values for slug in ("peeters", "dubois", "dewit")
    }
    for role, slug, email, password in lines:
        user = User.objects.get(email=email)
        assert user.check_password(password)
        validate_password(password, user)
        assert user.emailaddress_set.get().verified
        if slug != "-":
            assert role in Membership.objects.get(user=user, garage__slug=slug).roles


def test_one_person_works_for_two_garages(demo):
    memberships = Membership.objects.filter(user__email="nadia.elamrani@peeters.example")

    assert sorted(memberships.values_list("garage__slug", flat=True)) == ["dubois", "peeters"]


def test_a_second_time_changes_nothing(demo, django_assert_max_num_queries):
    before = fingerprint()

    with django_assert_max_num_queries(4):
        call_command("demo")

    assert fingerprint() == before


def test_a_garage_made_in_the_demo_does_not_stop_the_next_start(demo):
    GarageFactory(slug="janssens")

    call_command("demo")

    assert Garage.objects.count() == 4
