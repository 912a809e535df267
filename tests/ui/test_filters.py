from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from garageflow.ui.markup import markup
from garageflow.ui.templatetags import ui


def written(text, language, **values):
    with translation.override(language):
        return engines["django"].from_string(text).render(values).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "expected"), [("nl", "58.214 km"), ("fr", "58 214 km"), ("en", "58,214 km")]
)
def test_km(language, expected):
    assert written("{{ km|km }}", language, km=58_214) == expected


@pytest.mark.parametrize(
    ("amount", "language", "expected"),
    [
        (1_895_050, "nl", "€ 18.950,50"),
        (1_895_050, "fr", "18 950,50 €"),
        (1_895_050, "en", "€18,950.50"),
        (-500, "nl", "€ -5,00"),
        (-500, "fr", "-5,00 €"),
        (-500, "en", "-€5.00"),
        (Decimal("12.30"), "nl", "€ 12,30"),
        (0, "nl", "€ 0,00"),
    ],
)
def test_money_takes_whole_numbers_as_cents_and_decimals_as_euros(amount, language, expected):
    assert written("{{ amount|money }}", language, amount=amount) == expected


def test_money_without_cents():
    assert written("{{ amount|money:0 }}", "nl", amount=1_895_000) == "€ 18.950"


@pytest.mark.parametrize(
    ("language", "expected"), [("nl", "24 nov 2026"), ("fr", "24 nov. 2026"), ("en", "24 Nov 2026")]
)
def test_day(language, expected):
    assert written("{{ day|day }}", language, day=date(2026, 11, 24)) == expected


def test_moment_is_in_the_time_of_the_garage():
    with timezone.override("Europe/Brussels"):
        text = written("{{ at|moment }}", "nl", at=datetime(2026, 11, 24, 0, 0, tzinfo=UTC))

    assert text == "24 nov 2026 01:00"


def test_when_is_readable_by_machines_too():
    with timezone.override("Europe/Brussels"):
        text = written("{% when at %}", "nl", at=datetime(2026, 11, 24, 0, 0, tzinfo=UTC))

    assert text == '<time datetime="2026-11-24T01:00:00+01:00">24 nov 2026 01:00</time>'


@pytest.mark.parametrize(
    ("value", "expected"), [(999, "999 bytes"), (1_500, "1,5 kB"), (5_400_000, "5,4 MB")]
)
def test_size(value, expected):
    assert written("{{ value|size }}", "nl", value=value) == expected


@pytest.mark.parametrize("name", ["km", "money", "day", "moment", "number", "size"])
def test_nothing_is_written_as_nothing(name):
    assert written("{{ value|" + name + " }}", "nl", value=None) == ""


def test_plate_of_each_country():
    html = written('{% plate "BE" plate %}', "nl", plate="1-ABC-482")

    assert (
        html
        == '<span class="plate" data-country="BE"><i aria-hidden="true">B</i><span>1-ABC-482</span></span>'
    )


def test_vin_stands_in_groups_without_spaces_in_the_text():
    html = written("{% vin number %}", "nl", number="WVWZZZCDZMW012345")

    assert html == '<span class="vin"><span>WVW</span><span>ZZZCDZ</span><b>MW012345</b></span>'


def test_vin_of_another_length_is_left_whole():
    assert written("{% vin number %}", "nl", number="ABC123") == '<span class="vin"><b>ABC123</b></span>'


@pytest.mark.parametrize(
    "tag", ['{% plate "BE" x %}', "{% vin x %}", '{% badge "ok" x %}', "{% back_link x x %}"]
)
def test_words_are_escaped(tag):
    assert "<script>" not in written(tag, "nl", x='"><script>')


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("value", [0, 7, 999, 1_000, 45_210, 1_234_567, -1_234, -999])
def test_whole_numbers_are_grouped_as_django_groups_them(value, language):
    with translation.override(language):
        assert ui.number(value) == formats.number_format(value, 0, use_l10n=True, force_grouping=True)


def test_one_moment_is_another_day_elsewhere():
    """Days are remembered, and equal moments are equal keys."""
    moment = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)

    with translation.override("en"):
        days = [ui.day(moment.astimezone(ZoneInfo(zone))) for zone in ("UTC", "Europe/Brussels")]

    assert days[0] != days[1]


def test_whole_euros_cut_the_cents_off():
    with translation.override("en"):
        assert [ui.money(cents, 0) for cents in (1_999, 99, -1_999)] == ["€19", "€0", "-€19"]


def test_markup_escapes_what_is_not_safe():
    row = markup("<td>{}{}</td>", "<b>&'\"", mark_safe("<i>"))

    assert row == format_html("<td>{}{}</td>", "<b>&'\"", mark_safe("<i>"))
    assert isinstance(row, SafeString)
