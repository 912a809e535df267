from __future__ import annotations

from datetime import date, timedelta

import pytest
import requests

from carpass.domain.renewals import (
    MileageNeeded,
    NothingToRenew,
    ReadingRefused,
    RenewalRefused,
    renew,
    renew_many,
    retry_failed,
)
from carpass.models import CarPassAccount, CarPassDocument, Renewal
from carpass.status import last_day_of
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.models import Garage
from garageflow.vehicles.domain.odometer import OdometerDropped
from garageflow.vehicles.models import OdometerReading, Vehicle
from tests.carpass.conftest import VIN, at_work, ready
from tests.factories import OdometerReadingFactory, VehicleFactory


def observations(simulator):
    return simulator.api.register.observations()


def test_a_renewal_gives_the_vehicle_a_new_date_and_its_pdf(golf, sales, simulator):
    renewal = renew(golf, by=sales)
    at_work()

    renewal.refresh_from_db()
    golf.refresh_from_db()
    document = renewal.document
    today = golf.garage.today()
    assert (renewal.state, renewal.code) == ("done", "")
    assert golf.car_pass_valid_until == last_day_of(today)
    assert (document.kind, document.source, document.issued_on, document.km) == (
        "history_link",
        "service",
        today,
        58_214,
    )
    assert document.created_by == sales.member
    assert document.pdf.content_type == "application/pdf"
    assert requests.get(document.public_url, timeout=5).status_code == 200
    assert BatchJob.objects.get(pk=renewal.job_id).state == "completed"
    [observed] = observations(simulator)
    assert (observed.vin, observed.km, observed.observed_on) == (VIN, 58_214, today.isoformat())


def test_a_double_click_makes_one_request(golf, sales, simulator):
    assert renew(golf, by=sales) == renew(golf, by=sales)
    at_work()

    assert len(observations(simulator)) == 1


@pytest.mark.parametrize("fault", ["timeout", "500", "503", "slow", "drop_after_commit", "429"])
@pytest.mark.parametrize("calls", [1, 2])
def test_a_fault_that_passes_leaves_one_observation(golf, sales, simulator, play, quick, fault, calls):
    play(fault, calls)

    renewal = renew(golf, by=sales)
    at_work()

    renewal.refresh_from_db()
    assert renewal.state == "done"
    assert len(observations(simulator)) == 1


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        ("timeout", "NO_ANSWER", ""),
        ("drop_after_commit", "NO_ANSWER", ""),
        ("500", "UNAVAILABLE", "Er trad een interne fout op."),
        ("503", "UNAVAILABLE", "Car-Pass is in onderhoud. Probeer het later opnieuw."),
        ("429", "TOO_MANY_REQUESTS", "Te veel aanvragen. Probeer het zo meteen opnieuw."),
    ],
)
def test_a_fault_that_stays_is_told_as_received_and_tried_again_as_the_same_observation(
    golf, sales, simulator, play, quick, fault, code, message
):
    play(fault, 3)
    renewal = renew(golf, by=sales)
    at_work()
    renewal.refresh_from_db()
    assert (renewal.state, renewal.code, renewal.message) == ("failed", code, message)
    assert BatchJob.objects.get(pk=renewal.job_id).state == "completed_with_errors"

    again = renew(golf, by=sales)
    at_work()

    again.refresh_from_db()
    assert again.state == "done"
    assert again.idempotency_key == renewal.idempotency_key
    assert len(observations(simulator)) == 1


def test_a_reading_that_car_pass_does_not_believe_is_told_as_received(golf, sales, simulator):
    OdometerReading.objects.filter(vehicle=golf).update(km=40_123, value=40_123)

    renewal = renew(golf, by=sales)
    at_work()

    renewal.refresh_from_db()
    golf.refresh_from_db()
    assert (renewal.state, renewal.code) == ("failed", "LOWER")
    assert renewal.message == "Lager dan de vorige kilometerstand van 41000 km op 01/03/2025."
    assert golf.car_pass_valid_until is None


def test_a_refused_password_stops_the_account_and_the_rest_of_the_job(account, sales, simulator):
    vehicles = [ready(number=number, vin=f"VF1LM1B0H366661{number:02d}", km=10_001) for number in (1, 2, 3)]
    simulator.api.register.start_over(accounts=[])

    job = renew_many(vehicles, by=sales)
    at_work()

    assert set(Renewal.objects.filter(job=job).values_list("state", "code", "message")) == {
        ("failed", "CREDENTIALS_REFUSED", "Gebruikersnaam of wachtwoord is fout.")
    }
    account.refresh_from_db()
    assert (account.connection, account.answer) == ("failed", "Gebruikersnaam of wachtwoord is fout.")


