"""Rows near a point: a box that an index can search, then the exact distance of what lies in it.

The columns are double precision, whose comparisons are leakproof: an index (garage, …, latitude, longitude)
is used under row security too. sin() and cos() are not, and need not be: they only see rows in the box.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

from django.db.models import F, FloatField, Model, QuerySet, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.db.models.lookups import LessThanOrEqual

from garageflow.geo.places import Point

Row = TypeVar("Row", bound=Model)

_KM_PER_DEGREE = 111.195
_EARTH_DIAMETER_KM = 2 * 6371.0088


def near(
    queryset: QuerySet[Row, Row], point: Point, *, km: float, latitude: str, longitude: str
) -> QuerySet[Row, Row]:
    """Rows whose columns `latitude` and `longitude` lie within `km` of the point, as the crow flies."""
    boxed = queryset.filter(
        **{f"{latitude}__range": _latitudes(point, km), f"{longitude}__range": _longitudes(point, km)}
    )
    return boxed.filter(LessThanOrEqual(crow_km(point, latitude, longitude), km))


def crow_km(point: Point, latitude: str, longitude: str) -> Any:
    """The straight distance in km to a point, as an expression."""
    here, there = Radians(_number(point[0])), Radians(F(latitude))
    east = Radians(F(longitude)) - Radians(_number(point[1]))
    half = Power(Sin((there - here) / 2), 2) + Cos(here) * Cos(there) * Power(Sin(east / 2), 2)
    return _number(_EARTH_DIAMETER_KM) * ASin(Sqrt(Least(half, _number(1))), output_field=FloatField())


def _number(value: float) -> Value:
    return Value(float(value), output_field=FloatField())


def _latitudes(point: Point, km: float) -> tuple[float, float]:
    reach = km / _KM_PER_DEGREE
    return point[0] - reach, point[0] + reach


def _longitudes(point: Point, km: float) -> tuple[float, float]:
    """Degrees of longitude are shortest at the edge that is nearest to the pole."""
    widest = abs(point[0]) + km / _KM_PER_DEGREE
    reach = km / (_KM_PER_DEGREE * math.cos(math.radians(min(widest, 85))))
    return point[1] - reach, point[1] + reach
