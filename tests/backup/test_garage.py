from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from psycopg import sql

from garageflow.backup.garage import export_garage
from garageflow.backup.tables import fingerprint, owner_transaction, tables_of
from garageflow.tenancy.models import Garage
from tests.backup.test_whole import give_files
from tests.security.world import CANARY, OURS

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.xdist_group("backup"),
]


ROWS = sql.SQL("SELECT * FROM {} WHERE garage_id = {}")


def rows_of(garage: Garage) -> dict[str, str]:
    with owner_transaction(snapshot=True) as raw:
        return {
            table.name: str(
                fingerprint(
                    raw,
                    sql.SQL("SELECT * FROM {} WHERE garage_id = {}").format(
                        sql.Identifier(table.name), garage.pk
                    ),
                )
            )
            for table in tables_of(raw)
            if table.is_of_a_garage
        }


def test_an_export_holds_all_of_one_garage_and_nothing_of_another(world, tmp_path: Path):
    give_files(world)

    manifest = export_garage(world.ours.garage, tmp_path / "peeters.zip")

    with zipfile.ZipFile(tmp_path / "peeters.zip") as archive:
        texts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    assert [name for name, text in texts.items() if CANARY in text] == []
    assert OURS in texts["tables/vehicles_vehicle.csv"]
    with owner_transaction(snapshot=True) as raw:
        ours = [table.name for table in tables_of(raw) if table.is_of_a_garage]
    assert [name for name in ours if f"tables/{name}.csv" not in texts] == []
    assert manifest.files > 0
    # Passwords, not even scrambled ones, stay here.
    header = texts["tables/accounts_user.csv"].partition("\n")[0]
    assert header == "id,email,language,is_active,created_at"


def test_an_export_is_taken_into_an_empty_installation(world, elsewhere, tmp_path: Path):
    give_files(world)
    export_garage(world.ours.garage, tmp_path / "peeters.zip")

    done = elsewhere.manage("garage_import", str(tmp_path / "peeters.zip"))

    assert (done.returncode, done.stderr) == (0, "")
    assert "is here" in done.stdout
    assert elsewhere.rows("SELECT slug FROM tenancy_garage") == [("peeters",)]
    assert elsewhere.rows("SELECT count(*) FROM accounts_user WHERE password NOT LIKE '!%'") == [(0,)]
    again = elsewhere.manage("garage_import", str(tmp_path / "peeters.zip"))
    assert again.returncode == 1
    assert "This installation is in use" in again.stderr


def test_a_closed_garage_is_deleted_and_the_other_is_as_before(world):
    give_files(world)
    ours, theirs = world.ours.garage, world.theirs.garage
    before = rows_of(theirs)
    Garage.objects.filter(pk=ours.pk).update(is_active=False)

    call_command("garage_delete", "peeters", really="peeters")

    empty = "Fingerprint(rows=0, checksum='0')"
    assert {name: found for name, found in rows_of(ours).items() if found != empty} == {}
    assert rows_of(theirs) == before
    assert list(Garage.objects.values_list("slug", flat=True)) == ["dubois"]


@pytest.mark.parametrize(
    ("slug", "really", "said"),
    [
        ("peeters", "dubois", "Name the same garage twice"),
        ("nobody", "nobody", "There is no garage nobody"),
        ("peeters", "peeters", "Close the garage first"),
    ],
)
def test_a_garage_is_not_deleted_by_mistake(peeters, dubois, slug, really, said):
    with pytest.raises(CommandError, match=said):
        call_command("garage_delete", slug, really=really)

    assert Garage.objects.count() == 2
