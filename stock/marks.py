"""The Car-Pass mark of each row: as templates/carpass/_mark.html prints it, but without the template engine.

Fifty of them were a third of the page. Only a mark that asks or explains something (a renewal that runs or
failed) is printed by the template; a test compares the two for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carpass.domain.renewals import newest_renewals
from carpass.rows import CarPassMark, marks_of
from garageflow.ui.icons import icon_svg
from garageflow.ui.markup import markup
from garageflow.ui.templatetags.ui import badge, day
from garageflow.vehicles.models import Vehicle
from stock.filters import Day


def car_pass_marks(vehicles: Sequence[Vehicle], on: Day) -> dict[int, SafeString]:
    if not vehicles:
        return {}
    renewals = newest_renewals(vehicles)
    marks = marks_of(vehicles, today=on.today, warning_days=on.warning_days, renewals=renewals)
    return {pk: mark_html(mark) for pk, mark in marks.items()}


def mark_html(mark: CarPassMark) -> SafeString:
    if mark.is_renewing or mark.failure or mark.form:
        return mark_safe(render_to_string("carpass/_mark.html", {"mark": mark}))  # noqa: S308 - a template
    return markup(
        '<div class="car-pass" id="car-pass-{}"><div class="line">{}{}</div>{}</div>',
        mark.number,
        _badge_with_menu(mark),
        _until(mark),
        _button(mark),
    )


def _badge_with_menu(mark: CarPassMark) -> SafeString:
    if mark.status == "not_needed":
        return markup('<a href="{}">{}</a>', mark.page_url, badge(mark.tone, mark.words))
    open_words, pdf_words, make_words = _words(get_language() or "")[:3]
    if mark.has_link:
        items = markup(
            '<a href="{}" target="_blank" rel="noopener">{}{}</a><a href="{}">{}{}</a>',
            mark.open_url,
            icon_svg("external"),
            open_words,
            mark.pdf_url,
            icon_svg("export"),
            pdf_words,
        )
    else:
        items = markup('<a href="{}">{}{}</a>', mark.page_url, icon_svg("add"), make_words)
    return markup(
        '<details class="menu"><summary class="badge" data-tone="{}" aria-label="Car-Pass: {}">'
        '{}{}{}</summary><div class="items">{}</div></details>',
        mark.tone,
        mark.words,
        icon_svg(mark.tone),
        mark.words,
        icon_svg("details"),
        items,
    )


def _until(mark: CarPassMark) -> SafeString:
    return _until_day(mark.valid_until, get_language()) if mark.valid_until else SafeString()


@lru_cache(maxsize=1_000)
def _until_day(last: date, language: str | None) -> SafeString:
    """Many vehicles, few days. `language` is the one that is active."""
    return markup('<small class="soft nowrap">{}</small>', _("until %(date)s") % {"date": day(last)})


def _button(mark: CarPassMark) -> SafeString:
    if not mark.can_renew:
        return SafeString()
    renew, make = _words(get_language() or "")[3:]
    target = f"#car-pass-{mark.number}"
    return markup(
        '<button class="button" data-size="small" formaction="{}" formmethod="post" hx-post="{}" '
        'hx-target="{}" hx-swap="outerHTML" hx-include="{}" hx-params="not numbers" '
        'hx-disabled-elt="this">{}{}</button>',
        mark.renew_url,
        mark.renew_url,
        target,
        target,
        icon_svg("again"),
        renew if mark.has_link else make,
    )


@cache
def _words(language: str) -> tuple[str, ...]:
    """The same on every row. `language` is the one that is active."""
    return (
        _("Open the Car-Pass site"),
        _("Download the PDF"),
        _("Make a Car-Pass"),
        _("Renew"),
        _("Make one"),
    )
