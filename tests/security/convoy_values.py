"""What the rows of convoy need beyond the types of their columns (tests/security/special_values.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from convoy.domain.trips import documents_of_trip
from convoy.models import (
    Availability,
    Certification,
    Driver,
    DriverDocument,
    Expense,
    ExtraCost,
    Invoice,
    Mission,
    MissionPhoto,
    PaymentFile,
    Quote,
    SavedSearch,
    Thread,
    Trip,
)
from garageflow.crypto import encrypt
from garageflow.documents.models import Document
from garageflow.invoicing.content import Content, DocumentType, Line, Party, Vat, to_json
from garageflow.invoicing.models import IssuedInvoice
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Role
from tests.factories import MemberFactory

SIGNATURE = [[[10, 10], [60, 40]]]


def _yesterday(_row: Any, _rows: Any) -> Any:
    return timezone.now() - timedelta(days=1)


def _driver_member(row: Any, _rows: Any) -> Any:
    return MemberFactory(roles=[Role.DRIVER], name=row.text)


def _secret(row: Any, _rows: Any) -> str:
    return encrypt(row.text)


def _nth(model: type[Any], each: int = 1) -> Callable[[Any, Any], Any]:
    """Every `each` rows another one."""
    return lambda row, rows: rows[model][row.number // each % len(rows[model])]


def _quote_trip(row: Any, rows: Any) -> Any:
    """Half of those that are not live share a trip; of the live ones each has its own."""
    live = list(Quote.State).index(Quote.State.ACCEPTED)
    shared = row.number % 2 and row.number % len(Quote.State) != live
    return rows[Trip][0 if shared else row.number % len(rows[Trip])]


def _mission_trip(row: Any, _rows: Any) -> Any:
    """A trip has one mission, so each has a trip of its own."""
    today = timezone.now().date()
    places = {f"{end}_{name}": row.text[:12] for end in ("from", "to") for name in ("postcode", "city")}
    return Trip.objects.create(
        number=row.serial + 10_000_000,
        client_name=row.text,
        make=row.text,
        from_country="BE",
        to_country="FR",
        starts_on=today,
        ends_on=today,
        state=Trip.State.ASSIGNED,
        published_at=timezone.now(),
        **places,
    )


def _mission_quote(row: Any, rows: Any) -> Any:
    trip = Trip.objects.get(number=row.serial + 10_000_000)
    return Quote.objects.create(
        trip=trip,
        driver=rows[Driver][0],
        state=Quote.State.ACCEPTED,
        service_amount=10_000,
        starts_on=trip.starts_on,
        ends_on=trip.ends_on,
        decided_at=timezone.now(),
    )


def _pages(row: Any, _rows: Any) -> Any:
    return [{"title": row.text, "text": row.text}]


def _questions(row: Any, _rows: Any) -> Any:
    return [{"text": row.text, "options": [row.text, "no"], "correct": 0}]


def _today(_row: Any, _rows: Any) -> Any:
    return timezone.now().date()


def _driver_of_mission(row: Any, rows: Any) -> Any:
    return rows[Mission][row.number % len(rows[Mission])].driver


def _invoice_state(row: Any, _rows: Any) -> Any:
    """The last one is a draft; one driver has one draft at most."""
    states = list(Invoice.State)
    return states[(row.number + 1) % len(states)]


def _invoice_number(row: Any, rows: Any) -> str:
    return "" if _invoice_state(row, rows) == Invoice.State.DRAFT else f"{row.text[:25]}-{row.serial}"


def _issued_only(row: Any, rows: Any) -> Any:
    return None if _invoice_state(row, rows) == Invoice.State.DRAFT else rows[IssuedInvoice][row.number]


def _content(row: Any, _rows: Any) -> Any:
    today = timezone.now().date()
    content = Content(
        document_type=DocumentType.SELF_BILLED_INVOICE,
        number=f"T-{row.serial}",
        issued_on=today,
        due_on=today,
        period_start_on=today,
        period_end_on=today,
        language="nl",
        seller=Party(name=row.text, country="BE"),
        buyer=Party(name=row.text, country="BE"),
        vat=Vat(category="S", rate=Decimal(21)),
        lines=[Line(name=row.text, unit_amount=Decimal("100.00"))],
    )
    return to_json(content)


INVOICING_VALUES: dict[str, dict[str, Any]] = {
    "invoicing.IssuedInvoice": {
        "number": lambda row, _rows: f"T-{row.serial}",
        "series": lambda row, _rows: f"T{row.serial}"[:22],
        "sequence": 1,
        "document_type": "389",
        "issued_on": _today,
        "due_on": _today,
        "net_amount": Decimal("100.00"),
        "vat_amount": Decimal("21.00"),
        "total_amount": Decimal("121.00"),
        "corrects": None,
        "data": _content,
    },
}
CONVOY_VALUES: dict[str, dict[str, Any]] = {
    "convoy.Driver": {
        "member": _driver_member,
        "encrypted_licence_number": _secret,
        "activated_at": _yesterday,
        "profile_completed_at": _yesterday,
    },
    "convoy.DriverDocument": {"driver": _nth(Driver, 6), "decided_at": _yesterday},
    "convoy.CertificationVersion": {
        "pages": _pages,
        "questions": _questions,
        "published_at": _yesterday,
    },
    "convoy.QuizAttempt": {"try_number": 1, "percentage": 90, "has_passed": True},
    "convoy.Trip": {"published_at": _yesterday, "cancelled_at": _yesterday},
    "convoy.Quote": {
        "trip": _quote_trip,
        "driver": _nth(Driver),
        "decided_at": _yesterday,
        "service_amount": 10_000,
    },
    "convoy.Mission": {
        "trip": _mission_trip,
        "quote": _mission_quote,
        "driver": _nth(Driver),
        "certified_at": _yesterday,
        "lump_sum_amount": 100,
        "resumes_as": "in_transit",
    },
    "convoy.BillingSettings": {"prefix": "TEST"},
    "convoy.PaymentFile": {"payments": 1, "total_amount": 12_100, "execution_on": _today},
    "convoy.ExtraCost": {
        "mission": _nth(Mission),
        "driver": _driver_of_mission,
        "decided_at": _yesterday,
        "amount": 5_000,
    },
    "convoy.Expense": {
        "mission": _nth(Mission),
        "driver": _driver_of_mission,
        "amount": 5_000,
        "spent_on": _today,
        "submitted_at": _yesterday,
        "decided_at": _yesterday,
    },
    "convoy.Invoice": {
        "origin": Invoice.Origin.SELF_BILLED,
        "kind": Invoice.Kind.INVOICE,
        "state": _invoice_state,
        "number": _invoice_number,
        "issued": _issued_only,
        "corrects": None,
        "dated_on": _today,
        "due_on": _today,
        "paid_on": _today,
    },
    "convoy.InvoiceLine": {
        "kind": "service",
        "mission": _nth(Mission),
        "expense": None,
        "amount": 10_000,
        "performed_on": _today,
    },
    "convoy.Inspection": {
        "mission": _nth(Mission, 2),
        "fuel_eighths": 4,
        "absence": "",
        "driver_signature": SIGNATURE,
        "counterpart_signature": SIGNATURE,
    },
}


def _open_trip(side: Any) -> int:
    return next(row.number for row in side.rows[Trip] if row.state == Trip.State.OPEN)


def _submitted_expense(side: Any) -> int:
    """A draft is the driver's own affair."""
    return next(row.pk for row in side.rows[Expense] if row.state == Expense.State.SUBMITTED)


