from __future__ import annotations

import os
from pathlib import Path

import pytest

from garageflow.local import system_parts
from garageflow.local.folders import LocalError


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Debian without Pango, whose apt-get writes down what it is asked."""
    (tmp_path / "bin").mkdir()
    apt = tmp_path / "bin" / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    asked = tmp_path / "asked"
    monkeypatch.setattr(
        system_parts, "_loads", lambda library: asked.exists() or not library.startswith("libpango")
    )
    return asked


def test_an_ordinary_user_gets_the_exact_command(without_pango, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(LocalError) as raised:
        system_parts.ensure_pdf_parts()

    assert str(raised.value).splitlines()[1].strip() == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends"
        " libpango-1.0-0 libpangoft2-1.0-0"
    )
    assert not without_pango.exists()


def test_root_installs_what_is_missing(without_pango, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    system_parts.ensure_pdf_parts()

    assert without_pango.read_text().splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0",
    ]


def test_without_apt_get_the_parts_are_named(without_pango, monkeypatch, tmp_path):
    (tmp_path / "bin" / "apt-get").unlink()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")

    with pytest.raises(LocalError, match="dnf install pango"):
        system_parts.ensure_pdf_parts()


def test_a_missing_font_is_noticed(without_pango, monkeypatch, tmp_path):
    without_pango.touch()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system_parts, "_FONT_FOLDERS", (str(tmp_path),))

    with pytest.raises(LocalError, match="fonts-dejavu-core"):
        system_parts.ensure_pdf_parts()
    (tmp_path / "Deja.ttf").touch()
    system_parts.ensure_pdf_parts()


@pytest.mark.parametrize(
    ("there", "found"),
    [(["shell", "chromium"], "shell"), (["chromium"], "chromium"), ([], "shell, installed")],
)
def test_the_chromium_without_windows_is_taken_first(monkeypatch, tmp_path, there, found):
    """And installed, where there is none."""
    paths = (tmp_path / "shell", tmp_path / "chromium")
    for name in there:
        (tmp_path / name).touch()
    monkeypatch.setattr(system_parts, "_CHROMIUMS", paths)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_parts.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        system_parts, "_apt_install", lambda packages: (tmp_path / packages[0]).touch() is None
    )

    assert system_parts.find_chromium() == str(tmp_path / found.removesuffix(", installed"))
