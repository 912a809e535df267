"""Customer lists of any length with a fixed seed, kept in var/bench between runs.

Like real ones: 3 % of the lines have something wrong, 2 % name a plate that stood in the file before, 12 % of
the customers have more than one car, and names carry accents.
"""

from __future__ import annotations

import random
from pathlib import Path

from garageflow.local.folders import VAR

HEADER = "Kenteken;Voornaam;Achternaam;Email adres;Straat;Huisnummer;Postcode;Woonplaats"
LETTERS = "GHJKLNPRSTXZ"
FIRST_NAMES = (
    "Jan", "Piet", "Els", "Zoë", "Noël", "Fatima", "Lotte", "Joris",
    "Anaïs", "Mehmet", "Saskia", "Daan", "Sjoerd", "Chloé", "Bram", "Nina",
)  # fmt: skip
LAST_NAMES = (
    "Jansen", "de Vries", "van den Berg", "Bakker", "Yılmaz", "Müller",
    "Peeters", "Çelik", "Dubois", "Smits", "'t Hart", "Ooms",
)  # fmt: skip
STREETS = (
    "Dorpsstraat", "Kerkweg", "Molenlaan", "Café-steeg", "Van Goghplein", "Stationsweg", "Parallelweg-Noord",
)  # fmt: skip
TOWNS = ("Utrecht", "'s-Hertogenbosch", "Zwolle", "Súdwest-Fryslân", "Breda", "Almere")


def make_list(lines: int) -> Path:
    """A file of `lines` data lines; the same for the same number."""
    path = VAR / "bench" / f"customers-{lines}.csv"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    random_numbers = random.Random(20261121)  # noqa: S311 - test data
    with aside.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(HEADER + "\r\n")
        for number in range(lines):
            file.write(_line(number, random_numbers) + "\r\n")
    aside.rename(path)
    return path


def _line(number: int, dice: random.Random) -> str:
    throw = dice.random()
    plate = _plate(dice.randrange(number) if number and throw < 0.02 else number)
    person = dice.randrange(number) if number and dice.random() < 0.12 else number
    last_name = LAST_NAMES[person % len(LAST_NAMES)]
    cells = [
        plate,
        FIRST_NAMES[person % len(FIRST_NAMES)],
        last_name,
        f"klant{person}@voorbeeld{person % 40}.nl",
        STREETS[person % len(STREETS)],
        str(person % 300 + 1),
        f"{1000 + person % 8999} {LETTERS[person % 12]}{LETTERS[person // 12 % 12]}",
        TOWNS[person % len(TOWNS)],
    ]
    if 0.02 <= throw < 0.03:
        cells[2] = ""
    elif 0.03 <= throw < 0.04:
        cells[0] = "1-PV-PS"
    elif 0.04 <= throw < 0.05:
        cells[3] = f"klant{person}(at)voorbeeld.nl"
    return ";".join(cells)


def _plate(number: int) -> str:
    """Sidecode 8: 9-XXX-99, 1.7 million of them."""
    digits, letters = number % 1000, number // 1000
    group = LETTERS[letters // 144 % 12] + LETTERS[letters // 12 % 12] + LETTERS[letters % 12]
    return f"{digits // 100}-{group}-{digits % 100:02d}"
