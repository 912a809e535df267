"""Every query of the stock list through the ORM under row security, against hand-written SQL without it.

One list is four questions: what the page needs to know of the garage and of who looks, the rows, the counts
beside tabs and choices, and what is being renewed. The product's side is `stock` itself: addresses are
parsed, querysets built, rows become objects. By hand (bench/stock_by_hand.py) strings are sent as the owner
and tuples come back: no objects, no form, nothing checked. Garage of 50,000 in 1,000,000; p95 over all
addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.db import connections

from bench import stock_by_hand as by_hand
from bench import stock_queries as product
from bench.figures import Figure
from bench.stock_data import stock_data
from carpass.domain.renewals import newest_renewals
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Member
from stock.desk import desk_of

TARGET = 1.3


def measure() -> Iterator[Figure]:
    garage = stock_data().largest
    ours: list[float] = []
    theirs: list[float] = []
    with garage_active(garage):
        member = Member.objects.get(name="Seller")
        for query, order in _asked():
            hand = _by_hand(garage, query, order)
            ask = partial(_through_orm, member, query + (f"&sort={order}" if order else ""))
            assert ask() == hand(), query
            times = product.alternately({"orm": ask, "hand": hand}, product.rounds(30))
            ours += times["orm"]
            theirs += times["hand"]
            words = f"{query or 'nothing asked'} {order}".strip()
            print(f"  {words:44} {product.p95(times['orm']):7.2f} / {product.p95(times['hand']):7.2f} ms")
    p95, by_hand_p95 = product.p95(ours), product.p95(theirs)
    note = f"{p95:.2f} / {by_hand_p95:.2f} ms, {len(ours)} lists of 50 rows each"
    yield Figure("p95, ORM with / SQL without", p95 / by_hand_p95, "<=", TARGET, note)


def _asked() -> Iterator[tuple[str, str]]:
    for query in by_hand.ASKED:
        yield query, ""
    for order in by_hand.ORDERS:
        yield "", order


def _through_orm(member: Member, query: str) -> tuple[int, int]:
    """(rows of the page, vehicles found)."""
    desk_of(member)
    found = product.counts(query).found
    listings = product.rows(query).rows
    newest_renewals([listing.vehicle for listing in listings])
    return len(listings), found


def _by_hand(garage: Garage, query: str, order: str) -> Callable[[], tuple[int, int]]:
    asked = by_hand.ASKED[query]
    orders = [by_hand.ORDERS[order]] if order else []
    statements = (
        by_hand.desk(garage.pk),
        by_hand.counts(garage.pk, asked),
        by_hand.page(garage.pk, asked.rows, *orders),
    )
    marks = by_hand.marks(garage.pk)

    def ask() -> tuple[int, int]:
        with connections["owner"].cursor() as cursor:
            answers = []
            for statement in statements:
                cursor.execute(statement)
                answers.append(cursor.fetchall())
            rows = answers[2][: product.SIZE]
            cursor.execute(marks, [[row[17] for row in rows]])
            cursor.fetchall()
        found = sum(
            count
            for name, rank, car_pass, _text, count in answers[1]
            if name == "fitting" and asked.is_found(rank, car_pass)
        )
        return len(rows), found

    return ask
