"""S9: lists that nobody should send are refused with their line or read to the last one, in little memory."""

import contextlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from autopaspoort.customer_list.reader import read_customer_list
from garageflow.tables.refusals import FileRefused
from tests.security.nasty_lists import HEADER, line, nasty_lists, nasty_workbooks

REPOSITORY = Path(__file__).parents[2]
MEMORY = 50_000_000
LISTS = nasty_lists()
WORKBOOKS = nasty_workbooks()


def read_in_another_process(*arguments):
    result = subprocess.run(
        [sys.executable, "-m", "tests.security.read_lists", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_there_are_more_than_forty_lists_and_their_names_differ():
    assert len({nasty.name for nasty in LISTS + WORKBOOKS}) == len(LISTS) + len(WORKBOOKS) > 40


@pytest.mark.parametrize(
    "nasty", [nasty for nasty in LISTS if isinstance(nasty.expected[0], str)], ids=lambda nasty: nasty.name
)
def test_a_list_that_cannot_be_read_is_refused_with_its_line(nasty):
    with pytest.raises(FileRefused) as refused:
        list(read_customer_list(io.BytesIO(nasty.content), "NL"))

    assert (refused.value.code, refused.value.line) == nasty.expected
    assert str(refused.value)


@pytest.mark.parametrize(
    "nasty", [nasty for nasty in LISTS if isinstance(nasty.expected[0], int)], ids=lambda nasty: nasty.name
)
def test_every_line_of_a_list_that_can_be_read_is_accounted_for(nasty):
    reader = read_customer_list(io.BytesIO(nasty.content), "NL")
    checked = list(reader)

    refused = [line for line in checked if line.refused]
    warned = [line for line in checked if line.findings and not line.refused]
    assert (len(checked) - len(refused), len(warned), len(refused)) == nasty.expected
    assert all(line.findings for line in refused)
    # Judged by somebody who knows nothing but line ends: what is not handed out is header or blank.
    physical = dict(enumerate(re.split("\r\n|\r|\n", decoded(nasty.content)), start=1))
    handed_out = {line.line for line in checked}
    rest = [
        text for number, text in physical.items() if number > reader.header.line and number not in handed_out
    ]
    assert len(handed_out) == len(checked)
    assert not any(text.strip(" \t;\u00a0") for text in rest)
    assert all(line.cells[0][:5] in physical[line.line] for line in checked)


def test_memory_stays_small_whatever_is_read(tmp_path):
    for number, nasty in enumerate(LISTS + WORKBOOKS):
        (tmp_path / f"{number:03d}").write_bytes(nasty.content)

    result = read_in_another_process(str(tmp_path))

    verdicts = zip(LISTS + WORKBOOKS, result["verdicts"].values(), strict=True)
    assert {nasty.name: tuple(verdict) for nasty, verdict in verdicts} == {
        nasty.name: nasty.expected for nasty in LISTS + WORKBOOKS
    }
    assert result["growth"] <= MEMORY


def test_lines_of_200_mb_cost_nothing():
    result = read_in_another_process()

    assert result["verdicts"] == {
        "no line end at all": ["LINE_TOO_LONG", 1],
        "no line end behind the header": ["LINE_TOO_LONG", 2],
        "an open quote": ["LINE_TOO_LONG", 2],
        "delimiters": ["LINE_TOO_LONG", 2],
        "NUL": ["NUL_BYTE", 2],
        "as UTF-16": ["LINE_TOO_LONG", 1],
        "beyond the limit of a file": ["FILE_TOO_LARGE", None],
    }
    assert result["growth"] <= MEMORY / 10


def test_two_hundred_thousand_lines_cost_no_more_than_three(tmp_path):
    with (tmp_path / "list").open("wb") as file:
        file.write(HEADER)
        for number in range(200_000):
            file.write(line(number))

    result = read_in_another_process("--raised", str(tmp_path))

    assert result["verdicts"] == {"list": [200_000, 0, 0]}
    assert result["growth"] <= MEMORY / 10


@pytest.mark.parametrize("seed", range(10))
def test_damage_at_random_is_refused_or_read_and_never_an_error(seed):
    random = Random(seed)
    whole = [HEADER + b"".join(line(number) for number in range(20)), WORKBOOKS[0].content]
    pieces = [b"", b'"', b"\r", b"\n", b";", b"\0", b"\xff", b"<", b"99999999", b"PK\x01\x02"]

    for _try in range(60):
        content = bytearray(random.choice(whole))
        for _change in range(random.randint(1, 5)):
            at = random.randrange(len(content))
            content[at : at + random.randint(0, 4)] = random.choice([*pieces, random.randbytes(1)])
        with contextlib.suppress(FileRefused):
            list(read_customer_list(io.BytesIO(content), "NL"))


def decoded(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig").lstrip("\ufeff")
    except UnicodeDecodeError:
        return content.decode("cp1252")
