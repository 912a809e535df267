"""The orders of the list, each one that of an index."""

from __future__ import annotations

from django.http import QueryDict

NEWEST = "days"
# Within a fuel, a gearbox, a body.
_STANDING = ("status_rank", "car_pass_key", "pk")
SORTS = {
    NEWEST: ("-acquired_on", "-pk"),
    "-days": ("acquired_on", "pk"),
    "number": ("number",),
    "-number": ("-number",),
    **{
        f"{sign}{name}": tuple(f"{sign}{column}" for column in columns)
        for name, columns in {
            "model": ("make_key", "model_key", "acquired_on", "pk"),
            "plate": ("plate", "pk"),
            "vin": ("vin", "pk"),
            "registered": ("first_registered_key", "pk"),
            "km": ("km_key", "pk"),
            "fuel": ("fuel", *_STANDING),
            "gearbox": ("gearbox", *_STANDING),
            "body": ("body", *_STANDING),
            "price": ("price_amount", "pk"),
            "shop": ("shop_id", "acquired_on", "pk"),
            "status": _STANDING,
            "car_pass": ("car_pass_key", "pk"),
        }.items()
        for sign in ("", "-")
    },
}


def order_of(params: QueryDict) -> tuple[str, ...]:
    return SORTS.get(params.get("sort", ""), SORTS[NEWEST])
