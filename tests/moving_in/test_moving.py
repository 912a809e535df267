from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image

from autopaspoort.models import Passport
from garageflow.audit.models import Entry
from garageflow.customers.models import Customer
from garageflow.moving_in import package as packages
from garageflow.moving_in.models import OldNumber
from garageflow.moving_in.package import FolderPackage, PackageRefused, ZipPackage
from garageflow.tenancy.active import garage_active
from garageflow.vehicles.models import OdometerReading, Vehicle
from stock.domain.listings import add_listing
from stock.models import Photo
from tests.factories import CustomerFactory, ShopFactory, VehicleFactory

CUSTOMERS = (
    "Klantnummer;Voornaam;Achternaam;E-mail;Telefoon;Postcode;Woonplaats;Taal\r\n"
    "K1;An;Peeters;an@example.com;0475 12 34 56;9000;Gent;Nederlands\r\n"
    "K2;Luc;Dubois;;;1000;Brussel;fr\r\n"
    "K3;Els;Maes;els(at)example.com;;;;\r\n"
)
VEHICLES = (
    "Voertuignummer;Klantnummer;Nummerplaat;Chassisnummer;Merk;Model;Brandstof;Eerste inschrijving\r\n"
    "V1;K1;1-ABC-123;WVWZZZ1KZAW000001;Volkswagen;Golf;diesel;03/04/2019\r\n"
    "V2;K2;1-XYZ-789;;Renault;Clio;essence;2020-01-31\r\n"
)
READINGS = (
    "Voertuignummer;Chassisnummer;Nummerplaat;Kilometerstand;Datum\r\n"
    "V1;;;45.210;01-02-2026\r\nV1;;;52 100;01-08-2026\r\n;;1-XYZ-789;8000;15-03-2026\r\n"
)


