"""Booking, driving, bringing back; and that two never have one car at once."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from carshare.domain import bookings, trips
from carshare.domain.fleet import free_vehicles, trips_between, use_by_organisation, use_by_vehicle
from carshare.domain.organisations import publish_terms
from carshare.domain.subscribers import accept_terms, terms_to_accept
from carshare.models import Booking, ContractVehicle, Licence, SharedVehicle, TripInvoice
from garageflow.jobs.domain.work import work_until_idle
from garageflow.jobs.models import DueWork
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.vehicles.domain.odometer import OdometerDropped
from tests.carshare.factories import OrganisationFactory, SubscriberFactory, fleet
from tests.carshare.wizard import pdf

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=ZoneInfo("Europe/Brussels"))
HOUR = timedelta(hours=1)


@pytest.fixture
def shared(in_peeters):
    """A subscriber, a vehicle of his contract, and the contract."""
    organisation = OrganisationFactory(private_use=True)
    contract, parking, (vehicle,) = fleet(organisation, hour_amount=400, km_amount=30, vat_percent=21)
    subscriber = SubscriberFactory(
        organisation=organisation,
        contract=contract,
        parking=parking,
        billing_street="Kerkstraat",
        billing_city="Antwerpen",
    )
    return subscriber, vehicle, contract


def book(shared, since=NOW + HOUR, until=NOW + 3 * HOUR, use="professional", now=NOW, **changes):
    subscriber, vehicle, contract = shared
    values = {"contract": contract, "since": since, "until": until, "use": use, "purpose": "", **changes}
    return bookings.book(subscriber, vehicle, **values, by=actor_of(subscriber), now=now)


def actor_of(subscriber):
    return Actor.of_member(subscriber.member)


def take(booking, km=1000, now=NOW + HOUR, **values):
    return trips.take_vehicle(
        booking, km=km, energy_percent=80, damages="", by=actor_of(booking.subscriber), now=now, **values
    )


def give_back(booking, km=1100, now=NOW + 3 * HOUR, **values):
    return trips.return_vehicle(
        booking, km=km, energy_percent=50, damages="", by=actor_of(booking.subscriber), now=now, **values
    )


def test_a_booking_keeps_the_vehicle(shared):
    booking = book(shared)

    assert booking.state == "booked"
    with pytest.raises(bookings.VehicleTaken):
        book(shared, since=NOW + 2 * HOUR, until=NOW + 4 * HOUR)
    # The next may begin at the very moment this one ends.
    book(shared, since=NOW + 3 * HOUR, until=NOW + 4 * HOUR)
    bookings.cancel_booking(booking, by=SYSTEM)
    book(shared)


def test_the_database_refuses_an_overlap_whoever_writes(shared):
    booking = book(shared)
    booking.pk = None
    booking.period = DateTimeTZRange(NOW + 2 * HOUR, NOW + 9 * HOUR)

    with pytest.raises(IntegrityError, match="booking_no_overlap"), transaction.atomic():
        booking.save()


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (NOW - HOUR, NOW + HOUR),
        (NOW + HOUR, NOW + HOUR),
        (NOW + 2 * HOUR, NOW + HOUR),
        (NOW + HOUR, NOW + HOUR + timedelta(minutes=5)),
        (NOW + HOUR, NOW + 74 * HOUR),
        (NOW + timedelta(days=200), NOW + timedelta(days=200, hours=1)),
    ],
)
def test_a_period_that_cannot_be(shared, since, until):
    with pytest.raises(bookings.PeriodRefused):
        book(shared, since=since, until=until)


@pytest.mark.parametrize("state", ["pending_approval", "inactive", "refused", "suspended"])
def test_only_active_subscribers_book(shared, state):
    shared[0].state = state
    shared[0].save()

    with pytest.raises(bookings.MayNotBook):
        book(shared)


def test_current_terms_come_first(shared):
    subscriber = shared[0]
    publish_terms(subscriber.organisation, pdf(), by=SYSTEM)
    with pytest.raises(bookings.MayNotBook):
        book(shared)

    accept_terms(subscriber, terms_to_accept(subscriber), by=actor_of(subscriber))
    book(shared)
    publish_terms(subscriber.organisation, pdf("two"), by=SYSTEM)

    with pytest.raises(bookings.MayNotBook):
        book(shared, since=NOW + 5 * HOUR, until=NOW + 6 * HOUR)


@pytest.mark.parametrize(
    ("held", "needed", "may"),
    [
        (["B"], "B", True),
        (["CE"], "B", True),
        (["C"], "BE", False),
        (["B"], "BE", False),
        (["BE"], "B", True),
        (["A"], "B", False),
        (["AM"], "AM", True),
        (["D1E"], "BE", True),
    ],
)
def test_the_licence_must_cover_the_vehicle(shared, held, needed, may):
    subscriber, vehicle, contract = shared
    Licence.objects.filter(subscriber=subscriber).update(categories=held)
    SharedVehicle.objects.filter(pk=vehicle.pk).update(licence_category=needed)

    found = free_vehicles(subscriber, contract=contract, parking=None, since=NOW + HOUR, until=NOW + 2 * HOUR)

    assert bool(found) == may
    if may:
        book(shared)
    else:
        with pytest.raises(bookings.MayNotBook):
            book(shared)


def test_a_licence_that_ran_out_or_is_missing(shared):
    licence = Licence.objects.filter(subscriber=shared[0])
    licence.update(valid_until=date(2026, 11, 15))
    with pytest.raises(bookings.MayNotBook, match="valid"):
        book(shared)

    licence.delete()

    with pytest.raises(bookings.MayNotBook, match="missing"):
        book(shared)


def test_contract_and_vehicle_belong_together(shared):
    other_contract, _parking, _vehicles = fleet(OrganisationFactory())
    with pytest.raises(bookings.MayNotBook):
        book(shared, contract=other_contract)

    ContractVehicle.objects.all().delete()

    with pytest.raises(bookings.MayNotBook):
        book(shared)


def test_private_trips_need_the_setting_and_an_address(shared):
    subscriber = shared[0]
    book(shared, use="private")
    subscriber.billing_street = subscriber.billing_city = ""

    with pytest.raises(bookings.MayNotBook):
        book(shared, use="private", since=NOW + 5 * HOUR, until=NOW + 6 * HOUR)


def test_a_contract_with_approval_asks_somebody(shared, owner):
    shared[2].needs_approval = True
    shared[2].save()
    booking = book(shared)
    assert booking.state == "requested"
    with pytest.raises(bookings.VehicleTaken):
        book(shared)

    bookings.decide_booking(booking, is_approved=False, reason="In de garage", by=owner)

    assert Booking.objects.get().state == "refused"
    assert OutboxMail.objects.get().kind == "carshare.booking_decided"
    again = book(shared)
    bookings.decide_booking(again, is_approved=True, by=owner)
    assert Booking.objects.get(pk=again.pk).decided_by == owner.member
    with pytest.raises(bookings.NotPossibleNow):
        bookings.decide_booking(again, is_approved=True, by=owner)


def test_a_booking_is_changed_and_extended(shared):
    booking = book(shared)
    book(shared, since=NOW + 5 * HOUR, until=NOW + 6 * HOUR)

    bookings.change_booking(
        booking, since=NOW + 2 * HOUR, until=NOW + 4 * HOUR, purpose="Gent", by=SYSTEM, now=NOW
    )
    bookings.extend_booking(booking, until=NOW + 5 * HOUR, by=SYSTEM, now=NOW)

    changed = Booking.objects.get(pk=booking.pk)
    assert (changed.starts_at, changed.ends_at, changed.purpose) == (NOW + 2 * HOUR, NOW + 5 * HOUR, "Gent")
    with pytest.raises(bookings.VehicleTaken):
        bookings.extend_booking(booking, until=NOW + 5.5 * HOUR, by=SYSTEM, now=NOW)
    with pytest.raises(bookings.PeriodRefused):
        bookings.extend_booking(booking, until=NOW + 4 * HOUR, by=SYSTEM, now=NOW)


def test_a_trip_from_start_to_end(shared):
    booking = take(book(shared), km=1000)
    assert (booking.state, booking.started_at) == ("in_use", NOW + HOUR)
    with pytest.raises(bookings.NotPossibleNow):
        bookings.cancel_booking(booking, by=SYSTEM)

    give_back(booking, km=1042, now=NOW + 2 * HOUR)

    returned = Booking.objects.get()
    assert (returned.state, returned.ends_at) == ("returned", NOW + 2 * HOUR)
    assert [(check.kind, check.km) for check in returned.checks.order_by("pk")] == [
        ("start", 1000),
        ("end", 1042),
    ]
    assert [reading.km for reading in shared[1].vehicle.odometer_readings.order_by("pk")] == [1000, 1042]
    assert not TripInvoice.objects.exists()
    # What was left of the time is free again.
    book(shared, since=NOW + 2 * HOUR, until=NOW + 3 * HOUR)


def test_taken_early_the_booking_begins_early(shared):
    booking = take(book(shared), now=NOW + HOUR - timedelta(minutes=20))

    assert Booking.objects.get(pk=booking.pk).starts_at == NOW + HOUR - timedelta(minutes=20)


@pytest.mark.parametrize("now", [NOW, NOW + 3 * HOUR])
def test_a_vehicle_is_taken_in_its_time(shared, now):
    with pytest.raises(trips.NotPossibleNow):
        take(book(shared), now=now)


def test_nobody_takes_a_vehicle_that_is_not_back(shared):
    take(book(shared))
    following = book(shared, since=NOW + 3 * HOUR, until=NOW + 5 * HOUR)

    with pytest.raises(trips.VehicleNotBack):
        take(following, now=NOW + 3 * HOUR)
    with pytest.raises(bookings.VehicleTaken):
        book(shared, since=NOW + 5 * HOUR, until=NOW + 6 * HOUR, now=NOW + 4 * HOUR)


def test_kilometres_go_up(shared):
    booking = take(book(shared), km=1000)
    with pytest.raises(trips.KmRefused):
        give_back(booking, km=999)
    give_back(booking, km=1100)
    following = book(shared, since=NOW + 3 * HOUR, until=NOW + 5 * HOUR)

    with pytest.raises(OdometerDropped):
        take(following, km=900, now=NOW + 3 * HOUR)

    take(following, km=900, now=NOW + 3 * HOUR, is_km_confirmed=True)


def test_a_private_trip_ends_in_a_draft(shared):
    booking = take(book(shared, use="private"), km=1000)

    give_back(booking, km=1100, now=NOW + HOUR + timedelta(minutes=91))

    invoice = TripInvoice.objects.get()
    lines = [(line.kind, line.quantity, line.net_amount) for line in invoice.lines.order_by("pk")]
    # Seven quarters of an hour were begun.
    assert lines == [("hours", Decimal("1.75"), 700), ("km", Decimal("100.00"), 3000)]
    assert (invoice.net_amount, invoice.vat_amount, invoice.total_amount) == (3700, 777, 4477)
    assert (invoice.recipient, invoice.address) == (str(shared[0]), "Kerkstraat, Antwerpen")


def test_who_is_late_warns_the_next_one_once(shared):
    now = timezone.now()
    booking = book(shared, since=now, until=now + HOUR, now=now)
    following = book(shared, since=now + HOUR, until=now + 2 * HOUR, now=now)
    take(booking, now=now + timedelta(seconds=1))
    assert DueWork.objects.get(kind="carshare.return_watch").due_at == now + HOUR
    late = DateTimeTZRange(now - 2 * HOUR, now - HOUR)
    Booking.objects.filter(pk=booking.pk).update(period=late)
    Booking.objects.filter(pk=following.pk).update(period=DateTimeTZRange(now, now + HOUR))

    for _time in range(2):
        DueWork.objects.filter(kind="carshare.return_watch").update(due_at=now, finished_at=None)
        work_until_idle(kinds=["carshare.return_watch"])

    mails = OutboxMail.objects.order_by("kind").values_list("kind", "subject_id")
    assert list(mails) == [("carshare.overdue", booking.pk), ("carshare.vehicle_late", following.pk)]


def test_an_extended_trip_is_looked_at_again_later(shared):
    now = timezone.now()
    booking = take(book(shared, since=now, until=now + HOUR, now=now), now=now + timedelta(seconds=1))
    bookings.extend_booking(booking, until=now + 3 * HOUR, by=SYSTEM)
    DueWork.objects.filter(kind="carshare.return_watch").update(due_at=now)

    work_until_idle(kinds=["carshare.return_watch"])

    work = DueWork.objects.get(kind="carshare.return_watch")
    assert (work.due_at, work.finished_at) == (now + 3 * HOUR, None)
    assert not OutboxMail.objects.exists()


def test_the_night_marks_what_nobody_used(shared, in_peeters):
    booking = book(shared)
    Booking.objects.update(period=DateTimeTZRange(timezone.now() - 2 * HOUR, timezone.now() - HOUR))

    trips.mark_missed(in_peeters, in_peeters.today())

    assert Booking.objects.get(pk=booking.pk).state == "missed"


def test_what_the_fleet_did(shared):
    give_back(take(book(shared), km=1000), km=1150)

    by_vehicle = use_by_vehicle(trips_between(NOW, NOW + 10 * HOUR))

    (_organisation, use), (total,) = by_vehicle[0], use_by_organisation(by_vehicle)
    assert (use.trips, use.km, use.co2_grams, use.share_of(10 * HOUR)) == (1, 150, 150 * 120, 20)
    assert (total.km, total.vehicles) == (150, 1)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_fifty_people_book_one_car_at_the_same_instant(peeters):
    """Overlapping windows, fifty connections: nobody gets what somebody else has."""
    with garage_active(peeters):
        organisation = OrganisationFactory()
        contract, parking, (vehicle,) = fleet(organisation)
        people = SubscriberFactory.create_batch(
            50, organisation=organisation, contract=contract, parking=parking
        )
    start = threading.Barrier(50)
    outcomes: list[str] = []

    def try_to_book(number, subscriber):
        since = NOW + HOUR + timedelta(minutes=30 * (number % 8))
        try:
            start.wait(60)
            with garage_active(peeters):
                book((subscriber, vehicle, contract), since=since, until=since + 2 * HOUR)
            outcomes.append("booked")
        except bookings.VehicleTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_to_book, args=item) for item in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert set(outcomes) == {"booked", "taken"}
    assert len(outcomes) == 50
    with garage_active(peeters):
        periods = sorted(booking.period for booking in Booking.objects.all())
    assert len(periods) == outcomes.count("booked") >= 1
    assert all(before.upper <= after.lower for before, after in zip(periods, periods[1:], strict=False))
