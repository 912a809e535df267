"""Making a demo garage: by the product's own functions, as its people would have made it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

from django.utils import timezone, translation
from django.utils.dates import MONTHS

from autopaspoort.domain.batch import CUSTOMER_LIST
from autopaspoort.domain.customer_lists import (
    confirm_customer_list,
    remove_old_content,
    stage_customer_list,
)
from autopaspoort.domain.incoming import OwnerAndPlate
from autopaspoort.domain.passports import create_passport
from autopaspoort.models import CustomerList, Passport
from garageflow.customers.models import Customer
from garageflow.demo.car_pass import fill_car_pass
from garageflow.demo.cars import Car, invent_cars
from garageflow.demo.carsharing import fill_car_sharing
from garageflow.demo.convoy import fill_convoy
from garageflow.demo.doubles import fill_doubles
from garageflow.demo.files import OwnedCar, Row, add_mistakes, rows_of, spoil_addresses, write_list
from garageflow.demo.garages import DemoGarage
from garageflow.demo.history import History, bounce, date_list, days_ago, doubt, last_night
from garageflow.demo.logos import draw_logo
from garageflow.demo.members import make_members
from garageflow.demo.nights import note_steps
from garageflow.demo.people import abroad, invent_people
from garageflow.demo.portal import fill_portal
from garageflow.demo.report_stories import tell_report_stories
from garageflow.demo.reports import fill_reports
from garageflow.demo.stock import fill_stock
from garageflow.demo.workshop import fill_workshop
from garageflow.jobs.domain.batch import cancel_job
from garageflow.jobs.domain.work import claim_next, run, withdraw
from garageflow.jobs.models import BatchJob
from garageflow.mail.domain.outbox import OUTBOX
from garageflow.mail.models import MailState, OutboxMail
from garageflow.members.domain.garage import add_shop, set_logo
from garageflow.members.domain.invitations import invite_member
from garageflow.tenancy.active import active_garage, garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Feature, Garage, Member, Role
from garageflow.vehicles.models import OdometerReading, Vehicle

# How many days ago the lists of the past were uploaded.
_SPRING, _SUMMER, _AUTUMN = 238, 103, 19
# Days after which an offer that was not taken up has expired.
_LASTS = 60


@dataclass(frozen=True, slots=True)
class _Crew:
    owner: Actor
    reception: Actor
    mechanic: Actor


@dataclass(frozen=True, slots=True)
class _Fleet:
    """The cars of a garage by the way on which they come in."""

    spring: list[OwnedCar]
    summer: list[OwnedCar]
    autumn: list[OwnedCar]
    today: list[OwnedCar]
    tonight: list[OwnedCar]


def build_garage(demo: DemoGarage) -> Garage:
    garage = Garage.objects.create(
        slug=demo.slug,
        name=demo.name,
        country=demo.country,
        languages=list(demo.languages),
        time_zone=demo.time_zone,
        vat_number=demo.vat_number,
        enterprise_number=demo.enterprise_number,
        iban=demo.iban,
        phone=demo.phone,
        email=demo.email,
        website=demo.website,
        accent_hue=demo.accent_hue,
        # Car-Pass is Belgian.
        features=[name for name in Feature.values if demo.country == "BE" or name != Feature.CAR_PASS],
    )
    with garage_active(garage), translation.override(garage.default_language):
        set_logo(garage, content=draw_logo(hue=demo.accent_hue, mark=demo.mark), by=SYSTEM)
        for shop in demo.shops:
            add_shop(
                garage,
                by=SYSTEM,
                name=shop.name,
                street=shop.street,
                house_number=shop.house_number,
                postcode=shop.postcode,
                city=shop.city,
                phone=shop.phone,
                establishment_number=shop.establishment_number,
            )
        make_members(garage, demo)
        # The same garage every time: the cars depend on its name alone, their dates on the day.
        random = Random(f"demo:{demo.slug}")  # noqa: S311 - nothing secret is drawn
        fleet = _invent_fleet(demo, garage.today(), random)
        crew = _Crew(_actor(Role.OWNER), _actor(Role.RECEPTION), _actor(Role.MECHANIC))
        _fill(demo, fleet, crew, random)
    return garage


def _invent_fleet(demo: DemoGarage, today: date, random: Random) -> _Fleet:
    countries = random.choices(list(demo.plates), weights=list(demo.plates.values()), k=demo.cars)
    cars = iter(_owned(demo, invent_cars(countries, today=today, random=random), random))
    sizes = {"spring": 0.1, "summer": 0.43, "autumn": 0.34, "today": 0.01}
    parts = {name: list(islice(cars, round(share * demo.cars))) for name, share in sizes.items()}
    return _Fleet(**parts, tonight=list(cars))


def _owned(demo: DemoGarage, cars: list[Car], random: Random) -> list[OwnedCar]:
    """Most people have one car; the member who is a customer comes first, with two."""
    people = invent_people(demo.slug, round(demo.cars * 0.86), random)
    customer = next(member for member in demo.members if Role.CUSTOMER in member.roles)
    first_name, _space, last_name = customer.name.partition(" ")
    people[0] = replace(
        people[0],
        first_name=first_name,
        last_name=last_name,
        email=customer.email,
        language=customer.language,
    )
    owners = [people[0], *people, *random.choices(people[2:], k=len(cars))]
    owned = []
    for number, (car, owner) in enumerate(zip(cars, owners, strict=False)):
        if car.plate.country != demo.country:
            owner = abroad(owner, car.plate.country, random)
        owned.append(OwnedCar(car, owner, is_unknown=number > 1 and random.random() < 0.05))
    return owned


def _fill(demo: DemoGarage, fleet: _Fleet, crew: _Crew, random: Random) -> None:
    _load_lists(demo, fleet, crew, random)
    known = [*fleet.spring, *fleet.summer, *fleet.autumn]
    _describe_vehicles(known, crew)
    _note_languages(demo, known)
    _tell_history(fleet, crew, random)
    fill_convoy(demo)
    fill_portal(crew.reception, crew.mechanic, Random(f"portal:{demo.slug}"))  # noqa: S311 - as above
    # All these mails are history: nobody's letter box is to fill up with them.
    withdraw(OUTBOX, "")
    OutboxMail.objects.filter(state=MailState.QUEUED).update(state=MailState.SENT, sent_at=timezone.now())
    for item in fleet.today:
        create_passport(_as_typed(item), by=crew.reception)
    _describe_vehicles(fleet.today, crew)
    invite_member(
        email=demo.invited.email,
        name=demo.invited.name,
        language=demo.invited.language,
        roles=demo.invited.roles,
        by=crew.owner,
    )
    fill_doubles(crew.reception)
    fill_stock(demo, crew.owner)
    fill_workshop(crew.reception, Random(f"workshop:{demo.slug}"))  # noqa: S311 - nothing secret is drawn
    fill_car_sharing(demo, Random(f"carshare:{demo.slug}"))  # noqa: S311 - nothing secret is drawn
    if demo.country == "BE":
        fill_car_pass(Random(f"car-pass:{demo.slug}"))  # noqa: S311 - as above
    fill_reports(crew.reception, Random(f"reports:{demo.slug}"))  # noqa: S311 - as above
    tell_report_stories(crew.reception)
    _prepare_tonight(demo, fleet, crew, random)


def _load_lists(demo: DemoGarage, fleet: _Fleet, crew: _Crew, random: Random) -> None:
    spring = _load(demo, rows_of(demo.slug, fleet.spring), crew, days=_SPRING, send=False)
    summer_rows = rows_of(demo.slug, fleet.summer)
    spoil_addresses(summer_rows, 3, random)
    summer = _load(demo, summer_rows, crew, days=_SUMMER, send=False)
    # Customers of summer are on this list too: their inspection comes nearer.
    autumn_rows = rows_of(demo.slug, [*random.sample(fleet.summer, 12), *fleet.autumn])
    spoil_addresses(autumn_rows, 4, random)
    add_mistakes(autumn_rows, random)
    autumn = _load(demo, autumn_rows, crew, days=_AUTUMN, send=True)
    night_rows = rows_of(demo.slug, fleet.summer[20:34])
    add_mistakes(night_rows, random)
    newest = _load(demo, night_rows, crew, days=1, send=True)
    cancelled = _stage(demo, rows_of(demo.slug, fleet.summer[:14]), crew, days=11)
    job = confirm_customer_list(cancelled, send=True, by=crew.reception)
    cancel_job(job, by=crew.reception)

    # The newest first: who was on both lists came with the older one.
    nights = (active_garage().today() - last_night()).days
    date_list(newest, uploaded_at=days_ago(nights + 1, 16, 48), ran_at=days_ago(nights, 1))
    note_steps()
    date_list(autumn, uploaded_at=days_ago(_AUTUMN, 16, 5), ran_at=days_ago(_AUTUMN - 1, 1))
    date_list(summer, uploaded_at=days_ago(_SUMMER, 17, 40), ran_at=days_ago(_SUMMER - 1, 1))
    date_list(spring, uploaded_at=days_ago(_SPRING, 11, 20), ran_at=days_ago(_SPRING - 1, 1))
    CustomerList.objects.filter(pk=cancelled.pk).update(uploaded_at=days_ago(11, 15, 12))
    BatchJob.objects.filter(pk=job.pk).update(
        created_at=days_ago(11, 15, 12), planned_for=days_ago(10, 1), finished_at=days_ago(11, 15, 31)
    )
    remove_old_content(active_garage(), active_garage().today())


def _load(demo: DemoGarage, rows: list[Row], crew: _Crew, *, days: int, send: bool) -> CustomerList:
    customer_list = _stage(demo, rows, crew, days=days)
    job = confirm_customer_list(customer_list, send=send, by=crew.reception, at_once=True)
    while (claim := claim_next(kinds=[CUSTOMER_LIST])) is not None:
        run(claim)
    job.refresh_from_db()
    if job.state not in (BatchJob.State.COMPLETED, BatchJob.State.COMPLETED_WITH_ERRORS):
        raise RuntimeError(f"the batch of {demo.slug} ended as {job.state}")
    customer_list.refresh_from_db()
    return customer_list


def _stage(demo: DemoGarage, rows: list[Row], crew: _Crew, *, days: int) -> CustomerList:
    month = MONTHS[days_ago(days, 12).month]
    name = f"{'liste clients' if demo.slug == 'dubois' else 'klantenlijst'} {month}.csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        write_list(path, demo.slug, rows)
        return stage_customer_list(path, file_name=name, by=crew.reception)


def _describe_vehicles(owned: Sequence[OwnedCar], crew: _Crew) -> None:
    """What the register and the workshop know of the cars.

    Written at once: one by one it is a thousand transactions, each with an audit entry of today.
    """
    vehicles = {(vehicle.plate_country, vehicle.plate): vehicle for vehicle in Vehicle.objects.all()}
    changed, readings = [], []
    for item in owned:
        vehicle = vehicles.get((item.car.plate.country, item.car.plate.normalised))
        if item.is_unknown or vehicle is None:
            continue
        car = item.car
        vehicle.vin, vehicle.make, vehicle.model_name, vehicle.fuel = (
            car.vin,
            car.make,
            car.model_name,
            car.fuel,
        )
        vehicle.first_registered_on = car.first_registered_on
        vehicle.inspection_due_on = car.inspection_due_on
        changed.append(vehicle)
        readings += [
            OdometerReading(
                vehicle=vehicle,
                km=seen.km,
                value=seen.km,
                read_on=seen.read_on,
                recorded_by=crew.mechanic.member,
            )
            for seen in car.readings
        ]
    # One INSERT … ON CONFLICT: bulk_update() writes a CASE of hundreds of branches, and is ten times slower.
    Vehicle.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["vin", "make", "model_name", "fuel", "first_registered_on", "inspection_due_on"],
    )
    OdometerReading.objects.bulk_create(readings)


def _note_languages(demo: DemoGarage, owned: Sequence[OwnedCar]) -> None:
    """A list does not say who reads what: somebody asked them since."""
    for language in demo.languages[1:]:
        emails = [item.owner.email for item in owned if item.owner.language == language]
        Customer.objects.filter(email__in=emails).update(language=language)
        OutboxMail.objects.filter(to__in=emails).update(language=language)


def _tell_history(fleet: _Fleet, crew: _Crew, random: Random) -> None:
    passports = {
        (passport.vehicle.plate_country, passport.vehicle.plate): passport
        for passport in Passport.objects.select_related("vehicle", "customer")
    }

    def of(owned: Sequence[OwnedCar]) -> list[Passport]:
        keys = [(item.car.plate.country, item.car.plate.normalised) for item in owned]
        return [passports[key] for key in keys if key in passports]

    history = History(crew.reception, random)
    for passport in of(fleet.spring):
        _live_through(history, passport, random, days=_SPRING - 2)
    for passport in of(fleet.summer):
        _live_through(history, passport, random, days=_SUMMER - 2)
    for passport in of(fleet.autumn):
        if passport.state == Passport.State.OFFERED and random.random() < 0.45:
            history.accept(passport)
    history.write()
    _doubt_and_bounce(of(fleet.autumn), random)


def _live_through(history: History, passport: Passport, random: Random, *, days: int) -> None:
    """Created by a list and not sent; reception sent most of them since, at the counter or after a call."""
    draw = random.random()
    if passport.state != Passport.State.CREATED or not passport.customer.has_usable_email or draw < 0.3:
        return
    if draw < 0.32:
        history.archive(passport, days=random.randrange(2, days))
        return
    offered = random.randrange(2, days)
    history.offer(passport, days=offered)
    if random.random() < (0.8 if offered > _LASTS else 0.4):
        history.accept(passport)
    elif offered > _LASTS:
        history.expire(passport)


def _doubt_and_bounce(passports: list[Passport], random: Random) -> None:
    offered = [passport for passport in passports if passport.state == Passport.State.OFFERED]
    customers = {passport.customer_id: passport.customer for passport in offered}
    doubtful, *bounced = random.sample(list(customers.values()), 5)
    doubt(doubtful)
    bounce(bounced)


def _prepare_tonight(demo: DemoGarage, fleet: _Fleet, crew: _Crew, random: Random) -> None:
    """Uploaded this afternoon, checked, confirmed: the batch takes it at 01:00."""
    rows = rows_of(demo.slug, [*random.sample(fleet.summer, 16), *fleet.tonight])
    random.shuffle(rows)
    spoil_addresses(rows, 2, random)
    add_mistakes(rows, random)
    customer_list = _stage(demo, rows, crew, days=0)
    confirm_customer_list(customer_list, send=True, by=crew.reception)


def _as_typed(item: OwnedCar) -> OwnerAndPlate:
    car, owner = item.car, item.owner
    return OwnerAndPlate(
        plate=car.plate.normalised,
        plate_country=car.plate.country,
        plate_display=car.plate.display,
        last_name=owner.last_name,
        email=owner.email,
        first_name=owner.first_name,
        street=owner.street,
        house_number=owner.house_number,
        postcode=owner.postcode,
        city=owner.city,
        phone=owner.phone,
        vin="" if item.is_unknown else car.vin,
        inspection_due_on=None if item.is_unknown else car.inspection_due_on,
    )


def _actor(role: Role) -> Actor:
    members = Member.objects.filter(membership__roles=[role])
    return Actor.of_member(members.order_by("pk")[:1].get())
