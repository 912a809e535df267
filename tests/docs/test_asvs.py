"""docs/asvs.md names every point of levels 1 and 2, and what it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from django.conf import settings

from garageflow.local.folders import REPOSITORY
from tests.security.reporting import none_of

# OWASP ASVS 5.0.0: the level of each requirement of a section, in its order.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3",
    "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23",
    "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
POINTS = [
    f"{section}.{number}"
    for section, levels in LEVELS.items()
    for number, level in enumerate(levels, start=1)
    if level in "12"
]
STATES = {"met", "does not apply", "open"}
# What a row names, in backticks: a test, a setting, a file, or a word of code.
_TEST = re.compile(r"^(tests/\S+\.py)::(test_\w+)$")
_SETTING = re.compile(r"^settings\.([A-Z_]+)$")
_FILE = re.compile(r"^[\w./-]+/[\w./-]*\w$|^[\w.-]+\.(?:md|yml|txt|toml)$|^Dockerfile$|^\.\w+$")


@pytest.fixture(scope="module")
def rows() -> list[tuple[list[str], str, str]]:
    """Of each row: its points, its state, its words. `10` and `4.3` stand for all points below them."""
    lines = (REPOSITORY / "docs" / "asvs.md").read_text().splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)
    ]
    return [(_points_of(numbers), state, words) for numbers, state, words in cells]


def test_the_list_of_points_is_whole():
    """253 of the 345 requirements are of level 1 or 2: 70 and 183."""
    assert sum(levels.count("1") for levels in LEVELS.values()) == 70
    assert (len(POINTS), sum(map(len, LEVELS.values()))) == (253, 345)


def test_every_point_is_answered_once(rows):
    answered = [point for points, _state, _words in rows for point in points]

    assert sorted(answered, key=_order) == sorted(POINTS, key=_order)


def test_every_answer_is_one_of_three_and_gives_its_reason(rows):
    none_of(
        f"{points}: {state} {words}" for points, state, words in rows if state not in STATES or len(words) < 7
    )


def test_every_test_setting_and_file_that_is_named_exists(rows):
    named = {name for _points, _state, words in rows for name in re.findall(r"`([^`]+)`", words)}

    none_of(name for name in sorted(named) if not _exists(name))


def test_every_part_of_another_document_that_is_named_exists(rows):
    wanted = {
        pair
        for _points, _state, words in rows
        for pair in re.findall(r"\*([^*]+)\* in `(docs/[\w.]+)`", words)
    }

    assert wanted
    none_of(
        f"{file}: {title}"
        for title, file in sorted(wanted)
        if not re.search(rf"^#+ {re.escape(title)}$", (REPOSITORY / file).read_text(), re.MULTILINE)
    )


def test_what_is_open_is_counted_at_the_top(rows):
    text = (REPOSITORY / "docs" / "asvs.md").read_text()
    counts = {state: sum(len(points) for points, found, _ in rows if found == state) for state in STATES}

    assert (
        f"{counts['met']} are met, {counts['does not apply']} do not apply, {counts['open']} are open" in text
    )


@pytest.mark.parametrize(
    "name",
    [
        "tests/docs/test_asvs.py::test_that_nobody_wrote",
        "tests/nowhere/test_asvs.py::test_every_point_is_answered_once",
        "settings.NO_SUCH_SETTING",
        "docs/nothing.md",
    ],
)
def test_what_does_not_exist_is_found(name: str):
    assert not _exists(name)


def _points_of(numbers: str) -> list[str]:
    wanted = numbers.split(", ")
    return [point for point in POINTS if any(point == it or point.startswith(f"{it}.") for it in wanted)]


def _order(point: str) -> tuple[int, ...]:
    return tuple(int(part) for part in point.split("."))


def _exists(name: str) -> bool:
    if test := _TEST.match(name):
        return test[2] in _tests_of(test[1])
    if setting := _SETTING.match(name):
        return hasattr(settings, setting[1])
    if _FILE.match(name):
        return (REPOSITORY / name).exists()
    return True


@cache
def _tests_of(file: str) -> frozenset[str]:
    path = REPOSITORY / file
    if not path.is_file():
        return frozenset()
    return frozenset(
        node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
    )
