from __future__ import annotations

import pytest

from autopaspoort.models import PassportSettings
from garageflow.audit.models import Entry
from tests.autopaspoort.conftest import HTMX

SETTINGS = "/g/peeters/autopaspoort/settings/"


def test_the_owner_sets_how_long_an_offer_waits(as_owner, in_peeters):
    assert as_owner.get(SETTINGS).context["form"]["offer_days"].value() == 60

    answer = as_owner.post(SETTINGS, {"offer_days": "30"})

    assert answer.headers["Location"] == "/g/peeters/autopaspoort/"
    assert PassportSettings.objects.get().offer_days == 30
    assert Entry.objects.get().facts == {"offer_days": 30}
    assert as_owner.get(SETTINGS).context["form"]["offer_days"].value() == 30


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("days", ["6", "366", "", "veel"])
def test_what_makes_no_sense_is_refused(as_owner, in_peeters, days, headers):
    page = as_owner.post(SETTINGS, {"offer_days": days}, headers=headers)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["offer_days"]
    assert not PassportSettings.objects.exists()


def test_others_set_nothing(as_reception, as_dubois, in_peeters):
    assert as_reception.get(SETTINGS).status_code == 403
    assert as_reception.post(SETTINGS, {"offer_days": "30"}).status_code == 403
    assert as_dubois.post(SETTINGS, {"offer_days": "30"}).status_code == 404
    assert not PassportSettings.objects.exists()
