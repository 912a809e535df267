"""Going through the sign-up as a browser does: open a page, fill it in, press the button."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from carshare.domain.organisations import publish_terms
from carshare.links import validation_token
from carshare.models import CarShareOrganisation, Subscriber, ValidationLink
from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage
from tests.waiting import wait_until

START = "/g/peeters/carshare/sign-up/"
STEP = START + "step/{}/"
DONE = START + "done/"
PASSWORD = "kruidnagel en een fiets"
SIGN_UP_WORK = ["carshare.sign_up", "carshare.letter"]


def pdf(text: str = "one") -> SimpleUploadedFile:
    return SimpleUploadedFile("terms.pdf", b"%PDF-1.4\n" + text.encode() + b"\n%%EOF\n", "application/pdf")


def give_terms(organisation: CarShareOrganisation, text: str = "one") -> None:
    publish_terms(organisation, pdf(text), by=SYSTEM)


def answers_of(organisation: CarShareOrganisation, email: str) -> dict[str, dict[str, Any]]:
    """What is filled in at each step; steps that are not asked are left out."""
    contract = organisation.contracts.get(is_default=True)
    parking = organisation.parkings.get()
    answers: dict[str, dict[str, Any]] = {
        "email": {"email": email},
        "organisation": {"organisation": organisation.pk},
        "person": {"title": "mrs", "first_name": "Hanne", "last_name": "Jacobs", "password": PASSWORD},
        "licence": {
            "categories": ["B", "BE"],
            "number": "0123-456 789",
            "country": "BE",
            "obtained_on": "2012-05-04",
            "born_on": "1990-01-31",
        },
        "preferences": {
            "contract": contract.pk,
            "parking": parking.pk,
            "language": "fr",
            "phone": "0475 11 22 33",
        },
        "billing": {
            "billing_street": "Kerkstraat",
            "billing_house_number": "4",
            "billing_postcode": "2000",
            "billing_city": "Antwerpen",
        },
        "terms": {"is_accepted": "on"},
    }
    if organisation.eco_driving:
        answers["preferences"]["eco_driving"] = "on"
    latest = organisation.terms.order_by("-number").first()
    if latest is not None:
        answers["terms"]["terms"] = latest.pk
    return answers


def walk(client: Client, answers: dict[str, dict[str, Any]]) -> list[str]:
    """From the first page to the last one; returns the names of the steps that were asked."""
    asked = []
    url = START
    while url != DONE:
        response = client.get(url)
        if response.status_code == 302:
            url = response.url
            continue
        assert response.status_code == 200, (url, response.status_code)
        name = str(response.context["step"])
        asked.append(name)
        assert len(asked) < 9, asked
        response = client.post(url, answers[name])
        assert response.status_code == 302, (name, response.context["form"].errors)
        url = response.url
    assert client.get(DONE).status_code == 200
    return asked


def receive(garage: Garage) -> None:
    work_until_idle(kinds=SIGN_UP_WORK)


def link_of(garage: Garage, email: str) -> str:
    """The address in the newest validation mail; beside workers of their own it may take a moment."""
    wait_until(lambda: _has_link(garage, email), seconds=20)
    with garage_active(garage):
        link = ValidationLink.objects.filter(subscriber__email=email).latest("pk")
        return f"/g/{garage.slug}/carshare/validation/{validation_token(link.nonce)}/"


def _has_link(garage: Garage, email: str) -> bool:
    with garage_active(garage):
        return ValidationLink.objects.filter(subscriber__email=email).exists()


def only_subscriber(garage: Garage) -> Subscriber:
    with garage_active(garage):
        return Subscriber.objects.select_related("organisation", "contract", "parking").get()
