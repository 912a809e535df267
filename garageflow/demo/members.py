"""The people of the demo: accounts that can sign in at once."""

from __future__ import annotations

from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from garageflow.accounts.models import User
from garageflow.demo.garages import GARAGES, PLATFORM_EMAIL, PLATFORM_PASSWORD, DemoGarage, DemoMember
from garageflow.tenancy.models import Garage, Member, Membership


def make_platform_staff() -> None:
    if User.objects.filter(email=PLATFORM_EMAIL).exists():
        return
    user = User.objects.create_superuser(PLATFORM_EMAIL, PLATFORM_PASSWORD, language="nl")
    _verify(user)


def make_members(garage: Garage, demo: DemoGarage) -> None:
    """Nobody is invited: an invitation needs somebody who reads his mail."""
    # One hash for all of a garage: hashing is slow on purpose.
    password = make_password(demo.password)
    for person in demo.members:
        user = User.objects.filter(email=person.email).first() or _make_user(person, password)
        membership = Membership.objects.create(user=user, garage=garage, roles=list(person.roles))
        Member.objects.create(membership=membership, name=person.name, phone=person.phone)


def write_logins(path: Path) -> None:
    """`role garage-slug e-mail password`, a line for each role of each person."""
    lines = [f"platform - {PLATFORM_EMAIL} {PLATFORM_PASSWORD}"]
    for demo in GARAGES:
        for person in demo.members:
            password = password_of(person.email)
            lines += [f"{role} {demo.slug} {person.email} {password}" for role in person.roles]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def password_of(email: str) -> str:
    """Who works for two garages has the password of the first."""
    return next(demo.password for demo in GARAGES if any(person.email == email for person in demo.members))


def _make_user(person: DemoMember, password: str) -> User:
    user = User.objects.create(email=person.email, language=person.language, password=password)
    _verify(user)
    return user


def _verify(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
