"""The components, as templates call them; docs/design.md shows each, /styleguide/ draws each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from garageflow.ui.addresses import query_with
from garageflow.ui.charts import BarChart, LineChart
from garageflow.ui.icons import TONE_ICONS, icon_svg
from garageflow.ui.markup import markup
from garageflow.ui.parts import Stat, Tab, Tile
from garageflow.ui.theme import DEFAULT_HUE
from garageflow.ui.theme import accent_hex as accent_hex_of

register = template.Library()

NBSP = "\N{NO-BREAK SPACE}"
# What stands in the band of a plate; other countries show their code.
PLATE_BAND = {"BE": "B", "FR": "F", "LU": "L", "DE": "D"}


@register.simple_tag
def icon(meaning: str, *, label: str = "") -> SafeString:
    return icon_svg(str(meaning), str(label))


@register.simple_tag
def badge(tone: str, words: str, *, icon: str = "") -> SafeString:
    return markup(
        '<span class="badge" data-tone="{}">{}{}</span>', tone, icon_svg(icon or TONE_ICONS[tone]), words
    )


@register.simple_tag
def plate(country: str, display: str, *, size: str = "") -> SafeString:
    return markup(
        '<span class="plate" data-country="{}"{}><i aria-hidden="true">{}</i><span>{}</span></span>',
        country,
        markup(' data-size="{}"', size) if size else "",
        PLATE_BAND.get(country, country),
        display,
    )


@register.simple_tag
def vin(number: str) -> SafeString:
    """In the groups of ISO 3779: maker, kind of vehicle, and the part that differs from car to car."""
    number = number or ""
    if len(number) != 17:
        return markup('<span class="vin"><b>{}</b></span>', number) if number else mark_safe("")
    return markup(
        '<span class="vin"><span>{}</span><span>{}</span><b>{}</b></span>',
        number[:3],
        number[3:9],
        number[9:],
    )


@register.simple_tag
def when(value: date | None) -> SafeString:
    """A day or a moment, with its machine-readable form."""
    if value is None:
        return mark_safe("")
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), moment(local))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day(value))


@register.simple_tag
def back_link(url: str, label: str) -> SafeString:
    return format_html('<a class="back" href="{}">{}{}</a>', url, icon_svg("back"), label)


@register.simple_tag
def breadcrumbs(trail: Iterable[tuple[str, str]]) -> str:
    """`trail`: (label, url) of the places above this page."""
    return render_to_string("ui/breadcrumbs.html", {"trail": list(trail)})


@register.simple_tag(takes_context=True)
def sort_header(
    context: template.Context, name: str, label: str, *, kind: str = "", minor: int = 0, default: str = ""
) -> SafeString:
    """A column head that sorts; `default` is the page's order when the address names none."""
    params = context["request"].GET
    current = params.get("sort") or default
    direction = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    return markup(
        '<th scope="col"{}{}{}><a href="?{}" rel="nofollow">{}{}</a></th>',
        markup(' class="{}"', kind) if kind else "",
        markup(' data-minor="{}"', minor) if minor else "",
        markup(' aria-sort="{}"', direction) if direction else "",
        query_with(params, sort=f"-{name}" if current == name else name),
        label,
        icon_svg({"ascending": "sorted-up", "descending": "sorted-down"}.get(direction, "sort")),
    )


@register.simple_tag
def pagination(page: Any) -> str:
    return render_to_string("ui/pagination.html", {"page": page})


@register.simple_tag
def tabs(items: Iterable[Tab], label: str) -> str:
    return render_to_string("ui/tabs.html", {"items": items, "label": label})


@register.simple_tag
def tiles(items: Iterable[Tile], label: str) -> str:
    return render_to_string("ui/tiles.html", {"items": items, "label": label})


@register.simple_tag
def stats(items: Iterable[Stat]) -> str:
    return render_to_string("ui/stats.html", {"items": items})


@register.simple_tag
def progress(done: int, total: int, label: str = "", *, tone: str = "") -> str:
    percentage = 100 * done // total if total else 0
    values = {"done": done, "total": total, "label": label, "tone": tone, "percentage": percentage}
    return render_to_string("ui/progress.html", values)


@register.simple_tag
def steps(*, current: int, total: int, label: str = "") -> str:
    values = {"current": current, "total": total, "label": label, "range": range(1, total + 1)}
    return render_to_string("ui/steps.html", values)


@register.simple_tag
def copy_button(text: str, label: str = "") -> str:
    return render_to_string("ui/copy_button.html", {"text": text, "label": label})


