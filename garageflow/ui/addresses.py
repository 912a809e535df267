"""Addresses that a list prints many of: of its rows, and of itself with another order or page.

Those of rows are looked up once and filled in for each: Django's reverse() for each of 50 was a tenth of the
stock page.
"""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse

# Stands in for the number of a row: no address holds it by chance.
_ANY = 8_070_605_040_302_010


def address_of_any(route: str, *more: object) -> str:
    """Of a route whose first argument is the number of a row."""
    return reverse(route, args=[_ANY, *more])


def address_of(any_row: str, number: int | None) -> str:
    return any_row.replace(str(_ANY), str(number))


def query_with(params: QueryDict, **changed: str | None) -> str:
    """The same list with other parameters (None: without), from its beginning unless a position is given."""
    # Not QueryDict.copy(), which copies deeply.
    query = QueryDict(mutable=True)
    for name, values in params.lists():
        if name not in ("after", "before"):
            query.setlist(name, values)
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return query.urlencode()
