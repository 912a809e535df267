from __future__ import annotations

import pytest
from django.core.cache import cache

from carpass.models import CarPassAccount
from carpass.simulator.register import Account
from garageflow.audit.models import Entry
from garageflow.crypto import decrypt
from garageflow.tenancy.models import Shop
from tests.carpass.conftest import ACCOUNT, HTMX, at_work

ACCOUNTS = "/g/peeters/car-pass/accounts/"


def form(**values):
    return {
        "shop": str(Shop.objects.get().pk),
        "name": "",
        "enterprise_number": "BE 0999.521.751",
        "organisation_name": "",
        "user_name": ACCOUNT.user_name,
        "password": ACCOUNT.password,
        "language": "nl",
        "is_enabled": "on",
        **values,
    }


def test_an_account_is_added_and_tested(as_owner, in_peeters, simulator):
    Shop.objects.create(name="Antwerpen")

    answer = as_owner.post(f"{ACCOUNTS}new/", form())

    account = CarPassAccount.objects.get()
    assert answer.headers["Location"] == ACCOUNTS
    assert (account.enterprise_number, account.organisation_name) == ("0999521751", "2999100141")
    assert ACCOUNT.password not in account.encrypted_password
    assert decrypt(account.encrypted_password) == ACCOUNT.password
    assert account.connection == "testing"
    assert 'hx-trigger="every 1s"' in as_owner.get(ACCOUNTS).content.decode()

    at_work()

    account.refresh_from_db()
    assert (account.connection, account.answer) == ("ok", "Garage Peeters Antwerpen (2999100141)")
    page = as_owner.get(ACCOUNTS, headers=HTMX).content.decode()
    assert "Garage Peeters Antwerpen" in page
    assert "every 1s" not in page
    assert ACCOUNT.password not in page


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"enterprise_number": "BE0999521752"}, ["enterprise_number"]),
        ({"enterprise_number": "NL899990009B01"}, ["enterprise_number"]),
        ({"password": ""}, ["password"]),
        ({"user_name": ""}, ["user_name"]),
    ],
)
def test_what_is_wrong_is_said_beside_it(as_owner, in_peeters, values, fields):
    Shop.objects.create(name="Antwerpen")

    page = as_owner.post(f"{ACCOUNTS}new/", form(**values))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == fields
    assert not CarPassAccount.objects.exists()


def test_a_shop_may_have_two_accounts_but_not_one_twice(as_owner, account):
    address = f"{ACCOUNTS}new/"

    assert as_owner.post(address, form(name="Carrosserie", user_name="2999100142")).status_code == 302
    assert as_owner.post(address, form()).status_code == 422
    assert CarPassAccount.objects.count() == 2


def test_an_empty_password_leaves_the_one_that_is_known(as_owner, account):
    before = account.encrypted_password

    as_owner.post(f"{ACCOUNTS}{account.pk}/", form(password="", organisation_name="Peeters NV"))

    account.refresh_from_db()
    assert (account.organisation_name, account.encrypted_password) == ("Peeters NV", before)
    assert Entry.objects.filter(event="carpass.account_changed").get().facts == {
        "fields": ["organisation_name"]
    }


def test_a_wrong_password_is_told_as_car_pass_says_it(as_sales, account, simulator):
    simulator.api.register.start_over(accounts=[Account("other", "x", "0", "1", "Other")])

    as_sales.post(f"{ACCOUNTS}{account.pk}/test/")
    at_work()

    account.refresh_from_db()
    assert (account.connection, account.answer) == ("failed", "Gebruikersnaam of wachtwoord is fout.")


def test_car_pass_that_does_not_answer_is_told(as_sales, account, simulator, play):
    play("timeout", 1)

    as_sales.post(f"{ACCOUNTS}{account.pk}/test/", headers=HTMX)
    at_work()

    account.refresh_from_db()
    assert (account.connection, account.answer) == ("failed", "NO_ANSWER")
    assert "Car-Pass does not answer." in as_sales.get(ACCOUNTS).content.decode()


