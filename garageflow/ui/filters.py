"""The line of filters above a list, from a FilterSet: templates/ui/_filterbar.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import QueryDict

# What the list itself keeps in the address besides its filters.
_KEPT = ("sort", "size")


@dataclass(frozen=True, slots=True)
class FilterBar:
    form: BaseForm
    keep: list[tuple[str, str]]
    # Where "clear" leads; empty when no filter is set.
    clear_url: str
    is_set: bool


def filter_bar(form: Any, params: QueryDict, url: str) -> FilterBar:
    keep = [(name, str(params[name])) for name in _KEPT if params.get(name)]
    is_set = any(params.get(name) for name in form.fields)
    query = QueryDict(mutable=True)
    query.update(dict(keep))
    clear = f"{url}?{query.urlencode()}" if query else url
    return FilterBar(form=form, keep=keep, clear_url=clear if is_set else "", is_set=is_set)
