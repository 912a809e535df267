import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from garageflow.tenancy.models import Garage
from tests.factories import GarageFactory


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
