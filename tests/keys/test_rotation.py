from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from garageflow import crypto
from garageflow.crypto import EncryptedTextField, decrypt, encrypt
from garageflow.keys.rotation import places, rotate_place
from garageflow.tenancy.active import garage_active
from tests.carpass.factories import ShopFactory, account_for_tests
from tests.factories import UserFactory

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()

UseKeys = Callable[..., None]


@pytest.fixture
def use_keys(settings) -> Iterator[UseKeys]:
    def use(*keys: str) -> None:
        settings.FIELD_ENCRYPTION_KEYS = list(keys)
        crypto._fernet.cache_clear()

    use(OLD)
    yield use
    crypto._fernet.cache_clear()


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def account_in(garage, password: str):
    with garage_active(garage):
        return account_for_tests(ShopFactory(), password=password)


def password_of(account, garage) -> str:
    with garage_active(garage):
        account.refresh_from_db()
        return decrypt(account.encrypted_password)


def test_every_garage_comes_under_the_newest_key(use_keys, peeters, dubois):
    accounts = [(account_in(garage, garage.slug), garage) for garage in (peeters, dubois)]
    use_keys(NEW, OLD)

    told = run()

    use_keys(NEW)
    assert [password_of(account, garage) for account, garage in accounts] == ["peeters", "dubois"]
    assert "carpass.CarPassAccount.encrypted_password: 0 under the newest key, 2 rotated\n" in told


def test_a_second_run_writes_nothing(use_keys, peeters, django_assert_num_queries):
    account = account_in(peeters, "geheim")
    use_keys(NEW, OLD)
    run()
    with garage_active(peeters):
        account.refresh_from_db()
    before = account.encrypted_password

    told = run()

    with garage_active(peeters):
        account.refresh_from_db()
    assert account.encrypted_password == before
    assert "CarPassAccount.encrypted_password: 1 under the newest key, 0 rotated" in told


def test_the_check_counts_and_changes_nothing(use_keys, peeters):
    account_in(peeters, "geheim")
    use_keys(NEW, OLD)

    with pytest.raises(CommandError, match="Keep all keys"):
        run("--check")
    run()

    assert "1 under the newest key, 0 under older keys" in run("--check")


def test_a_secret_that_no_key_reads_is_named_and_the_others_are_rotated(use_keys, peeters):
    lost, kept = account_in(peeters, "lost"), account_in(peeters, "kept")
    use_keys(NEW, OLD)
    with garage_active(peeters):
        lost.encrypted_password = Fernet(Fernet.generate_key()).encrypt(b"lost").decode()
        lost.save()
    out = io.StringIO()

    with pytest.raises(CommandError, match="Keep all keys"):
        call_command("rotate_keys", stdout=out)

    assert f"rows that no key reads: [{lost.pk}]" in out.getvalue()
    use_keys(NEW)
    assert password_of(kept, peeters) == "kept"


def test_secrets_of_second_factors_are_rotated(use_keys, db):
    data = {"secret": encrypt("JBSWY3DP"), "name": "gAAAA telephone"}
    row = Authenticator.objects.create(user=UserFactory(), type="totp", data=data)
    use_keys(NEW, OLD)

    run()

    use_keys(NEW)
    row.refresh_from_db()
    assert decrypt(row.data["secret"]) == "JBSWY3DP"
    assert row.data["name"] == "gAAAA telephone"


def test_nothing_encrypted_is_nothing_to_rotate(use_keys, peeters):
    for place in places():
        found = rotate_place(place)
        assert (found.newest, found.older, found.unreadable) == (0, 0, [])


def test_a_new_key_is_printed(use_keys):
    assert Fernet(run("--new").strip())


def test_columns_of_secrets_are_known_by_their_type_and_by_their_name():
    """Exports leave them out by their name, rotation finds them by their type."""
    columns: list[models.Field] = [
        column for model in apps.get_models() for column in model._meta.local_concrete_fields
    ]
    by_type = {str(column) for column in columns if isinstance(column, EncryptedTextField)}
    by_name = {str(column) for column in columns if column.name.startswith("encrypted_")}

    assert by_type == by_name
    assert len(by_type) >= 4