def folder(at: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (at / f"{name}.csv").write_text(text, encoding="utf-8")
    return at


def zipped(**files: bytes) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed


def run(capsys: Any, source: Path, *options: str) -> tuple[dict[str, Any], int]:
    code = 0
    try:
        call_command("moving_in", source, "--garage", "peeters", *options)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return json.loads(capsys.readouterr().out), code


def counts(report: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    kinds = ("customers", "vehicles", "readings", "photos")
    return {kind: (report[kind]["new"], report[kind]["known"], report[kind]["refused"]) for kind in kinds}


def photo() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "JPEG")
    return content.getvalue()


def test_everything_comes_over_and_a_second_run_writes_nothing(peeters, tmp_path, capsys):
    source = folder(tmp_path, klanten=CUSTOMERS, voertuigen=VEHICLES, kilometerstanden=READINGS)

    first, code = run(capsys, source)
    with garage_active(peeters):
        entries = Entry.objects.count()
    second, again = run(capsys, source)

    assert (code, again) == (0, 0)
    assert counts(first) == {
        "customers": (3, 0, 0),
        "vehicles": (2, 0, 0),
        "readings": (3, 0, 0),
        "photos": (0, 0, 0),
    }
    assert counts(second) == {
        "customers": (0, 3, 0),
        "vehicles": (0, 2, 0),
        "readings": (0, 3, 0),
        "photos": (0, 0, 0),
    }
    with garage_active(peeters):
        assert Entry.objects.count() == entries
        assert list(
            Customer.objects.order_by("number").values_list("identity", "email_state", "language", "name_key")
        ) == [
            ("e:an@example.com", "ok", "nl", "peeters an"),
            ("o:K2", "syntax", "fr", "dubois luc"),
            ("o:K3", "syntax", "nl", "maes els"),
        ]
        golf = Vehicle.objects.get(vin="WVWZZZ1KZAW000001")
        assert (golf.plate_display, golf.fuel, golf.first_registered_on) == (
            "1-ABC-123",
            "diesel",
            date(2019, 4, 3),
        )
        assert Passport.objects.get(vehicle=golf).customer.first_name == "An"
        assert set(Passport.objects.values_list("state", flat=True)) == {"created"}
        assert list(OdometerReading.objects.order_by("km").values_list("km", "source")) == [
            (8000, "import"),
            (45210, "import"),
            (52100, "import"),
        ]
        assert Entry.objects.get(event="moving_in.moved_in").facts == {
            "customers": 3,
            "vehicles": 2,
            "readings": 3,
            "photos": 0,
        }


def test_a_check_says_the_same_and_writes_nothing(peeters, tmp_path, capsys):
    source = folder(tmp_path, klanten=CUSTOMERS, voertuigen=VEHICLES, kilometerstanden=READINGS)

    report, _code = run(capsys, source, "--check")

    assert counts(report)["readings"] == (3, 0, 0)
    assert report["checked_only"] is True
    with garage_active(peeters):
        assert not Customer.objects.exists()
        assert not Vehicle.objects.exists()
        assert not Entry.objects.exists()


def test_every_wrong_line_is_told_with_its_column_and_what_is_allowed(peeters, tmp_path, capsys):
    source = folder(
        tmp_path,
        klanten="Klantnummer;Achternaam;Taal\r\nK1;;\r\nK2;Maes;klingon\r\nK3;Claes;nl\r\n",
        voertuigen=(
            "Klantnummer;Nummerplaat;Chassisnummer;Brandstof;Eerste inschrijving\r\n"
            "K9;1-ABC-123;;;\r\n;;;;\r\n;;;diesel;\r\nK3;;IOQ;stoom;31-02-2020\r\n"
        ),
        kilometerstanden=(
            "Chassisnummer;Kilometerstand;Datum\r\nWVWZZZ1KZAW000009;100;01-01-2026\r\n;veel;gisteren\r\n"
        ),
    )

    report, code = run(capsys, source)

    assert code == 3
    assert counts(report)["customers"] == (1, 0, 2)
    assert {(p["file"], p["line"], p["column"]) for p in report["problems"] if p["refused"]} == {
        ("klanten.csv", 2, "Achternaam"),
        ("klanten.csv", 3, "Taal"),
        ("voertuigen.csv", 2, "Klantnummer"),
        ("voertuigen.csv", 4, "Chassisnummer"),
        ("voertuigen.csv", 5, "Chassisnummer"),
        ("voertuigen.csv", 5, "Brandstof"),
        ("voertuigen.csv", 5, "Eerste inschrijving"),
        ("kilometerstanden.csv", 2, "Chassisnummer"),
        ("kilometerstanden.csv", 3, "Kilometerstand"),
        ("kilometerstanden.csv", 3, "Datum"),
    }
    fuel = next(problem for problem in report["problems"] if problem["column"] == "Brandstof")
    assert (fuel["value"], fuel["message"][:31]) == ("stoom", "Not a fuel of ours: petrol, die")


def test_readings_that_go_down_are_refused(peeters, tmp_path, capsys):
    lines = "V1;52100;01-08-2026\r\nV1;40000;01-09-2026\r\nV1;60000;01-09-2031\r\n"
    source = folder(
        tmp_path,
        voertuigen="Voertuignummer;Merk\r\nV1;Opel\r\n",
        kilometerstanden=f"Voertuignummer;Kilometerstand;Datum\r\n{lines}",
    )

    report, _code = run(capsys, source)

    assert counts(report)["readings"] == (1, 0, 2)
    assert [problem["column"] for problem in report["problems"]] == ["Kilometerstand", "Datum"]


def test_who_and_what_the_garage_knows_already_stays_as_it_is(peeters, tmp_path, capsys):
    with garage_active(peeters):
        CustomerFactory(email="an@example.com", first_name="Anna", city="Aalst")
        VehicleFactory(vin="WVWZZZ1KZAW000001", make="VW", plate="1ABC123", plate_country="BE")

    report, _code = run(capsys, folder(tmp_path, klanten=CUSTOMERS, voertuigen=VEHICLES))

    assert counts(report)["customers"] == (2, 1, 0)
    assert counts(report)["vehicles"] == (1, 1, 0)
    with garage_active(peeters):
        assert Customer.objects.get(email="an@example.com").city == "Aalst"
        assert Vehicle.objects.get(vin="WVWZZZ1KZAW000001").make == "VW"
        assert OldNumber.objects.get(number="K1").customer == Customer.objects.get(email="an@example.com")


def test_photos_hang_on_vehicles_in_stock_once(peeters, owner, tmp_path, capsys, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with garage_active(peeters):
        listing = add_listing(
            plate=_plate("1ABC123"),
            shop=ShopFactory(),
            facts={"vin": "WVWZZZ1KZAW000001", "make": "VW", "model_name": "Golf"},
            offer={"acquired_on": date(2026, 1, 1)},
            price_amount=0,
            by=owner,
        )
        VehicleFactory(plate="2XYZ789", plate_country="BE")
    at = tmp_path / "move"
    for name, content in (
        ("1-ABC-123/front.jpg", photo()),
        ("1-ABC-123/bomb.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50),
        ("2-XYZ-789/front.jpg", photo() + b"x"),
        ("9-ZZZ-999/front.jpg", photo()),
    ):
        (at / "photos" / name).parent.mkdir(parents=True, exist_ok=True)
        (at / "photos" / name).write_bytes(content)

    checked, _code = run(capsys, at, "--check")
    first, _code = run(capsys, at)
    second, _code = run(capsys, at)

    assert counts(checked)["photos"] == counts(first)["photos"] == (1, 0, 3)
    assert counts(second)["photos"] == (0, 1, 3)
    assert [problem["message"].partition(":")[0][:30] for problem in first["problems"]] == [
        "This image is damaged and cann",
        "This vehicle is not in stock",
        "No vehicle has the plate, VIN ",
    ]
    with garage_active(peeters):
        assert Photo.objects.get().listing == listing


def test_a_damaged_file_in_a_zip_keeps_none_of_the_others(peeters, tmp_path, capsys):
    readings = READINGS.encode() * 20
    packed = zipped(
        **{"klanten.csv": CUSTOMERS.encode(), "kilometerstanden.csv": readings, "photos/x/a.jpg": b""}
    )
    content = packed.getvalue()
    at = content.index(b"kilometerstanden.csv") + 60
    source = tmp_path / "oud.zip"
    source.write_bytes(content[:at] + b"\xff" * 20 + content[at + 20 :])

    report, _code = run(capsys, source)

    assert counts(report)["customers"] == (3, 0, 0)
    assert [
        (problem["file"], problem["message"]) for problem in report["problems"] if not problem["line"]
    ] == [
        ("kilometerstanden.csv", "kilometerstanden.csv is damaged and cannot be read."),
        ("photos/x/a.jpg", "No vehicle has the plate, VIN or number x."),
    ]


def test_what_leads_out_of_the_package_is_refused_in_words(db):
    packed = zipped(
        **{
            "../../etc/klanten.csv": b"x",
            "C:\\klanten.csv": b"x",
            "/voertuigen.csv": b"x",
            "__MACOSX/klanten.csv": b"x",
            "klanten.csv": b"Klantnummer;Achternaam\r\n1;Maes\r\n",
            "notes.doc": b"x",
        }
    )

    package = ZipPackage(packed)

    assert package.tables == {"customers": "klanten.csv"}
    assert [(name, words.partition(":")[0]) for name, words in package.left_out] == [
        ("../../etc/klanten.csv", "The name leads out of the folder"),
        ("/voertuigen.csv", "The name leads out of the folder"),
        ("C:\\klanten.csv", "The name leads out of the folder"),
        ("notes.doc", "Not a file of ours"),
    ]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_zip_is_refused(content):
    with pytest.raises(PackageRefused, match="not a zip"):
        ZipPackage(io.BytesIO(content))


def test_a_zip_without_anything_of_ours_and_one_with_too_much_are_refused(monkeypatch):
    with pytest.raises(PackageRefused, match="No file in it"):
        ZipPackage(zipped(**{"a.txt": b"x"}))
    monkeypatch.setattr(packages, "MAX_FILES", 2)
    with pytest.raises(PackageRefused, match="More than 2 files"):
        ZipPackage(zipped(**{f"photos/{number}/a.jpg": b"x" for number in range(3)}))


def test_a_bomb_is_read_up_to_its_limit_only(peeters, tmp_path, capsys):
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zipped(**{"klanten.csv": b"Klantnummer;Achternaam\r\n" + b"0" * 60_000_000}).getvalue())
    assert bomb.stat().st_size < 100_000

    report, code = run(capsys, bomb)

    assert code == 3
    assert [problem["message"] for problem in report["problems"]] == ["The file is too large."]
    assert len(ZipPackage(bomb.open("rb")).read("klanten.csv", 1000)) == 1001


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("Klantnummer;Achternaam\r\n1;Maes\r\n")
    inside = tmp_path / "move"
    inside.mkdir()
    (inside / "klanten.csv").symlink_to(secret)

    with pytest.raises(PackageRefused, match="leads out of the folder"):
        FolderPackage(inside).read("klanten.csv", 1000)


def _plate(text: str) -> Any:
    from garageflow.vehicles.plates import read_plate

    return read_plate(text, "BE")
