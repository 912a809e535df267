"""The shared fleet of a demo garage: two organisations, subscribers in every state, a month of trips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from carshare.domain.invoices import (
    CREDIT_MAIL,
    INVOICE_MAIL,
    credit_trip_invoice,
    issue_trip_invoice,
    mark_paid,
)
from carshare.domain.organisations import publish_terms
from carshare.links import hash_of
from carshare.models import (
    Booking,
    BookingCheck,
    CarShareContract,
    CarShareOrganisation,
    Consent,
    ContractVehicle,
    EmailSuffix,
    Licence,
    Parking,
    SharedVehicle,
    SignUpDraft,
    Subscriber,
    TermsAcceptance,
    TripInvoice,
    TripInvoiceLine,
)
from garageflow import crypto
from garageflow.accounts.models import User
from garageflow.customers.identity import name_key
from garageflow.demo.garages import DemoGarage
from garageflow.demo.history import days_ago
from garageflow.demo.papers import draw_paper
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Member, Membership, Role
from garageflow.vehicles.models import Vehicle

State, B = Subscriber.State, Booking.State

# Of the first organisation comes the domain of the demo's own subscriber.
_NAMES = {
    "peeters": (
        "Zorgpunt Antwerpen",
        "Havenlogistiek",
        "havenlogistiek.example",
        "Hoofdkantoor",
        "Campus Noord",
    ),
    "dubois": ("Clinique Sainte-Anne", "Atelier Meuse", "ateliermeuse.example", "Siège", "Campus Sud"),
    "dewit": ("Woonstede Utrecht", "Domstad Advies", "domstad.example", "Hoofdkantoor", "Locatie Oost"),
}
_STREETS = {
    "peeters": ("Lange Leemstraat", "2018", "Antwerpen"),
    "dubois": ("Rue de Fer", "5000", "Namur"),
    "dewit": ("Croeselaan", "3521 CA", "Utrecht"),
}
_PEOPLE = (
    ("An", "Verhaegen", State.ACTIVE),
    ("Bart", "Mertens", State.ACTIVE),
    ("Chloé", "Lefèvre", State.ACTIVE),
    ("Dirk", "Wouters", State.ACTIVE),
    ("Emma", "Visser", State.ACTIVE),
    ("Farid", "Haddad", State.PENDING_APPROVAL),
    ("Greet", "Peters", State.PENDING_APPROVAL),
    ("Hugo", "Lambert", State.PENDING_APPROVAL),
    ("Inès", "Moreau", State.EMAIL_UNVERIFIED),
    ("Jan", "de Boer", State.EMAIL_UNVERIFIED),
    ("Karel", "Smets", State.INACTIVE),
    ("Lotte", "Hermans", State.SUSPENDED),
    ("Marc", "Dupont", State.REFUSED),
    ("Nina", "Bakker", State.CLOSED),
)
_DAYS = 28
_VEHICLES = 6


@dataclass(frozen=True, slots=True)
class _Fleet:
    organisation: CarShareOrganisation
    contract: CarShareContract
    parkings: list[Parking]


def fill_car_sharing(demo: DemoGarage, random: Random) -> None:
    own_email = next(person.email for person in demo.members if Role.SUBSCRIBER in person.roles)
    first_name, second_name, second_domain, *_rest = _NAMES[demo.slug]
    first = _organisation(demo, first_name, own_email.partition("@")[2], private_use=True, eco_driving=True)
    second = _organisation(
        demo, second_name, second_domain, first_state=CarShareOrganisation.FirstState.PENDING_APPROVAL
    )
    EmailSuffix.objects.create(organisation=second.organisation, domain=second_domain, is_wildcard=True)
    _approval_contract(second)
    terms = publish_terms(
        first.organisation, ContentFile(draw_paper(first_name), "voorwaarden.pdf"), by=SYSTEM
    )
    people = _subscribers(demo, first, second, own_email)
    TermsAcceptance.objects.bulk_create(
        TermsAcceptance(subscriber=person, terms=terms, sha256=terms.sha256, accepted_at=person.created_at)
        for person in people
        if person.organisation_id == first.organisation.pk
    )
    _vehicles(first, second)
    active = [person for person in people if person.state == State.ACTIVE]
    _trips([person for person in active if person.organisation_id == first.organisation.pk], first, random)
    _trips([person for person in active if person.organisation_id == second.organisation.pk], second, random)
    _left_sign_ups([first.organisation, second.organisation], random)


def _organisation(demo: DemoGarage, name: str, domain: str, **settings: object) -> _Fleet:
    organisation = CarShareOrganisation.objects.create(
        name=name, languages=list(demo.languages), created_at=days_ago(60, 9), **settings
    )
    EmailSuffix.objects.create(organisation=organisation, domain=domain)
    contract = CarShareContract.objects.create(
        organisation=organisation,
        name={"fr": "Service"}.get(demo.languages[0], "Dienst"),
        is_default=True,
        hour_amount=350,
        km_amount=28,
        vat_percent=21,
    )
    street, postcode, city = _STREETS[demo.slug]
    directions = {
        "fr": "Places 4 à 9, clé dans l’armoire à l’accueil.",
        "nl": "Plaatsen 4 tot 9, sleutel in de kast bij het onthaal.",
    }
    parkings = [
        Parking.objects.create(
            organisation=organisation,
            name=parking,
            street=street,
            house_number=str(12 + 30 * place),
            postcode=postcode,
            city=city,
            directions=directions[demo.languages[0]],
        )
        for place, parking in enumerate(_NAMES[demo.slug][3:])
    ]
    return _Fleet(organisation, contract, parkings)


def _approval_contract(fleet: _Fleet) -> None:
    fleet.contract.needs_approval = True
    fleet.contract.save(update_fields=["needs_approval"])


def _subscribers(demo: DemoGarage, first: _Fleet, second: _Fleet, own_email: str) -> list[Subscriber]:
    own = Member.objects.select_related("membership__user").get(membership__user__email=own_email)
    own_first, _space, own_last = own.name.partition(" ")
    people = [_subscriber(first, own_first, own_last, State.ACTIVE, own_email, own, 40)]
    users, members = [], []
    for place, (first_name, last_name, state) in enumerate(_PEOPLE):
        fleet = second if state == State.PENDING_APPROVAL or place % 3 == 2 else first
        domain = own_email.partition("@")[2] if fleet is first else _NAMES[demo.slug][2]
        email = f"{name_key('', first_name)}.{name_key(last_name, '')}@{domain}".replace(" ", "")
        member = None
        if state != State.EMAIL_UNVERIFIED:
            user = User(email=email, language=demo.languages[0], password=make_password(None))
            users.append(user)
            membership = Membership(user=user, garage=active_garage(), roles=[Role.SUBSCRIBER])
            if state == State.CLOSED:
                membership.ended_at = timezone.now()
            member = Member(membership=membership, name=f"{first_name} {last_name}")
            members.append(member)
        days = 1 if state in (State.PENDING_APPROVAL, State.EMAIL_UNVERIFIED) else 38 - place
        people.append(_subscriber(fleet, first_name, last_name, state, email, member, days))
    User.objects.bulk_create(users)
    Membership.objects.bulk_create(member.membership for member in members)
    Member.objects.bulk_create(members)
    for person in people:
        # The key of a member is known only now.
        person.member_id = person.member.pk if person.member else None
    Subscriber.objects.bulk_create(people)
    Licence.objects.bulk_create(
        Licence(
            subscriber=person,
            categories=["B"],
            encrypted_number=crypto.encrypt(f"08{person.pk:08d}"),
            country=demo.country,
            obtained_on=days_ago(4000 + 97 * place, 9).date(),
        )
        for place, person in enumerate(people)
    )
    Consent.objects.create(subscriber=people[0], kind=Consent.Kind.ECO_DRIVING, given_at=people[0].created_at)
    return people


def _subscriber(
    fleet: _Fleet, first_name: str, last_name: str, state: str, email: str, member: Member | None, days: int
) -> Subscriber:
    created_at = days_ago(days, 10, 15)
    reasons = {State.SUSPENDED: "–", State.REFUSED: "–"}
    return Subscriber(
        organisation=fleet.organisation,
        member=member,
        state=state,
        reason=reasons.get(State(state), ""),
        email=email,
        title="none",
        first_name=first_name,
        last_name=last_name,
        name_key=name_key(last_name, first_name),
        phone="0475 30 12 77",
        language=fleet.organisation.languages[0],
        contract=fleet.contract,
        parking=fleet.parkings[0],
        billing_street=fleet.parkings[0].street,
        billing_house_number="7",
        billing_postcode=fleet.parkings[0].postcode,
        billing_city=fleet.parkings[0].city,
        created_at=created_at,
        validated_at=None if state == State.EMAIL_UNVERIFIED else created_at + timedelta(minutes=9),
        closed_at=days_ago(5, 9) if state == State.CLOSED else None,
    )


def _vehicles(first: _Fleet, second: _Fleet) -> None:
    known = Vehicle.objects.filter(car_sharing=None).exclude(make="").order_by("pk")[: 2 * _VEHICLES]
    shared = []
    for place, vehicle in enumerate(known):
        fleet = first if place < _VEHICLES else second
        is_electric = vehicle.fuel == "electric"
        shared.append(
            SharedVehicle(
                vehicle=vehicle,
                parking=fleet.parkings[place % 2],
                co2_grams=0 if is_electric else 104 + 3 * place,
                seats=5,
            )
        )
    SharedVehicle.objects.bulk_create(shared)
    ContractVehicle.objects.bulk_create(
        ContractVehicle(vehicle=item, contract=(first if place < _VEHICLES else second).contract)
        for place, item in enumerate(shared)
    )


def _trips(people: list[Subscriber], fleet: _Fleet, random: Random) -> None:
    """About a trip every second day for each vehicle, for four weeks, and what is booked this week."""
    vehicles = list(SharedVehicle.objects.filter(parking__in=fleet.parkings).order_by("pk"))
    past: list[tuple[Booking, int, int]] = []
    for place, vehicle in enumerate(vehicles):
        km = 18_000 + 4_321 * place
        for days in range(_DAYS, 0, -1):
            if random.random() < 0.45:
                continue
            since = days_ago(days, random.choice((8, 9, 13)), random.choice((0, 30)))
            until = since + timedelta(minutes=random.choice((90, 150, 240)))
            driven = random.randrange(12, 140)
            booking = _booking(vehicle, random.choice(people), fleet, since, until)
            booking.state, booking.started_at, booking.returned_at = B.RETURNED, since, until
            if fleet.organisation.private_use and random.random() < 0.15:
                booking.use = Booking.Use.PRIVATE
            past.append((booking, km, km + driven))
            km += driven
    Booking.objects.bulk_create(booking for booking, _start, _end in past)
    BookingCheck.objects.bulk_create(
        _check(booking, kind, km)
        for booking, start, end in past
        for kind, km in ((BookingCheck.Kind.START, start), (BookingCheck.Kind.END, end))
    )
    _invoices([item for item in past if item[0].use == Booking.Use.PRIVATE])
    _this_week(people, vehicles, fleet)


def _this_week(people: list[Subscriber], vehicles: list[SharedVehicle], fleet: _Fleet) -> None:
    """One is under way, one is late, the next ones are booked; where approval is asked, they wait."""
    now = timezone.now().replace(second=0, microsecond=0)
    waits = B.REQUESTED if fleet.contract.needs_approval else B.BOOKED
    plan = [
        (0, 0, now - timedelta(hours=1), now + timedelta(hours=3), B.IN_USE),
        (1, 1, now - timedelta(hours=5), now - timedelta(minutes=35), B.IN_USE),
        (1, 0, now + timedelta(hours=1), now + timedelta(hours=4), B.BOOKED),
        (2, 0, days_ago(-1, 9), days_ago(-1, 12), waits),
        (3, 1, days_ago(-2, 13, 30), days_ago(-2, 17), waits),
        (2, 1, days_ago(-3, 8), days_ago(-3, 18), waits),
        (2, 0, now + timedelta(minutes=10), now + timedelta(hours=2), B.BOOKED),
    ]
    bookings = []
    for vehicle, person, since, until, state in plan:
        booking = _booking(vehicles[vehicle], people[person % len(people)], fleet, since, until)
        booking.state = state
        booking.started_at = since if state == B.IN_USE else None
        bookings.append(booking)
    Booking.objects.bulk_create(bookings)
    BookingCheck.objects.bulk_create(
        _check(booking, BookingCheck.Kind.START, 30_000) for booking in bookings if booking.state == B.IN_USE
    )


def _booking(
    vehicle: SharedVehicle, person: Subscriber, fleet: _Fleet, since: datetime, until: datetime
) -> Booking:
    return Booking(
        vehicle=vehicle,
        subscriber=person,
        contract=fleet.contract,
        parking_id=vehicle.parking_id,
        period=DateTimeTZRange(since, until),
        created_at=since - timedelta(days=4),
    )


def _check(booking: Booking, kind: str, km: int) -> BookingCheck:
    at = booking.started_at if kind == BookingCheck.Kind.START else booking.returned_at
    assert at is not None
    return BookingCheck(booking=booking, kind=kind, km=km, energy_percent=80 - km % 45, checked_at=at)


def _invoices(private: list[tuple[Booking, int, int]]) -> None:
    invoices, lines = [], []
    for booking, start, end in private:
        hours = Decimal(int(booking.duration.total_seconds()) // 60) / 60
        amounts = (round(hours * booking.contract.hour_amount), (end - start) * booking.contract.km_amount)
        invoice = TripInvoice(
            booking=booking,
            subscriber=booking.subscriber,
            recipient=str(booking.subscriber),
            address=booking.subscriber.billing_address,
            vat_percent=booking.contract.vat_percent,
            net_amount=sum(amounts),
            vat_amount=round(Decimal(sum(amounts) * booking.contract.vat_percent) / 100),
            created_at=booking.returned_at or timezone.now(),
        )
        invoices.append(invoice)
        units = (booking.contract.hour_amount, booking.contract.km_amount)
        for kind, quantity, unit, amount in zip(
            TripInvoiceLine.Kind, (hours, Decimal(end - start)), units, amounts, strict=True
        ):
            lines.append(
                TripInvoiceLine(
                    invoice=invoice, kind=kind, quantity=quantity, unit_amount=unit, net_amount=amount
                )
            )
    TripInvoice.objects.bulk_create(invoices)
    TripInvoiceLine.objects.bulk_create(lines)
    _settle([invoice for invoice in invoices if invoice.created_at < days_ago(9, 0)])


def _settle(drafts: list[TripInvoice]) -> None:
    """The older ones are issued: some are paid, one was wrong, the others wait for their money."""
    for place, draft in enumerate(drafts):
        invoice = issue_trip_invoice(draft, by=SYSTEM)
        if place == 1:
            reason = {"fr": "Le trajet était professionnel."}.get(
                invoice.subscriber.language, "De rit was professioneel."
            )
            credit_trip_invoice(invoice, reason=reason, by=SYSTEM)
        elif place % 3 == 0:
            mark_paid(invoice, paid_on=active_garage().today(), by=SYSTEM)
    told = OutboxMail.objects.filter(kind__in=(INVOICE_MAIL, CREDIT_MAIL))
    told.update(state=MailState.SENT, sent_at=timezone.now())


def _left_sign_ups(organisations: list[CarShareOrganisation], random: Random) -> None:
    """For the funnel: of some people only the step is known at which they stopped."""
    steps = [step for step in SignUpDraft.Step if step != SignUpDraft.Step.ORGANISATION]
    drafts = []
    for number in range(46):
        is_done = random.random() < 0.62
        step = steps[-1] if is_done else random.choice(steps[:-1])
        created_at = days_ago(random.randrange(8, 60), 10, number)
        drafts.append(
            SignUpDraft(
                key_hash=hash_of(f"demo:{organisations[0].pk}:{number}"),
                organisation=random.choice(organisations),
                furthest_step=step,
                language=organisations[0].languages[0],
                created_at=created_at,
                submitted_at=created_at if is_done else None,
                emptied_at=created_at + timedelta(days=7),
            )
        )
    SignUpDraft.objects.bulk_create(drafts)
