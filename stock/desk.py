"""What the list needs to know besides vehicles, in one query: a page may ask the database twelve times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from carpass.models import CarPassSettings
from garageflow.tenancy.models import Member, Shop
from stock.columns import COLUMNS, TITLE, USUAL, Column
from stock.models import ColumnChoice, SavedFilter

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

    @property
    def pinned(self) -> list[Saved]:
        return [one for one in self.saved if one.is_pinned][:_MOST_PINNED]

    def columns_for(self, features: Sequence[str]) -> list[Column]:
        """In the member's order. The vehicle itself is always there: it leads to its page."""
        keys = [key for key in self.columns if key in COLUMNS]
        if TITLE not in keys:
            keys.insert(0, TITLE)
        return [column for key in keys if not (column := COLUMNS[key]).feature or column.feature in features]


def desk_of(member: Member) -> Desk:
    saved = SavedFilter.objects.filter(Q(member=OuterRef("pk")) | Q(is_shared=True)).order_by("name", "pk")
    found: Any = (
        Member.objects.filter(pk=member.pk)
        .annotate(
            saved=ArraySubquery(
                saved.values(json=JSONObject(pk="pk", name="name", query="query", is_pinned="is_pinned"))[
                    :_MOST_SAVED
                ]
            ),
            shops=ArraySubquery(Shop.objects.order_by("name").values(json=JSONObject(pk="pk", name="name"))),
            warning_days=Subquery(CarPassSettings.objects.values("warning_days")[:1]),
            columns=Subquery(ColumnChoice.objects.filter(member=OuterRef("pk")).values("columns")[:1]),
        )
        .values("saved", "shops", "warning_days", columns_chosen=F("columns"))
        .get()
    )
    usual_days = CarPassSettings().warning_days
    return Desk(
        saved=[Saved(**one) for one in found["saved"]],
        shops={str(one["pk"]): one["name"] for one in found["shops"]},
        warning_days=usual_days if found["warning_days"] is None else found["warning_days"],
        columns=found["columns_chosen"] or list(USUAL),
    )
