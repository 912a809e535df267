"""How many vehicles stand behind every tab, tile and choice of a page, in one statement.

The vehicles are read once and grouped by what the page has chips for, by status and by the date of the
Car-Pass: in the order of an index while there is one chip. Tabs, tiles and the choices of every chip are
sums of these groups. What no chip counts (a price, a text) narrows the vehicles that are read; then the
tabs, which are those of the whole stock, are counted by themselves. So are the choices of a chip that is
open without a value beside others that have one: they are counted among what fits, and group nothing.

Who turns the page, sorts it or comes back asks for the same counts again: a process remembers them until a
listing of the garage changes (docs/adr/0007-counts-remembered-until-the-stock-changes.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from carpass.status import CarPassStatus, status_of_date
from garageflow.tenancy.active import active_garage
from garageflow.vehicles.models import Fuel
from stock.criteria import Choice, Criterion
from stock.desk import Saved
from stock.filters import Day, StockFilter, car_pass_days, numbers_in
from stock.models import Body, Gearbox, Listing, Status, VatRegime
from stock.models.listing import NO_CAR_PASS_NEEDED, UNKNOWN_DAY, ListingQuerySet

# What vehicles are grouped by, for each chip.
_COLUMNS = {
    "make": "make_key",
    "model": "model_name",
    "fuel": "fuel",
    "gearbox": "gearbox",
    "body": "body",
    "shop": "shop_id",
    "vat": "vat_regime",
    "photos": "has_photos",
    "plate": "has_plate",
}
_LABELS: dict[str, Any] = {
    "fuel": Fuel,
    "gearbox": Gearbox,
    "body": Body,
    "vat": VatRegime,
    "status": Status,
    "car_pass": CarPassStatus,
}
# The value of a group, where it is not the column, and how it is written, where that differs.
_VALUES = {
    # As the trigger makes Listing.model_key.
    "model": "left(stock_plain(model), 90)",
    "photos": "CASE WHEN photos THEN 'yes' ELSE 'no' END",
    "plate": "CASE WHEN plate THEN 'yes' ELSE 'no' END",
    "status": "rank",
}
_WRITTEN = {
    # A new vehicle's make gets the spelling that is known, so any vehicle tells it.
    "make": """(SELECT one.make FROM stock_listing one
        WHERE one.place IN ('stock', 'delivered') AND one.make_key = groups.make LIMIT 1)""",
    "model": "model",
}
# By rank. An enumeration makes the list anew each time that it is asked.
_STATUSES = tuple(Status.values)
_STOCK, _FITTING = "", "fitting"


class Counted(NamedTuple):
    """Of a tab or tile (`rank`, `car_pass`), or of a chip (`value`, `label`)."""

    part: str
    rank: int
    car_pass: str
    value: str
    label: str
    vehicles: int


@dataclass
class StockCounts:
    asked: StockFilter
    shown: Sequence[Criterion] = ()
    pinned: Sequence[Saved] = ()
    shops: dict[str, str] = field(default_factory=dict)
    # As stock.desk reads it, before the counts are: what is remembered may be newer than its version, and
    # never older. Without one nothing is remembered.
    version: str = ""

    @property
    def total(self) -> int:
        """Everything in stock."""
        return sum(one.vehicles for one in self._of(_STOCK))

    @cached_property
    def by_status(self) -> Counter[str]:
        """Everything in stock."""
        return _summed((_STATUSES[one.rank], one.vehicles) for one in self._of(_STOCK))

    @property
    def found(self) -> int:
        wanted = self.asked.values.get("car_pass")
        return sum(count for status, count in self.by_car_pass.items() if not wanted or status in wanted)

    @cached_property
    def by_car_pass(self) -> Counter[str]:
        """For the current filter, whatever it says about the Car-Pass."""
        statuses = self.asked.values.get("status")
        return _summed(
            (one.car_pass, one.vehicles)
            for one in self._of(_FITTING)
            if not statuses or _STATUSES[one.rank] in statuses
        )

    def of_saved(self, saved: Saved) -> int:
        return sum(one.vehicles for one in self._of(f"saved:{saved.pk}"))

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
                (_STATUSES[one.rank], one.vehicles)
                for one in self._of(_FITTING)
                if not wanted or one.car_pass in wanted
            )
        return _summed((one.value, one.vehicles) for one in self._of(name))

    def _labels(self, name: str) -> dict[str, Any]:
        if name in _LABELS:
            return dict(_LABELS[name].choices)
        if name in ("photos", "plate"):
            return {"yes": _("yes"), "no": _("no")}
        if name == "shop":
            return self.shops
        # As most of the garage's vehicles write it.
        spellings = sorted((one.vehicles, one.label, one.value) for one in self._of(name) if one.label)
        return {value: label for _count, label, value in spellings}

    def _of(self, part: str) -> list[Counted]:
        return [one for one in self._rows if one.part == part]

    @cached_property
    def _rows(self) -> list[Counted]:
        statement, params = _Statement(self.asked, self.shown, self.pinned).written()
        # Names of members change without the stock.
        if not self.version or any(criterion.name == "reserved_by" for criterion in self.shown):
            return _counted(statement, params)
        known = tuple(tuple(one) if isinstance(one, list) else one for one in params)
        return _remembered(active_garage().pk, self.version, statement, known)


def _counted(statement: str, params: Sequence[Any]) -> list[Counted]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [Counted(*row) for row in cursor.fetchall()]


@lru_cache(maxsize=500)
def _remembered(_garage: int, _version: str, statement: str, params: tuple[Any, ...]) -> list[Counted]:
    return _counted(statement, [list(one) if isinstance(one, tuple) else one for one in params])


class _Statement:
    """Its parameters stand in the order of its text: each part appends its own."""

    def __init__(self, asked: StockFilter, shown: Sequence[Criterion], pinned: Sequence[Saved]) -> None:
        self.asked = asked
        self.shown = [criterion.name for criterion in shown]
        self.pinned = pinned
        opened = [name for name in _COLUMNS if name in self.shown and name not in asked.values]
        valued = [name for name in _COLUMNS if name in asked.values]
        self.chips, self.alone = (valued, opened) if valued else (opened, [])
        self.params: list[Any] = []

    def written(self) -> tuple[str, list[Any]]:
        groups = [self._groups("groups", self._read(), self.chips)]
        if self._is_narrowed:
            groups.append(self._groups("whole", Listing.objects.in_stock(), []))
        parts = [self._tabs(_STOCK, "whole" if self._is_narrowed else "groups", [])]
        # Nothing is read for an address that cannot fit anything.
        if groups[0]:
            parts.append(self._tabs(_FITTING, "groups", self.chips))
            parts += [self._choices(name) for name in self.chips if name in self.shown]
            parts += [self._choices_alone(name) for name in self.alone]
        if "reserved_by" in self.shown:
            parts.append(self._reserved_by())
        parts += [self._saved(one) for one in self.pinned]
        read, counted = (",\n".join(filter(None, groups)), "\nUNION ALL\n".join(filter(None, parts)))
        return f"WITH {read}\n{counted}", self.params

    @property
    def _is_narrowed(self) -> bool:
        """By what is no chip's value: then the whole stock is not among the vehicles that are read."""
        return self._asks_for_delivered or bool({*self.asked.values} - {*self.chips, "status", "car_pass"})

    @property
    def _asks_for_delivered(self) -> bool:
        return Status.DELIVERED in self.asked.values.get("status", [])

    def _read(self) -> ListingQuerySet:
        left_out = [*self.chips, "car_pass"]
        return self.asked.listings(leave_out=left_out if self._asks_for_delivered else [*left_out, "status"])

    def _groups(self, name: str, listings: ListingQuerySet, chips: Sequence[str]) -> str:
        """By day first, as an index is sorted; then the days of one Car-Pass status become one group."""
        days = listings.order_by().values_list(
            *(_COLUMNS[chip] for chip in chips), "status_rank", "car_pass_key"
        )
        read = self._sql(days.annotate(count=Count("*")))
        if not read:
            return ""
        names = ", ".join([*chips, "rank"])
        whens = []
        for status, (_first, last) in car_pass_days(self.asked.day).items():
            whens.append("WHEN day <= %s THEN %s")
            self.params += [last, status.value]
        return f"""{name}_by_day ({names}, day, count) AS MATERIALIZED ({read}),
{name} AS MATERIALIZED (
    SELECT {names}, CASE {" ".join(whens)} END AS car_pass, sum(count::int) AS count
    FROM {name}_by_day GROUP BY {names}, car_pass
)"""  # noqa: S608 - names of ours, and what Django made

    def _tabs(self, part: str, source: str, chips: Sequence[str]) -> str:
        return f"""SELECT '{part}', rank, car_pass, '', '', sum(count)::bigint
    FROM {source} {self._where(chips)} GROUP BY rank, car_pass"""  # noqa: S608

    def _choices(self, chip: str) -> str:
        """What fits all the others. Another make makes the models that are chosen meaningless."""
        others = [name for name in self.chips if name != chip and (chip, name) != ("make", "model")]
        return f"""{self._choice(chip, "sum(count)::bigint")}
    FROM groups {self._where([*others, "status", "car_pass"])} GROUP BY {chip}"""

    def _choices_alone(self, chip: str) -> str:
        fitting = self.asked.listings().order_by().values_list(_COLUMNS[chip])
        read = self._sql(fitting.annotate(count=Count("*")))
        return f"{self._choice(chip, 'count')}\n    FROM ({read}) AS groups ({chip}, count)" if read else ""

    def _choice(self, chip: str, vehicles: str) -> str:
        value, written = _VALUES.get(chip, chip), _WRITTEN.get(chip, "''")
        return f"SELECT '{chip}', 0, '', {value}::text, {written}, {vehicles}"

    def _where(self, chips: Sequence[str]) -> str:
        conditions = []
        for chip in chips:
            if values := _as_list(self.asked.values.get(chip)):
                conditions.append(f"{_VALUES.get(chip, chip)} = ANY(%s)")
                self.params.append(_in_the_database(chip, values))
        return f"WHERE {' AND '.join(conditions)}" if conditions else ""

    def _reserved_by(self) -> str:
        reserved = self.asked.listings(leave_out=["reserved_by"]).filter(reserved_by__isnull=False)
        members = reserved.order_by().values_list("reserved_by_id", "reserved_by__name")
        read = self._sql(members.annotate(count=Count("*")))
        if not read:
            return ""
        return f"""SELECT 'reserved_by', 0, '', id::text, name, count
    FROM ({read}) AS member (id, name, count)"""  # noqa: S608

    def _saved(self, saved: Saved) -> str:
        found = StockFilter(QueryDict(saved.query), day=self.asked.day).listings()
        read = self._sql(found.order_by().values_list("pk"))
        if not read:
            return ""
        return f"SELECT 'saved:{saved.pk}', 0, '', '', '', count(*) FROM ({read}) AS found"  # noqa: S608

    def _sql(self, rows: Any) -> str:
        """Empty when Django sees that nothing can fit."""
        try:
            text, params = rows.query.sql_with_params()
        except EmptyResultSet:
            return ""
        self.params += params
        return str(text)


def car_pass_of(key: date, day: Day) -> CarPassStatus:
    """Of a `car_pass_key`."""
    if key == NO_CAR_PASS_NEEDED:
        return CarPassStatus.NOT_NEEDED
    valid_until = None if key == UNKNOWN_DAY else key
    return status_of_date(valid_until, today=day.today, warning_days=day.warning_days)


def _in_the_database(name: str, values: list[Any]) -> list[Any]:
    if name == "status":
        return [_STATUSES.index(value) for value in values]
    return numbers_in(values) if name == "shop" else values


def _summed(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for key, count in pairs:
        counted[key] += count
    return counted


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