@register.simple_tag
def chart(drawing: LineChart | BarChart) -> str:
    return render_to_string("ui/chart.html", {"chart": drawing})


@register.simple_tag(name="map")
def drawn_map(drawing: Any) -> str:
    """A `garageflow.geo.map.Map`."""
    return render_to_string("ui/map.html", {"map": drawing})


@register.simple_block_tag
def notice(content: str, tone: str, title: str = "", *, icon: str = "") -> str:
    values = {"content": _filled(content), "tone": tone, "title": title, "icon": icon or TONE_ICONS[tone]}
    return render_to_string("ui/notice.html", values)


@register.simple_block_tag
def emptystate(content: str, icon: str, title: str) -> str:
    return render_to_string("ui/empty.html", {"content": content, "icon": icon, "title": title})


@register.simple_block_tag
def dialog(content: str, id: str, title: str, *, is_open: object = False) -> str:
    """`is_open`: a form in it was refused, so it stands there again with what was typed."""
    values = {"content": content, "id": id, "title": title, "is_open": bool(is_open)}
    return render_to_string("ui/dialog.html", values)


@register.simple_block_tag
def menu(content: str, label: str, *, icon: str = "", size: str = "", side: str = "") -> str:
    values = {"content": content, "label": label, "icon": icon, "size": size, "side": side}
    return render_to_string("ui/menu.html", values)


@register.simple_block_tag
def bulkbar(content: str) -> str:
    return render_to_string("ui/bulkbar.html", {"content": content})


@register.simple_block_tag(takes_context=True)
def capture(context: template.Context, content: str, name: str) -> str:
    """Keep what is inside under a name: a page's title is its <title> and its heading."""
    context[name] = mark_safe(content.strip())  # noqa: S308  # a template's own output, escaped there
    return ""


@register.simple_tag
def accent_hex(hue: int | None) -> str:
    """Without a hue, as in a mail of the platform, its own."""
    return accent_hex_of(hue if isinstance(hue, int) else DEFAULT_HUE)


@register.simple_tag
def sheet(path: str) -> SafeString:
    """A style sheet's text, for what must stand alone: a PDF is drawn without fetching anything."""
    file = Path(settings.BASE_DIR) / "static" / path
    return mark_safe(file.read_text())  # noqa: S308  # our own file


@register.filter
def number(value: float | Decimal | None, decimals: int = 0) -> str:
    if value is None:
        return ""
    if type(value) is int and not decimals:
        # What Django does with grouping by thousands, as all our languages have it, in a tenth of the time.
        return f"{value:,}".replace(",", formats.get_format("THOUSAND_SEPARATOR"))
    return formats.number_format(value, decimals, use_l10n=True, force_grouping=True)


@register.filter
def km(value: int | None) -> str:
    return "" if value is None else f"{number(value)}{NBSP}km"


@register.filter
def money(value: int | Decimal | None, decimals: int = 2) -> str:
    """Whole numbers are cents, as lists keep them; decimals are euros, as invoices do."""
    if value is None:
        return ""
    euros = _euros(value, decimals)
    amount = number(-euros if euros < 0 else euros, decimals)
    minus = "-" if euros < 0 else ""
    return {"fr": f"{minus}{amount}{NBSP}€", "en": f"{minus}€{amount}"}.get(
        (get_language() or "en")[:2], f"€{NBSP}{minus}{amount}"
    )


def _euros(value: int | Decimal, decimals: int) -> int | Decimal:
    if isinstance(value, Decimal):
        return value
    if decimals:
        return Decimal(value) / 100
    # Cents are cut off, as a decimal with no digits after the point is printed.
    return value // 100 if value > 0 else -(-value // 100)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    if value is None:
        return ""
    # A moment is the same in every time zone, the day is not: it must not be a key.
    return _day_words(value.date() if isinstance(value, datetime) else value, get_language())


@lru_cache(maxsize=5_000)
def _day_words(value: date, language: str | None) -> str:
    """A list names the same days again and again. `language` is the one that is active."""
    return formats.date_format(value, "DATE_FORMAT").replace(" ", NBSP)


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    return "" if value is None else formats.date_format(value, "DATETIME_FORMAT").replace(" ", NBSP, 2)


@register.filter
def size(value: int | None) -> str:
    """Bytes as people say them."""
    if value is None:
        return ""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if value >= factor:
            return f"{number(value / factor, 1)}{NBSP}{unit}"
    return f"{value}{NBSP}" + _("bytes")


@register.filter
def initial(name: str) -> str:
    return str(name).removeprefix("Garage ").strip()[:1].upper()


def _filled(content: str) -> str:
    return content if content.strip() else ""