def _paper_of_driver(side: Any) -> int:
    """A file of the first driver: he and the dispatchers may open it."""
    with garage_active(side.garage):
        paper = Document.objects.filter(kind="security.paper").first() or side.first(Document)
        if paper.kind != "security.paper":
            paper = Document.objects.get(pk=paper.pk)
            paper.pk, paper.kind = None, "security.paper"
            paper.subject = f"convoy.driver:{side.first(Driver).pk}"
            paper.save()
        return int(paper.pk)


def _paper_of_trip(side: Any) -> int:
    """Of the trip that the addresses of trips name."""
    with garage_active(side.garage):
        trip = Trip.objects.get(number=_open_trip(side))
        paper = documents_of_trip(trip).first()
        if paper is None:
            paper = Document.objects.get(pk=side.first(Document).pk)
            paper.pk, paper.kind, paper.subject = None, "convoy.trip", f"convoy.trip:{trip.pk}"
            paper.save()
        return int(paper.pk)


def _pk_of(model: type[Any]) -> Callable[[Any], Any]:
    return lambda side: side.first(model).pk


_TRIP_ROUTES = (
    "partner-trip",
    "quote",
    "quote-withdraw",
    "trip-book",
    "trip",
    "trip-edit",
    "trip-publish",
    "trip-cancel",
    "trip-document",
    "trip-document-remove",
    "trip-propose",
)
_DRIVER_ROUTES = ("driver", "driver-contract", "driver-suspend")

