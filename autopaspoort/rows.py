"""Rows as the pages print them: strings, ready made (house style, section 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from autopaspoort.customer_list.contract import CUSTOMER_LIST
from autopaspoort.customer_list.findings import message_of
from autopaspoort.domain.batch import DATABASE_REFUSED
from autopaspoort.models import BatchRow, Passport
from garageflow.customers.models import EmailState
from garageflow.ui.templatetags.ui import day

State = Passport.State
Outcome = BatchRow.Outcome

STATE_TONES = {
    State.CREATED: "none",
    State.OFFERED: "busy",
    State.ACCEPTED: "ok",
    State.EXPIRED: "soon",
    State.ARCHIVED: "none",
}
OUTCOME_TONES = {
    Outcome.PENDING: "none",
    Outcome.CREATED: "ok",
    Outcome.UPDATED: "busy",
    Outcome.UNCHANGED: "none",
    Outcome.DUPLICATE: "soon",
    Outcome.REFUSED: "now",
}


@dataclass(frozen=True, slots=True)
class PassportRow:
    url: str
    country: str
    plate: str
    owner: str
    vehicle: str
    inspection: str
    # The inspection has run out.
    is_overdue: bool
    tone: str
    state: str
    since: str
    has_bad_email: bool
    is_offered: bool
    offer_url: str
    offer_words: str


@dataclass(frozen=True, slots=True)
class InvalidEmailRow:
    number: int
    url: str
    correct_url: str
    country: str
    plate: str
    owner: str
    email: str
    reason: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a customer list."""

    line: int
    country: str
    plate: str
    name: str
    email: str
    address: str
    tone: str
    words: str
    reasons: list[str]
    reasons_tone: str
    url: str


def passport_row(passport: Passport, today: date) -> PassportRow:
    vehicle, customer = passport.vehicle, passport.customer
    due_on = vehicle.inspection_due_on
    can_send = can_offer(passport)
    return PassportRow(
        url=reverse("autopaspoort:profile", args=[vehicle.number]),
        country=vehicle.plate_country,
        plate=vehicle.plate_display,
        owner=customer.full_name,
        vehicle=vehicle.title,
        inspection=day(due_on) if due_on else _("unknown"),
        is_overdue=due_on is not None and due_on < today,
        tone=STATE_TONES[State(passport.state)],
        state=str(State(passport.state).label),
        since=since_words(passport),
        has_bad_email=not customer.has_usable_email,
        is_offered=passport.state == State.OFFERED,
        offer_url=reverse("autopaspoort:passport-offer", args=[vehicle.number]) if can_send else "",
        offer_words=offer_words(passport) if can_send else "",
    )


def can_offer(passport: Passport) -> bool:
    return (
        passport.state in (State.CREATED, State.OFFERED, State.EXPIRED) and passport.customer.has_usable_email
    )


def offer_words(passport: Passport) -> str:
    return _("Send") if passport.state == State.CREATED and not passport.offer_round else _("Send again")


def since_words(passport: Passport) -> str:
    """What stands below the state: until when, or since when."""
    if passport.state == State.OFFERED and passport.expires_on:
        return _("until %(day)s") % {"day": day(passport.expires_on)}
    moments = {State.ACCEPTED: passport.accepted_at, State.CREATED: passport.created_at}
    if passport.state == State.EXPIRED and passport.expires_on:
        return _("since %(day)s") % {"day": day(passport.expires_on)}
    moment = moments.get(State(passport.state))
    return _("since %(day)s") % {"day": day(moment)} if moment else ""


def invalid_email_row(passport: Passport) -> InvalidEmailRow:
    vehicle, customer = passport.vehicle, passport.customer
    return InvalidEmailRow(
        number=vehicle.number,
        url=reverse("autopaspoort:profile", args=[vehicle.number]),
        correct_url=reverse("autopaspoort:invalid-email-correct", args=[vehicle.number]),
        country=vehicle.plate_country,
        plate=vehicle.plate_display,
        owner=customer.full_name,
        email=customer.email,
        reason=str(EmailState(customer.email_state).label),
    )


def line_row(row: BatchRow, *, planned: bool) -> LineRow:
    """Of a refused line only the cells are known; of one that the database refused later, only the fields."""
    cells = dict(zip(_KEYS, row.cells or (), strict=False))
    first_name = row.first_name or cells.get("first_name", "")
    last_name = row.last_name or cells.get("last_name", "")
    vehicle = row.passport.vehicle if row.passport else None
    tone, words = _outcome(row) if planned else _check(row)
    return LineRow(
        line=row.line,
        country=row.plate_country,
        plate=row.plate_display or cells.get("plate", ""),
        name=f"{first_name} {last_name}".strip(),
        email=row.email or cells.get("email", ""),
        address=_address(
            *(
                (getattr(row, key) or cells.get(key, ""))
                for key in ("street", "house_number", "postcode", "city")
            )
        ),
        tone=tone,
        words=words,
        reasons=[finding_words(*finding) for finding in row.findings or ()],
        reasons_tone=tone if row.outcome in (Outcome.DUPLICATE, Outcome.REFUSED) else "soon",
        url=reverse("autopaspoort:profile", args=[vehicle.number]) if vehicle else "",
    )


def reading_notices(reading: dict[str, Any]) -> list[str]:
    """What is worth a look about how the file was read."""
    notices = []
    if reading.get("encoding") == "windows-1252":
        notices.append(
            _(
                "The file does not say how its letters are written; they were read as those of Windows. "
                "Check a name with an accent below."
            )
        )
    if reading.get("is_reordered"):
        notices.append(_("The columns stand in another order than in the template. Their names decide."))
    delimiter = _DELIMITERS.get(reading.get("delimiter", ""))
    if delimiter:
        notices.append(_("The columns are separated by %s.") % delimiter)
    return notices


def finding_words(code: str, column: str, value: str) -> str:
    """Which cell, what stands in it and what is wrong with it."""
    if code == DATABASE_REFUSED:
        text = _("The database did not take this line. Send the file to our support.")
    else:
        text = message_of(code)
    name = CUSTOMER_LIST.header_of(column)
    if not name:
        return text
    words = {"label": name, "cell": value, "value": text}
    return (_("%(label)s “%(cell)s”: %(value)s") if value else _("%(label)s: %(value)s")) % words


def _outcome(row: BatchRow) -> tuple[str, str]:
    return OUTCOME_TONES[Outcome(row.outcome)], capfirst(str(Outcome(row.outcome).label))


def _check(row: BatchRow) -> tuple[str, str]:
    """Before the list is planned: what would happen to the line."""
    if row.outcome != Outcome.PENDING:
        return _outcome(row)
    return ("soon", _("With a warning")) if row.findings else ("ok", _("Fine"))


def _address(street: str, house_number: str, postcode: str, city: str) -> str:
    parts = (f"{street} {house_number}".strip(), f"{postcode} {city}".strip())
    return ", ".join(part for part in parts if part)


# The semicolon is what everybody's Excel writes.
_DELIMITERS = {",": gettext_lazy("commas"), "\t": gettext_lazy("tabs"), "|": gettext_lazy("vertical bars")}
_KEYS = tuple(column.key for column in CUSTOMER_LIST.read_columns)
