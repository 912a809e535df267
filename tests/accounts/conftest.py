from __future__ import annotations

import random
import re

import pytest
from django.http import HttpResponse
from django.test import Client

PASSWORD = "correct horse battery"


def from_somewhere(**headers: str) -> Client:
    """A browser at an address of its own: rate limits count per address, and across tests."""
    address = ".".join(str(random.randint(1, 254)) for _part in range(3))
    return Client(REMOTE_ADDR=f"10.{address}", HTTP_ACCEPT_LANGUAGE="en", **headers)


@pytest.fixture
def browser_of_a_visitor(db: None) -> Client:
    return from_somewhere()


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str):
    return client.post("/accounts/login/", {"login": email, "password": password}, **headers)


def words_without(address: str, response: HttpResponse) -> str:
    """The page without what differs in any case: the typed address and the token of the form."""
    page = response.content.decode().replace(address, "")
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r'X-CSRFToken": "[^"]+"', "", page)
