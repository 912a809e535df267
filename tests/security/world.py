"""Two garages with rows in every table, and everybody who could knock: the setting of all leak tests.

Garage Peeters is ours. What belongs to garage Dubois holds CANARY, what belongs to Peeters holds OURS.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client
from django.utils import timezone

from autopaspoort.domain.passports import offer_key
from autopaspoort.domain.statements import OFFER_MAIL
from autopaspoort.models import Appointment, Ownership, Passport
from convoy.models import Driver, MissionPhoto
from garageflow.accounts.models import User
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Feature, Garage, Member, Membership, Role
from garageflow.workshop.domain.service import PHOTO
from garageflow.workshop.models import WorkOrder
from tests.factories import GarageFactory, MemberFactory, UserFactory
from tests.security.carshare_values import subscribe
from tests.security.convoy_values import let_drive
from tests.security.rows import Rows, fill

CANARY = "zqxvkj"
OURS = "owqjxz"
# The first row of every table of Dubois has this key and this number.
FOREIGN_ID = 900_001

ANONYMOUS = "anonymous"
OTHER_GARAGE = "member of another garage"
ENDED = "former member"
DEACTIVATED = "deactivated user"
PLATFORM_STAFF = "platform staff with second factor"
PLATFORM_STAFF_WEAK = "platform staff without second factor"
EVERYBODY = (
    ANONYMOUS,
    OTHER_GARAGE,
    ENDED,
    DEACTIVATED,
    PLATFORM_STAFF,
    PLATFORM_STAFF_WEAK,
    *(str(role) for role in Role),
)


@dataclass(slots=True)
class Side:
    """One garage and its rows."""

    garage: Garage
    rows: Rows

    def first(self, model: type[models.Model]) -> Any:
        return self.rows[model][0]


@dataclass(slots=True)
class World:
    ours: Side
    theirs: Side
    users: dict[str, User] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        """A browser in which this person is signed in."""
        client = Client(raise_request_exception=False)
        if person == ANONYMOUS:
            return client
        user = self.users[person]
        client.force_login(user)
        _remember_how(client, user if person == PLATFORM_STAFF else None)
        if person == DEACTIVATED:
            # Signed in before it happened.
            User.objects.filter(pk=user.pk).update(is_active=False)
        return client


def build_world(*, count: int = 1, payloads: tuple[str, ...] = ()) -> World:
    """With `payloads` in every text of ours."""
    peeters = _garage("peeters", OURS)
    dubois = _garage("dubois", CANARY)
    world = World(
        ours=Side(peeters, fill(peeters, word=OURS, count=count, payloads=payloads)),
        theirs=Side(dubois, fill(dubois, word=CANARY, count=count, first_number=FOREIGN_ID)),
    )
    for side in (world.ours, world.theirs):
        _queue_offer(side)
        _take_photo(side)
        _hang_pictures(side)
    for role in Role:
        world.users[role] = member_with(peeters, [role], OURS)
    subscribe(world.ours, world.users[Role.SUBSCRIBER])
    _give_car(world.ours, world.users[Role.CUSTOMER])
    world.users[OTHER_GARAGE] = member_with(dubois, list(Role))
    world.users[ENDED] = member_with(peeters, list(Role))
    Membership.objects.filter(user=world.users[ENDED]).update(ended_at=timezone.now() - timedelta(hours=1))
    world.users[DEACTIVATED] = member_with(peeters, list(Role))
    for person in (PLATFORM_STAFF, PLATFORM_STAFF_WEAK):
        world.users[person] = UserFactory(is_staff=True, is_superuser=True)
    return world


def offered_passport(side: Side) -> Passport:
    """One whose link works."""
    return next(row for row in side.rows[Passport] if row.state == Passport.State.OFFERED)


def accepted_passport(side: Side) -> Passport:
    return next(row for row in side.rows[Passport] if row.state == Passport.State.ACCEPTED)


def _give_car(side: Side, user: User) -> None:
    """The customer holds a passport: the portal has something to show him."""
    passport = accepted_passport(side)
    with garage_active(side.garage):
        member = Member.objects.get(membership__user=user)
        own = side.first(Ownership)
        Ownership.objects.filter(passport=passport).exclude(pk=own.pk).update(ended_at=timezone.now())
        Ownership.objects.filter(pk=own.pk).update(
            passport=passport, customer=passport.customer, member=member
        )
        Appointment.objects.filter(pk=side.first(Appointment).pk).update(
            passport=passport, customer=passport.customer
        )


def _queue_offer(side: Side) -> None:
    passport = offered_passport(side)
    with garage_active(side.garage):
        OutboxMail.objects.filter(pk=side.first(OutboxMail).pk).update(
            kind=OFFER_MAIL,
            subject_id=passport.pk,
            idempotency_key=offer_key(passport.pk, passport.offer_round),
            params={"round": passport.offer_round},
        )


def _take_photo(side: Side) -> None:
    """Of the dashboard of the car of the first work order."""
    order = side.first(WorkOrder)
    with garage_active(side.garage):
        Document.objects.create(
            kind=PHOTO,
            name="photo.jpg",
            content_type="image/jpeg",
            file=ContentFile(order.complaint.encode(), name="photo"),
            size=1,
            sha256="0",
            subject=subject_of(order),
        )


def _hang_pictures(side: Side) -> None:
    """Pictures on pages of convoy are files of their own: whoever may see the page may see them."""
    with garage_active(side.garage):
        for model, field, owner in (
            (Driver, "photo", lambda row: f"convoy.driver:{row.pk}"),
            (MissionPhoto, "document", lambda row: f"convoy.mission:{row.mission_id}"),
        ):
            for row in side.rows[model]:
                picture = Document.objects.get(pk=side.first(Document).pk)
                picture.pk, picture.content_type, picture.subject = None, "image/jpeg", owner(row)
                picture.save()
                model.objects.filter(pk=row.pk).update(**{field: picture})


def _garage(slug: str, word: str) -> Garage:
    garage: Garage = GarageFactory(
        slug=slug,
        name=f"Garage {word}",
        country="BE",
        languages=["nl", "fr"],
        phone=word,
        email=f"{word}@garage.example",
        website=f"https://{word}.example",
        vat_number=word,
        enterprise_number=word,
        features=list(Feature.values),
        logo_png=word.encode(),
    )
    return garage


def member_with(garage: Garage, roles: list[Role], word: str = "") -> User:
    user: User = UserFactory(**({"email": f"{roles[0]}{len(roles)}{word}@garage.example"} if word else {}))
    with garage_active(garage):
        member = MemberFactory(membership__user=user, membership__roles=roles, name=f"Member {word}")
        if roles == [Role.DRIVER]:
            let_drive(member)
    return user


def _remember_how(client: Client, with_second_factor: User | None) -> None:
    """Signed in a moment ago: pages that ask for the password once more open."""
    methods: list[dict[str, Any]] = [{"method": "password", "at": time.time()}]
    if with_second_factor is not None:
        authenticator, _created = Authenticator.objects.get_or_create(
            user=with_second_factor, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "secret"}}
        )
        methods.append({"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": "totp"})
    session = client.session
    session["account_authentication_methods"] = methods
    session.save()
