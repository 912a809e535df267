from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


@pytest.fixture
def project(tmp_path: Path, settings):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text('_("Plate")')
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return tmp_path


def translate(project: Path, language: str, words: str):
    path = project / "locale" / language / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text().replace('msgid "Plate"\nmsgstr ""', f'msgid "Plate"\nmsgstr "{words}"'))


def test_check_fails_until_everything_is_translated(project: Path, capsys):
    call_command("messages", "--update")
    translate(project, "nl", "Naam")
    with pytest.raises(CommandError, match=r"\Afr: 'Plate': untranslated\n1 problems in locale/\Z"):
        call_command("messages", "--check")

    translate(project, "fr", "Nom")
    call_command("messages", "--check")

    assert capsys.readouterr().out == "1 strings, translated into nl and fr.\n"


def test_check_asks_for_what_belgium_says_differently(project: Path):
    call_command("messages", "--update")
    translate(project, "nl", "Kenteken")
    translate(project, "fr", "Plaque")
    with pytest.raises(CommandError, match=r"\Anl_BE: 'Plate': missing\n"):
        call_command("messages", "--check")

    call_command("messages", "--update")
    translate(project, "nl_BE", "Nummerplaat")

    call_command("messages", "--check")


def test_check_finds_a_string_that_was_not_extracted_yet(project: Path):
    with pytest.raises(CommandError, match="nl: 'Plate': missing"):
        call_command("messages", "--check")


def test_compile_writes_every_language(project: Path):
    call_command("messages", "--update")

    call_command("messages", "--compile")

    assert sorted(path.parent.parent.name for path in project.rglob("*.mo")) == ["fr", "nl", "nl_BE"]
