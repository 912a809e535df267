"""Rows near a point: a box that an index can search, then the exact distance of what lies in it.

The columns are double precision, whose comparisons are leakproof: an index (garage, …, latitude, longitude)
is used under row security too. sin() and cos() are not, and need not be: they only see rows in the box.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

from django.db.models import BooleanField, F, Func, Model, QuerySet

from garageflow.geo.places import Point

Row = TypeVar("Row", bound=Model)

_KM_PER_DEGREE = 111.195
_EARTH_KM = 6371.0088


def near(
    queryset: QuerySet[Row, Row], point: Point, *, km: float, latitude: str, longitude: str
) -> QuerySet[Row, Row]:
    """Rows whose columns `latitude` and `longitude` lie within `km` of the point, as the crow flies."""
    boxed = queryset.filter(
        **{f"{latitude}__range": _latitudes(point, km), f"{longitude}__range": _longitudes(point, km)}
    )
    return boxed.filter(_WithinCircle(F(latitude), F(longitude), point=point, km=km))


class _WithinCircle(Func):
    """Compares cosines of the angle at the centre of the earth: the nearer, the larger."""

    output_field = BooleanField()

    def __init__(self, *columns: Any, point: Point, km: float) -> None:
        super().__init__(*columns)
        self.north, self.east = math.radians(point[0]), math.radians(point[1])
        self.least = math.cos(km / _EARTH_KM)

    def as_sql(  # type: ignore[override]  # no template: three numbers stand between the columns
        self, compiler: Any, connection: Any, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (latitude, _none), (longitude, _none) = map(compiler.compile, self.source_expressions)
        north, east = f"radians({latitude})", f"radians({longitude})"
        sql = f"(%s * sin({north}) + %s * cos({north}) * cos({east} - %s)) >= %s"
        return sql, (math.sin(self.north), math.cos(self.north), self.east, self.least)


def _latitudes(point: Point, km: float) -> tuple[float, float]:
    reach = km / _KM_PER_DEGREE
    return point[0] - reach, point[0] + reach


def _longitudes(point: Point, km: float) -> tuple[float, float]:
    """Degrees of longitude are shortest at the edge that is nearest to the pole."""
    widest = abs(point[0]) + km / _KM_PER_DEGREE
    reach = km / (_KM_PER_DEGREE * math.cos(math.radians(min(widest, 85))))
    return point[1] - reach, point[1] + reach
