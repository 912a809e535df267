"""The sign-up through every combination of an organisation's settings, generated."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.test import Client
from django.utils import timezone

from carshare.models import (
    CarShareContract,
    CarShareOrganisation,
    Consent,
    Licence,
    SignUpDraft,
    Subscriber,
    TermsAcceptance,
    ValidationLink,
)
from garageflow import crypto
from garageflow.accounts.models import User
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from tests.carshare.factories import OrganisationFactory, SuffixFactory, fleet
from tests.carshare.wizard import (
    DONE,
    PASSWORD,
    START,
    STEP,
    answers_of,
    give_terms,
    link_of,
    only_subscriber,
    receive,
    walk,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("calm")

EMAIL = "hanne.jacobs@zorgpunt.example"
SETTINGS = ("licence_required", "private_use", "eco_driving", "contract_changeable", "terms", "several")
FIRST_STATES = ("active", "pending_approval", "inactive")


def test_every_combination_of_settings(peeters):
    """Sixty-four ways to sign up: the steps that are asked, and what becomes of the answers. And for each way
    all three first states that validating the address can lead to."""
    with garage_active(peeters):
        places = {terms: _organisation_with(terms=terms) for terms in (False, True)}
    for place, values in enumerate(product([False, True], repeat=len(SETTINGS))):
        settings = dict(zip(SETTINGS, values, strict=True))
        terms, several = settings.pop("terms"), settings.pop("several")
        organisation = places[terms]
        email = f"hanne{place}@{_domain(terms=terms, several=several)}"
        with garage_active(peeters):
            # While he signs up it is one of the three; none of the pages may depend on it.
            first_state = FIRST_STATES[place % len(FIRST_STATES)]
            _set(organisation, first_state=first_state, **settings)
            answers = answers_of(organisation, email)
        client = Client()

        asked = walk(client, answers)
        receive(peeters)
        link = link_of(peeters, email)

        wanted = {
            "email": True,
            "organisation": several,
            "person": True,
            "licence": settings["licence_required"],
            "preferences": True,
            "billing": settings["private_use"],
            "terms": terms,
        }
        assert asked == [name for name, is_asked in wanted.items() if is_asked]
        with garage_active(peeters):
            subscriber = Subscriber.objects.get(email=email)
            assert (subscriber.state, subscriber.organisation) == ("email_unverified", organisation)
            assert subscriber.contract.is_default
            assert Licence.objects.filter(subscriber=subscriber).exists() == settings["licence_required"]
            assert TermsAcceptance.objects.filter(subscriber=subscriber).exists() == terms
            assert Consent.objects.filter(subscriber=subscriber).exists() == settings["eco_driving"]
            assert bool(subscriber.billing_address) == settings["private_use"]
        for first_state in FIRST_STATES:
            assert _state_after_validation(peeters, organisation, first_state, client, link) == first_state


def _organisation_with(*, terms: bool) -> CarShareOrganisation:
    """Its own address, and one that another organisation allows too."""
    organisation = OrganisationFactory()
    fleet(organisation, is_default=True)
    if terms:
        give_terms(organisation)
    for several in (False, True):
        SuffixFactory(organisation=organisation, domain=_domain(terms=terms, several=several))
    SuffixFactory(domain=_domain(terms=terms, several=True))
    return organisation


def _domain(*, terms: bool, several: bool) -> str:
    return f"{'terms' if terms else 'plain'}{'-shared' if several else ''}.example"


def _set(organisation: CarShareOrganisation, **settings: object) -> None:
    for name, value in settings.items():
        setattr(organisation, name, value)
    organisation.save()


def _state_after_validation(
    garage: Garage, organisation: CarShareOrganisation, first_state: str, client: Client, link: str
) -> str:
    """And take it back: the next first state meets the same subscriber."""
    before = transaction.savepoint()
    with garage_active(garage):
        _set(organisation, first_state=first_state)
    client.post(link)
    with garage_active(garage):
        state = ValidationLink.objects.select_related("subscriber").latest("pk").subscriber.state
    transaction.savepoint_rollback(before)
    return state


def test_all_answers_arrive_and_secrets_do_not_stay(peeters, zorgpunt):
    with garage_active(peeters):
        zorgpunt.licence_required = zorgpunt.private_use = zorgpunt.eco_driving = True
        zorgpunt.save()
        give_terms(zorgpunt)
        answers = answers_of(zorgpunt, "Hanne.Jacobs@ZORGPUNT.example.")

    walk(Client(), answers)

    with garage_active(peeters):
        draft = SignUpDraft.objects.get()
        assert PASSWORD not in str(draft.__dict__)
        assert "0123-456" not in str(draft.__dict__)
    receive(peeters)
    subscriber = only_subscriber(peeters)
    assert (subscriber.email, subscriber.state) == (EMAIL, "email_unverified")
    assert (subscriber.title, str(subscriber), subscriber.name_key) == ("mrs", "Hanne Jacobs", "jacobs hanne")
    assert (subscriber.language, subscriber.phone) == ("fr", "0475 11 22 33")
    assert subscriber.billing_address == "Kerkstraat 4, 2000 Antwerpen"
    assert check_password(PASSWORD, subscriber.password_hash)
    with garage_active(peeters):
        licence = Licence.objects.get()
        assert (licence.categories, licence.country, str(licence.obtained_on)) == (
            ["B", "BE"],
            "BE",
            "2012-05-04",
        )
        assert licence.encrypted_number != "0123-456 789"
        assert crypto.decrypt(licence.encrypted_number) == "0123-456 789"
        acceptance = TermsAcceptance.objects.get()
        assert acceptance.sha256 == zorgpunt.terms.get().sha256
        assert timezone.now() - acceptance.accepted_at < timedelta(minutes=1)
        draft = SignUpDraft.objects.get()
        assert (draft.answers, draft.password_hash) == ({}, "")
        assert [(mail.kind, mail.to, mail.language) for mail in OutboxMail.objects.all()] == [
            ("carshare.validation", EMAIL, "fr")
        ]


def test_back_keeps_everything(peeters, zorgpunt):
    client = Client()
    with garage_active(peeters):
        answers = answers_of(zorgpunt, EMAIL)
    client.post(START, answers["email"])
    client.post(STEP.format("person"), answers["person"])

    email_page = client.get(STEP.format("email"))
    person_page = client.get(STEP.format("person"))

    assert email_page.context["form"].initial["email"] == EMAIL
    assert person_page.context["form"].initial["first_name"] == "Hanne"
    assert PASSWORD not in person_page.content.decode()
    # The password is kept as it is when its field stays empty.
    assert client.post(STEP.format("person"), answers["person"] | {"password": ""}).status_code == 302


def test_a_second_tab_a_reload_and_a_lost_session_lose_nothing(peeters, zorgpunt):
    first = Client()
    with garage_active(peeters):
        answers = answers_of(zorgpunt, EMAIL)
    first.post(START, answers["email"])
    first.post(STEP.format("person"), answers["person"])
    # Another tab, and the session cookie of the first is gone.
    second = Client()
    second.cookies = first.cookies
    second.cookies.pop("session", None)

    assert second.get(START).url == STEP.format("preferences")
    # Ahead of what was answered: back to what is missing.
    assert second.get(STEP.format("terms")).url == STEP.format("preferences")
    second.post(STEP.format("preferences"), answers["preferences"])
    # The first tab goes on as if nothing had happened, twice.
    for _time in range(2):
        assert first.post(STEP.format("preferences"), answers["preferences"]).url == DONE
    receive(peeters)
    receive(peeters)

    assert only_subscriber(peeters).email == EMAIL


def test_nothing_is_asked_ahead_and_without_a_draft_it_begins_at_the_beginning(peeters, zorgpunt):
    client = Client()

    assert client.get(STEP.format("preferences")).url == START
    assert client.get(DONE).url == "/g/peeters/carshare/"
    assert client.get(STEP.format("nonsense")).status_code == 404
    client.post(START, {"email": EMAIL})
    assert client.get(STEP.format("licence")).url == STEP.format("person")


def test_an_address_of_elsewhere_is_refused_and_no_organisation_is_named(peeters, zorgpunt):
    page = Client().post(START, {"email": "jan@hackedzorgpunt.example"})

    assert page.status_code == 422
    assert "Zorgpunt" not in page.content.decode()
    with garage_active(peeters):
        assert not SignUpDraft.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"obtained_on": "2999-01-01"},
        {"born_on": "2000-01-01", "obtained_on": "2015-12-31"},
        {"number": "123"},
        {"number": "0" * 21},
        {"number": "12345;6789"},
        {"categories": ["X"]},
        {"categories": []},
        {"country": "XX"},
    ],
)
def test_a_licence_that_cannot_be_is_refused(peeters, zorgpunt, values):
    with garage_active(peeters):
        zorgpunt.licence_required = True
        zorgpunt.save()
        answers = answers_of(zorgpunt, EMAIL)
    client = Client()
    client.post(START, answers["email"])
    client.post(STEP.format("person"), answers["person"])

    assert client.post(STEP.format("licence"), answers["licence"] | values).status_code == 422
    assert client.post(STEP.format("licence"), answers["licence"]).status_code == 302


@pytest.mark.parametrize("password", ["", "short", "password12345", "hanne.jacobs1", "zorgpunt.example"])
def test_a_weak_password_is_refused(peeters, zorgpunt, password):
    client = Client()
    with garage_active(peeters):
        answers = answers_of(zorgpunt, EMAIL)
    client.post(START, answers["email"])

    assert client.post(STEP.format("person"), answers["person"] | {"password": password}).status_code == 422


def test_the_rules_of_the_password_are_checked_while_typing(peeters, zorgpunt):
    client = Client()
    client.post(START, {"email": EMAIL})

    short = client.post(START + "password-rules/", {"password": "q7x"})
    good = client.post(START + "password-rules/", {"password": PASSWORD})

    tones = re.compile(r'data-tone="(\w+)"')
    assert tones.findall(short.content.decode()) == ["soon", "ok", "ok", "ok"]
    assert tones.findall(good.content.decode()) == ["ok", "ok", "ok", "ok"]


def test_a_fixed_contract_cannot_be_changed_by_a_forged_form(peeters, zorgpunt):
    with garage_active(peeters):
        zorgpunt.contract_changeable = False
        zorgpunt.save()
        other = CarShareContract.objects.create(organisation=zorgpunt, name="Other")
        answers = answers_of(zorgpunt, EMAIL)
    answers["preferences"]["contract"] = other.pk

    walk(Client(), answers)
    receive(peeters)

    assert only_subscriber(peeters).contract.is_default


def test_new_terms_while_signing_up_are_read_again(peeters, zorgpunt):
    with garage_active(peeters):
        give_terms(zorgpunt)
        answers = answers_of(zorgpunt, EMAIL)
    client = Client()
    for name in ("email", "person", "preferences"):
        client.post(STEP.format(name) if name != "email" else START, answers[name])
    with garage_active(peeters):
        give_terms(zorgpunt, "two")

    refused = client.post(STEP.format("terms"), answers["terms"])

    assert refused.status_code == 422
    with garage_active(peeters):
        answers = answers_of(zorgpunt, EMAIL)
    assert client.post(STEP.format("terms"), answers["terms"]).url == DONE


def test_another_address_may_mean_another_organisation(peeters, zorgpunt):
    with garage_active(peeters):
        answers = answers_of(zorgpunt, EMAIL)
        other = OrganisationFactory(name="Kliniek", licence_required=False)
        SuffixFactory(organisation=other, domain="kliniek.example")
        fleet(other, is_default=True)
    client = Client()
    client.post(START, answers["email"])
    client.post(STEP.format("person"), answers["person"])

    assert client.post(STEP.format("email"), {"email": "hanne@kliniek.example"}).status_code == 302

    with garage_active(peeters):
        draft = SignUpDraft.objects.get()
    assert (draft.organisation_id, draft.email, "person" in draft.answers) == (
        other.pk,
        "hanne@kliniek.example",
        True,
    )


def test_a_known_subscriber_gets_a_mail_and_stays_as_he_is(peeters, zorgpunt):
    sign_up(peeters, zorgpunt)
    Client().post(link_of(peeters, EMAIL))

    sign_up(peeters, zorgpunt)

    with garage_active(peeters):
        assert Subscriber.objects.count() == 1
        assert list(OutboxMail.objects.order_by("pk").values_list("kind", "to")) == [
            ("carshare.validation", EMAIL),
            ("carshare.known", EMAIL),
        ]


def test_who_signs_up_again_before_validating_counts_as_filled_in_last(peeters, zorgpunt):
    sign_up(peeters, zorgpunt)
    old_link = link_of(peeters, EMAIL)

    sign_up(peeters, zorgpunt, person={"password": "een heel ander wachtwoord", "first_name": "Hanna"})

    subscriber = only_subscriber(peeters)
    assert subscriber.first_name == "Hanna"
    assert check_password("een heel ander wachtwoord", subscriber.password_hash)
    assert Client().get(old_link).status_code == 404


def test_an_existing_user_keeps_his_password_and_joins_by_the_mail(peeters, zorgpunt):
    user = UserFactory(email=EMAIL)
    before = user.password

    sign_up(peeters, zorgpunt)
    Client().post(link_of(peeters, EMAIL))

    assert User.objects.get(email=EMAIL).password == before
    with garage_active(peeters):
        assert Subscriber.objects.get().member.membership.user == user


def test_a_draft_is_found_for_a_week_and_emptied_after_it(peeters, zorgpunt):
    client = Client()
    client.post(START, {"email": EMAIL})
    with garage_active(peeters):
        SignUpDraft.objects.update(created_at=timezone.now() - timedelta(days=8))

    assert client.get(STEP.format("person")).url == START


def sign_up(peeters, organisation, person=None):
    with garage_active(peeters):
        answers = answers_of(organisation, EMAIL)
    answers["person"] |= person or {}
    walk(Client(), answers)
    receive(peeters)
