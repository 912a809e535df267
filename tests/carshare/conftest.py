from __future__ import annotations

import pytest

from carshare.models import CarShareOrganisation
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Feature, Garage
from tests.carshare.factories import OrganisationFactory, SuffixFactory, fleet
from tests.security.conftest import calm, files, quiet

__all__ = ["calm", "files", "quiet"]


@pytest.fixture
def peeters(peeters: Garage) -> Garage:
    peeters.features = [Feature.CAR_SHARING]
    peeters.save()
    return peeters


@pytest.fixture
def zorgpunt(peeters: Garage) -> CarShareOrganisation:
    """An organisation whose people may sign up at once: one suffix, one contract, one parking, one car."""
    with garage_active(peeters):
        organisation = OrganisationFactory(name="Zorgpunt", licence_required=False)
        SuffixFactory(organisation=organisation, domain="zorgpunt.example")
        fleet(organisation, is_default=True)
    return organisation