def _without_vin(vehicle):
    Vehicle.objects.filter(pk=vehicle.pk).update(vin="")


def _foreign(vehicle):
    Vehicle.objects.filter(pk=vehicle.pk).update(plate_country="NL")


def _no_vat(vehicle):
    Garage.objects.filter(pk=vehicle.garage_id).update(vat_number="")
    from garageflow.tenancy.active import active_garage

    active_garage().vat_number = ""


def _no_account(vehicle):
    CarPassAccount.objects.update(is_enabled=False)


def _no_reading(vehicle):
    vehicle.odometer_readings.all().delete()


def _read_days_ago(days):
    def change(vehicle):
        vehicle.odometer_readings.update(read_on=vehicle.garage.today() - timedelta(days=days))

    return change


@pytest.mark.parametrize(
    ("change", "code", "kind"),
    [
        (_without_vin, "NO_VIN", RenewalRefused),
        (_foreign, "NOT_REPORTABLE", RenewalRefused),
        (_no_vat, "NO_VAT_NUMBER", RenewalRefused),
        (_no_account, "NO_ACCOUNT", RenewalRefused),
        (_no_reading, "NO_READING", MileageNeeded),
        (_read_days_ago(61), "READING_TOO_OLD", MileageNeeded),
    ],
)
def test_what_stands_in_the_way_is_said_before_anything_is_sent(golf, sales, change, code, kind):
    change(golf)

    with pytest.raises(kind) as refusal:
        renew(golf, by=sales)
    job = renew_many([golf], by=sales)

    assert refusal.value.code == code
    assert type(refusal.value) is kind
    assert Renewal.objects.get(job=job).code == code


def test_a_reading_of_sixty_days_ago_will_do(golf, sales):
    _read_days_ago(60)(golf)

    assert renew(golf, by=sales).state == "queued"


def test_the_mileage_that_somebody_read_is_recorded_and_sent(golf, sales, simulator):
    _read_days_ago(200)(golf)

    renew(golf, km=59_001, by=sales)
    at_work()

    newest = golf.odometer_readings.newest_first()[0]
    assert (newest.km, newest.read_on, newest.source) == (59_001, golf.garage.today(), "sale")
    assert observations(simulator)[0].km == 59_001


def test_a_mileage_that_drops_is_refused(golf, sales):
    with pytest.raises(OdometerDropped):
        renew(golf, km=100, by=sales)
    with pytest.raises(ReadingRefused) as refusal:
        renew_many([golf], kms={golf.pk: 100}, by=sales)

    assert refusal.value.vehicle == golf
    assert not Renewal.objects.exists()


def test_sixty_at_once_and_the_failed_ones_again(account, sales, simulator):
    vehicles = [ready(number=n, vin=f"VF1LM1B0H36666{n:03d}", km=10_001 + n) for n in range(60)]
    Vehicle.objects.filter(number__in=[3, 7]).update(vin="")

    job = renew_many(vehicles, by=sales)
    at_work()

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("completed_with_errors", 60, 60)
    assert Renewal.objects.filter(job=job, state="done").count() == 58
    failed = Renewal.objects.filter(job=job, state="failed")
    assert sorted(failed.values_list("vehicle__number", "code")) == [(3, "NO_VIN"), (7, "NO_VIN")]

    for number in (3, 7):
        Vehicle.objects.filter(number=number).update(vin=f"VF1LM1B0H36666{number:03d}")
    again = retry_failed(job, by=sales)
    at_work()

    again.refresh_from_db()
    assert (again.state, again.total) == ("completed", 2)
    assert len(observations(simulator)) == 60
    assert CarPassDocument.objects.count() == 60


def test_one_that_is_being_renewed_is_left_out(golf, sales):
    renew(golf, by=sales)

    with pytest.raises(NothingToRenew):
        renew_many([golf], by=sales)
    with pytest.raises(NothingToRenew):
        retry_failed(BatchJob.objects.get(), by=sales)


def test_a_vin_that_the_register_does_not_know_yet(account, sales, simulator):
    vehicle = VehicleFactory(plate_country="BE", vin="ZFA22300005556777")
    OdometerReadingFactory(vehicle=vehicle, km=12_345, read_on=vehicle.garage.today())
    with simulator.api.register.changing():
        simulator.api.register._add(
            "vehicle", [(vehicle.vin, "", date(2026, 1, 1).isoformat(), "2099-01-01T00:00:00+00:00")]
        )

    renewal = renew(vehicle, by=sales)
    at_work()

    renewal.refresh_from_db()
    assert (renewal.state, renewal.code) == ("failed", "UNKNOWN_VEHICLE")
    assert renewal.message == "Dit chassisnummer staat nog niet in het register."
