"""The whole stock page over HTTP against a view that runs the raw query and prints it as JSON.

Same server, same stack: both pass sign-in, roles and row security. The page has 50 rows, two filters and
their counts, the tabs, the Car-Pass tiles, menus, navigation and the words of its language; the raw view
has the 50 rows and nothing else, not even the counts. Requests alternate, one at a time: in a garage of
average size, and in that of 50,000, whose counts read 47,000 vehicles. A process remembers counts until
the stock changes, so both are also asked for with a change before each request; there the garage of
50,000 is told and not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlsplit

from bench.figures import Figure
from bench.raw_view import ADDRESS, PAGE
from bench.stock_data import stock_data
from bench.stock_queries import alternately, rounds
from bench.web import cookie_of, environment, prepare_static, server
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from stock.models import StockChange

TARGET = 0.25


def measure() -> Iterator[Figure]:
    stock = stock_data()
    prepare_static()
    cookies = cookie_of(stock.seller)
    with server("bench.raw_wsgi", environment()) as address:
        for words, garage in (("median garage", stock.median), ("garage of 50,000", stock.largest)):
            page = get(address, f"/g/{garage.slug}/{PAGE}", cookies)
            raw = get(address, f"/g/{garage.slug}/{ADDRESS}", cookies)
            rows = len(re.findall(rb'name="numbers"', page())), raw().count(b'"WVWZZZ')
            for remembered in (True, False):
                before = None if remembered else partial(_change, garage)
                times = alternately({"page": page, "raw": raw}, rounds(150), before)
                ours, theirs = median(times["page"]), median(times["raw"])
                note = f"{ours:.1f} / {theirs:.1f} ms, {rows[0]} / {rows[1]} rows, {len(page()):,} bytes"
                if remembered or garage == stock.median:
                    which = words if remembered else f"{words}, counted anew"
                    yield Figure(f"rate, page / raw, {which}", theirs / ours, ">=", TARGET, note)
                else:
                    print(f"  {words}, counted anew, not judged: {theirs / ours:.2f}   {note}")


def _change(garage: Garage, _side: str) -> None:
    """As far as the counts can see: another process may have changed any listing."""
    with garage_active(garage):
        StockChange.objects.create()


def get(address: str, path: str, cookies: dict[str, str]) -> Callable[[], bytes]:
    """By the plainest client there is: its own time is in both sides."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    return partial(_get, urlsplit(address).netloc, path, headers)


def _get(place: str, path: str, headers: dict[str, str]) -> bytes:
    connection = HTTPConnection(place, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        return body
    finally:
        connection.close()
