"""How many vehicles stand behind every tab, tile and choice of a page, in one statement.

Its first part counts the stock by status and Car-Pass date from one index; the tabs and tiles are summed
from that in Python, because a CASE in SQL costs twice as much. Each chip adds a part of its own: what fits
all the other criteria, by the values of this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, DateField, F, OuterRef, SmallIntegerField, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import QueryDict
from django.utils.translation import gettext as _

from carpass.status import CarPassStatus, status_of_date
from garageflow.customers.identity import plain
from garageflow.vehicles.models import Fuel
from stock.criteria import Choice, Criterion
from stock.desk import Saved
from stock.filters import Day, StockFilter
from stock.models import Body, Gearbox, Listing, Status, VatRegime
from stock.models.listing import NO_CAR_PASS_NEEDED, UNKNOWN_DAY, ListingQuerySet

# (rank of the status, Car-Pass date) -> how many.
Groups = dict[tuple[int, date], int]

_TEXT = CharField()
_COLUMNS: dict[str, Any] = {
    "model": F("model_name"),
    "fuel": F("fuel"),
    "gearbox": F("gearbox"),
    "body": F("body"),
    "vat": F("vat_regime"),
    "reserved_by": Concat(Cast("reserved_by_id", _TEXT), Value("|"), "reserved_by__name", output_field=_TEXT),
}
# Two counts, each from its part of an index, cost half of grouping by a yes or no.
_YES_NO = {"photos": "has_photos", "plate": "has_plate"}
_LABELS: dict[str, Any] = {
    "fuel": Fuel,
    "gearbox": Gearbox,
    "body": Body,
    "vat": VatRegime,
    "status": Status,
    "car_pass": CarPassStatus,
}
# By rank. An enumeration makes the list anew each time that it is asked.
_STATUSES = tuple(Status.values)
_STOCK, _FITTING = "", "fitting"


@dataclass
class StockCounts:
    asked: StockFilter
    shown: Sequence[Criterion] = ()
    pinned: Sequence[Saved] = ()
    shops: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Everything in stock."""
        return sum(self._stock.values())

    @cached_property
    def by_status(self) -> Counter[str]:
        """Everything in stock."""
        return _summed((_STATUSES[rank], count) for (rank, _day), count in self._stock.items())

    @property
    def found(self) -> int:
        wanted = self.asked.values.get("car_pass")
        return sum(count for status, count in self.by_car_pass.items() if not wanted or status in wanted)

    @cached_property
    def by_car_pass(self) -> Counter[str]:
        """For the current filter, whatever it says about the Car-Pass."""
        statuses = self.asked.values.get("status")
        ranks = {_STATUSES.index(status) for status in statuses} if statuses else None
        return _summed(
            (car_pass_of(key, self.asked.day).value, count)
            for (rank, key), count in self._fitting.items()
            if ranks is None or rank in ranks
        )

    def of_saved(self, saved: Saved) -> int:
        return sum(count for name, _rank, _day, _text, count in self._rows if name == f"saved:{saved.pk}")

    def choices_of(self, criterion: Criterion) -> list[Choice]:
        """Those that stand in the list, and those that are chosen."""
        counted = self._counted(criterion.name)
        chosen = [str(value) for value in _as_list(self.asked.values.get(criterion.name))]
        labels = self._labels(criterion.name)
        values = [*labels, *(value for value in chosen if value not in labels)]
        choices = [
            Choice(value, str(labels.get(value, value)), counted.get(value, 0), value in chosen)
            for value in values
        ]
        if criterion.name in _LABELS:
            return [choice for choice in choices if choice.count or choice.is_chosen]
        return sorted(choices, key=lambda choice: (-choice.count, choice.label))

    def _counted(self, name: str) -> Counter[str]:
        if name == "car_pass":
            return self.by_car_pass
        if name == "status":
            wanted = self.asked.values.get("car_pass")
            return _summed(
                (_STATUSES[rank], count)
                for (rank, key), count in self._fitting.items()
                if not wanted or car_pass_of(key, self.asked.day) in wanted
            )
        return _summed((_value(name, text), count) for text, count in self._facet(name))

    def _labels(self, name: str) -> dict[str, Any]:
        if name in _LABELS:
            return dict(_LABELS[name].choices)
        if name in ("photos", "plate"):
            return {"yes": _("yes"), "no": _("no")}
        if name == "shop":
            return self.shops
        if name == "reserved_by":
            return dict(text.split("|", 1) for text, _count in self._facet(name) if text != "|")
        # As most of the garage's vehicles write it.
        spellings = sorted((count, text) for text, count in self._facet(name) if text)
        return {plain(text): text for _count, text in spellings}

    def _facet(self, name: str) -> list[tuple[str, int]]:
        rows = [row for row in self._rows if row[0] == name]
        return [(str(rank) if name == "shop" else text, count) for _name, rank, _day, text, count in rows]

    @property
    def _stock(self) -> Groups:
        return self._groups(_STOCK)

    @property
    def _fitting(self) -> Groups:
        """What fits all criteria but status and Car-Pass."""
        return self._groups(_FITTING if self._is_narrowed else _STOCK)

    def _groups(self, name: str) -> Groups:
        return {(rank, day): count for found, rank, day, _text, count in self._rows if found == name}

    @property
    def _is_narrowed(self) -> bool:
        return bool(set(self.asked.values) - {"status", "car_pass"}) or self._asks_for_delivered

    @property
    def _asks_for_delivered(self) -> bool:
        return Status.DELIVERED in self.asked.values.get("status", [])

    @cached_property
    def _rows(self) -> list[tuple[str, int, date, str, int]]:
        parts = [_groups_part(Listing.objects.in_stock(), _STOCK)]
        if self._is_narrowed:
            leave_out = ("car_pass",) if self._asks_for_delivered else ("status", "car_pass")
            parts.append(_groups_part(self.asked.listings(leave_out=leave_out), _FITTING))
        for criterion in self.shown:
            parts += _facet_parts(self.asked.listings(leave_out=_left_out(criterion)), criterion.name)
        parts += [
            _count_part(StockFilter(QueryDict(one.query), day=self.asked.day).listings(), f"saved:{one.pk}")
            for one in self.pinned
        ]
        return list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])


