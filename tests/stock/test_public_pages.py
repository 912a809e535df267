from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from carpass.models import CarPassDocument
from garageflow.mail.domain.outbox import OutboxMail
from garageflow.mail.registry import kind_of
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Role
from stock.domain import enquiries
from stock.domain.enquiries import TooOld, TooQuick, check_token, new_token
from stock.domain.photos import keep_picture
from stock.models import Listing, Status
from stock.pictures import drawn
from tests.factories import MemberFactory
from tests.stock.test_photos import picture

GUID = "0d5c2c0e-3b2e-4f57-9a3b-5f0f6b9a1c11"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def golf(sales, peeters, make_listing) -> Listing:
    with garage_active(peeters):
        return make_listing(make="Volkswagen", model_name="Golf", fuel="petrol", plate="1ABC482")


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enquiries, "_LEAST_SECONDS", 0)


def address(listing: Listing, language: str = "nl", rest: str = "") -> str:
    return f"/g/peeters/cars/{language}/{listing.number}-volkswagen-golf/{rest}"


def with_car_pass(peeters, listing, *, until: date) -> CarPassDocument:
    with garage_active(peeters):
        return CarPassDocument.objects.create(
            vehicle=listing.vehicle,
            kind="history_link",
            guid=GUID,
            issued_on=until - timedelta(days=60),
            valid_until=until,
            source="hand",
        )


def sent_enquiry(token: str, **changed: Any) -> dict[str, Any]:
    return {
        "name": "Rita",
        "email": "rita@telenet.example",
        "phone": "",
        "message": "Staat hij er nog?\nIk kom zaterdag.",
        "website": "",
        "token": token,
        **changed,
    }


def ask(visitor: Client, listing: Listing, **changed: Any) -> Any:
    form = visitor.get(address(listing, rest="enquiry/")).context["form"]
    return visitor.post(address(listing, rest="enquiry/"), sent_enquiry(form.initial["token"], **changed))


def enquiry_mails(peeters) -> list[OutboxMail]:
    with garage_active(peeters):
        return list(OutboxMail.objects.filter(kind="stock.enquiry"))


def test_everybody_sees_what_is_for_sale_and_nothing_else(visitor, peeters, golf, make_listing):
    with garage_active(peeters):
        for number, status in enumerate(Status):
            if status not in (Status.FOR_SALE, Status.RESERVED):
                make_listing(status=status, make="Lada", plate=f"1XYZ{number:03}")

    page = visitor.get("/g/peeters/cars/nl/")

    assert [card.title for card in page.context["cards"]] == ["Volkswagen Golf"]
    assert "Lada" not in page.text + visitor.get("/g/peeters/cars/feed.json").text
    assert page.headers["Content-Language"] == "nl"
    assert 'name="robots"' not in page.text


@pytest.mark.parametrize("status", [Status.INCOMING, Status.SOLD, Status.DELIVERED])
def test_a_car_that_is_not_for_sale_is_not_found(visitor, peeters, golf, status):
    with garage_active(peeters):
        Listing.objects.filter(pk=golf.pk).update(status=status)

    assert visitor.get(address(golf)).status_code == 404
    assert visitor.get(address(golf, rest="enquiry/")).status_code == 404


def test_the_language_is_that_of_the_address(visitor, golf):
    dutch = visitor.get(address(golf), headers={"Accept-Language": "fr"})

    assert '<html lang="nl' in dutch.text
    assert '<html lang="fr"' in visitor.get(address(golf, "fr")).text
    for language in ("nl", "fr", "en"):
        link = f'hreflang="{language}" href="http://127.0.0.1:8000{address(golf, language)}"'
        assert link in dutch.text
    assert f'rel="canonical" href="http://127.0.0.1:8000{address(golf)}"' in dutch.text


def test_the_entrance_leads_to_the_reader_s_language(visitor, golf):
    answer = visitor.get("/g/peeters/cars/", headers={"Accept-Language": "fr"})

    assert answer.headers["Location"] == "/g/peeters/cars/fr/"


def test_an_old_address_leads_to_the_new_one(visitor, golf):
    answer = visitor.get(f"/g/peeters/cars/nl/{golf.number}-volkswagen-polo/")

    assert (answer.status_code, answer.headers["Location"]) == (301, address(golf))


def test_the_car_pass_stands_under_the_car(visitor, peeters, golf, settings):
    settings.CARPASS_PUBLIC_URL = "https://public.car-pass.be/vhr/"
    with_car_pass(peeters, golf, until=peeters.today())
    url = f"https://public.car-pass.be/vhr/{GUID}"

    for page in (visitor.get("/g/peeters/cars/nl/"), visitor.get(address(golf))):
        assert f'href="{url}"' in page.text
        assert f'href="{url}.pdf"' in page.text
    assert visitor.get("/g/peeters/cars/feed.json").json()["cars"][0]["carpassMileageUrl"] == url


def test_an_expired_car_pass_is_not_shown(visitor, peeters, golf):
    with_car_pass(peeters, golf, until=peeters.today() - timedelta(days=1))

    assert GUID not in visitor.get("/g/peeters/cars/nl/").text + visitor.get(address(golf)).text
    assert visitor.get("/g/peeters/cars/feed.json").json()["cars"][0]["carpassMileageUrl"] is None


def test_search_engines_read_the_car(visitor, peeters, golf):
    with garage_active(peeters):
        Listing.objects.filter(pk=golf.pk).update(description_nl="</script><b>Netjes & rijklaar")

    page = visitor.get(address(golf)).text
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    car = json.loads(found)

    assert (car["@type"], car["brand"]["name"], car["model"]) == ("Car", "Volkswagen", "Golf")
    assert car["description"] == "</script><b>Netjes & rijklaar"
    assert (car["offers"]["price"], car["offers"]["priceCurrency"]) == ("15000.00", "EUR")
    assert "vehicleIdentificationNumber" not in car


