"""The one place where owners and plates become customers, vehicles and passports.

The + button brings one line, the nightly batch some thousand: both put them into the temporary table
`incoming` and run the same statements over it. Set-based SQL, because that is 10 to 30 times faster than row
by row (docs/measured.md, section 2); each statement writes only what differs (IS DISTINCT FROM), so a file
that was loaded before writes nothing. Row security limits every table to the active garage; inserts name it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import connection

from autopaspoort.customer_list.emails import read_email
from autopaspoort.domain.inspection_dates import ask_for_dates, offer_waits
from autopaspoort.domain.statements import STATEMENTS, Statement
from autopaspoort.models import PassportSettings
from garageflow.customers.identity import email_identity, name_key, plate_identity
from garageflow.failpoints import fail_point
from garageflow.mail.domain.outbox import wake_outbox
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.numbers import next_number

CREATE_INCOMING = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming (
    line integer NOT NULL, leads boolean NOT NULL,
    plate text NOT NULL, plate_country text NOT NULL, plate_display text NOT NULL,
    identity text NOT NULL, email text NOT NULL,
    first_name text NOT NULL, last_name text NOT NULL, name_key text NOT NULL,
    street text NOT NULL, house_number text NOT NULL, postcode text NOT NULL, city text NOT NULL,
    phone text NOT NULL, vin text NOT NULL, inspection_due_on date,
    customer_id bigint, vehicle_id bigint, passport_id bigint, passport_state text,
    owner_id bigint, owner_identity text, owner_name_key text,
    is_new boolean NOT NULL DEFAULT false, is_changed boolean NOT NULL DEFAULT false,
    other_owner boolean NOT NULL DEFAULT false, offer_round integer NOT NULL DEFAULT 0
) ON COMMIT DELETE ROWS
"""

COLUMNS = (
    "line, leads, plate, plate_country, plate_display, identity, email, first_name, last_name, name_key, "
    "street, house_number, postcode, city, phone, vin, inspection_due_on"
)


@dataclass(frozen=True, slots=True)
class OwnerAndPlate:
    """What is known of one car and its owner, checked and normalised.

    `email_is_usable` False keeps the address for a person to correct; nothing is sent to it.
    """

    plate: str
    plate_country: str
    plate_display: str
    last_name: str
    email: str
    email_is_usable: bool = True
    first_name: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    vin: str = ""
    inspection_due_on: date | None = None

    @property
    def identity(self) -> str:
        if self.email_is_usable:
            return email_identity(read_email(self.email).key)
        return plate_identity(self.plate_country, self.plate)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one line."""

    line: int
    passport_id: int | None
    is_new: bool
    is_changed: bool
    other_owner: bool
    offer_round: int


def apply_one(owner: OwnerAndPlate, *, send: bool) -> Applied:
    """The + button: create or update customer, vehicle and passport of one car, and offer it if asked."""
    with connection.cursor() as cursor:
        begin_incoming(cursor)
        values = {field.name: getattr(owner, field.name) for field in fields(owner)}
        values.update(
            line=1,
            leads=True,
            identity=owner.identity,
            name_key=name_key(owner.last_name, owner.first_name),
        )
        places = ", ".join(f"%({column})s" for column in COLUMNS.split(", "))
        cursor.execute(
            f"INSERT INTO incoming ({COLUMNS}) VALUES ({places})",  # noqa: S608 - names of our own columns
            values,
        )
        apply_incoming(cursor, send=send)
        cursor.execute("SELECT line, passport_id, is_new, is_changed, other_owner, offer_round FROM incoming")
        return Applied(*cursor.fetchone())


def begin_incoming(cursor: Any) -> None:
    cursor.execute(CREATE_INCOMING)
    cursor.execute("DELETE FROM incoming")


def apply_incoming(cursor: Any, *, send: bool) -> None:
    """Run the statements over `incoming`. Its columns tell afterwards what became of each line.

    Holds the garage's number series of customers until the transaction ends: two lists, or a list and the
    + button, meet the same person one after the other and never both as new.
    """
    garage = active_garage()
    next_number("customer", 0)
    # Not knowing how long it is, the planner takes the temporary table for tiny and loops over the garage's
    # rows. One column tells; those that are still to be filled would be taken for empty.
    cursor.execute("ANALYZE incoming (line)")
    settings = PassportSettings.objects.first() or PassportSettings()
    values = {
        "garage": garage.pk,
        "country": garage.country,
        "language": garage.default_language,
        "today": garage.today(),
        "offer_days": settings.offer_days,
        "offer_waits": offer_waits(),
    }
    for statement in STATEMENTS:
        if statement.only_when_sending and not send:
            continue
        _run(cursor, statement, values)
    if send:
        cursor.execute("SELECT now() FROM incoming WHERE offer_round > 0 LIMIT 1")
        row = cursor.fetchone()
        if row is not None:
            wake_outbox(row[0])
    ask_for_dates()


def _run(cursor: Any, statement: Statement, values: dict[str, Any]) -> None:
    if statement.numbers:
        cursor.execute(statement.count_sql)
        count = cursor.fetchone()[0]
        if not count:
            return
        values = {**values, "first_number": next_number(statement.numbers, count)}
    cursor.execute(statement.sql, values)
    fail_point(f"batch.{statement.name}")
