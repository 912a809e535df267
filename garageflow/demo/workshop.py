"""The workshop of a demo garage: the week before, today with cars at every step, and the days to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from autopaspoort.models import Passport
from garageflow.demo.history import days_ago, no_later_than_now
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Shop
from garageflow.tenancy.numbers import next_number
from garageflow.vehicles.models import OdometerReading
from garageflow.workshop.domain.orders import NUMBERS, mechanics
from garageflow.workshop.models import OrderLine, WorkOrder

State = WorkOrder.State

# What people ask for: in Dutch and French, and what is then done.
_WISHES = (
    (
        "Jaarlijks onderhoud",
        "Entretien annuel",
        ("maintenance.large", "maintenance.oil", "maintenance.cabin_filter"),
    ),
    (
        "Kleine beurt, olie nakijken",
        "Petit entretien, vérifier l’huile",
        ("maintenance.small", "maintenance.oil"),
    ),
    ("Piept bij het remmen", "Grince au freinage", ("brakes.pads_front", "brakes.discs_front")),
    ("Winterbanden erop", "Monter les pneus hiver", ("tyres.season",)),
    ("Keuring voorbereiden", "Préparer le contrôle technique", ("maintenance.inspection",)),
    ("Start moeilijk als het koud is", "Démarre mal à froid", ("electric.battery", "electric.diagnosis")),
    (
        "Distributieriem vervangen",
        "Remplacer la courroie de distribution",
        ("engine.timing_belt", "engine.water_pump"),
    ),
    ("Trekt naar rechts", "Tire à droite", ("tyres.alignment",)),
    ("Airco koelt niet meer", "La clim ne refroidit plus", ("electric.aircon",)),
    ("Ster in de voorruit", "Éclat dans le pare-brise", ("body.windscreen",)),
    ("Motorlampje brandt", "Le voyant moteur est allumé", ("electric.diagnosis",)),
    ("Rammelt vooraan links", "Claque à l’avant gauche", ("chassis.arms", "chassis.shock_absorbers")),
)
_REMARKS = (
    ("Remschijven achteraan volgende keer", "Disques arrière à prévoir"),
    ("Band rechts vooraan 2,5 mm", "Pneu avant droit: 2,5 mm"),
)
_HOURS = (time(8), time(8, 30), time(9, 30), time(10, 30), time(13), time(14), time(15, 30))


def fill_workshop(reception: Actor, random: Random) -> None:
    """Set-based: a hundred orders one by one would take longer than all the rest."""
    read = set(OdometerReading.objects.values_list("vehicle", flat=True))
    known = Passport.objects.current().exclude(vehicle__vin="").select_related("vehicle", "customer")
    passports = [passport for passport in known.order_by("pk") if passport.vehicle_id in read]
    random.shuffle(passports)
    planned = _plan(passports, random)
    first = next_number(NUMBERS, len(planned))
    for number, order in enumerate(planned, start=first):
        order.number, order.created_by = number, reception.member
    _read(planned, random)
    WorkOrder.objects.bulk_create(planned)
    OrderLine.objects.bulk_create([line for order in planned for line in _lines(order, random)])


def _plan(passports: Sequence[Passport], random: Random) -> list[WorkOrder]:
    """Mondays to Fridays from last week to next week, each mechanic two to four cars a day."""
    today, people, shops = active_garage().today(), mechanics(), list(Shop.objects.order_by("pk"))
    cars = iter(passports)
    orders: list[WorkOrder] = []
    for offset in range(-9, 10):
        day = today + timedelta(days=offset)
        # Somebody looks at the demo on a Sunday too: today there is always work.
        if day.weekday() > 4 and offset:
            continue
        for place, mechanic in enumerate(people):
            for hour in sorted(random.sample(_HOURS, 5 if not offset else random.randint(2, 4))):
                if (passport := next(cars, None)) is None:
                    return orders
                orders.append(_order(passport, day, hour, mechanic, shops[place % len(shops)], random))
    _leave_some_open(orders, today)
    return orders


def _order(
    passport: Passport, day: date, hour: time, mechanic: Member, shop: Shop, random: Random
) -> WorkOrder:
    garage = active_garage()
    is_french = garage.default_language == "fr"
    in_dutch, in_french, works = random.choice(_WISHES)
    state = _state(day, hour, garage.today())
    order = WorkOrder(
        vehicle=passport.vehicle,
        customer=passport.customer,
        shop=shop,
        mechanic=mechanic,
        planned_on=day,
        planned_at=hour,
        complaint=in_french if is_french else in_dutch,
        state=state,
        created_at=days_ago((garage.today() - day).days + random.randint(1, 8), 10, random.randrange(60))
        if day <= garage.today()
        else no_later_than_now(days_ago(random.randint(0, 4), 11, random.randrange(60))),
    )
    order.works = works  # type: ignore[attr-defined]  # until its lines are written
    if state in (State.READY, State.CLOSED) and random.random() < 0.2:
        order.remark = random.choice(_REMARKS)[is_french]
    if state == State.CLOSED:
        order.closed_at = datetime.combine(day, time(17, random.randrange(50)), garage.zone)
    return order


def _state(day: date, hour: time, today: date) -> str:
    """Today the morning is nearly done, whatever the clock says: the demo shows every step."""
    if day != today:
        return State.CLOSED if day < today else State.OPEN
    if hour < time(9):
        return State.READY
    return State.IN_PROGRESS if hour < time(11) else State.OPEN


def _leave_some_open(orders: list[WorkOrder], today: date) -> None:
    """One order of an earlier day was never ended, and tomorrow has work that nobody has yet."""
    earlier = [order for order in orders if order.planned_on < today]
    later = [order for order in orders if order.planned_on > today]
    if earlier:
        earlier[-1].state, earlier[-1].closed_at = State.READY, None
    for order in later[:2]:
        order.mechanic = None


def _read(orders: list[WorkOrder], random: Random) -> None:
    """What the mechanics read, a little more than the last time."""
    newest = {
        reading.vehicle_id: reading for reading in OdometerReading.objects.active().order_by("read_on", "pk")
    }
    readings = []
    for order in orders:
        if order.state not in (State.READY, State.CLOSED):
            continue
        last = newest[order.vehicle_id]
        days = max(1, (order.planned_on - last.read_on).days)
        km = last.km + max(3, days * random.randint(18, 55)) + random.randrange(1, 9)
        order.reading = OdometerReading(
            vehicle=order.vehicle,
            km=km,
            value=km,
            read_on=max(order.planned_on, last.read_on),
            epoch=last.epoch,
            source=OdometerReading.Source.MECHANIC,
            recorded_by=order.mechanic,
            recorded_at=no_later_than_now(datetime.combine(order.planned_on, time(11), active_garage().zone)),
        )
        readings.append(order.reading)
    OdometerReading.objects.bulk_create(readings)


def _lines(order: WorkOrder, random: Random) -> list[OrderLine]:
    works: tuple[str, ...] = order.works  # type: ignore[attr-defined]
    is_done = order.state in (State.READY, State.CLOSED)
    lines = [OrderLine(order=order, code=code, is_planned=True, is_done=is_done) for code in works]
    if is_done and random.random() < 0.15:
        lines.append(OrderLine(order=order, code="body.wipers", is_done=True))
    return lines
