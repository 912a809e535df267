from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from convoy.domain.billing import bill_mission
from convoy.domain.invoices import credit_invoice, issue_draft
from convoy.models import Driver, Invoice, InvoiceLine, Mission
from garageflow.documents.domain.pdf import draw_now
from garageflow.invoicing.models import IssuedInvoice
from garageflow.invoicing.pdf import INVOICE_PDF
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage

# Numbers that pass their checks and belong to nobody.
_FRENCH_GARAGE = {"country": "FR", "enterprise_number": "999000003", "vat_number": "FR42999000003"}
_FRENCH_DRIVER = {"country": "FR", "postcode": "59000", "city": "Lille", "company_number": "999000011"}
_FRENCH_VAT = {"vat_regime": Driver.VatRegime.STANDARD, "vat_number": "FR66999000011"}
_BELGIAN_DRIVER = {
    "country": "BE",
    "postcode": "2800",
    "city": "Mechelen",
    "company_number": "0999660026",
    "vat_number": "BE0999660026",
    "vat_regime": Driver.VatRegime.STANDARD,
}


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    driver: dict[str, Any]
    # The garage of the demo is Belgian; for domestic French invoices it becomes a French one.
    garage: dict[str, Any] = field(default_factory=dict)
    is_credited: bool = False


_KINDS = (
    _Kind("franchise", _FRENCH_DRIVER | {"vat_regime": Driver.VatRegime.FRANCHISE}, _FRENCH_GARAGE),
    _Kind("standard-20", _FRENCH_DRIVER | _FRENCH_VAT, _FRENCH_GARAGE),
    _Kind("reverse-charge", _FRENCH_DRIVER | _FRENCH_VAT),
    _Kind("belgian", _BELGIAN_DRIVER),
    _Kind("credit-note", _FRENCH_DRIVER | _FRENCH_VAT, _FRENCH_GARAGE, is_credited=True),
)


class _NothingStays(Exception):
    """Takes everything back: samples use up no number."""


class Command(BaseCommand):
    help = "Write one invoice of each kind, made of missions of the demo, as PDF and XML. Nothing is kept."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        garage = (
            Garage.objects.open().filter(country="BE", features__contains=["convoy"]).order_by("pk").first()
        )
        if garage is None:
            raise CommandError(
                "There is no Belgian garage with convoy: make the demo first (manage.py demo)."
            )
        try:
            with transaction.atomic():
                for kind in _KINDS:
                    self._write(folder, kind, garage)
                raise _NothingStays
        except _NothingStays:
            self.stdout.write("UBL is not sent anywhere; the rules of Peppol are not checked.")

    def _write(self, folder: Path, kind: _Kind, garage: Garage) -> None:
        seen_as = Garage.objects.get(pk=garage.pk)
        for name, value in kind.garage.items():
            setattr(seen_as, name, value)
        with garage_active(seen_as):
            issued = _issued(kind)
            files = {".pdf": draw_now(INVOICE_PDF, issued.pk, language=issued.content.language)}
        files[".xml"] = issued.cii_xml.encode()
        if issued.ubl_xml:
            files["-ubl.xml"] = issued.ubl_xml.encode()
        for ending, content in files.items():
            path = folder / f"{kind.name}{ending}"
            path.write_bytes(content)
            self.stdout.write(f"{path}: {issued.number}")


def _issued(kind: _Kind) -> IssuedInvoice:
    missions = list(_missions())
    driver = _sample_driver(missions[0].driver, kind)
    for mission in missions:
        mission.driver = driver
        mission.invoice_lines.update(is_charged=False)
        bill_mission(mission)
    draft = Invoice.objects.get(driver=driver, state=Invoice.State.DRAFT)
    invoice = issue_draft(draft, by=SYSTEM)
    if kind.is_credited:
        invoice = credit_invoice(invoice, remark="Sample", charge_again=False, by=SYSTEM)
    # The next kind bills the same missions.
    InvoiceLine.objects.filter(invoice__driver=driver).update(is_charged=False)
    issued: IssuedInvoice | None = invoice.issued
    assert issued is not None
    return issued


def _missions() -> Iterator[Mission]:
    done = Mission.objects.filter(state__in=[Mission.State.CERTIFIED, Mission.State.CLOSED])
    missions = list(done.select_related("trip", "quote", "driver").order_by("pk")[:3])
    if not missions:
        raise CommandError("No mission is certified yet: make the demo first (manage.py demo).")
    yield from missions


def _sample_driver(like: Driver, kind: _Kind) -> Driver:
    values = {"vat_number": "", **kind.driver}
    number = Driver.objects.order_by("-number").values_list("number", flat=True)[0] + 1
    return Driver.objects.create(
        number=number,
        state=Driver.State.CREATED,
        name=like.name,
        name_key=like.name_key,
        email=f"sample-{number}@convoy.example",
        language=like.language,
        street=like.street or "rue des Lilas",
        house_number=like.house_number or "12",
        iban="FR7630006000011234567890189",
        has_mandate=True,
        **values,
    )
