"""Saved filters, and the columns that a member wants to see."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member
from stock.models import ColumnChoice, SavedFilter


class NothingToSave(DomainError):
    pass


@transaction.atomic
def save_filter(
    member: Member, *, name: str, query: str, is_shared: bool, is_pinned: bool, by: Actor
) -> SavedFilter:
    """Under a name that the member has used already: the new one takes its place."""
    if not QueryDict(query):
        raise NothingToSave(_("There is no criterion to save."))
    saved, is_new = SavedFilter.objects.update_or_create(
        member=member,
        name=name,
        defaults={"query": query, "is_shared": is_shared, "is_pinned": is_pinned},
    )
    record("stock.filter_saved", saved, by=by, name=name, is_new=is_new)
    return saved


@transaction.atomic
def remove_filter(saved: SavedFilter, *, by: Actor) -> None:
    record("stock.filter_removed", saved, by=by, name=saved.name)
    saved.delete()


def choose_columns(member: Member, columns: Sequence[str]) -> None:
    ColumnChoice.objects.update_or_create(member=member, defaults={"columns": list(columns)})


def usual_columns(member: Member) -> None:
    ColumnChoice.objects.filter(member=member).delete()
