"""Drivers and missions of which only the money matters."""

from datetime import date
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from convoy.models import Driver, Expense, Mission, Quote, Trip
from garageflow.tenancy.models import Role
from tests.factories import MemberFactory

_numbers = count(1)
RECEIPT = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def receipt(name="ticket.pdf"):
    return SimpleUploadedFile(name, RECEIPT, content_type="application/pdf")


def make_driver(**values):
    number = next(_numbers)
    defaults = {
        "number": number,
        "member": MemberFactory(roles=[Role.DRIVER]),
        "state": Driver.State.ACTIVE,
        "activated_at": timezone.now(),
        "profile_completed_at": timezone.now(),
        "name": "Karim Benali",
        "name_key": f"benali {number}",
        "email": f"driver{number}@convoy.example",
        "language": "fr",
        "street": "rue des Lilas",
        "house_number": "12",
        "postcode": "59000",
        "city": "Lille",
        "country": "FR",
        "company_number": "732829320",
        "iban": "FR7630006000011234567890189",
        "vat_regime": Driver.VatRegime.FRANCHISE,
    }
    return Driver.objects.create(**{**defaults, **values})


def make_mission(driver, *, state=Mission.State.CERTIFIED, **amounts):
    number, now, day = next(_numbers), timezone.now(), date(2026, 11, 3)
    trip = Trip.objects.create(
        number=number,
        client_name="Renault",
        make="Renault",
        model_name="Clio",
        plate_display="AB-123-CD",
        from_postcode="59000",
        from_city="Lille",
        from_country="FR",
        to_postcode="69001",
        to_city="Lyon",
        to_country="FR",
        starts_on=day,
        ends_on=day,
        state=Trip.State.ASSIGNED,
        published_at=now,
    )
    quote = Quote.objects.create(
        trip=trip,
        driver=driver,
        state=Quote.State.ACCEPTED,
        starts_on=day,
        ends_on=day,
        decided_at=now,
        **{"service_amount": 18_000, "fuel_amount": 6_000, "toll_amount": 4_000, **amounts},
    )
    return Mission.objects.create(
        number=number,
        trip=trip,
        quote=quote,
        driver=driver,
        state=state,
        starts_on=day,
        ends_on=day,
        certified_at=now,
        delivered_at=now,
        lump_sum_amount=5_000 if state == Mission.State.EMPTY_RUN else None,
    )


def make_expense(mission, **values):
    defaults = {
        "mission": mission,
        "driver": mission.driver,
        "category": "toll",
        "amount": 3_000,
        "spent_on": date(2026, 11, 3),
    }
    return Expense(**{**defaults, **values})
