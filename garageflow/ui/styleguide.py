"""Made-up content for /styleguide/: every component in every state. Nothing here reads or writes a row."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from garageflow.tenancy.models import Garage
from garageflow.ui.charts import BarChart, LineChart, Series
from garageflow.ui.context import GarageChoice
from garageflow.ui.forms import DateInput, FileDrop, KmInput, PlateInput, VinInput
from garageflow.ui.icons import ICONS
from garageflow.ui.keyset import SIZES, Page
from garageflow.ui.navigation import NavItem
from garageflow.ui.parts import Stat, Tab, Tile, shares
from garageflow.ui.theme import DEFAULT_HUE

PAGES = ("public", "sign-in")
_LONG_NAME = "Jean-Baptiste van Steenberghe-Vandenbroucke"
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


class SampleForm(forms.Form):
    ui_widths = {
        "country": "third",
        "plate": "two-thirds",
        "vin": "half",
        "read_on": "half",
        "km": "half",
        "kind": "half",
    }
    ui_units = {"km": "km"}

    country = forms.ChoiceField(label="Land", choices=[("BE", "België"), ("NL", "Nederland")])
    plate = forms.CharField(label="Kenteken", max_length=12, widget=PlateInput())
    vin = forms.CharField(
        label="Chassisnummer",
        required=False,
        widget=VinInput(),
        help_text="17 tekens, op het kentekenbewijs bij E.",
    )
    read_on = forms.DateField(label="Gelezen op", widget=DateInput())
    km = forms.IntegerField(label="Kilometerstand", min_value=0, widget=KmInput())
    kind = forms.ChoiceField(
        label="Soort klant",
        choices=[("private", "Particulier"), ("company", "Bedrijf")],
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(label="E-mailadres")
    note = forms.CharField(label="Notitie", required=False, widget=forms.Textarea)
    file = forms.FileField(
        label="Klantenlijst",
        required=False,
        widget=FileDrop(accept=".csv,.xlsx"),
        help_text="CSV of XLSX, hoogstens 5 MB en 10.000 regels.",
    )
    send = forms.BooleanField(
        label="De AutoPaspoorten naar de klanten sturen?",
        required=False,
        help_text="Zonder vinkje worden ze gemaakt, en gestuurd nadat iemand ze bewerkte.",
    )
    disabled = forms.CharField(label="Nummer", disabled=True, initial="2026-1184")


def hue(request: HttpRequest) -> int:
    wanted = request.GET.get("hue", "")
    return int(wanted) % 361 if wanted.isdecimal() else DEFAULT_HUE


def context(request: HttpRequest) -> dict[str, Any]:
    here = reverse("ui:styleguide")
    return {
        "garage": Garage(
            name="Garage Peeters", slug="peeters", phone="+32 3 123 45 67", accent_hue=hue(request)
        ),
        "sample_hue": hue(request),
        "navigation": _navigation(here),
        "garages": [
            GarageChoice("Garage Peeters", here, True),
            GarageChoice("Garage Dubois & Fils", here, False),
        ],
        "icons": sorted(ICONS),
        "tones": ["ok", "soon", "now", "busy", "none"],
        "tabs_items": _tabs(here),
        "tiles_items": _tiles(here),
        "stats_items": _stats(),
        "rows": _rows(here),
        "page": Page(
            rows=[1],
            size=25,
            next_query="after=x",
            previous_query="before=x",
            size_queries=[(choice, f"size={choice}") for choice in SIZES],
        ),
        "form": SampleForm(initial={"read_on": date(2026, 11, 21), "kind": "private"}),
        "wrong_form": _wrong_form(),
        "line_chart": _line_chart(),
        "bar_chart": _bar_chart(),
        "empty_chart": LineChart(title="Nog niets", labels=[], series=[]),
        "day": date(2026, 11, 24),
        "moment": datetime(2026, 11, 24, 0, 0, tzinfo=UTC),
    }


def _navigation(here: str) -> list[NavItem]:
    names = [
        ("Home", "home", 0),
        ("Stock", "stock", 0),
        ("Car-Pass", "carpass", 3),
        ("Werkplaats", "workshop", 0),
        ("AutoPaspoort", "passport", 12),
    ]
    first = [NavItem(name, here, icon, name == "AutoPaspoort", count) for name, icon, count in names]
    return [
        *first,
        NavItem("Ritten", here, "convoy", False, 2, "soon", "Vloot"),
        NavItem("Autodelen", here, "carshare", section="Vloot"),
    ]


def _tabs(here: str) -> list[Tab]:
    counts = [("Alle", 358), ("Aangemaakt", 63), ("Aangeboden", 241), ("Geaccepteerd", 29), ("Verlopen", 25)]
    return [Tab(label, here, count, label == "Alle") for label, count in counts]


def _tiles(here: str) -> list[Tile]:
    tiles = [
        ("Geaccepteerd", 312, "ok", False),
        ("Aangeboden", 23, "busy", False),
        ("Verloopt binnenkort", 14, "soon", True),
        ("Ongeldige e-mailadressen", 9, "now", True),
        ("Aangemaakt", 41, "none", False),
    ]
    parts = shares([tile[1] for tile in tiles])
    return [
        Tile(label, count, here, tone, current, share)
        for (label, count, tone, current), share in zip(tiles, parts, strict=True)
    ]


def _stats() -> list[Stat]:
    return [
        Stat("Aangeboden", "1.284", "deze maand"),
        Stat("Geaccepteerd", "71 %", "4 punten meer dan in oktober", "ok"),
        Stat("Geweigerd adres", "3,1 %", "van alle mails", "now"),
        Stat("Keuring binnen twee maanden", "46"),
    ]


def _rows(here: str) -> list[dict[str, str]]:
    rows = [
        (
            "BE",
            "1-ABC-482",
            "Els Peeters",
            "Volkswagen Golf",
            "24 nov 2026",
            "58.214 km",
            "ok",
            "Geaccepteerd",
        ),
        ("NL", "7-KON-24", "Kees de Wit", "Škoda Octavia", "3 jan 2027", "112.870 km", "busy", "Aangeboden"),
        ("FR", "GA-482-KT", "Dubois et Fils", "Berlingo", "12 dec 2026", "88.702 km", "soon", "Nog 3 dagen"),
        ("LU", "AB 1234", _LONG_NAME, "BMW 320d Touring", "1 feb 2027", "36.448 km", "now", "Ongeldig adres"),
        ("DE", "B-GF 2026", "Anna Schmidt", "Fiat 500e", "–", "18.204 km", "none", "Aangemaakt"),
    ]
    names = ("country", "plate", "owner", "vehicle", "inspection", "km", "tone", "status")
    return [dict(zip(names, row, strict=True), url=here) for row in rows]


def _wrong_form() -> SampleForm:
    data = {"country": "BE", "plate": "1-ABC-4822", "km": "1.001.700", "email": "els.peeters@", "read_on": ""}
    form = SampleForm(data, prefix="wrong")
    form.data = {f"wrong-{name}": value for name, value in data.items()}
    form.add_error(None, "Dit voertuig heeft een paspoort van een andere klant.")
    return form


def _line_chart() -> LineChart:
    values = [20_100, 31_400, 44_800, 52_900, 63_377, 84_020, 101_490]
    years = ["2020", "2021", "2022", "2023", "2024", "2025", "2026"]
    return LineChart(title="Kilometerstanden", labels=years, series=[Series("km", values)], heading="Jaar")


def _bar_chart() -> BarChart:
    return BarChart(
        title="Paspoorten per maand",
        labels=MONTHS,
        heading="Maand",
        series=[
            Series("Aangeboden", [80, 96, 120, 88, 132, 140, 90, 60, 150, 171, 160, 42], "busy"),
            Series("Geaccepteerd", [50, 61, 90, 66, 101, 99, 61, 44, 112, 130, 117, 12], "ok"),
        ],
    )
