from __future__ import annotations

from datetime import date

import pytest

from autopaspoort.domain import incoming
from autopaspoort.domain.batch import mail_outcomes_of, outcomes_of
from autopaspoort.domain.statements import Statement
from autopaspoort.models import BatchRow, Passport
from garageflow.audit.models import Entry
from garageflow.customers.models import Customer
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.vehicles.models import Vehicle
from tests.autopaspoort.lists import LONG_HEADER, load, long_line, outcomes, state_of, versions
from tests.factories import CustomerFactory, GarageFactory, PassportFactory, VehicleFactory

JAN = "00-HZB-3;Jan;Jansen;jan@example.nl;Dorpsstraat;1;1234 AB;Ons Dorp"
PIET = "13-PV-PS;Piet;Pietersen;piet@example.nl;Kerkweg;2;1234 AB;Ons Dorp"
VIN = "WVWZZZ1JZXW000001"


@pytest.fixture
def dewit(db):
    return GarageFactory(slug="dewit", country="NL")


def test_new_lines_make_customers_vehicles_and_passports(dewit):
    customer_list = load(dewit, JAN, PIET)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["created", "created"]
        assert state_of(customer_list) == "completed"
        jan, piet = Passport.objects.select_related("vehicle", "customer").order_by("pk")
        assert (jan.state, jan.vehicle.plate, jan.vehicle.plate_display) == ("created", "00HZB3", "00-HZB-3")
        assert (jan.customer.full_name, jan.customer.email) == ("Jan Jansen", "jan@example.nl")
        assert (jan.customer.street, jan.customer.house_number) == ("Dorpsstraat", "1")
        assert (jan.customer.postcode, jan.customer.city) == ("1234 AB", "Ons Dorp")
        assert (jan.vehicle.number, piet.vehicle.number) == (1, 2)
        assert (jan.customer.number, piet.customer.number) == (1, 2)
        assert not OutboxMail.objects.exists()


def test_the_counts_add_up_to_the_file(dewit):
    customer_list = load(dewit, JAN, PIET, JAN, "geen kenteken;;Fout;fout@example.nl;;;;")

    with garage_active(dewit):
        counts = outcomes_of(customer_list)
        assert counts == {"created": 2, "duplicate": 1, "refused": 1}
        assert sum(counts.values()) == customer_list.lines
        assert state_of(customer_list) == "completed_with_errors"


def test_the_end_leaves_one_audit_entry_with_the_counts(dewit):
    customer_list = load(dewit, JAN)

    with garage_active(dewit):
        entry = Entry.objects.get(event="autopaspoort.customer_list_loaded")
        assert (entry.subject_id, entry.facts) == (customer_list.job_id, {"created": 1})


def test_a_second_run_of_the_same_file_writes_nothing(dewit):
    load(dewit, JAN, PIET, send=True)
    with garage_active(dewit):
        before = versions()
        mails = OutboxMail.objects.count()

    customer_list = load(dewit, JAN, PIET, send=True)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["unchanged", "unchanged"]
        assert versions() == before
        assert OutboxMail.objects.count() == mails == 2


def test_a_changed_line_updates_and_an_empty_cell_erases_nothing(dewit):
    load(dewit, JAN, PIET)

    customer_list = load(dewit, "00-HZB-3;;Jansen;jan@example.nl;Nieuwstraat;9;;", PIET)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["updated", "unchanged"]
        jan = Customer.objects.get(email="jan@example.nl")
        assert (jan.first_name, jan.street, jan.house_number) == ("Jan", "Nieuwstraat", "9")
        assert (jan.postcode, jan.city) == ("1234 AB", "Ons Dorp")


def test_the_first_line_with_a_plate_counts_and_later_ones_are_double(dewit):
    customer_list = load(dewit, JAN, "00-hzb-3;Iemand;Anders;anders@example.nl;;;;")

    with garage_active(dewit):
        assert outcomes(customer_list) == ["created", "duplicate"]
        double = BatchRow.objects.get(outcome="duplicate")
        assert double.findings == [["DUPLICATE_PLATE", "plate", "00-HZB-3"]]
        assert Passport.objects.get().customer.email == "jan@example.nl"


def test_one_address_may_hold_many_plates(dewit):
    customer_list = load(dewit, JAN, "13-PV-PS;Jan;Jansen;JAN@example.nl;;;;")

    with garage_active(dewit):
        assert outcomes(customer_list) == ["created", "created"]
        jan = Customer.objects.get()
        assert jan.passports.count() == 2
        # The last line says how he is written to.
        assert jan.email == "JAN@example.nl"