def test_the_sitemap_names_every_car_in_every_language(visitor, golf):
    answer = visitor.get("/g/peeters/cars/sitemap.xml")

    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = [one.text for one in ElementTree.fromstring(answer.content).iter(f"{space}loc")]
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert len(places) == 6
    assert f"http://127.0.0.1:8000{address(golf, 'fr')}" in places


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("make=volkswagen", 1),
        ("make=lada", 1),  # no such make: the field says so, and all are shown
        ("fuel=diesel", 0),
        ("price_until=15000", 1),
        ("price_until=14.999", 0),
        ("km_until=1", 0),
        ("price_until=9999999999999999999999", 1),
    ],
)
def test_cars_are_searched(visitor, peeters, golf, query, found):
    page = visitor.get(f"/g/peeters/cars/nl/?{query}")

    assert len(page.context["cards"]) == found
    assert "noindex" in page.text


def test_pages_are_sent_once_and_again_when_they_change(visitor, peeters, golf):
    for place in (address(golf), "/g/peeters/cars/nl/", "/g/peeters/cars/feed.json"):
        first = visitor.get(place)
        assert "max-age=300" in first.headers["Cache-Control"]
        again = visitor.get(place, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304

        with garage_active(peeters):
            Listing.objects.filter(pk=golf.pk).update(price_amount=golf.price_amount + 100)
        golf.price_amount += 100
        changed = visitor.get(place, headers={"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200


def test_only_the_embedded_list_may_stand_in_a_frame(visitor, golf):
    framed, alone = visitor.get("/g/peeters/cars/nl/embed/"), visitor.get("/g/peeters/cars/nl/")

    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in alone.headers["Content-Security-Policy"]
    assert alone.headers["X-Frame-Options"] == "DENY"


def test_photos_are_public_while_the_car_is_for_sale(visitor, sales, peeters, golf):
    with garage_active(peeters):
        photo = keep_picture(golf, drawn(picture().read()), position=0, by=sales)
    place = f"/g/peeters/cars/photos/{photo.pk}-medium.jpg"
    shown = visitor.get(place)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Cross-Origin-Resource-Policy"] == "cross-origin"

    with garage_active(peeters):
        Listing.objects.filter(pk=golf.pk).update(status=Status.SOLD)
    assert visitor.get(place).status_code == 404


def test_without_stock_a_garage_has_no_public_cars(visitor, peeters):
    assert visitor.get("/g/peeters/cars/nl/").status_code == 404


def test_a_question_reaches_the_people_who_sell(visitor, sales, peeters, golf, patient):
    with garage_active(peeters):
        MemberFactory(roles=[Role.MECHANIC])

    answer = ask(visitor, golf)

    assert answer.context["form"] is None
    (mail,) = enquiry_mails(peeters)
    with garage_active(peeters):
        content = kind_of(mail.kind).compose(mail)
    assert mail.to == sales.member.membership.user.email
    assert "Volkswagen Golf" in content.subject
    assert content.headers == {"Reply-To": "rita@telenet.example"}
    assert content.paragraphs[1:] == ("Staat hij er nog?", "Ik kom zaterdag.")


def test_a_question_sent_twice_is_one(visitor, peeters, golf, patient):
    token = visitor.get(address(golf, rest="enquiry/")).context["form"].initial["token"]

    for _time in range(2):
        visitor.post(address(golf, rest="enquiry/"), sent_enquiry(token))

    assert len(enquiry_mails(peeters)) == 1


@pytest.mark.parametrize(
    "spam", [{"website": "https://x.example"}, {"message": "http://a.example http://b.example"}]
)
def test_a_machine_is_thanked_and_heard_by_nobody(visitor, peeters, golf, patient, spam):
    assert ask(visitor, golf, **spam).context["form"] is None
    assert enquiry_mails(peeters) == []


def test_a_question_of_no_time_is_a_machine_s(visitor, peeters, golf):
    assert ask(visitor, golf).context["form"] is None
    assert enquiry_mails(peeters) == []


def test_a_question_without_address_or_of_an_old_page_is_asked_for_again(visitor, peeters, golf, patient):
    assert ask(visitor, golf, email="rita").status_code == 422
    old = visitor.post(address(golf, rest="enquiry/"), sent_enquiry("made-up"), headers=HTMX)

    assert old.status_code == 422
    assert "Ik kom zaterdag." in old.text
    assert enquiry_mails(peeters) == []


def test_a_visitor_asks_five_times_a_minute_at_most(visitor, golf, patient):
    statuses = [ask(visitor, golf).status_code for _time in range(6)]

    assert statuses == [200] * 5 + [429]


def test_a_token_is_of_one_car_and_of_one_day(peeters, golf, patient, monkeypatch):
    token = new_token(golf)
    check_token(golf, token)
    golf.number += 1
    with pytest.raises(TooOld):
        check_token(golf, token)
    golf.number -= 1

    moment = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: moment + 24 * 3600 + 1)
    with pytest.raises(TooOld):
        check_token(golf, token)


def test_a_token_is_too_fresh_for_three_seconds(golf, monkeypatch):
    moment = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: moment)
    token = new_token(golf)
    with pytest.raises(TooQuick):
        check_token(golf, token)

    monkeypatch.setattr(signing.time, "time", lambda: moment + 4)
    check_token(golf, token)
