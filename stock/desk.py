"""What the list needs to know besides vehicles, in one query: a page may ask the database twelve times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from carpass.models import CarPassSettings
from garageflow.tenancy.models import Member
from stock.columns import COLUMNS, TITLE, USUAL, Column

_MOST_SAVED = 40
_MOST_PINNED = 8


@dataclass(frozen=True, slots=True)
class Saved:
    pk: int
    name: str
    query: str
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class Desk:
    saved: list[Saved]
    shops: dict[str, str]
    warning_days: int
    columns: list[str]
    # Another one whenever a listing of the garage has changed.
    version: str

    @property
    def pinned(self) -> list[Saved]:
        return [one for one in self.saved if one.is_pinned][:_MOST_PINNED]

    def columns_for(self, features: Sequence[str]) -> list[Column]:
        """In the member's order. The vehicle itself is always there: it leads to its page."""
        keys = [key for key in self.columns if key in COLUMNS]
        if TITLE not in keys:
            keys.insert(0, TITLE)
        return [column for key in keys if not (column := COLUMNS[key]).feature or column.feature in features]


# Written by hand: Django needed four times as long to put it together as PostgreSQL to answer it.
_DESK = """
SELECT ARRAY(SELECT json_build_object('pk', id, 'name', name, 'query', query, 'is_pinned', is_pinned)
             FROM stock_savedfilter WHERE member_id = %(member)s OR is_shared
             ORDER BY name, id LIMIT %(most)s),
       ARRAY(SELECT json_build_object('pk', id, 'name', name) FROM tenancy_shop ORDER BY name),
       (SELECT warning_days FROM carpass_carpasssettings),
       (SELECT columns FROM stock_columnchoice WHERE member_id = %(member)s),
       concat((SELECT mark FROM stock_stockchange ORDER BY garage_id DESC, id DESC LIMIT 1), '/',
              (SELECT count(*) FROM stock_stockchange))
"""


def desk_of(member: Member) -> Desk:
    with connection.cursor() as cursor:
        cursor.execute(_DESK, {"member": member.pk, "most": _MOST_SAVED})
        saved, shops, warning_days, columns, version = cursor.fetchone()
    usual_days = CarPassSettings().warning_days
    return Desk(
        saved=[Saved(**one) for one in saved],
        shops={str(one["pk"]): one["name"] for one in shops},
        warning_days=usual_days if warning_days is None else warning_days,
        columns=columns or list(USUAL),
        version=version,
    )
