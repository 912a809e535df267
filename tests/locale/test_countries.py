import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import number_format

from garageflow.accounts.models import User
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Role
from tests.factories import GarageFactory, MemberFactory


@pytest.fixture
def dewit(db):
    return GarageFactory(slug="dewit", name="De Wit", country="NL", languages=["nl"])


def reader_of(garage, language):
    with garage_active(garage):
        member = MemberFactory(roles=[Role.OWNER, Role.RECEPTION])
    User.objects.filter(pk=member.membership.user_id).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=member.membership.user_id))
    return client


def test_dutch_is_spoken_as_in_the_garages_country(peeters, dewit):
    assert locale_of("nl", peeters) == "nl-be"
    assert locale_of("nl", dewit) == "nl"
    assert locale_of("fr", peeters) == "fr"
    assert locale_of("nl", None) == "nl"


@pytest.mark.parametrize(
    ("slug", "word", "other"), [("peeters", "nummerplaat", "kenteken"), ("dewit", "kenteken", "nummerplaat")]
)
def test_pages_say_plate_as_the_country_does(peeters, dewit, slug, word, other):
    garage = {"peeters": peeters, "dewit": dewit}[slug]

    page = reader_of(garage, "nl").get(f"/g/{slug}/autopaspoort/").content.decode()

    assert f"Zoeken op {word}" in page
    assert other not in page.lower()


def test_the_menu_of_languages_knows_the_present_one(peeters):
    page = reader_of(peeters, "nl").get("/g/peeters/").content.decode()

    assert '<html lang="nl-be"' in page
    assert 'value="nl" lang="nl" aria-current="true"' in page


def test_dates_and_numbers_follow_the_language(peeters):
    with translation.override(locale_of("nl", peeters)):
        assert number_format(58214.5, decimal_pos=1, use_l10n=True, force_grouping=True) == "58.214,5"