def test_a_bad_address_makes_the_passport_and_is_not_sent_to(dewit):
    customer_list = load(dewit, "00-HZB-3;Jan;Jansen;jan.example.nl;;;;", PIET, send=True)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["created", "created"]
        jan = Passport.objects.get(vehicle__plate="00HZB3")
        assert (jan.state, jan.customer.email_state) == ("created", "syntax")
        assert [mail.to for mail in OutboxMail.objects.all()] == ["piet@example.nl"]
        assert mail_outcomes_of(customer_list) == {"queued": 1, "invalid": 1}


def test_a_bad_address_is_corrected_by_the_next_file(dewit):
    load(dewit, "00-HZB-3;Jan;Jansen;jan.example.nl;Dorpsstraat;1;;", send=True)
    with garage_active(dewit):
        number = Customer.objects.get().number

    customer_list = load(dewit, "00-HZB-3;Jan;Jansen;jan@example.nl;;;;", send=True)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["updated"]
        jan = Customer.objects.get()
        assert (jan.number, jan.email, jan.email_state) == (number, "jan@example.nl", "ok")
        assert jan.street == "Dorpsstraat"
        assert Passport.objects.get().state == "offered"
        assert [mail.to for mail in OutboxMail.objects.all()] == ["jan@example.nl"]


def test_the_next_owner_inherits_nothing_of_one_without_an_address(dewit):
    load(dewit, "00-HZB-3;Jan;Jansen;jan.example.nl;Dorpsstraat;1;1234 AB;Ons Dorp")

    load(dewit, "00-HZB-3;Klaas;Klaassen;klaas@example.nl;;;;")

    with garage_active(dewit):
        klaas = Passport.objects.get().customer
        assert (klaas.full_name, klaas.email, klaas.street) == ("Klaas Klaassen", "klaas@example.nl", "")
        assert Customer.objects.get(last_name="Jansen").street == "Dorpsstraat"


def test_an_address_that_became_bad_makes_no_new_person(dewit):
    load(dewit, JAN)

    customer_list = load(dewit, "00-HZB-3;Jan;Jansen;jan@@example.nl;;;;")

    with garage_active(dewit):
        assert outcomes(customer_list) == ["unchanged"]
        assert Customer.objects.get().email == "jan@example.nl"


def test_a_car_with_a_new_owner_is_offered_to_him(dewit):
    load(dewit, JAN, send=True)

    line = long_line(
        plate="00-HZB-3", last_name="Klaassen", email="klaas@example.nl", inspection="31-12-2027"
    )
    customer_list = load(dewit, line, header=LONG_HEADER, send=True)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["created"]
        passport = Passport.objects.get()
        assert (passport.customer.email, passport.state, passport.offer_round) == (
            "klaas@example.nl",
            "offered",
            2,
        )
        # Known or new, the car takes what the file says of it.
        assert passport.vehicle.inspection_due_on == date(2027, 12, 31)
        assert [mail.to for mail in OutboxMail.objects.order_by("pk")] == [
            "jan@example.nl",
            "klaas@example.nl",
        ]


def test_an_accepted_passport_is_not_taken_from_its_owner(dewit):
    load(dewit, JAN)
    with garage_active(dewit):
        Passport.objects.update(state="accepted", accepted_at="2026-11-01T12:00Z")

    customer_list = load(dewit, "00-HZB-3;Klaas;Klaassen;klaas@example.nl;;;;", PIET, send=True)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["refused", "created"]
        refused = BatchRow.objects.get(outcome="refused")
        assert refused.findings == [["OTHER_OWNER", "plate", "00-HZB-3"]]
        assert Passport.objects.get(vehicle__plate="00HZB3").customer.email == "jan@example.nl"
        assert not Customer.objects.filter(email="klaas@example.nl").exists()


def test_its_owner_may_stand_in_the_file_again(dewit):
    load(dewit, JAN)
    with garage_active(dewit):
        Passport.objects.update(state="accepted", accepted_at="2026-11-01T12:00Z")

    customer_list = load(dewit, JAN, send=True)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["unchanged"]
        assert not OutboxMail.objects.exists()


def test_a_belgian_plate_follows_the_car_that_the_vin_names(peeters):
    old = long_line(plate="1-ABC-123", last_name="Jansen", email="jan@example.be", vin=VIN)
    load(peeters, old, header=LONG_HEADER)

    new = long_line(plate="2-XYZ-789", last_name="Jansen", email="jan@example.be", vin=VIN)
    customer_list = load(peeters, new, header=LONG_HEADER)

    with garage_active(peeters):
        assert outcomes(customer_list) == ["updated"]
        assert Vehicle.objects.get().plate_display == "2-XYZ-789"


