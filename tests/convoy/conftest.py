from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Role
from tests.factories import MemberFactory


@pytest.fixture(autouse=True)
def private_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def dispatcher(peeters: Garage) -> Actor:
    peeters.features = ["convoy"]
    peeters.save()
    with garage_active(peeters):
        return Actor.of_member(MemberFactory(roles=[Role.DISPATCHER], name="Wim"))
