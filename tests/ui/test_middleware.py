import json
from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from garageflow.ui.middleware import PageHeadersMiddleware, ToastMiddleware


@pytest.fixture
def htmx_request(rf):
    request = rf.post("/")
    request.htmx = True
    request._messages = CookieStorage(request)
    messages.success(request, "Saved.")
    return request


def answer(request, response):
    return ToastMiddleware(lambda _request: response)(request)


def test_messages_travel_with_an_htmx_answer(htmx_request):
    response = answer(htmx_request, HttpResponse("part"))

    assert json.loads(response["HX-Trigger"]) == {"toasts": [{"tone": "ok", "text": "Saved."}]}


def test_events_of_the_view_are_kept(htmx_request):
    response = answer(htmx_request, HttpResponse("part", headers={"HX-Trigger": "changed"}))

    assert json.loads(response["HX-Trigger"]) == {
        "changed": None,
        "toasts": [{"tone": "ok", "text": "Saved."}],
    }


@pytest.mark.parametrize("response", [HttpResponseRedirect("/x/"), HttpResponseClientRedirect("/x/")])
def test_messages_wait_for_the_next_page(htmx_request, response):
    response = answer(htmx_request, response)

    assert "HX-Trigger" not in response
    assert len(htmx_request._messages) == 1


def test_a_plain_page_shows_its_messages_itself(htmx_request):
    htmx_request.htmx = False

    assert "HX-Trigger" not in answer(htmx_request, HttpResponse("page"))


def test_pages_carry_the_headers():
    response = PageHeadersMiddleware(lambda _request: HttpResponse("page"))(SimpleNamespace())

    assert "geolocation=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Vary"] == "HX-Request"
