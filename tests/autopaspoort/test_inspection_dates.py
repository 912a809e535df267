"""APK dates of the register: a mail waits for one, an hour at most."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from autopaspoort.domain import inspection_dates
from autopaspoort.domain.incoming import OwnerAndPlate
from autopaspoort.domain.inspection_dates import INSPECTION_DATES
from autopaspoort.domain.passports import create_passport
from autopaspoort.models import Passport
from garageflow.jobs.domain.work import work_until_idle
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import kind_of
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.vehicles.domain import look_ups
from garageflow.vehicles.rdw import RegisteredVehicle, VehicleRegisterError
from tests.factories import GarageFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

DUTCH = OwnerAndPlate("12ZZB3", "NL", "12-ZZB-3", last_name="Jansen", email="jan@example.nl")
BELGIAN = OwnerAndPlate("1ABC123", "BE", "1-ABC-123", last_name="Peeters", email="an@example.be")


class Register:
    def __init__(self, answer: RegisteredVehicle | Exception | None) -> None:
        self.answer, self.asked = answer, []

    def vehicle(self, plate: str) -> RegisteredVehicle | None:
        self.asked.append(plate)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def rdw(settings, monkeypatch):
    settings.RDW_URL = "http://rdw.example"

    def answering(answer) -> Register:
        register = Register(answer)
        monkeypatch.setattr(look_ups, "vehicle_register", lambda: register)
        return register

    return answering


@pytest.fixture
def garage():
    return GarageFactory(slug="dewit")


def test_the_mail_waits_for_the_date_and_names_it(rdw, garage):
    register = rdw(RegisteredVehicle("12ZZB3", inspection_due_on=date(2027, 5, 4)))
    with garage_active(garage):
        create_passport(DUTCH, by=SYSTEM, send=True)
        create_passport(BELGIAN, by=SYSTEM, send=True)
        waiting = OutboxMail.objects.get(to="jan@example.nl")
        assert timedelta(minutes=59) < waiting.due_at - timezone.now() <= timedelta(hours=1)
        assert OutboxMail.objects.get(to="an@example.be").due_at <= timezone.now()
    work_until_idle(kinds=[INSPECTION_DATES])

    with garage_active(garage):
        waiting.refresh_from_db()
        assert waiting.due_at <= timezone.now()
        assert "2027" in kind_of(waiting.kind).compose(waiting).paragraphs[1]
        assert register.asked == ["12ZZB3"]


@pytest.mark.parametrize("answer", [None, VehicleRegisterError()])
def test_without_an_answer_it_goes_out_in_other_words(rdw, garage, answer):
    register = rdw(answer)
    with garage_active(garage):
        create_passport(DUTCH, by=SYSTEM, send=True)
    work_until_idle(kinds=[INSPECTION_DATES])
    with garage_active(garage):
        inspection_dates.ask_for_dates()
    work_until_idle(kinds=[INSPECTION_DATES])

    with garage_active(garage):
        assert OutboxMail.objects.get().due_at <= timezone.now()
        assert Passport.objects.get().vehicle.inspection_due_on is None
    assert register.asked == ["12ZZB3"]


def test_without_a_register_nothing_waits(garage):
    with garage_active(garage):
        create_passport(DUTCH, by=SYSTEM, send=True)
        assert OutboxMail.objects.get().due_at <= timezone.now()
