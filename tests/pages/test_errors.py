from __future__ import annotations

import re
import sys

import pytest
from django.test import Client
from django.urls import path

from garageflow import urls, urls_garage
from garageflow.tenancy.access import public, requires

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@public
def breaks(request):
    raise ValueError("secret detail")


@requires("owner")
def for_owners(request):
    raise AssertionError


class _Urls:
    """The real addresses and two that fail."""

    def __init__(self, real) -> None:
        self.urlpatterns = [path("breaks/", breaks), path("owners/", for_owners), *real.urlpatterns]
        for name in ("handler400", "handler403", "handler404", "handler500"):
            setattr(self, name, getattr(real, name))


@pytest.fixture(autouse=True)
def addresses(settings):
    sys.modules["tests.pages.failing_site"] = _Urls(urls)
    sys.modules["tests.pages.failing_garage"] = _Urls(urls_garage)
    settings.ROOT_URLCONF = "tests.pages.failing_site"
    settings.GARAGE_URLCONF = "tests.pages.failing_garage"
    settings.DEBUG = False


def headers_of(response) -> dict[str, str]:
    return {name: response.headers.get(name, "") for name in HEADERS}


def test_not_found_on_the_platform(client, db):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "There is nothing at this address." in response.text
    assert headers_of(response) == HEADERS
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_not_found_inside_a_garage_keeps_the_shell(as_reception):
    response = as_reception.get("/g/peeters/nowhere/")

    assert response.status_code == 404
    assert "There is nothing at this address." in response.text
    assert 'class="shell"' in response.text
    assert headers_of(response) == HEADERS


def test_a_garage_looks_to_strangers_as_if_it_did_not_exist(as_reception, dubois):
    known, unknown = as_reception.get("/g/dubois/"), as_reception.get("/g/no-such-garage/")

    assert known.status_code == unknown.status_code == 404
    assert _without_tokens(known) == _without_tokens(unknown).replace("no-such-garage", "dubois")
    assert "Garage Dubois" not in known.text


def _without_tokens(response) -> str:
    return re.sub(r'(value="|X-CSRFToken": ")[A-Za-z0-9]{64}', "", response.text)


def test_not_for_this_role(as_mechanic):
    response = as_mechanic.get("/g/peeters/owners/")

    assert response.status_code == 403
    assert "your role in this garage does not include it" in response.text
    assert headers_of(response) == HEADERS


@pytest.mark.parametrize("address", ["/breaks/", "/g/peeters/breaks/"])
def test_a_fault_of_ours_tells_nothing_and_keeps_the_headers(address, as_reception):
    as_reception.raise_request_exception = False

    response = as_reception.get(address)

    assert response.status_code == 500
    assert "Nothing of this action was saved." in response.text
    assert "secret detail" not in response.text
    assert headers_of(response) == HEADERS
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_a_fault_needs_no_database_to_be_shown(client, db, monkeypatch, django_assert_num_queries):
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        assert client.get("/breaks/").status_code == 500


def test_error_pages_speak_the_reader_s_language(client, db):
    client.raise_request_exception = False

    assert '<html lang="fr">' in client.get("/breaks/", headers={"Accept-Language": "fr"}).text


def test_a_form_that_was_open_too_long(as_reception, reception):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reception.member.membership.user)

    response = strict.post("/g/peeters/jobs/1/retry/")

    assert response.status_code == 403
    assert "This form was open too long" in response.text
    assert headers_of(response) == HEADERS


def test_a_host_that_is_not_ours(client, db):
    response = client.get("/healthz", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "This request was not understood" in response.text
