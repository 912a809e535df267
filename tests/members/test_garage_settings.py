from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from garageflow.audit.models import Entry
from garageflow.members.forms import HUES
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Role, Shop
from garageflow.ui.theme import accent_contrast_ok
from tests.accounts.conftest import from_somewhere
from tests.factories import MemberFactory
from tests.members.test_logo import picture

SETTINGS = {
    "name": "Garage Peeters & Zn",
    "vat_number": "BE 0428.759.497",
    "enterprise_number": "0428.759.497",
    "phone": "03 999 99 99",
    "email": "info@peeters.example",
    "website": "www.peeters.example",
    "languages": ["nl", "en"],
    "default_language": "en",
    "time_zone": "Europe/Brussels",
    "accent_hue": "145",
}
SHOP = {"name": "Antwerpen", "street": "Noorderlaan", "postcode": "2030", "city": "Antwerpen"}


def test_the_owner_changes_the_settings(as_owner, peeters, owner):
    response = as_owner.post("/g/peeters/settings/", SETTINGS)

    assert response["Location"] == "/g/peeters/settings/"
    garage = Garage.objects.get(slug="peeters")
    assert (garage.name, garage.vat_number, garage.enterprise_number) == (
        "Garage Peeters & Zn",
        "BE0428759497",
        "0428759497",
    )
    assert (garage.languages, garage.accent_hue) == (["en", "nl"], 145)
    assert garage.website == "https://www.peeters.example"
    with garage_active(peeters):
        entry = Entry.objects.get(event="members.garage_changed")
    assert entry.member == owner.member
    assert entry.facts["fields"] == [
        "name",
        "vat_number",
        "enterprise_number",
        "phone",
        "email",
        "website",
        "languages",
        "accent_hue",
    ]


def test_saving_without_a_change_leaves_no_entry(as_owner, peeters):
    as_owner.post("/g/peeters/settings/", SETTINGS)
    as_owner.post("/g/peeters/settings/", SETTINGS)

    with garage_active(peeters):
        assert Entry.objects.filter(event="members.garage_changed").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"vat_number": "BE0428759498"},
        {"vat_number": "NL004495445B01"},
        {"enterprise_number": "123"},
        {"email": "no address"},
        {"languages": []},
        {"default_language": "fr"},
        {"time_zone": "Mars/Olympus"},
        {"accent_hue": "999"},
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_saved(as_owner, peeters, wrong):
    response = as_owner.post("/g/peeters/settings/", {**SETTINGS, **wrong})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert Garage.objects.get(slug="peeters").name == "Garage Peeters"
    # The shell shows the name as it is, not as it was typed.
    assert response.context["garage"].name == "Garage Peeters"


def test_every_colour_on_offer_can_be_read():
    assert [hue for hue, _name in HUES if not accent_contrast_ok(hue)] == []


def test_a_colour_that_is_not_on_offer_stays_possible_for_who_has_it(as_owner, peeters):
    Garage.objects.update(accent_hue=201)

    as_owner.post("/g/peeters/settings/", {**SETTINGS, "accent_hue": "201"})

    assert Garage.objects.get(slug="peeters").accent_hue == 201


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.MECHANIC, Role.SALES])
def test_only_owners_change_the_garage(peeters, role):
    with garage_active(peeters):
        member = MemberFactory(roles=[role])
        shop = Shop.objects.create(name="Mechelen")
    client = from_somewhere()
    client.force_login(member.membership.user)

    for path in ("", "logo/", "shops/new/", f"shops/{shop.pk}/"):
        assert client.post(f"/g/peeters/settings/{path}", SETTINGS).status_code == 403


def test_an_owner_changes_his_own_garage_only(as_owner, dubois):
    assert as_owner.post("/g/dubois/settings/", SETTINGS).status_code == 404
    assert Garage.objects.get(slug="dubois").name == "Garage Dubois"


def upload(client, content: bytes, name: str = "logo.png"):
    return client.post("/g/peeters/settings/logo/", {"logo": SimpleUploadedFile(name, content)})


def test_a_logo_is_kept_small_and_shown_to_everybody(as_owner, peeters):
    response = upload(as_owner, picture("JPEG"), "photo.exe")

    assert response["Location"] == "/g/peeters/settings/"
    shown = from_somewhere().get("/g/peeters/logo.png")
    assert shown["Content-Type"] == "image/png"
    assert "public" in shown["Cache-Control"]
    assert Image.open(BytesIO(shown.content)).size == (600, 150)
    assert b"/g/peeters/logo.png" in as_owner.get("/g/peeters/settings/").content


@pytest.mark.parametrize("content", [b"<svg></svg>", b"x" * 4_000_001], ids=["svg", "large"])
def test_a_wrong_logo_is_refused(as_owner, peeters, content):
    response = upload(as_owner, content)

    assert response.status_code == 422
    assert list(response.context["logo_form"].errors) == ["logo"]
    assert Garage.objects.get(slug="peeters").logo_png is None


def test_a_logo_is_removed(as_owner, peeters):
    upload(as_owner, picture())

    as_owner.post("/g/peeters/settings/logo/", {"remove": "1"})
    as_owner.post("/g/peeters/settings/logo/", {"remove": "1"})

    assert Garage.objects.get(slug="peeters").logo_png is None
    with garage_active(peeters):
        assert Entry.objects.filter(event="members.logo_removed").count() == 1


def test_a_shop_is_added_and_changed(as_owner, peeters):
    as_owner.post("/g/peeters/settings/shops/new/", SHOP)
    with garage_active(peeters):
        shop = Shop.objects.get()
    assert (shop.name, shop.postcode) == ("Antwerpen", "2030")

    as_owner.post(f"/g/peeters/settings/shops/{shop.pk}/", {**SHOP, "name": "Antwerpen Noord"})
    with garage_active(peeters):
        assert Shop.objects.get().name == "Antwerpen Noord"
        assert list(Entry.objects.order_by("pk").values_list("event", flat=True)) == [
            "members.shop_added",
            "members.shop_changed",
        ]


def test_two_shops_do_not_have_one_name(as_owner, peeters):
    as_owner.post("/g/peeters/settings/shops/new/", SHOP)

    response = as_owner.post("/g/peeters/settings/shops/new/", SHOP)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["name"]


def test_a_wrong_establishment_number_is_refused(as_owner, peeters):
    response = as_owner.post("/g/peeters/settings/shops/new/", {**SHOP, "establishment_number": "0428759497"})

    assert list(response.context["form"].errors) == ["establishment_number"]


def test_a_shop_of_another_garage_is_not_found(as_owner, dubois):
    with garage_active(dubois):
        shop = Shop.objects.create(name="Liège")

    assert as_owner.post(f"/g/peeters/settings/shops/{shop.pk}/", SHOP).status_code == 404
    assert as_owner.post(f"/g/dubois/settings/shops/{shop.pk}/", SHOP).status_code == 404
    assert b"Li\xc3\xa8ge" not in as_owner.get("/g/peeters/settings/").content