_PAYMENT_ROUTES = ("payment-file", "payment-done")
_OWN_EXPENSE_ROUTES = ("expense-edit", "expense-remove")
_EXPENSE_ROUTES = ("expense", "expense-decide")
_INVOICE_ROUTES = (
    "invoice",
    "invoice-step",
    "invoice-file",
    "invoice-upload",
    "invoice-decide",
    "partner-invoice",
    "partner-invoice-pdf",
)
CONVOY_ARGUMENTS: dict[str, Callable[[Any], Any]] = {
    "convoy.number": lambda side: side.first(Mission).number,
    **{f"convoy:{name}.number": _open_trip for name in _TRIP_ROUTES},
    **{f"convoy:{name}.number": lambda side: side.first(Driver).number for name in _DRIVER_ROUTES},
    "convoy:trip-document-remove.document_id": _paper_of_trip,
    "convoy:file.document_id": _paper_of_driver,
    "convoy:partner-file.document_id": _paper_of_driver,
    "convoy:inspection.kind": lambda _side: "departure",
    "convoy:photo-add.kind": lambda _side: "departure",
    "convoy:inspection-correct.kind": lambda _side: "departure",
    "convoy:incident.kind": lambda _side: "breakdown",
    "convoy:mission-exit.kind": lambda _side: "abort",
    "convoy:mission-step.step": lambda _side: "arrive",
    "convoy:account-section.name": lambda _side: "billing",
    "convoy:expense-decide.kind": lambda _side: "approve",
    "convoy:extra-cost-decide.kind": lambda _side: "approve",
    "convoy:invoice-decide.kind": lambda _side: "approve",
    "convoy:invoice-step.kind": lambda _side: "send",
    "convoy:invoice-file.form": lambda _side: "xml",
    **{f"convoy:{name}.number": lambda side: side.first(PaymentFile).number for name in _PAYMENT_ROUTES},
    **{f"convoy:{name}.pk": _pk_of(Expense) for name in _OWN_EXPENSE_ROUTES},
    **{f"convoy:{name}.pk": _submitted_expense for name in _EXPENSE_ROUTES},
    **{f"convoy:{name}.pk": _pk_of(Invoice) for name in _INVOICE_ROUTES},
    "convoy:extra-cost-decide.pk": _pk_of(ExtraCost),
    "convoy:search-forget.pk": _pk_of(SavedSearch),
    "convoy:photo-remove.pk": _pk_of(MissionPhoto),
    "convoy:availability-withdraw.pk": _pk_of(Availability),
    "convoy:training.pk": _pk_of(Certification),
    "convoy:quiz.pk": _pk_of(Certification),
    "convoy:contact-thread.pk": _pk_of(Thread),
    "convoy:thread.pk": _pk_of(Thread),
    "convoy:quote-accept.pk": _pk_of(Quote),
    "convoy:quote-refuse.pk": _pk_of(Quote),
    "convoy:document-decide.pk": _pk_of(DriverDocument),
    "convoy:certification-edit.pk": _pk_of(Certification),
    "convoy:certification-publish.pk": _pk_of(Certification),
}


def let_drive(member: Any) -> None:
    """The first driver of the garage is this member: his pages open."""
    first = Driver.objects.order_by("pk").first()
    if first is not None:
        Driver.objects.filter(pk=first.pk).update(member=member, state=Driver.State.ACTIVE)
