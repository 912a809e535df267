"""The papers of a trip: put there by the garage, opened by the driver once the mission is his."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convoy.domain.missions import give_back
from convoy.domain.quotes import accept_quote
from convoy.domain.trips import documents_of_trip
from garageflow.demo.papers import draw_paper
from garageflow.documents.models import Document
from garageflow.tenancy.active import garage_active
from tests.conftest import client_of
from tests.convoy.factories import actor_of, make_driver, make_quote, make_trip


@pytest.fixture
def trip(peeters, dispatcher):
    with garage_active(peeters):
        return make_trip(dispatcher)


@pytest.fixture
def driver(peeters):
    with garage_active(peeters):
        return make_driver()


@pytest.fixture
def paper(trip, dispatcher, peeters):
    upload = SimpleUploadedFile("Leveringsbon.pdf", draw_paper("Leveringsbon"))
    client_of(dispatcher).post(_address(trip), {"file": upload})
    with garage_active(peeters):
        return documents_of_trip(trip).get()


def test_before_the_mission_a_driver_reads_the_name_only(trip, driver, paper):
    browser = client_of(actor_of(driver))

    page = browser.get(f"/g/peeters/partner/trips/{trip.number}/").text

    assert "Leveringsbon.pdf" in page
    assert "You can open them once the mission is yours." in page
    assert _file(paper) not in page
    assert browser.get(_file(paper)).status_code == 404


def test_the_driver_of_the_mission_opens_it_from_trip_and_mission(trip, driver, paper, dispatcher, peeters):
    with garage_active(peeters):
        mission = accept_quote(make_quote(trip, driver), by=dispatcher)
    browser = client_of(actor_of(driver))

    for page in (f"trips/{trip.number}", f"missions/{mission.number}"):
        assert _file(paper) in browser.get(f"/g/peeters/partner/{page}/").text
    assert b"".join(browser.get(f"{_file(paper)}?save").streaming_content).startswith(b"%PDF-")


def test_who_gave_the_mission_back_does_not_open_it_any_more(trip, driver, paper, dispatcher, peeters):
    with garage_active(peeters):
        give_back(
            accept_quote(make_quote(trip, driver), by=dispatcher), note="Flat tyre", by=actor_of(driver)
        )

    assert client_of(actor_of(driver)).get(_file(paper)).status_code == 404


def test_what_is_no_document_is_refused_and_what_is_removed_is_gone(trip, paper, dispatcher, peeters):
    browser = client_of(dispatcher)

    refused = browser.post(
        _address(trip), {"file": SimpleUploadedFile("program.pdf", b"MZ\x90\x00 a program")}, follow=True
    )
    removed = browser.post(f"{_address(trip)}{paper.pk}/removal/", follow=True)

    assert "program.pdf" not in refused.text
    assert "Leveringsbon.pdf is removed." in removed.text
    with garage_active(peeters):
        assert not Document.objects.filter(pk=paper.pk).exists()


def test_only_a_paper_of_this_trip_is_removed(trip, driver, dispatcher, peeters):
    with garage_active(peeters):
        licence = Document.objects.order_by("pk").first()

    answer = client_of(dispatcher).post(f"{_address(trip)}{licence.pk}/removal/")

    assert answer.status_code == 404
    with garage_active(peeters):
        assert Document.objects.filter(pk=licence.pk).exists()


def _address(trip):
    return f"/g/peeters/convoy/trips/{trip.number}/documents/"


def _file(paper):
    return f"/g/peeters/partner/files/{paper.pk}/"
