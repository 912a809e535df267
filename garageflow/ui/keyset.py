"""Pages by position, not by number: the thousandth costs what the first does (house style, section 9)."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Lookup, Model, Q, QuerySet, Value
from django.http import QueryDict

from garageflow.ui.addresses import query_with

SIZES = (25, 50, 100)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    size: int
    sizes: tuple[int, ...] = SIZES
    next_query: str = ""
    previous_query: str = ""
    size_queries: list[tuple[int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(
    queryset: QuerySet[Row], params: QueryDict, *, order: Sequence[str], sizes: tuple[int, ...] = SIZES
) -> Page:
    """The page that `?after=`, `?before=` and `?size=` name.

    `order` names columns that are never null and ends in a unique one; "-" in front of all of them means
    downwards. A position that somebody made up, or that comes from another sort order, shows the first page.
    """
    size = _size(params, sizes)
    backwards = "before" in params and "after" not in params
    position = _decode(params.get("before" if backwards else "after", ""), order)
    rows, has_more = _rows(queryset, order, position, backwards=backwards, size=size)
    if backwards:
        rows.reverse()
        if not has_more and len(rows) < size:
            # Rows in front of this place are gone since: better a whole first page than a rest of one.
            rows, has_more = _rows(queryset, order, None, backwards=False, size=size)
            position, backwards = None, False

    has_next = (backwards and position is not None) or (has_more and not backwards)
    has_previous = has_more if backwards else position is not None
    return Page(
        rows=rows,
        size=size,
        sizes=sizes,
        next_query=query_with(params, after=position_of(rows[-1], order)) if rows and has_next else "",
        previous_query=query_with(params, before=position_of(rows[0], order))
        if rows and has_previous
        else "",
        size_queries=[(choice, query_with(params, size=str(choice))) for choice in sizes],
    )


def position_of(row: Model, order: Sequence[str]) -> str:
    """What `?after=` and `?before=` name."""
    text = json.dumps([_value(row, name) for name in order], separators=(",", ":"), default=_as_text)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _size(params: QueryDict, sizes: tuple[int, ...]) -> int:
    wanted = params.get("size", "")
    return int(wanted) if wanted.isdecimal() and int(wanted) in sizes else sizes[0]


def _rows(
    queryset: QuerySet[Row],
    order: Sequence[str],
    position: list[Any] | None,
    *,
    backwards: bool,
    size: int,
) -> tuple[list[Row], bool]:
    directed = [_turned(name) for name in order] if backwards else list(order)
    ordered = queryset.order_by(*directed)
    if position is not None:
        with suppress(ValidationError, ValueError, TypeError):
            ordered = ordered.filter(_beyond(ordered, directed, position))
    # Which rows first, then what they show: without the joins the rows to be sorted are narrow.
    page = ordered.values("pk")[: size + 1]
    rows = list(_unfiltered(queryset).order_by(*directed).filter(_OneOf(F("pk"), ArraySubquery(page))))
    return rows[:size], len(rows) > size


def _unfiltered(queryset: QuerySet[Row]) -> QuerySet[Row]:
    """The same rows, by their keys alone.

    A filter that is asked twice invites the planner to read all that it fits once more (near home, of 100,000
    trips: 16 ms instead of 9). One over many rows of another table stays: it says which of them is joined.
    """
    query = queryset.query
    joins: list[Any] = [getattr(join, "join_field", None) for join in query.alias_map.values()]
    if query.group_by or query.distinct or any(one and one.one_to_many for one in joins):
        return queryset
    unfiltered = queryset.all()
    unfiltered.query.where = type(query.where)()
    return unfiltered


class _OneOf(Lookup):
    """`column = ANY (ARRAY (SELECT …))`: the array is made first, and its rows are then fetched one by one.

    With IN (SELECT …) the planner is free to begin with a joined table instead, and did: it read the 47,000
    rows of a garage for a page of 50 (measured: 555 ms instead of 2.5).
    """

    lookup_name = "one_of"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        array, params_of_array = compiler.compile(self.rhs)
        return f"{column} = ANY ({array})", (*params, *params_of_array)


def _beyond(queryset: QuerySet[Any], order: Sequence[str], position: list[Any]) -> Q:
    """`(a, b) > (x, y)`: the database starts at this very place of an index that begins with these columns.

    Said column by column it starts where the first one is equal: of 13,000 diesels at the first. A position
    that fits no column raises ValidationError.
    """
    is_down = order[0].startswith("-")
    columns = [F(_column(name)) for name in order]
    query = queryset.query.chain()
    resolved = [column.resolve_expression(query) for column in columns]
    fields = [one.output_field for one in resolved]
    values = [Value(one.to_python(value), one) for one, value in zip(fields, position, strict=True)]
    behind = Q(
        Func(
            Func(*columns, template="(%(expressions)s)"),
            Func(*values, template="(%(expressions)s)"),
            template="%(expressions)s",
            arg_joiner=" < " if is_down else " > ",
            output_field=BooleanField(),
        )
    )
    if len({getattr(one, "alias", "") for one in resolved}) > 1:
        # No index has the columns of two tables, but one may begin with the first.
        behind &= Q(**{f"{_column(order[0])}__{'lte' if is_down else 'gte'}": position[0]})
    return behind


def _column(name: str) -> str:
    return name.removeprefix("-")


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _decode(text: str, order: Sequence[str]) -> list[Any] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    if not isinstance(values, list) or len(values) != len(order):
        return None
    return values if all(_is_plain(value) for value in values) else None


def _is_plain(value: Any) -> bool:
    # PostgreSQL has no NUL in a text and would answer with an error.
    return isinstance(value, int) or (isinstance(value, str) and "\0" not in value)


def _value(row: Model, name: str) -> Any:
    value: Any = row
    for part in _column(name).split("__"):
        value = getattr(value, part)
    return value


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
