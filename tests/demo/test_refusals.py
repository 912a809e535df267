import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from garageflow.tenancy.models import Garage
from tests.demo.fingerprint import fingerprint
from tests.factories import GarageFactory
from tests.security.reporting import none_of


def test_the_same_data_every_time(db, settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path

    def build_and_forget():
        with transaction.atomic():
            call_command("demo")
            found = fingerprint()
            transaction.set_rollback(True)
        return found

    first, second = build_and_forget(), build_and_forget()
    none_of(name for name in first if first[name] != second[name])


def test_it_refuses_without_demo(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("demo")

    assert not Garage.objects.exists()


def test_it_refuses_beside_a_real_garage(db, settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    GarageFactory(slug="janssens")

    with pytest.raises(CommandError, match="janssens"):
        call_command("demo")

    assert Garage.objects.count() == 1
    assert not (tmp_path / "demo-logins.txt").exists()
