"""Car-Pass accounts of the shops: kept, tested, shown."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carpass.gateway import Credentials, CredentialsRefused, Gateway, GatewayError, HttpGateway
from carpass.models import CarPassAccount
from garageflow.audit.domain import record
from garageflow.crypto import decrypt, encrypt
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Shop

TEST_ACCOUNT = "carpass.test_account"
Connection = CarPassAccount.Connection


class AccountKnown(DomainError):
    field = "user_name"


def add_account(*, shop: Shop, password: str, by: Actor, **values: Any) -> CarPassAccount:
    """Raises AccountKnown."""
    account = CarPassAccount(shop=shop, encrypted_password=encrypt(password), **values)
    with transaction.atomic():
        _save(account)
        record("carpass.account_added", account, by=by, user_name=account.user_name)
    return account


@transaction.atomic
def change_account(account: CarPassAccount, *, password: str, by: Actor, **values: Any) -> CarPassAccount:
    """An empty password leaves the one that is known. Raises AccountKnown."""
    account = CarPassAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    changed = [name for name, value in values.items() if getattr(account, name) != value]
    for name in changed:
        setattr(account, name, values[name])
    if password:
        account.encrypted_password = encrypt(password)
        changed.append("encrypted_password")
    if not changed:
        return account
    # What the last test said was said of other data.
    account.connection, account.tested_at, account.answer = Connection.UNTESTED, None, ""
    _save(account, update_fields=[*changed, "connection", "tested_at", "answer"])
    record("carpass.account_changed", account, by=by, fields=changed)
    return account


@transaction.atomic
def reveal_password(account: CarPassAccount, *, by: Actor) -> str:
    """Who saw it is recorded. The caller has made sure that it is this person who asks."""
    record("carpass.password_revealed", account, by=by)
    return decrypt(account.encrypted_password)


@transaction.atomic
def ask_connection_test(account: CarPassAccount, *, by: Actor) -> None:
    """A worker calls Car-Pass; the account shows how it ended. Asked twice, it is tested once."""
    account = CarPassAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.connection == Connection.TESTING:
        return
    account.connection = Connection.TESTING
    account.save(update_fields=["connection"])
    enqueue(TEST_ACCOUNT, account.pk)
    record("carpass.connection_tested", account, by=by)


def run_connection_test(claim: Claim) -> None:
    """Handler of `carpass.test_account`; the key is the account's id."""
    with claim.fenced():
        account = CarPassAccount.objects.get(pk=int(claim.key))
        gateway = gateway_of(account)
    connection, answer = Connection.OK, ""
    try:
        establishment = gateway.ping()
        answer = f"{establishment.name} ({establishment.establishment_number})"
        if establishment.enterprise_number != account.enterprise_number:
            connection, answer = Connection.FAILED, f"OTHER_ENTERPRISE {establishment.enterprise_number}"
    except GatewayError as error:
        connection, answer = Connection.FAILED, error.message or error.code
    with claim.fenced():
        _note(account, connection, answer)
        claim.finish()


def give_up_connection_test(claim: Claim, error: Exception) -> None:
    with garage_active(claim.garage):
        _note(CarPassAccount.objects.get(pk=int(claim.key)), Connection.FAILED, "UNEXPECTED")


def flag_account(account: CarPassAccount, error: CredentialsRefused) -> None:
    """Car-Pass does not let it in: a person must look at it before it is tried again."""
    _note(account, Connection.FAILED, error.message or error.code)


def gateway_of(account: CarPassAccount) -> Gateway:
    """To be made inside the garage and called outside of it."""
    credentials = Credentials(account.user_name, decrypt(account.encrypted_password))
    return HttpGateway(credentials, language=account.language)


def public_gateway() -> Gateway:
    """For what everybody may read: without credentials."""
    return HttpGateway(Credentials("", ""))


def account_for(shop: Shop | None = None) -> CarPassAccount | None:
    """The account in use of this shop, or else the first of the garage; None when there is none."""
    usable = CarPassAccount.objects.usable().select_related("shop").first_one_first()
    own = usable.filter(shop=shop).first() if shop else None
    return own or usable.first()


def _note(account: CarPassAccount, connection: Connection, answer: str) -> None:
    CarPassAccount.objects.filter(pk=account.pk).update(
        connection=connection, answer=answer[:300], tested_at=timezone.now()
    )


def _save(account: CarPassAccount, **options: Any) -> None:
    try:
        with transaction.atomic():
            account.save(**options)
    except IntegrityError as error:
        if "car_pass_account_once" not in str(error):
            raise
        raise AccountKnown(_("This shop has an account with this user name already.")) from None
