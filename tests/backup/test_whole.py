from __future__ import annotations

import json
import threading
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connections

from garageflow.backup.whole import back_up
from garageflow.documents.models import Document
from garageflow.tenancy.active import garage_active
from garageflow.vehicles.models import OdometerReading
from tests.factories import OdometerReadingFactory, VehicleFactory

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.xdist_group("backup"),
]


def give_files(world) -> None:
    for side in (world.ours, world.theirs):
        with garage_active(side.garage):
            for document in Document.objects.all():
                document.file.save("x", ContentFile(f"content {document.pk}".encode()))


def test_a_backup_taken_while_people_work_is_restored_equal(world, elsewhere, tmp_path: Path):
    give_files(world)
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            with garage_active(world.ours.garage):
                OdometerReadingFactory(vehicle=VehicleFactory())
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        manifest = back_up(tmp_path / "backup.zip")
    finally:
        stop.set()
        worker.join()

    done = elsewhere.manage("restore", str(tmp_path / "backup.zip"))

    assert (done.returncode, done.stderr) == (0, "")
    assert manifest.summary in done.stdout
    assert manifest.missing_files == []
    assert manifest.files == manifest.tables["documents_document"]["rows"] > 0
    with garage_active(world.ours.garage):
        document = Document.objects.order_by("pk")[0]
        assert (elsewhere.folder / "files" / document.file.name).read_text() == f"content {document.pk}"
        # What came after the backup is not in it, and keys go on after it.
        assert manifest.tables["vehicles_odometerreading"]["rows"] <= OdometerReading.objects.count() + 10
    [(last,)] = elsewhere.rows("SELECT max(id) FROM vehicles_odometerreading")
    [(following,)] = elsewhere.rows(
        "SELECT nextval(pg_get_serial_sequence('vehicles_odometerreading', 'id'))"
    )
    assert following == last + 1
    checked = elsewhere.rows("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")
    assert checked == [(0,)]


def test_a_backup_can_be_read_by_nobody_else(world, tmp_path: Path):
    back_up(tmp_path / "backup.zip")

    assert (tmp_path / "backup.zip").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup.zip"]


def test_a_damaged_backup_is_noticed_and_nothing_is_kept_of_it(world, elsewhere, tmp_path: Path):
    back_up(tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for entry in good.infolist():
            content = good.read(entry)
            if entry.filename == "tables/vehicles_vehicle.csv":
                content = content.replace(b"owqjxz", b"owqjxy", 1)
            bad.writestr(entry, content)

    done = elsewhere.manage("restore", str(tmp_path / "bad.zip"))

    assert done.returncode == 1
    assert "vehicles_vehicle is not what was saved" in done.stderr
    assert elsewhere.rows("SELECT count(*) FROM tenancy_garage") == [(0,)]


def test_a_backup_of_another_version_is_refused(world, elsewhere, tmp_path: Path):
    back_up(tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as good, zipfile.ZipFile(tmp_path / "new.zip", "w") as new:
        for entry in good.infolist():
            content = good.read(entry)
            if entry.filename == "manifest.json":
                manifest = json.loads(content)
                content = json.dumps(
                    {**manifest, "migrations": [*manifest["migrations"], "stock.0999_new"]}
                ).encode()
            new.writestr(entry, content)

    done = elsewhere.manage("restore", str(tmp_path / "new.zip"))

    assert done.returncode == 1
    assert "another version of GarageFlow (they differ in stock.0999_new" in done.stderr


def test_nothing_is_restored_over_garages(world, elsewhere, tmp_path: Path):
    back_up(tmp_path / "backup.zip")
    assert elsewhere.manage("restore", str(tmp_path / "backup.zip")).returncode == 0

    done = elsewhere.manage("restore", str(tmp_path / "backup.zip"))

    assert done.returncode == 1
    assert "Restore into an empty one" in done.stderr


def test_some_other_zip_file_is_refused(elsewhere, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("beach.txt", "sand")

    done = elsewhere.manage("restore", str(tmp_path / "photos.zip"))

    assert done.returncode == 1
    assert "was not made by GarageFlow" in done.stderr
