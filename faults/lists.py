"""Lists to load: like those of the benchmarks, or short ones with something of everything."""

from __future__ import annotations

from pathlib import Path

from bench.lists import make_list

SHORT = """Kenteken;Voornaam;Achternaam;Email adres;Straat;Huisnummer;Postcode;Woonplaats
00-HZB-3;Jan;Jansen;jan@voorbeeld.nl;Dorpsstraat;3-mei;3511 AB;Utrecht
13-PV-PS;Piet;de Vries;piet@voorbeeld.nl;Kerkweg;12;3511 AB;Utrecht
4-KZV-55;Els;;els@voorbeeld.nl;Kerkweg;14;3511 AB;Utrecht
7-KON-24;Zoë;Bakker;zoe(at)voorbeeld.nl;Kerkweg;16;3511 AB;Utrecht
13-PV-PS;Piet;de Vries;piet@voorbeeld.nl;Kerkweg;12;3511 AB;Utrecht
"""


def short_list(folder: Path, *, more: int = 60) -> Path:
    """Six lines with something of everything and `more` plain ones."""
    path = folder / f"short-{more}.csv"
    plain = (
        f"{number % 10}-GRX-{number:02d};Nina;Smits;nina{number}@voorbeeld.nl;"
        f"Molenlaan;{number};8011 CW;Zwolle\n"
        for number in range(more)
    )
    path.write_text(SHORT + "".join(plain), encoding="utf-8")
    return path


def long_list(lines: int) -> Path:
    return make_list(lines)