def test_without_a_vin_a_belgian_plate_and_its_owner_name_the_car(peeters):
    load(peeters, "1-ABC-123;Jan;Jansen;jan@example.be;;;;")

    customer_list = load(peeters, "1-ABC-123;Jan;Jansen;jan@example.be;Kerkstraat;;;")

    with garage_active(peeters):
        assert outcomes(customer_list) == ["updated"]
        assert Vehicle.objects.count() == 1


def test_a_belgian_plate_of_somebody_else_is_another_car(peeters):
    load(peeters, "1-ABC-123;Jan;Jansen;jan@example.be;;;;")

    customer_list = load(peeters, "1-ABC-123;Piet;Pietersen;piet@example.be;;;;")

    with garage_active(peeters):
        assert outcomes(customer_list) == ["created"]
        assert Vehicle.objects.count() == Passport.objects.count() == 2


def test_a_belgian_plate_with_another_vin_is_the_owner_s_next_car(peeters):
    old = long_line(plate="1-ABC-123", last_name="Jansen", email="jan@example.be", vin=VIN)
    load(peeters, old, header=LONG_HEADER)

    new = long_line(plate="1-ABC-123", last_name="Jansen", email="jan@example.be", vin="VF1AGVYF056789231")
    customer_list = load(peeters, new, header=LONG_HEADER)

    with garage_active(peeters):
        assert outcomes(customer_list) == ["created"]
        assert sorted(Vehicle.objects.values_list("vin", flat=True)) == ["VF1AGVYF056789231", VIN]


def test_an_accepted_belgian_plate_of_somebody_else_is_refused(peeters):
    load(peeters, "1-ABC-123;Jan;Jansen;jan@example.be;;;;")
    with garage_active(peeters):
        Passport.objects.update(state="accepted", accepted_at="2026-11-01T12:00Z")

    customer_list = load(peeters, "1-ABC-123;Piet;Pietersen;piet@example.be;;;;")

    with garage_active(peeters):
        assert outcomes(customer_list) == ["refused"]
        assert Vehicle.objects.count() == 1


def test_a_vin_is_filled_in_and_never_overwritten(dewit):
    load(dewit, long_line(plate="00-HZB-3", last_name="J", email="j@example.nl"), header=LONG_HEADER)
    load(dewit, long_line(plate="00-HZB-3", last_name="J", email="j@example.nl", vin=VIN), header=LONG_HEADER)

    other = long_line(plate="00-HZB-3", last_name="J", email="j@example.nl", vin="VF1AGVYF056789231")
    customer_list = load(dewit, other, header=LONG_HEADER)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["unchanged"]
        assert Vehicle.objects.get().vin == VIN


def test_a_line_that_the_database_refuses_stops_no_other(dewit, monkeypatch):
    fault = "UPDATE incoming SET line = line / (CASE WHEN last_name = 'Kapot' THEN 0 ELSE 1 END)"
    monkeypatch.setattr(incoming, "STATEMENTS", (*incoming.STATEMENTS, Statement("fault", fault)))

    customer_list = load(dewit, JAN, "GBB-01-B;;Kapot;kapot@example.nl;;;;", PIET)

    with garage_active(dewit):
        assert outcomes(customer_list) == ["created", "refused", "created"]
        assert state_of(customer_list) == "completed_with_errors"
        refused = BatchRow.objects.get(outcome="refused")
        assert refused.findings == [["DATABASE", "plate", "DataError"]]
        assert not Customer.objects.filter(last_name="Kapot").exists()
        assert customer_list.job.done == customer_list.job.total == 3


def test_small_chunks_come_to_the_same(dewit, settings):
    settings.CUSTOMER_LIST_CHUNK = 2

    customer_list = load(
        dewit, JAN, PIET, "GBB-01-B;;C;c@example.nl;;;;", JAN, "7-KON-24;;D;d@example.nl;;;;"
    )

    with garage_active(dewit):
        assert outcomes(customer_list) == ["created", "created", "created", "duplicate", "created"]
        assert Passport.objects.count() == 4
        assert (customer_list.job.done, customer_list.checkpoint) == (5, 6)


def test_another_garage_s_customers_are_neither_met_nor_touched(dewit, dubois):
    with garage_active(dubois):
        PassportFactory(
            vehicle=VehicleFactory(plate="00HZB3", plate_display="00-HZB-3"),
            customer=CustomerFactory(email="jan@example.nl", last_name="Van Dubois"),
        )
        before = versions()

    load(dewit, JAN)

    with garage_active(dubois):
        assert versions() == before
    with garage_active(dewit):
        assert Customer.objects.get().last_name == "Jansen"
