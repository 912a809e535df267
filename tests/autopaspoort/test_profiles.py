from __future__ import annotations

from autopaspoort.domain.passports import archive_passport, offer_passport
from autopaspoort.domain.profiles import (
    change_owner,
    change_passport_vehicle,
    events_of,
    holder_of,
    mails_of,
    numbers_with_plate,
    profile_of,
)
from autopaspoort.models import Passport
from garageflow.audit.models import Entry
from garageflow.customers.models import Customer
from garageflow.vehicles.domain.facts import set_inspection_date
from garageflow.vehicles.plates import read_plate
from tests.factories import CustomerFactory, PassportFactory, VehicleFactory

OWNER = {
    "first_name": "Jan",
    "last_name": "Jansen",
    "phone": "03 123 45 67",
    "street": "Kerkstraat",
    "house_number": "1",
    "postcode": "2000",
    "city": "Antwerpen",
    "language": "fr",
}


def vehicle_facts(plate):
    facts = {"vin": "", "make": "Škoda", "model_name": "Octavia", "fuel": "", "first_registered_on": None}
    return {"plate": plate, **facts}


def test_the_profile_of_a_vehicle_is_its_present_passport(in_peeters, reception):
    old = PassportFactory()
    archive_passport(old, by=reception)
    assert profile_of(old.vehicle.number) == old

    new = PassportFactory(vehicle=old.vehicle)

    assert profile_of(old.vehicle.number) == new


def test_a_vehicle_without_a_passport_has_no_profile(in_peeters):
    assert profile_of(VehicleFactory().number) is None


def test_numbers_with_plate(in_peeters):
    PassportFactory(vehicle__plate="00HZB3", vehicle__number=7)
    for number in (11, 12, 13):
        PassportFactory(vehicle__plate="1ABC123", vehicle__plate_country="BE", vehicle__number=number)
    VehicleFactory(plate="13PVPS")

    assert numbers_with_plate("00-hzb-3") == [7]
    assert numbers_with_plate("1-ABC-123") == [11, 12]
    assert numbers_with_plate("13-PV-PS") == []


def test_the_holder_of_a_plate_has_accepted_its_passport(in_peeters):
    PassportFactory(vehicle__plate="00HZB3")
    holder = PassportFactory(vehicle__plate="13PVPS", state="accepted", accepted_at="2026-11-01T12:00Z")

    assert holder_of("NL", "00HZB3") is None
    assert holder_of("NL", "13PVPS") == holder
    assert holder_of("BE", "13PVPS") is None


def test_messages_and_history_are_those_of_this_passport(in_peeters, reception):
    passport, other = PassportFactory(), PassportFactory()
    offer_passport(passport, by=reception)
    offer_passport(other, by=reception)
    set_inspection_date(passport.vehicle, inspection_due_on=None, by=reception)
    change_owner(passport, **OWNER, email=passport.customer.email, by=reception)

    assert [mail.subject_id for mail in mails_of(passport)] == [passport.pk]
    assert [entry.event for entry in events_of(passport)] == [
        "customers.customer_changed",
        "vehicles.inspection_date_set",
        "autopaspoort.passport_offered",
    ]


def test_change_owner_changes_the_facts(in_peeters, reception):
    passport = PassportFactory(customer__email="jan@example.be")

    change_owner(passport, **OWNER, email="jan@example.be", by=reception)

    customer = Customer.objects.get()
    assert {name: getattr(customer, name) for name in OWNER} == OWNER
    assert [entry.event for entry in Entry.objects.all()] == ["customers.customer_changed"]


def test_change_owner_corrects_the_address_and_sends_nothing(in_peeters, reception):
    passport = PassportFactory(customer__email="jan@", customer__email_state="syntax")

    passport = change_owner(passport, **OWNER, email="jan@example.be", by=reception)

    assert (passport.customer.email, passport.customer.email_state) == ("jan@example.be", "ok")
    assert passport.state == "created"
    assert not mails_of(passport).exists()


def test_an_owner_known_by_his_plate_is_known_by_the_corrected_one(in_peeters, reception):
    passport = PassportFactory(
        vehicle__plate="00HZB3", customer__identity="p:NL:00HZB3", customer__email_state="syntax"
    )

    change_passport_vehicle(passport, **vehicle_facts(read_plate("00-HZB-4", "NL")), by=reception)

    assert Customer.objects.get().identity == "p:NL:00HZB4"
    assert Passport.objects.get().vehicle.plate == "00HZB4"


def test_an_owner_known_by_his_address_stays_so(in_peeters, reception):
    passport = PassportFactory(vehicle__plate="00HZB3", customer__email="jan@example.nl")

    change_passport_vehicle(passport, **vehicle_facts(read_plate("00-HZB-4", "NL")), by=reception)

    assert Customer.objects.get().identity == "e:jan@example.nl"


def test_a_key_that_somebody_has_is_not_taken(in_peeters, reception):
    CustomerFactory(identity="p:BE:2XYZ789", email_state="syntax")
    passport = PassportFactory(
        vehicle__plate="1ABC123",
        vehicle__plate_country="BE",
        customer__identity="p:BE:1ABC123",
        customer__email_state="syntax",
    )

    change_passport_vehicle(passport, **vehicle_facts(read_plate("2-XYZ-789", "BE")), by=reception)

    assert sorted(Customer.objects.values_list("identity", flat=True)) == ["p:BE:1ABC123", "p:BE:2XYZ789"]
