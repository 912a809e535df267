from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from garageflow.customers.models import Customer
from garageflow.jobs.domain.work import work_until_idle
from garageflow.moving_in.models import Move
from garageflow.tenancy.active import garage_active
from tests.moving_in.test_moving import CUSTOMERS, zipped


@pytest.fixture(autouse=True)
def files(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(client: Any, **files: str) -> Any:
    packed = zipped(**{f"{name}.csv": text.encode() for name, text in files.items()}).getvalue()
    return client.post("/g/peeters/settings/moving-in/", {"file": SimpleUploadedFile("oud.zip", packed)})


def test_from_the_upload_over_the_check_to_the_customers(as_owner, peeters):
    answer = upload(as_owner, klanten=CUSTOMERS + "K4;;;;;;;\r\n")
    address = answer.headers["Location"]
    assert "Not started" in as_owner.get(address).text

    work_until_idle()
    page = as_owner.get(address).text
    assert "What would happen" in page
    assert "klanten.csv, line 5" in page
    with garage_active(peeters):
        assert not Customer.objects.exists()

    as_owner.post(f"{address}taking-over/")
    as_owner.post(f"{address}taking-over/")
    work_until_idle()

    assert "What happened" in as_owner.get(address).text
    with garage_active(peeters):
        assert Customer.objects.count() == 3
        assert Move.objects.get().take_job.state == "completed_with_errors"


def test_the_wrong_lines_come_back_mended(as_owner, peeters):
    address = upload(as_owner, klanten="Klantnummer;Achternaam\r\nK1;\r\nK2;Maes\r\n").headers["Location"]
    work_until_idle()

    content = as_owner.get(f"{address}wrong-lines.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [name] = archive.namelist()
        text = archive.read(name).decode("utf-8-sig")
    header, line = text.splitlines()
    assert "This field is required" in line
    again = f"{header}\r\n{line.replace('K1;;;', 'K1;An;Claes;')}\r\n"
    mended = upload(as_owner, **{name.partition(".")[0]: again}).headers["Location"]
    work_until_idle()

    with garage_active(peeters):
        report = Move.objects.order_by("-pk")[0].report
    assert (report["customers"]["new"], report["customers"]["refused"]) == (1, 0)
    assert as_owner.get(mended).status_code == 200


def test_what_is_no_zip_is_refused_beside_its_field(as_owner, peeters):
    upload = SimpleUploadedFile("oud.zip", b"no zip")

    answer = as_owner.post("/g/peeters/settings/moving-in/", {"file": upload})

    assert answer.status_code == 422
    assert "This is not a zip file, or it is damaged." in answer.text
    with garage_active(peeters):
        assert not Move.objects.exists()


def test_tables_to_fill_in(as_owner):
    answer = as_owner.get("/g/peeters/settings/moving-in/vehicles.csv")

    assert answer.content.decode("utf-8-sig").startswith("Voertuignummer;Klantnummer;Nummerplaat;")


def test_it_is_for_owners(as_reception, as_owner, peeters, dubois):
    address = upload(as_owner, klanten=CUSTOMERS).headers["Location"]

    assert as_reception.get("/g/peeters/settings/moving-in/").status_code == 403
    assert as_reception.get(address).status_code == 403
    assert as_owner.get("/g/peeters/settings/moving-in/900001/").status_code == 404