def car_pass_of(key: date, day: Day) -> CarPassStatus:
    """Of a `car_pass_key`."""
    if key == NO_CAR_PASS_NEEDED:
        return CarPassStatus.NOT_NEEDED
    valid_until = None if key == UNKNOWN_DAY else key
    return status_of_date(valid_until, today=day.today, warning_days=day.warning_days)


_NO_RANK = Value(0, output_field=SmallIntegerField())
_NO_DAY = Value(UNKNOWN_DAY, output_field=DateField())
_NO_TEXT = Value("", output_field=_TEXT)


def _groups_part(listings: ListingQuerySet, name: str) -> Any:
    return _part(listings, name, F("status_rank"), F("car_pass_key"), _NO_TEXT)


def _facet_parts(listings: ListingQuerySet, name: str) -> list[Any]:
    if name in _YES_NO:
        return [
            _part(listings.filter(**{_YES_NO[name]: is_so}), name, _NO_RANK, _NO_DAY, Value(words, _TEXT))
            for is_so, words in ((True, "yes"), (False, "no"))
        ]
    if name == "shop":
        # As it stands in the index: a number made into a text is sorted and grouped anew.
        return [_part(listings, name, F("shop_id"), _NO_DAY, _NO_TEXT)]
    if name == "make":
        return [_makes_part(listings, name)]
    if name == "reserved_by":
        listings = listings.filter(reserved_by__isnull=False)
    return [_part(listings, name, _NO_RANK, _NO_DAY, _COLUMNS[name])] if name in _COLUMNS else []


def _makes_part(listings: ListingQuerySet, name: str) -> Any:
    """Grouped by the key, in the order of the index, which spellings are not. New vehicles get the one that
    is known, so any vehicle tells it."""
    text = listings.filter(make_key=OuterRef("make_key")).order_by().values("make")[:1]
    makes = listings.order_by().values("make_key").annotate(count=Count("*")).annotate(text=Subquery(text))
    return makes.values_list(Value(name, _TEXT), _NO_RANK, _NO_DAY, "text", "count")


def _count_part(listings: ListingQuerySet, name: str) -> Any:
    return _part(listings, name, _NO_RANK, _NO_DAY, _NO_TEXT)


def _part(listings: ListingQuerySet, name: str, rank: Any, day: Any, text: Any) -> Any:
    return (
        listings.order_by()
        .values_list(Value(name, output_field=_TEXT), rank, day, text)
        .annotate(count=Count("*"))
    )


def _left_out(criterion: Criterion) -> tuple[str, ...]:
    # Another make makes the models that are chosen meaningless.
    return ("make", "model") if criterion.name == "make" else criterion.params


def _value(name: str, text: str) -> str:
    if name == "reserved_by":
        return text.partition("|")[0]
    return plain(text) if name in ("make", "model") else text


def _summed(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for key, count in pairs:
        counted[key] += count
    return counted


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
