"""The benchmarks of the stock list run, on a garage of 400. What they judge is judged at full size."""

from __future__ import annotations

from importlib import import_module

import pytest

from bench.runner import BENCHMARKS
from stock.criteria import CRITERIA
from stock.sorting import SORTS

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

OF_STATEMENTS = ("rls-index", "list-scale", "facets", "deep-page", "list-vs-sql")
OF_PAGES = ("page-vs-raw", "page-tail")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    for name, value in (("VEHICLES", 900), ("GARAGES", 8), ("LARGEST", 400), ("ROUNDS", 2)):
        monkeypatch.setenv(f"BENCH_{name}", str(value))


def test_every_filter_and_every_order_is_measured():
    figures = {name: list(import_module(BENCHMARKS[name]).measure()) for name in OF_STATEMENTS}

    for name, measured in figures.items():
        assert measured, name
        assert all(figure.value > 0 and "ms" in figure.note for figure in measured), name
    for name in ("rls-index", "list-scale"):
        measured_words = " ".join(figure.what for figure in figures[name])
        assert [one.name for one in CRITERIA if one.name not in measured_words] == []
        assert [sort for sort in SORTS if f"sorted by {sort}" not in measured_words] == []


@pytest.mark.slow
def test_pages_are_measured_over_http():
    for name in OF_PAGES:
        figures = list(import_module(BENCHMARKS[name]).measure())
        assert figures, name
        assert all(figure.value > 0 and "rows" in figure.note for figure in figures), name
