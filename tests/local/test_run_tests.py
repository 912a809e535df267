from __future__ import annotations

import pytest

from garageflow.local import run_tests
from garageflow.local.folders import LocalError


@pytest.mark.parametrize(
    ("found", "told"),
    [("/usr/bin/chromium", "/usr/bin/chromium"), ("", ""), (None, "none")],
)
def test_the_browser_tests_are_told_which_chromium_to_use(monkeypatch, found, told):
    monkeypatch.setattr(run_tests, "find_chromium", lambda: found)

    assert run_tests._browser({}) == {"CHROMIUM_PATH": told}


def test_a_choice_of_the_person_stays(monkeypatch):
    monkeypatch.setattr(run_tests, "find_chromium", lambda: None)

    assert run_tests._browser({"CHROMIUM_PATH": "/opt/chromium", "CI": "true"}) == {}


def test_without_chromium_one_is_told_loudly(monkeypatch, capsys):
    monkeypatch.setattr(run_tests, "find_chromium", lambda: None)

    run_tests._browser({})

    assert "THE BROWSER TESTS ARE SKIPPED" in capsys.readouterr().err


def test_without_chromium_a_judge_fails(monkeypatch):
    monkeypatch.setattr(run_tests, "find_chromium", lambda: None)

    with pytest.raises(LocalError, match="must not be skipped"):
        run_tests._browser({"CI": "true"})
