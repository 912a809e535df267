"""The slowest pages against the usual one, while eight people press at the same time: p99 / p50.

Two workers answer the stock page of a garage of average size with filters, counts and 50 rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from bench.figures import Figure
from bench.page_vs_raw import get
from bench.raw_view import PAGE
from bench.stock_data import stock_data
from bench.stock_queries import rounds
from bench.web import cookie_of, environment, prepare_static, server

TARGET, CLIENTS, WORKERS = 3, 8, 2


def measure() -> Iterator[Figure]:
    stock = stock_data()
    prepare_static()
    with server("garageflow.wsgi", environment(), workers=WORKERS) as address:
        ask = get(address, f"/g/{stock.median.slug}/{PAGE}", cookie_of(stock.seller))
        pages = rounds(150)
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(_press, [ask] * CLIENTS, [3] * CLIENTS))
            times = sorted(sum(clients.map(_press, [ask] * CLIENTS, [pages] * CLIENTS), []))
    p50, p99 = median(times), times[round(len(times) * 0.99) - 1]
    note = f"{p99:.0f} / {p50:.0f} ms, {len(times)} pages of 50 rows, {CLIENTS} clients, {WORKERS} workers"
    yield Figure("p99 / p50", p99 / p50, "<=", TARGET, note)


def _press(ask: Callable[[], bytes], times: int) -> list[float]:
    """Milliseconds of each."""
    found = []
    for _number in range(times):
        began = time.perf_counter()
        ask()
        found.append((time.perf_counter() - began) * 1000)
    return found
