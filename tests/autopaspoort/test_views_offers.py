from __future__ import annotations

import pytest
from django.test import Client

from autopaspoort.domain.passports import offer_passport, offer_token
from autopaspoort.models import Passport
from garageflow.accounts.models import User
from garageflow.mail.models import AddressBlock
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.autopaspoort.conftest import HTMX, MOST_QUERIES
from tests.factories import PassportFactory, UserFactory


@pytest.fixture
def client():
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def passport(in_peeters, reception):
    passport = PassportFactory(
        vehicle__plate_display="00-HZB-3", customer__email="jan@example.be", customer__last_name="Jansen"
    )
    return offer_passport(passport, by=reception)


@pytest.fixture
def link(in_peeters, passport):
    return f"/g/peeters/passport/{offer_token(in_peeters, passport)}/"


def test_looking_accepts_nothing(client, link):
    page = client.get(link)

    assert page.status_code == 200
    assert "00-HZB-3" in page.text
    assert "Garage Peeters" in page.text
    assert "Accept the AutoPaspoort" in page.text
    # The link may be opened by anybody who sees the mail: it names nobody.
    assert "Jansen" not in page.text
    assert "jan@example.be" not in page.text
    assert Passport.objects.get().state == "offered"


def test_the_button_accepts_and_opens_the_portal(client, link):
    """The link proves the address, so nobody who is new has to sign in or to choose a password."""
    page = client.post(link, follow=True)

    assert page.redirect_chain == [("/my/", 302)]
    assert "00-HZB-3" in page.text
    assert Passport.objects.get().state == "accepted"
    user = User.objects.get(email="jan@example.be")
    assert not user.has_usable_password()
    assert user.memberships.get().roles == ["customer"]


def test_the_link_signs_in_once(client, link):
    client.post(link)
    stranger = Client(headers={"Accept-Language": "en"})

    page = stranger.post(link, follow=True)

    assert page.redirect_chain == [(link, 302)]
    assert "The AutoPaspoort is yours" in page.text
    assert "03 123 45 67" in page.text
    assert "Accept the AutoPaspoort" not in page.text
    assert stranger.get("/my/").status_code == 302


def test_the_link_signs_nobody_in_who_has_an_account(client, link):
    UserFactory(email="jan@example.be")

    page = client.post(link, follow=True)

    assert page.redirect_chain == [(link, 302)]
    assert Passport.objects.get().state == "accepted"
    assert client.get("/my/").url == "/accounts/login/code/?next=/my/"


def test_pressing_twice_is_no_mistake(client, link):
    client.post(link)

    assert client.post(link, follow=True).status_code == 200


def test_the_button_needs_the_page(link):
    """A form on another site cannot press it."""
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert Passport.objects.get().state == "offered"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("state", "words"), [("expired", "This offer has expired."), ("archived", "replaced by a newer e-mail")]
)
def test_a_void_link_explains_itself(client, link, state, words, method):
    Passport.objects.update(state=state)

    page = getattr(client, method)(link)

    assert page.status_code == 410
    assert words in page.text
    assert "Call Garage Peeters" in page.text
    assert Passport.objects.get().state == state


@pytest.mark.parametrize("token", ["abc", "WzEsMV0:x", "a%3Ab"])
def test_a_made_up_link_is_not_found(client, in_peeters, token):
    for address in (f"/g/peeters/passport/{token}/", f"/g/peeters/passport/{token}/no-mails/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_a_link_of_another_garage_is_not_found(client, peeters, dubois):
    with garage_active(dubois):
        passport = offer_passport(PassportFactory(), by=SYSTEM)
    token = offer_token(dubois, passport)

    assert client.get(f"/g/dubois/passport/{token}/").status_code == 200
    assert client.get(f"/g/peeters/passport/{token}/").status_code == 404


def test_neither_page_is_kept_or_told_to_anybody(client, link):
    for address in (link, f"{link}no-mails/"):
        page = client.get(address)
        assert "no-store" in page.headers["Cache-Control"]
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert '<meta name="robots" content="noindex">' in page.text


def test_declining_needs_the_button(client, link):
    page = client.get(f"{link}no-mails/")

    assert page.status_code == 200
    assert "jan@example.be" in page.text
    assert not AddressBlock.objects.exists()


def test_declining_stops_the_mails(client, link):
    page = client.post(f"{link}no-mails/")

    assert page.status_code == 200
    assert "sends nothing to jan@example.be any more" in page.text
    assert AddressBlock.objects.get().email_key == "jan@example.be"


def test_a_mail_program_declines_with_one_click(link):
    """RFC 8058: without cookies, without having seen the page."""
    answer = Client(enforce_csrf_checks=True).post(f"{link}no-mails/", {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert AddressBlock.objects.exists()


def test_declining_works_by_the_link_of_an_old_mail(client, link, passport, reception):
    offer_passport(passport, by=reception)
    Passport.objects.update(state="expired")

    assert client.post(f"{link}no-mails/").status_code == 200
    assert AddressBlock.objects.exists()


def test_it_costs_little(client, link, count_queries):
    assert count_queries(client, link) <= MOST_QUERIES


def test_htmx_gets_the_same_page(client, link):
    assert client.get(link, headers=HTMX).status_code == 200
