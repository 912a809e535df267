from __future__ import annotations

import time

import pytest
from allauth.account.internal.flows import login as flows
from allauth.mfa.models import Authenticator
from django.test import Client

from garageflow.accounts.models import User
from tests.factories import UserFactory

_OF_USER = flows._AUTHENTICATION_METHODS_USER_SESSION_KEY


def signed_in(user: User, *, second_factor: bool = True) -> Client:
    client = Client()
    client.force_login(user)
    if second_factor:
        authenticator = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": "totp"}
        ]
        session[_OF_USER] = str(user.pk)
        session.save()
    return client


@pytest.fixture
def staff(db: None) -> User:
    return UserFactory(email="staff@platform.example", is_staff=True)


@pytest.fixture
def as_staff(staff: User) -> Client:
    return signed_in(staff)


@pytest.fixture
def as_superuser(db: None) -> Client:
    return signed_in(UserFactory(is_staff=True, is_superuser=True))
