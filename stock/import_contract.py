"""The file with which a garage brings its stock: columns, their other names, and how a line is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext as _

from garageflow.customers.identity import plain
from garageflow.tables.contract import Column, Contract
from garageflow.tables.limits import Limits
from garageflow.tables.reading import read_table
from garageflow.tables.rows import Cell, Cells, WrongCells, text_of
from garageflow.vehicles.models import Fuel
from stock.forms import ImportLineForm
from stock.models import Body, Gearbox, VatRegime

_FIRST = ("première immatriculation", "mise en circulation", "eerste toelating")
_CAR_PASS_UNTIL = ("Car-Pass valid until", "Car-Pass valable jusqu’au", "Car-Pass geldig tot en met")
# As the template says them; also the names of our own export in three languages, which so comes back.
STOCK_LIST = Contract(
    (
        Column("vin", "Chassisnummer", ("VIN", "numéro de châssis", "châssis")),
        Column("plate", "Nummerplaat", ("Kenteken", "plate", "plaque", "plaque d’immatriculation")),
        Column("country", "Land", ("country", "pays"), optional=True),
        Column("make", "Merk", ("make", "marque"), required=True),
        Column("model_name", "Model", ("modèle",), required=True),
        Column("version", "Uitvoering", ("version", "versie")),
        Column("first_registered_on", "Eerste inschrijving", ("first registration", *_FIRST)),
        Column("km", "Kilometerstand", ("mileage", "km", "kilométrage")),
        Column("fuel", "Brandstof", ("fuel", "carburant")),
        Column("gearbox", "Versnellingsbak", ("gearbox", "boîte de vitesses", "boîte", "transmissie")),
        Column("body", "Carrosserie", ("body",)),
        Column("colour", "Kleur", ("colour", "couleur")),
        Column("price", "Prijs", ("price", "prix")),
        Column("vat_regime", "Btw-regeling", ("VAT regime", "régime de TVA", "btw-regime", "btw")),
        Column("acquired_on", "In stock sinds", ("in stock since", "en stock depuis"), optional=True),
        *(
            Column(key, header, aliases, ignored=True)
            for key, header, aliases in (
                ("number", "Nummer", ("number", "numéro")),
                ("days", "Dagen in stock", ("days in stock", "jours en stock", "dagen in voorraad")),
                ("shop", "Vestiging", ("shop", "établissement")),
                ("status", "Status", ("statut", "état")),
                ("car_pass", "Car-Pass-status", ("Car-Pass status", "statut Car-Pass", "CarPassStatus")),
                # What is wrong with a line, in the file of the wrong lines.
                ("error", "Fout", ("erreur",)),
                ("car_pass_until", "Car-Pass geldig tot", _CAR_PASS_UNTIL),
            )
        ),
    )
)  # fmt: skip
LIMITS = Limits(file_bytes=2_000_000, rows=2_000)
_DAYS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%y", "%d/%m/%y")
_CHOICES = {"fuel": Fuel, "gearbox": Gearbox, "body": Body, "vat_regime": VatRegime}


@dataclass(frozen=True, slots=True)
class ImportLine:
    line: int
    cells: list[str]
    # Column by column, in words.
    errors: list[tuple[str, str]] = field(default_factory=list)
    form: ImportLineForm | None = None

    @property
    def title(self) -> str:
        return " ".join(cell for cell in (self.cell("make"), self.cell("model_name")) if cell)

    @property
    def error_words(self) -> str:
        return "; ".join(f"{column}: {words}" if column else words for column, words in self.errors)

    def cell(self, key: str) -> str:
        keys = [column.key for column in STOCK_LIST.read_columns]
        return self.cells[keys.index(key)] if len(self.cells) == len(keys) else ""


def read_stock_list(stream: IO[bytes], *, country: str, today: date) -> Iterator[ImportLine]:
    """Every line of the file, judged; nothing is written. Raises FileRefused, also at the last line."""
    words = _words()
    vins: dict[str, int] = {}
    with read_table(stream, STOCK_LIST, LIMITS) as table:
        for number, cells in table:
            yield _line(number, cells, words, vins, country, today)


def _line(
    number: int,
    cells: Cells | WrongCells,
    words: dict[str, dict[str, str]],
    vins: dict[str, int],
    country: str,
    today: date,
) -> ImportLine:
    if isinstance(cells, WrongCells):
        reason = _("The line has %(found)s cells where the header has %(expected)s.")
        shown = [text_of(cell) for cell in cells.cells]
        return ImportLine(number, shown, [("", reason % cells._asdict())])
    values: dict[str, Any] = {
        column.key: _value(column.key, cell, words)
        for column, cell in zip(STOCK_LIST.read_columns, cells, strict=True)
    }
    values["country"] = (values["country"] or country).upper()[:2]
    values["vat_regime"] = values["vat_regime"] or VatRegime.MARGIN.value
    values["acquired_on"] = values["acquired_on"] or today.isoformat()
    form = ImportLineForm(values)
    errors = [
        (STOCK_LIST.header_of(name), str(text)) for name, texts in form.errors.items() for text in texts
    ]
    vin = form.cleaned_data.get("vin", "") if form.is_valid() else ""
    if vin and vins.setdefault(vin, number) != number:
        twice = _("This VIN stands on line %(line)s too.") % {"line": vins[vin]}
        errors.append((STOCK_LIST.header_of("vin"), twice))
    return ImportLine(number, [text_of(cell) for cell in cells], errors, form)


def _value(key: str, cell: Cell, words: dict[str, dict[str, str]]) -> str:
    text = text_of(cell).strip()
    if key in _CHOICES:
        return words[key].get(plain(text), text)
    return _day(cell, text) if key.endswith("_on") else text


def _day(cell: Cell, text: str) -> str:
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    for form in _DAYS:
        try:
            return f"{datetime.strptime(text, form).date()}"  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return text


def _words() -> dict[str, dict[str, str]]:
    """What people write for a choice, in any of our languages, by its value."""
    found: dict[str, dict[str, str]] = {}
    for key, choices in _CHOICES.items():
        found[key] = {plain(value): value for value in choices.values}
        for language in ("nl", "fr", "en"):
            with translation.override(language):
                found[key] |= {plain(str(label)): value for value, label in choices.choices}
    return found
