"""Customer lists as the demo garages would make them in Excel, with the mistakes people make."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random

from garageflow.demo.cars import Car
from garageflow.demo.people import Person

_DUTCH = (
    "Kenteken", "Voornaam", "Achternaam", "Email adres", "Straat", "Huisnummer", "Postcode", "Woonplaats",
    "Land", "Telefoon", "Chassisnummer", "APK datum",
)  # fmt: skip
_FRENCH = (
    "Plaque", "Prénom", "Nom", "Adresse e-mail", "Rue", "Numéro", "Code postal", "Localité",
    "Pays", "Téléphone", "Numéro de châssis", "Date du contrôle technique",
)  # fmt: skip
_PLATE, _FIRST_NAME, _LAST_NAME, _EMAIL, _STREET, _HOUSE_NUMBER, _POSTCODE = range(7)

Row = list[str]


@dataclass(frozen=True, slots=True)
class _Style:
    header: tuple[str, ...]
    encoding: str
    # What stands before the header.
    preamble: str
    # Excel at a Dutch garage is not asked for chassis numbers: RDW does not give them.
    knows_vin: bool


_STYLES = {
    "peeters": _Style(_DUTCH, "cp1252", "", knows_vin=True),
    "dubois": _Style(_FRENCH, "cp1252", "", knows_vin=True),
    "dewit": _Style(_DUTCH, "utf-8-sig", "sep=;\r\n", knows_vin=False),
}


@dataclass(frozen=True, slots=True)
class OwnedCar:
    car: Car
    owner: Person
    # Nothing more than plate and owner was ever noted.
    is_unknown: bool = False


def rows_of(slug: str, owned: list[OwnedCar]) -> list[Row]:
    return [_row(_STYLES[slug], item) for item in owned]


def write_list(path: Path, slug: str, rows: list[Row]) -> None:
    style = _STYLES[slug]
    text = StringIO(newline="")
    text.write(style.preamble)
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([style.header, *rows])
    path.write_bytes(text.getvalue().encode(style.encoding))


def spoil_addresses(rows: list[Row], count: int, random: Random) -> None:
    """E-mail addresses that are none: these passports are made and listed under invalid e-mails."""
    ways = (
        lambda email: email.replace("@", ""),
        lambda email: email.partition(".example")[0],
        lambda email: email.replace("@", "(at)"),
        lambda email: email.replace(".example", ",example"),
        lambda email: f"{email} of werk",
    )
    for number, row in enumerate(random.sample(rows, count)):
        row[_EMAIL] = ways[number % len(ways)](row[_EMAIL])


def add_mistakes(rows: list[Row], random: Random) -> None:
    """Lines that are refused or warned of, in the middle of good ones."""
    spoilt = [list(row) for row in random.sample(rows, 5)]
    for number, row in enumerate(spoilt):
        row[_PLATE] = ("", "zie factuur", "???", row[_PLATE], row[_PLATE])[number]
        row[_EMAIL] = f"{number}.{row[_EMAIL]}"
    # The same car twice, and a customer without a name.
    spoilt[4][_LAST_NAME] = ""
    for row in spoilt:
        rows.insert(random.randrange(len(rows) // 2, len(rows)), row)
    without_email, with_day, moved = random.sample(rows[: len(rows) // 2], 3)
    without_email[_EMAIL] = ""
    # What Excel makes of 3-5.
    with_day[_HOUSE_NUMBER] = "3-mei"
    moved[_POSTCODE] = "?"


def _row(style: _Style, item: OwnedCar) -> Row:
    car, owner = item.car, item.owner
    return [
        car.plate.display,
        owner.first_name,
        owner.last_name,
        owner.email,
        owner.street,
        owner.house_number,
        owner.postcode,
        owner.city,
        car.plate.country,
        owner.phone,
        "" if item.is_unknown or not style.knows_vin else car.vin,
        "" if item.is_unknown else f"{car.inspection_due_on:%d-%m-%Y}",
    ]
