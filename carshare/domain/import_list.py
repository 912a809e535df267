"""A list of people of one organisation: each becomes a subscriber whose address is to be validated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from carshare.domain.suffixes import verdict_on
from carshare.domain.validation import send_validation_mail
from carshare.models import CarShareContract, CarShareOrganisation, Parking, Subscriber
from garageflow.audit.domain import record
from garageflow.customers.identity import name_key
from garageflow.errors import DomainError
from garageflow.tables.contract import Column, Contract
from garageflow.tables.limits import Limits
from garageflow.tables.reading import read_table
from garageflow.tables.rows import WrongCells
from garageflow.tenancy.actor import Actor

MOST_LINES = 500
LIST = Contract(
    columns=(
        Column(
            "email",
            "E-mail",
            aliases=("email", "e-mailadres", "mail", "adresse mail", "courriel"),
            required=True,
        ),
        Column("first_name", "First name", aliases=("voornaam", "prénom", "prenom"), required=True),
        Column("last_name", "Last name", aliases=("naam", "achternaam", "familienaam", "nom"), required=True),
    )
)


class OrganisationNotReady(DomainError):
    field = "organisation"


@dataclass(slots=True)
class Outcome:
    added: int = 0
    # Line and reason.
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_subscribers(
    organisation: CarShareOrganisation, source: IO[bytes], *, language: str, by: Actor
) -> Outcome:
    """Raises FileRefused for the file as a whole, OrganisationNotReady without contract or parking."""
    contract = CarShareContract.objects.filter(organisation=organisation, is_default=True).first()
    parking = Parking.objects.filter(organisation=organisation, is_open=True).order_by("pk").first()
    if contract is None or parking is None:
        raise OrganisationNotReady(_("Give this organisation a contract and a parking first."))
    outcome = Outcome()
    with read_table(source, LIST, Limits(rows=MOST_LINES)) as table:
        lines = list(table)
    known = set(Subscriber.objects.not_closed().values_list("email", flat=True))
    for line, cells in lines:
        if isinstance(cells, WrongCells):
            outcome.refused.append((line, _("The line has another number of cells than the header.")))
            continue
        email, first_name, last_name = (str(cell).strip() for cell in cells[:3])
        verdict = verdict_on(email)
        reason = _refusal(organisation, verdict.email, first_name, last_name, known, verdict.organisations)
        if reason:
            outcome.refused.append((line, reason))
            continue
        known.add(verdict.email)
        subscriber = Subscriber.objects.create(
            organisation=organisation,
            email=verdict.email,
            first_name=first_name[:80],
            last_name=last_name[:80],
            name_key=name_key(last_name, first_name)[:170],
            language=language,
            contract=contract,
            parking=parking,
        )
        send_validation_mail(subscriber)
        outcome.added += 1
    record("carshare.list_imported", organisation, by=by, added=outcome.added, refused=len(outcome.refused))
    return outcome


def _refusal(
    organisation: CarShareOrganisation,
    email: str,
    first_name: str,
    last_name: str,
    known: set[str],
    allowed_in: tuple[CarShareOrganisation, ...],
) -> str:
    if not email:
        return _("This is not an e-mail address.")
    if organisation not in allowed_in:
        return _("The suffix of this address is not one of the organisation.")
    if email in known:
        return _("This person is a subscriber already.")
    return "" if first_name and last_name else _("A name is missing.")
