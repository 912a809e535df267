import gzip
import os
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

from garageflow.ui.finders import BundleFinder, write_bundle

# For the PDF renderer, and the simulator, which is another site.
APART = {"pdf.css", "window_card.css", "simulator.css"}


def test_the_style_sheet_is_one_small_file():
    css = Path(finders.find("css/garageflow.css")).read_text()

    assert css.startswith("/* Later layers win.")
    assert ".button" in css
    assert "@page" not in css
    assert len(gzip.compress(css.encode())) < 30_000


def test_every_source_names_its_layer(settings):
    for file in Path(settings.BASE_DIR, "static/css").rglob("*.css"):
        if file.name not in APART:
            assert "@layer " in file.read_text(), file.name


def test_the_scripts_are_one_small_file():
    script = Path(finders.find("js/garageflow.js")).read_text()

    assert "data-guard" in script
    assert "phoneStore" not in script
    assert len(gzip.compress(script.encode())) < 10_000


def test_what_only_works_on_a_phone_is_a_file_of_its_own():
    script = Path(finders.find("js/phone.js")).read_text()

    assert "phoneStore" in script
    assert "data-guard" not in script


def test_a_changed_source_is_seen(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    bundle = write_bundle("css/garageflow.css")
    os.utime(bundle, (1, 1))
    bundle_before = bundle.stat().st_mtime

    assert write_bundle("css/garageflow.css").stat().st_mtime > bundle_before


def test_an_unchanged_bundle_is_left_alone(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    first = write_bundle("js/garageflow.js").stat().st_mtime_ns

    assert write_bundle("js/garageflow.js").stat().st_mtime_ns == first


def test_collectstatic_finds_the_bundles():
    found = {path: storage for path, storage in BundleFinder().list([])}

    assert set(found) == {"css/garageflow.css", "js/garageflow.js", "js/phone.js"}
    assert all(storage.exists(path) for path, storage in found.items())


def test_other_files_are_not_its_business():
    assert BundleFinder().find("css/pdf.css") == []
    assert StaticFilesStorage().url("css/garageflow.css") == "/static/css/garageflow.css"