def test_the_password_is_shown_to_who_gives_his_own(as_sales, account):
    address = f"{ACCOUNTS}{account.pk}/password/"
    assert ACCOUNT.password not in as_sales.get(address).content.decode()

    wrong = as_sales.post(address, {"password": "guessed"})
    assert wrong.status_code == 422
    assert ACCOUNT.password not in wrong.content.decode()
    assert not Entry.objects.filter(event="carpass.password_revealed").exists()

    right = as_sales.post(address, {"password": "correct horse battery"})
    assert ACCOUNT.password in right.content.decode()
    assert "no-store" in right.headers["Cache-Control"]
    assert Entry.objects.filter(event="carpass.password_revealed").count() == 1


def test_guessing_ends_after_a_few_tries(as_sales, account):
    cache.clear()
    address = f"{ACCOUNTS}{account.pk}/password/"

    answers = [as_sales.post(address, {"password": "guessed"}).status_code for _number in range(6)]

    assert answers == [422] * 5 + [429]


def test_others_do_not_see_or_change_it(as_mechanic, as_reception, as_sales, account):
    assert as_mechanic.get(ACCOUNTS).status_code == 403
    assert as_reception.get(f"{ACCOUNTS}{account.pk}/password/").status_code == 403
    assert as_sales.get(f"{ACCOUNTS}{account.pk}/").status_code == 403
    assert as_sales.get(f"{ACCOUNTS}new/").status_code == 403
    assert as_sales.get("/g/peeters/car-pass/settings/").status_code == 403


def test_without_a_vat_number_the_page_leads_to_the_field(as_owner, in_peeters):
    page = as_owner.get(ACCOUNTS).content.decode()

    assert 'href="/g/peeters/settings/#id_vat_number"' in page


@pytest.mark.parametrize(
    ("name", "refused", "taken"),
    [
        ("warning_days", ("0", "31", ""), ("1", "30")),
        ("reading_days", ("0", "366"), ("1", "365")),
        ("corrections_before_form", ("0", "6"), ("1", "5")),
    ],
)
def test_settings_lie_between_their_limits(as_owner, in_peeters, name, refused, taken):
    address = "/g/peeters/car-pass/settings/"
    good = {"warning_days": "14", "reading_days": "60", "corrections_before_form": "2"}

    for value in refused:
        assert as_owner.post(address, {**good, name: value}).status_code == 422
    for value in taken:
        assert as_owner.post(address, {**good, name: value}).headers["Location"] == ACCOUNTS
        assert as_owner.get(address).context["form"][name].value() == int(value)


def test_all_accounts_in_use_are_tested_from_the_overview(as_reception, account, simulator):
    peeters = account.garage
    peeters.features = ["car_pass"]
    peeters.save(update_fields=["features"])
    unused = CarPassAccount.objects.get(pk=account.pk)
    unused.pk, unused.user_name, unused.is_enabled = None, "2999100142", False
    unused.save()
    assert "accounts/test/" in as_reception.get("/g/peeters/car-pass/").content.decode()

    answer = as_reception.post(f"{ACCOUNTS}test/")
    at_work()

    assert answer.headers["Location"] == ACCOUNTS
    states = dict(CarPassAccount.objects.values_list("user_name", "connection"))
    assert states == {"2999100141": "ok", "2999100142": "untested"}


def test_a_shop_without_an_account_is_shown_and_gets_one(as_owner, account):
    shop = Shop.objects.create(name="Mechelen")

    page = as_owner.get(ACCOUNTS)
    form = as_owner.get(f"{ACCOUNTS}new/?shop={shop.pk}").context["form"]

    assert [one.name for one in page.context["shops_without"]] == ["Mechelen"]
    assert form["shop"].value() == shop.pk
