"""The rows of RDW's open data as a vehicle. Pure.

Data sets m9d7-ebf2 (vehicles) and 8ys7-d773 (fuels) of opendata.rdw.nl, CC0, seen 2026-11-21. All values are
texts, and what is not known is left out or said in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from garageflow.vehicles.models import Fuel
from garageflow.vehicles.rdw.port import RegisteredVehicle

Row = Mapping[str, str]

_UNKNOWN = {"niet geregistreerd", "n.v.t.", "geen verstrekking in open data"}
_FUELS = {
    "benzine": Fuel.PETROL,
    "alcohol": Fuel.PETROL,
    "diesel": Fuel.DIESEL,
    "elektriciteit": Fuel.ELECTRIC,
    "lpg": Fuel.LPG,
    "cng": Fuel.CNG,
    "lng": Fuel.CNG,
    "waterstof": Fuel.HYDROGEN,
}
_BODIES = {
    "hatchback": "hatchback",
    "stationwagen": "estate",
    "sedan": "saloon",
    "mpv": "mpv",
    "coupe": "coupe",
    "cabriolet": "cabriolet",
    "pick-up truck": "pickup",
    "gesloten opbouw": "van",
    "bestelwagen": "van",
    "kampeerwagen": "camper",
}
_JUDGEMENTS = {"logisch": "logical", "onlogisch": "illogical"}
# Makes that are written in capitals, where RDW writes all of them so.
_ABBREVIATIONS = {"BMW", "MG", "DS", "BYD", "GWM", "SEAT", "KGM", "DFSK", "DAF", "MAN", "AC", "TVR"}
# At most so much is filled in by a machine.
_LONGEST = {"make": 50, "model_name": 80, "colour": 40, "emission_class": 20}


def vehicle_of(row: Row, fuels: Sequence[Row]) -> RegisteredVehicle:
    make = _named(_text(row, "merk"))
    main = fuels[0] if fuels else {}
    return RegisteredVehicle(
        plate=_text(row, "kenteken"),
        make=make[: _LONGEST["make"]],
        model_name=_model(_text(row, "handelsbenaming"), make)[: _LONGEST["model_name"]],
        fuel=_fuel(fuels),
        body=_BODIES.get(_text(row, "inrichting").lower(), ""),
        colour=_text(row, "eerste_kleur").lower()[: _LONGEST["colour"]],
        first_registered_on=_day(row, "datum_eerste_toelating"),
        inspection_due_on=_day(row, "vervaldatum_apk"),
        doors=_number(row, "aantal_deuren"),
        seats=_number(row, "aantal_zitplaatsen"),
        engine_cc=_number(row, "cilinderinhoud"),
        power_kw=_first_number(fuels, "nettomaximumvermogen"),
        co2_g_km=_co2(fuels),
        emission_class=_text(main, "uitlaatemissieniveau").replace("EURO", "Euro")[
            : _LONGEST["emission_class"]
        ],
        has_open_recall=_text(row, "openstaande_terugroepactie_indicator") == "Ja",
        is_exported=_text(row, "export_indicator") == "Ja",
        odometer_judgement=_JUDGEMENTS.get(_text(row, "tellerstandoordeel").lower(), ""),
    )


def _text(row: Row, name: str) -> str:
    value = str(row.get(name) or "").strip()
    return "" if value.lower() in _UNKNOWN else value


def _number(row: Row, name: str) -> int | None:
    """0 stands for not known: no car has no door, and an electric one no capacity."""
    try:
        return round(float(_text(row, name))) or None
    except (ValueError, OverflowError):
        return None


def _day(row: Row, name: str) -> date | None:
    try:
        return date.fromisoformat(_text(row, name))
    except ValueError:
        return None


def _fuel(rows: Sequence[Row]) -> str:
    """Two fuels, one of them electricity, are a hybrid; of petrol and gas the gas says more."""
    found = [_FUELS[name] for row in rows if (name := _text(row, "brandstof_omschrijving").lower()) in _FUELS]
    if not found:
        return ""
    if Fuel.HYDROGEN in found:
        return Fuel.HYDROGEN.value
    if Fuel.ELECTRIC in found and len(set(found)) > 1:
        # OVC: charged from outside (regulation (EU) 2017/1151); NOVC: not.
        is_charged = any(
            _text(row, "klasse_hybride_elektrisch_voertuig").upper().startswith("OVC") for row in rows
        )
        return (Fuel.PLUGIN_HYBRID if is_charged else Fuel.HYBRID).value
    return next((one for one in found if one in (Fuel.LPG, Fuel.CNG)), found[0]).value


def _co2(rows: Sequence[Row]) -> int | None:
    """WLTP where it was measured, else NEDC."""
    for name in (
        "emis_co2_gewogen_gecombineerd_wltp",
        "emissie_co2_gecombineerd_wltp",
        "co2_uitstoot_gewogen",
        "co2_uitstoot_gecombineerd",
    ):
        if (found := _first_number(rows, name)) is not None:
            return found
    return None


def _first_number(rows: Sequence[Row], name: str) -> int | None:
    return next((found for row in rows if (found := _number(row, name)) is not None), None)


def _named(text: str) -> str:
    """VOLKSWAGEN → Volkswagen, ALFA ROMEO → Alfa Romeo, MERCEDES-BENZ → Mercedes-Benz, BMW stays."""
    return " ".join(word if word in _ABBREVIATIONS else word.title() for word in text.split())


def _model(text: str, make: str) -> str:
    """Without the make that RDW repeats in it: RENAULT CLIO → Clio. C 180 and I20 stay."""
    words = text.split()
    if words and len(words) > 1 and words[0].upper() == make.upper():
        words = words[1:]
    return " ".join(word.title() if word.isalpha() and len(word) > 3 else word for word in words)
