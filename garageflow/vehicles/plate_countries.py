"""How people write the country of a plate: its code, the letters on the car, its name in three languages."""

from __future__ import annotations

import unicodedata

_NAMES = {
    "NL": "Nederland, Pays-Bas, Netherlands, The Netherlands, Holland",
    "BE": "B, België, Belgique, Belgium, Belgien",
    "FR": "F, Frankrijk, France, Frankreich",
    "LU": "L, LUX, Luxemburg, Luxembourg",
    "DE": "D, Duitsland, Allemagne, Germany, Deutschland",
    "AT": "A, Oostenrijk, Autriche, Austria",
    "BG": "Bulgarije, Bulgarie, Bulgaria",
    "CH": "Zwitserland, Suisse, Switzerland",
    "CY": "Cyprus, Chypre",
    "CZ": "Tsjechië, Tchéquie, République tchèque, Czechia, Czech Republic",
    "DK": "Denemarken, Danemark, Denmark",
    "EE": "EST, Estland, Estonie, Estonia",
    "ES": "E, Spanje, Espagne, Spain",
    "FI": "FIN, Finland, Finlande",
    "GB": "UK, Verenigd Koninkrijk, Groot-Brittannië, Royaume-Uni, Grande-Bretagne, United Kingdom",
    "GR": "Griekenland, Grèce, Greece",
    "HR": "Kroatië, Croatie, Croatia",
    "HU": "H, Hongarije, Hongrie, Hungary",
    "IE": "IRL, Ierland, Irlande, Ireland",
    "IT": "I, Italië, Italie, Italy",
    "LT": "Litouwen, Lituanie, Lithuania",
    "LV": "Letland, Lettonie, Latvia",
    "MC": "Monaco",
    "MT": "M, Malta, Malte",
    "NO": "N, Noorwegen, Norvège, Norway",
    "PL": "Polen, Pologne, Poland",
    "PT": "P, Portugal",
    "RO": "Roemenië, Roumanie, Romania",
    "SE": "S, Zweden, Suède, Sweden",
    "SI": "SLO, Slovenië, Slovénie, Slovenia",
    "SK": "Slowakije, Slovaquie, Slovakia",
    "TR": "Turkije, Turquie, Turkey",
    "UA": "Oekraïne, Ukraine",
}
PLATE_COUNTRIES = tuple(_NAMES)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    kept = (character for character in decomposed if not unicodedata.combining(character))
    return " ".join("".join(kept).casefold().replace("-", " ").replace(".", "").split())


_CODES = {_folded(name): code for code, names in _NAMES.items() for name in (code, *names.split(","))}


def plate_country(text: str) -> str | None:
    """ISO 3166 code, or None for a country that is not known here."""
    return _CODES.get(text) or _CODES.get(_folded(text))
