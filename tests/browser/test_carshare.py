"""Signing up and driving, as people see it: on a phone and at a desk, in three languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from playwright.sync_api import Page, expect

from carshare.models import Booking, Subscriber, TripInvoice
from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Feature, Garage
from tests.browser.conftest import WIDTHS, OpenBrowser
from tests.carshare.factories import OrganisationFactory, SubscriberFactory, SuffixFactory, fleet
from tests.carshare.pairwise import pairwise
from tests.carshare.wizard import PASSWORD, SIGN_UP_WORK, give_terms, link_of
from tests.conftest import client_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

YES_OR_NO = (False, True)
CASES = pairwise(
    {
        "language": ("nl", "fr", "en"),
        "kind": tuple(WIDTHS),
        "first_state": ("active", "pending_approval", "inactive"),
        "licence_required": YES_OR_NO,
        "private_use": YES_OR_NO,
        "eco_driving": YES_OR_NO,
        "contract_changeable": YES_OR_NO,
        "terms": YES_OR_NO,
        "several": YES_OR_NO,
    }
)
EMAIL = "hanne.jacobs@zorgpunt.example"


@pytest.fixture
def garage(site: str, calm: None, peeters: Garage) -> Garage:
    peeters.features = [Feature.CAR_SHARING]
    peeters.save()
    return peeters


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(str(value) for value in case.values()))
def test_somebody_signs_up_alone(open_browser: OpenBrowser, garage: Garage, case: dict[str, Any]):
    settings = dict(case)
    language, kind = settings.pop("language"), settings.pop("kind")
    terms, several = settings.pop("terms"), settings.pop("several")
    with garage_active(garage):
        organisation = OrganisationFactory(name="Zorgpunt", **settings)
        fleet(organisation, is_default=True)
        SuffixFactory(organisation=organisation)
        if terms:
            give_terms(organisation)
        if several:
            SuffixFactory(organisation__name="Andere")
    page = open_browser(language=language)
    page.set_viewport_size({"width": WIDTHS[kind], "height": 900})

    page.goto("/g/peeters/carshare/")
    page.locator("a[href$='/sign-up/']").click()
    _fill(page, email=EMAIL)
    if several:
        page.get_by_label("Zorgpunt").check()
        _go_on(page)
    page.locator("[name=title]").first.check()
    # The rules follow what is typed.
    page.locator("[name=password]").fill("kort")
    expect(page.locator("#password-rules [data-tone=soon]")).to_have_count(1)
    page.locator("[name=password]").fill(PASSWORD)
    expect(page.locator("#password-rules [data-tone=ok]")).to_have_count(3)
    _fill(page, first_name="Hanne", last_name="Jacobs")
    if settings["licence_required"]:
        page.locator("[name=categories][value=B]").check()
        page.locator("[name=country]").select_option("BE")
        _fill(page, number="0123456789", obtained_on="2012-05-04", born_on="1990-01-31")
    _go_back_and_reload(page, settings["licence_required"])
    page.locator("[name=parking]").select_option(index=1)
    if settings["eco_driving"]:
        page.locator("[name=eco_driving]").check()
    _fill(page, phone="0475 11 22 33")
    if settings["private_use"]:
        _fill(
            page,
            billing_street="Kerkstraat",
            billing_house_number="4",
            billing_postcode="2000",
            billing_city="Antwerpen",
        )
    if terms:
        page.locator("[name=is_accepted]").check()
        _go_on(page)
    page.wait_for_url("**/sign-up/done/")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[kind]
    work_until_idle(kinds=SIGN_UP_WORK)

    page.goto(link_of(garage, EMAIL))
    page.locator("main form button").click()
    page.locator("a[href$='/carshare/sign-in/']").click()
    page.locator("[name=login]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form.card button").first.click()

    is_active = settings["first_state"] == "active"
    page.wait_for_url("**/carshare/bookings/" if is_active else "**/carshare/standing/")
    with garage_active(garage):
        assert Subscriber.objects.get().state == settings["first_state"]


@pytest.mark.parametrize("kind", WIDTHS)
def test_a_private_trip_from_search_to_draft(open_browser: OpenBrowser, garage: Garage, kind: str):
    with garage_active(garage):
        organisation = OrganisationFactory(private_use=True)
        contract, parking, _vehicles = fleet(organisation, hour_amount=400, km_amount=30)
        hanne = SubscriberFactory(
            organisation=organisation, contract=contract, parking=parking, billing_city="Antwerpen"
        )
    page = open_browser(client_of(Actor.of_member(hanne.member)), language="nl")
    page.set_viewport_size({"width": WIDTHS[kind], "height": 900})

    page.goto("/g/peeters/carshare/bookings/")
    page.locator("main form.card button").click()
    page.locator("td[data-cell=action] a").click()
    page.locator("[name=use][value=private]").check()
    _fill(page, purpose="Zee")
    expect(page.get_by_text("Zee")).to_be_visible()
    page.locator("a[href$='/period/']").click()
    _fill(page, purpose="Bergen")
    expect(page.get_by_text("Bergen")).to_be_visible()

    page.locator("a[href$='/start/']").click()
    _fill(page, km="12.000", energy_percent="80")
    page.wait_for_url("**/bookings/*/")
    _make_late(garage)
    page.reload()
    expect(page.locator(".notice")).to_be_visible()
    page.locator("a[href$='/end/']").click()
    _fill(page, km="12.050", energy_percent="60", damages="Kras")
    page.locator("a[href*='/invoices/']").click()

    expect(page.locator("tbody tr")).to_have_count(2)
    with garage_active(garage):
        assert Booking.objects.get().state == "returned"
        assert TripInvoice.objects.get().lines.get(kind="km").net_amount == 1500


def _make_late(garage: Garage) -> None:
    with garage_active(garage):
        now = timezone.now()
        late = DateTimeTZRange(now - timedelta(hours=2), now - timedelta(hours=1))
        Booking.objects.update(period=late, started_at=now - timedelta(hours=2))


def _go_back_and_reload(page: Page, is_licence: bool) -> None:
    """Back keeps everything, and a reload too."""
    step, name, kept = (
        ("licence", "number", "0123456789") if is_licence else ("person", "first_name", "Hanne")
    )
    _arrive_at(page, "preferences")
    page.go_back()
    _arrive_at(page, step)
    page.reload()
    expect(page.locator(f"main [name={name}]")).to_have_value(kept)
    page.goto("/g/peeters/carshare/sign-up/")
    _arrive_at(page, "preferences")


def _arrive_at(page: Page, step: str) -> None:
    """Before anything else is asked of the browser: a page that is still being left cannot go back."""
    page.wait_for_url(f"**/sign-up/step/{step}/", wait_until="load")


def _fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)
    _go_on(page)


def _go_on(page: Page) -> None:
    page.locator("main form.card button[data-kind=main]").first.click()
