"""Addresses of the rows of a list: looked up once, and filled in for each row.

Django's reverse() for each of 50 rows was a tenth of the stock page.
"""

from __future__ import annotations

from django.urls import reverse

# Stands in for the number of a row: no address holds it by chance.
_ANY = 8_070_605_040_302_010


def address_of_any(route: str, *more: object) -> str:
    """Of a route whose first argument is the number of a row."""
    return reverse(route, args=[_ANY, *more])


def address_of(any_row: str, number: int | None) -> str:
    return any_row.replace(str(_ANY), str(number))
