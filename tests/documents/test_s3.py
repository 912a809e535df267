"""Private files in S3, as the settings name it: all that is done with them, against the S3 of moto."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from typing import Any

import boto3
import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from moto import mock_aws

from garageflow.backup.archive import ArchiveRefused, Manifest, add_files, put_files_back
from garageflow.documents.domain import documents
from garageflow.documents.domain.documents import delete_document, remove_orphaned_files
from garageflow.documents.downloads import document_response
from tests.documents.test_documents import A_PDF, kept
from tests.security.test_deployment import environment


@pytest.fixture(scope="module")
def storage_of_the_settings() -> dict[str, Any]:
    program = "from garageflow.settings import STORAGES; import json; print(json.dumps(STORAGES['default']))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=django_settings.BASE_DIR,
        env=environment(FILES_S3_BUCKET="garage-files", FILES_S3_REGION="us-east-1"),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    storage: dict[str, Any] = json.loads(done.stdout)
    return storage


@pytest.fixture(autouse=True)
def bucket(settings, monkeypatch, storage_of_the_settings):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        settings.STORAGES = {**django_settings.STORAGES, "default": storage_of_the_settings}
        yield boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="garage-files")


def test_a_file_is_kept_private_answered_and_deleted(in_peeters, bucket, django_capture_on_commit_callbacks):
    document = kept()
    name = document.file.name

    assert b"".join(document_response(document).streaming_content) == A_PDF
    grants = [grant["Grantee"].get("URI", "") for grant in bucket.Object(name).Acl().grants]
    assert not any("AllUsers" in who for who in grants)
    with django_capture_on_commit_callbacks(execute=True):
        delete_document(document)
    assert list(bucket.objects.all()) == []


def test_the_night_removes_files_without_a_row(in_peeters, bucket, monkeypatch):
    assert remove_orphaned_files(in_peeters, date(2026, 11, 21)) == 0
    document = kept()
    default_storage.save(f"{in_peeters.pk}/orphan", ContentFile(b"x"))
    assert remove_orphaned_files(in_peeters, date(2026, 11, 21)) == 0

    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(documents.timezone, "now", lambda: later)
    assert remove_orphaned_files(in_peeters, date(2026, 11, 23)) == 1

    assert [entry.key for entry in bucket.objects.all()] == [document.file.name]


def test_files_go_into_a_backup_and_back_and_over_none(in_peeters, bucket, tmp_path):
    name = kept().file.name
    manifest = Manifest("backup", "2026-11-21", [])
    with zipfile.ZipFile(tmp_path / "backup.zip", "w") as archive:
        add_files(archive, [name, "1/missing"], manifest)
    assert (manifest.files, manifest.missing_files) == (1, ["1/missing"])

    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        with pytest.raises(ArchiveRefused, match="is here already"):
            put_files_back(archive)
        default_storage.delete(name)
        assert put_files_back(archive) == 1

    assert bucket.Object(name).get()["Body"].read() == A_PDF
    assert len(list(bucket.objects.all())) == 1
