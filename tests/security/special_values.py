"""What a row needs beyond the types of its columns: tests/security/rows.py asks here first.

A value, or a function of the row that is made and of the rows that were made before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from autopaspoort.models import Fleet
from carpass.models import CarPassDocument
from garageflow.audit.registry import registered_events
from garageflow.crypto import encrypt
from garageflow.customers.models import Customer
from garageflow.tenancy.models import Garage, Role
from garageflow.vehicles.models import OdometerWork
from garageflow.workshop.models import WorkOrder
from tests.factories import MembershipFactory
from tests.security.carshare_values import CARSHARE_VALUES
from tests.security.convoy_values import CONVOY_VALUES, INVOICING_VALUES

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d")


@dataclass(frozen=True, slots=True)
class Row:
    """The row that is being made: the `number`-th of its table in this garage."""

    garage: Garage
    word: str
    number: int
    first_number: int
    # What an intruder would type: in every text a different one (tests/security/payloads.py).
    payloads: tuple[str, ...] = ()

    @property
    def serial(self) -> int:
        """Like `number`, but no other garage has it: its address exists in one garage only."""
        return self.first_number + self.number

    @property
    def has_chosen_keys(self) -> bool:
        """Rows with high numbers have that number as their key too, beyond the reach of the sequence."""
        return self.first_number > 1

    @property
    def text(self) -> str:
        return f"{self.serial}{self.word}"

    def text_within(self, length: int | None) -> str:
        """Short enough for the column. The number stands first: two rows stay different in a short one.

        A payload works at the end of a text, or, if it is a formula, at the beginning.
        """
        fitting = [one for one in self.payloads if length is None or len(one) + len(self.text) <= length]
        payload = fitting[self.number % len(fitting)] if fitting else ""
        is_formula = payload.startswith(FORMULA_STARTS)
        return (payload + self.text if is_formula else self.text + payload)[:length]

    @property
    def email(self) -> str:
        return f"{self.text}@garage.example"


Rows = Mapping[Any, list[Any]]
Maker = Callable[[Row, Rows], Any]


def _membership(row: Row, _rows: Rows) -> Any:
    roles = [list(Role)[row.number % len(Role)]]
    return MembershipFactory(garage=row.garage, user__email=row.email, roles=roles)


def _yesterday(_row: Row, _rows: Rows) -> Any:
    return timezone.now() - timedelta(days=1)


def _tomorrow(_row: Row, _rows: Rows) -> Any:
    return timezone.now() + timedelta(days=1)


def _offer_round(row: Row, _rows: Rows) -> int:
    return row.number + 1


def _one_of_two(place: int) -> Maker:
    """Customers that may be one person: another two in each row, the lower id in front."""

    def customer(row: Row, rows: Rows) -> Any:
        customers = rows[Customer]
        last = len(customers) - 1
        return customers[(0, 2)[place] if row.number >= last else row.number + place]

    return customer


def _findings(row: Row, _rows: Rows) -> Any:
    return [["EMAIL_INVALID", "email", row.text]]


def _number(row: Row, _rows: Rows) -> int:
    return row.number + 1


def _vehicle_of_accepted(_row: Row, rows: Rows) -> Any:
    """The third passport is accepted, and so the portal shows its car."""
    return next(rows[model][2] for model in rows if model._meta.label == "vehicles.Vehicle")


def _check_items(row: Row, _rows: Rows) -> Any:
    return [{"group": "outside", "name": row.text}]


# tests/security/conftest.py lets everybody see documents of this subject.
DOCUMENT_SUBJECT = "security.sample:1"


def _subject(row: Row, rows: Rows) -> Any:
    """The first row of each table in turn."""
    return list(rows.values())[row.number % len(rows)][0]


def _subject_type(row: Row, rows: Rows) -> str:
    return str(_subject(row, rows)._meta.label_lower)


def _subject_id(row: Row, rows: Rows) -> int:
    return int(_subject(row, rows).pk)


def _event(row: Row, _rows: Rows) -> str:
    events = sorted(registered_events())
    return events[row.number % len(events)]


def _closed_at(row: Row, _rows: Rows) -> Any:
    """The last of the four states, in which every order has a moment."""
    return timezone.now() if row.number % 4 == 3 else None


def _encrypted(row: Row, _rows: Rows) -> str:
    return encrypt(row.text)


def _first_fleet(_row: Row, rows: Rows) -> Any:
    """A fleet with few vehicles, or with many."""
    return rows[Fleet][0]


def _renewal_state(row: Row, rows: Rows) -> str:
    """Only one is open per vehicle."""
    return ("failed", "done")[row.number % 2] if row.number else "queued"


def _own_document(row: Row, rows: Rows) -> Any:
    """One that nothing else points to, so that it can be removed."""
    first = next(rows[model][0] for model in rows if model._meta.label == "documents.Document")
    return type(first).objects.create(
        kind="security.photo",
        name=row.text,
        content_type="image/jpeg",
        file=ContentFile(row.text.encode(), name="photo"),
        size=first.size,
        sha256=first.sha256,
        subject=DOCUMENT_SUBJECT,
    )


def _first_document(_row: Row, rows: Rows) -> Any:
    return rows[CarPassDocument][0]


def _own_order(row: Row, rows: Rows) -> Any:
    """An order has one report."""
    return rows[WorkOrder][row.number] if row.number < len(rows[WorkOrder]) else None


def _own_odometer_work(row: Row, rows: Rows) -> Any:
    return rows[OdometerWork][row.number] if row.number < len(rows[OdometerWork]) else None


def _confirmed_reason(row: Row, _rows: Rows) -> str:
    """The third of the states is the one that has a reason."""
    return row.text if row.number % 3 == 2 else ""


def _void_reason(row: Row, _rows: Rows) -> str:
    """The third of the states is the one that has a reason."""
    return row.text if row.number % 3 == 2 else ""


SPECIAL_VALUES: dict[str, dict[str, Any | Maker]] = {
    "audit.Entry": {"subject_type": _subject_type, "subject_id": _subject_id, "event": _event},
    "tenancy.Member": {"membership": _membership},
    "documents.Document": {"subject": DOCUMENT_SUBJECT, "content_type": "text/plain"},
    "documents.PdfOrder": {"subject": DOCUMENT_SUBJECT},
    "customers.Double": {"first": _one_of_two(0), "second": _one_of_two(1), "reasons": ["phone"]},
    "customers.MergedCustomer": {"undo": None},
    "jobs.BatchJob": {"kind": "autopaspoort.customer_list", "done": 1, "total": 2},
    "mail.OutboxMail": {"kind": "members.invitation"},
    "members.Invitation": {"roles": [Role.RECEPTION], "expires_at": _tomorrow},
    "vehicles.OdometerReading": {"km": 50_000, "value": 50_000, "unit": "km", "void_reason": _void_reason},
    "stock.Listing": {
        "reserved_at": _yesterday,
        "equipment": ["tow_bar"],
        "cover": None,
        "number": 0,
        "make_key": "",
        "model_key": "",
    },
    "stock.Photo": {"large": _own_document, "medium": _own_document, "small": _own_document},
    "stock.Sale": {"delivered_on": None, "price_amount": 1_000_000},
    "stock.WindowCards": {"numbers": [1]},
    "stock.SavedFilter": {"query": "status=for_sale"},
    "stock.ColumnChoice": {"columns": ["plate", "price"]},
    "vehicles.Vehicle": {"plate_country": "NL", "inspection_due_on": date(2027, 1, 3)},
    "vehicles.LookUp": {"answered_at": _yesterday, "facts": {}},
    "workshop.WorkOrder": {"closed_at": _closed_at},
    "workshop.OrderLine": {"code": "brakes.fluid", "is_done": True},
    "autopaspoort.Passport": {
        "fleet": _first_fleet,
        "offered_at": _yesterday,
        "expires_on": date(2099, 1, 1),
        "accepted_at": _yesterday,
        "offer_round": _offer_round,
    },
    "autopaspoort.CheckTemplate": {"version": _number, "items": _check_items},
    "autopaspoort.AutocheckDraft": {"answers": {}, "advice": []},
    "autopaspoort.Autocheck": {"replaces": None, "vehicle": _vehicle_of_accepted},
    "autopaspoort.AutocheckItem": {"key": "", "place": _number},
    "autopaspoort.Advice": {"price_cents": 18_900},
    "autopaspoort.Appointment": {"starts_at": _tomorrow, "minutes": 60},
    "autopaspoort.AppointmentProposal": {"minutes": 60},
    "autopaspoort.ExpectedWork": {"due_on": date(2027, 1, 3), "done_on": date(2026, 1, 3), "cost_cents": 100},
    "autopaspoort.Reminder": {"stage": "inspection_60", "due_on": date(2027, 1, 3), "work": None},
    "autopaspoort.Webhook": {"encrypted_secret": _encrypted},
    "autopaspoort.Promotion": {"sent_at": _yesterday, "fuel": "", "make": "", "older_than": 1},
    "autopaspoort.CustomerList": {"lines": 2, "accepted": 1, "warned": 1, "refused": 1, "reading": {}},
    "autopaspoort.BatchRow": {"findings": _findings},
    "carpass.CarPassAccount": {"enterprise_number": "0999521751", "encrypted_password": _encrypted},
    "carpass.CarPassDocument": {"kind": "history_link", "number": "", "valid_until": date(2099, 1, 1)},
    "carpass.Renewal": {"state": _renewal_state, "document": _first_document},
    "carpass.CarPassSettings": {"warning_days": 14, "reading_days": 60},
    **CARSHARE_VALUES,
    "carpass.OdometerReport": {
        "work_order": _own_order,
        "odometer_work": _own_odometer_work,
        "works": [],
        "sent": {"observationDate": "2026-01-31", "odometer": 61_234},
    },
    "carpass.CorrectionForm": {"right_km": 61_234},
    "carpass.ReportAnomaly": {"level": "anomaly", "reason": _confirmed_reason},
    **CONVOY_VALUES,
    **INVOICING_VALUES,
}
