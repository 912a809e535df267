# ruff: noqa: E501 - the statements are laid out as tables
"""The stock list as a person would write it in SQL: without row security, so with the garage in every statement.

Tuned as the product is: the same columns and indexes, only what a row shows, the page found before the joins, dates
as literals, the vehicles grouped once for all counts and these groups summed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

_ROWS = """
    SELECT l.number, l.make, l.model_name, l.version, l.fuel, l.gearbox, l.vin, l.first_registered_key, l.km_key,
           l.acquired_on, l.price_amount, l.cover_id, l.status, v.plate_country, v.plate_display,
           v.car_pass_valid_until, v.car_pass_exclusion, v.id, s.name, p.id
    FROM (SELECT id FROM stock_listing WHERE garage_id = {garage} AND {where} ORDER BY {order} LIMIT 51) page
    JOIN stock_listing l ON l.id = page.id
    JOIN vehicles_vehicle v ON v.id = l.vehicle_id
    JOIN tenancy_shop s ON s.id = l.shop_id
    LEFT JOIN stock_photo p ON p.id = l.cover_id
    ORDER BY {order_of_page}
"""
_GROUPS = """{name}_by_day AS MATERIALIZED (
    SELECT {columns}status_rank, car_pass_key, count(*) AS n FROM stock_listing
    WHERE garage_id = {garage} AND {where} GROUP BY {columns}status_rank, car_pass_key
), {name} AS MATERIALIZED (
    SELECT {columns}status_rank,
           CASE WHEN car_pass_key <= '0001-01-01' THEN 'missing' WHEN car_pass_key <= '2026-11-20' THEN 'expired'
                WHEN car_pass_key <= '2026-12-05' THEN 'expiring' WHEN car_pass_key <= '9999-12-30' THEN 'active'
                ELSE 'not_needed' END AS car_pass,
           sum(n::int) AS n
    FROM {name}_by_day GROUP BY {columns}status_rank, car_pass
)"""
_TABS = """
    SELECT '{name}', status_rank, car_pass, '', sum(n)::bigint FROM {source} WHERE {where} GROUP BY 2, 3
"""
_FACET = """
    SELECT '{name}', 0, '', {column}::text, sum(n)::bigint FROM groups WHERE {where} GROUP BY 4
"""
_MARKS = """
    SELECT DISTINCT ON (vehicle_id) vehicle_id, state, code, message FROM carpass_renewal
    WHERE garage_id = {garage} AND vehicle_id = ANY(%s) ORDER BY vehicle_id, id DESC
"""
_DESK = """
    SELECT (SELECT json_agg(json_build_array(f.id, f.name, f.query, f.is_pinned) ORDER BY f.name) FROM stock_savedfilter f
            WHERE f.garage_id = {garage} AND (f.member_id = m.id OR f.is_shared)),
           (SELECT json_agg(json_build_array(s.id, s.name) ORDER BY s.name) FROM tenancy_shop s WHERE s.garage_id = {garage}),
           (SELECT warning_days FROM carpass_carpasssettings WHERE garage_id = {garage}),
           (SELECT columns FROM stock_columnchoice c WHERE c.garage_id = {garage} AND c.member_id = m.id)
    FROM tenancy_member m WHERE m.garage_id = {garage} AND m.name = 'Seller'
"""
_STOCK = "place = 'stock'"
_NEWEST = "acquired_on DESC, id DESC"


def page(garage: int, where: str, order: str = _NEWEST) -> str:
    of_page = ", ".join(f"l.{column.strip()}" for column in order.split(","))
    return _ROWS.format(garage=garage, where=f"{_STOCK} AND {where}", order=order, order_of_page=of_page)


def counts(garage: int, asked: Asked) -> str:
    columns = "".join(f"{column}, " for column in asked.columns)
    narrowed = f"{_STOCK} AND {asked.narrowed}" if asked.narrowed else _STOCK
    groups = [_GROUPS.format(name="groups", garage=garage, columns=columns, where=narrowed)]
    if asked.narrowed:
        groups.append(_GROUPS.format(name="whole", garage=garage, columns="", where=_STOCK))
    parts = [
        _TABS.format(name="", source="whole" if asked.narrowed else "groups", where="true"),
        _TABS.format(name="fitting", source="groups", where=asked.fits),
        *(
            _FACET.format(name=name, column=column, where=condition)
            for name, (column, condition) in asked.facets.items()
        ),
    ]
    return f"WITH {', '.join(groups)} {' UNION ALL '.join(parts)}"


def marks(garage: int) -> str:
    return _MARKS.format(garage=garage)


def desk(garage: int) -> str:
    return _DESK.format(garage=garage)


@dataclass(frozen=True, slots=True)
class Asked:
    """Conditions of the rows, and of the counts: those leave out status and Car-Pass, and `is_found` puts them back."""

    rows: str = "true"
    # What the counts group by, what narrows them before that, and what the groups of this list fit.
    columns: tuple[str, ...] = ()
    narrowed: str = ""
    fits: str = "true"
    # Column and condition of the others, for each chip.
    facets: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_found: Callable[[int, str], bool] = lambda rank, car_pass: True


_GOLF = "make_key = 'volkswagen' AND model_name = 'Golf'"
# The same addresses as the product is asked for.
ASKED = {
    "": Asked(),
    "car_pass=expired&car_pass=missing": Asked(
        "(car_pass_key > '0001-01-01' AND car_pass_key < '2026-11-21' OR car_pass_key = '0001-01-01')",
        is_found=lambda rank, car_pass: car_pass in ("expired", "missing"),
    ),
    "make=volkswagen": Asked(
        "make_key = 'volkswagen'",
        ("make_key",),
        fits="make_key = 'volkswagen'",
        facets={"make": ("make_key", "true")},
    ),
    "make=volkswagen&model=golf&fuel=diesel": Asked(
        "make_key = 'volkswagen' AND model_key = 'golf' AND fuel = 'diesel'",
        ("make_key", "model_name", "fuel"),
        fits=f"{_GOLF} AND fuel = 'diesel'",
        facets={
            "make": ("make_key", "fuel = 'diesel'"),
            "model": ("model_name", "make_key = 'volkswagen' AND fuel = 'diesel'"),
            "fuel": ("fuel", _GOLF),
        },
    ),
    "status=for_sale": Asked("status_rank = 2", is_found=lambda rank, car_pass: rank == 2),
    "price_until=15000": Asked(
        "price_amount BETWEEN 1 AND 1500000", narrowed="price_amount BETWEEN 1 AND 1500000"
    ),
    "gearbox=automatic&body=suv": Asked(
        "gearbox = 'automatic' AND body = 'suv'",
        ("gearbox", "body"),
        fits="gearbox = 'automatic' AND body = 'suv'",
        facets={"gearbox": ("gearbox", "body = 'suv'"), "body": ("body", "gearbox = 'automatic'")},
    ),
    "km_until=30000": Asked("km_key BETWEEN 0 AND 30000", narrowed="km_key BETWEEN 0 AND 30000"),
    "q=golf": Asked("search LIKE '%golf%'", narrowed="search LIKE '%golf%'"),
}
ORDERS = {
    "price": "price_amount, id",
    "-km": "km_key DESC, id DESC",
    "car_pass": "car_pass_key, id",
    "model": "make_key, model_key, acquired_on, id",
}
