"""The stock of the demo garages: cars in every status, priced, photographed, some sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from garageflow.demo.cars import Car, invent_cars
from garageflow.demo.garages import DemoGarage
from garageflow.demo.history import no_later_than_now
from garageflow.demo.pictures import PAINTS, photo_of
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Shop
from garageflow.tenancy.numbers import next_number
from garageflow.vehicles.models import Fuel, OdometerReading, Vehicle
from stock.domain.photos import keep_picture
from stock.models import BuyerKind, Equipment, Listing, PriceChange, Sale, SavedFilter, Status, VatRegime

_CARS = {"peeters": 128, "dubois": 84, "dewit": 72}
_STATUSES = (
    Status.FOR_SALE,
    Status.IN_PREPARATION,
    Status.INCOMING,
    Status.RESERVED,
    Status.SOLD,
    Status.DELIVERED,
)
_SHARES = (58, 15, 6, 8, 5, 8)
_BODIES = {
    "Golf": "hatchback",
    "Polo": "hatchback",
    "Passat Variant": "estate",
    "Octavia": "estate",
    "Berlingo": "van",
    "2008": "suv",
    "Niro": "suv",
    "320d Touring": "estate",
    "V60": "estate",
    "Duster": "suv",
    "Qashqai": "suv",
    "Model 3": "saloon",
}
_VERSIONS = {
    "Golf": "1.5 TSI Life",
    "Polo": "1.0 TSI Comfortline",
    "Passat Variant": "2.0 TDI Business",
    "ID.3": "Pro 58 kWh",
    "Octavia": "2.0 TDI Style",
    "Fabia": "1.0 TSI Ambition",
    "Clio": "TCe 90 Intens",
    "Mégane": "1.3 TCe Techno",
    "Zoe": "R110 Intens",
    "208": "PureTech 100 Allure",
    "308": "BlueHDi 130 GT",
    "2008": "PureTech 130 Active",
    "C3": "PureTech 83 Shine",
    "Berlingo": "BlueHDi 100 XL",
    "Corsa": "1.2 Edition",
    "Astra": "1.2 Turbo Elegance",
    "Fiesta": "1.0 EcoBoost Titanium",
    "Focus": "1.0 EcoBoost ST-Line",
    "Yaris": "Hybrid Dynamic",
    "Corolla": "1.8 Hybrid Business",
    "Picanto": "1.0 Fusion",
    "Niro": "1.6 GDi More",
    "i20": "1.2 Twist",
    "118i": "Advantage",
    "320d Touring": "M Sport",
    "A3 Sportback": "35 TFSI S line",
    "A 180": "Business Solution",
    "V40": "D2 Momentum",
    "V60": "D4 Inscription",
    "Sandero": "TCe 90 Stepway",
    "Duster": "Blue dCi 115 Prestige",
    "Qashqai": "1.3 DIG-T N-Connecta",
    "500": "1.2 Lounge",
    "Ibiza": "1.0 TSI FR",
    "Model 3": "Standard Range Plus",
    "Swift": "1.2 Hybrid Shift",
    "Cooper": "1.5 Chili",
}
_BASIC = (Equipment.AIR_CONDITIONING, Equipment.BLUETOOTH, Equipment.ISOFIX, Equipment.CRUISE_CONTROL)
_SUPPLIERS = ("Autoveiling Noord", "Lease Retour NV", "inruil / reprise", "Eurocar Import")


@dataclass(frozen=True, slots=True)
class _Sold:
    listing: Listing
    days: int
    is_private: bool


def fill_stock(demo: DemoGarage, seller: Actor) -> None:
    # A draw of its own: what other parts of the demo draw does not change the cars.
    random = Random(f"stock:{demo.slug}")  # noqa: S311 - nothing secret is drawn
    today = active_garage().today()
    shops = list(Shop.objects.order_by("pk"))
    sellers = list(Member.objects.filter(membership__roles__overlap=["sales", "owner"]).order_by("pk"))
    cars = _young_cars(demo, today, random)
    vehicles = _make_vehicles(cars)
    listings = [
        _listing(vehicle, car, shops, sellers, today, random)
        for vehicle, car in zip(vehicles, cars, strict=True)
    ]
    Listing.objects.bulk_create(listings)
    _tell_prices(listings, sellers, random)
    _tell_sales(listings, sellers, demo, random)
    _photograph(listings, seller, random)
    _save_filters(sellers, demo)


def _young_cars(demo: DemoGarage, today: date, random: Random) -> list[Car]:
    """Nobody sells cars of 1988; a few have a plate of another country, or none."""
    countries = random.choices(list(demo.plates), weights=list(demo.plates.values()), k=4 * _CARS[demo.slug])
    cars = [
        car
        for car in invent_cars(countries, today=today, random=random)
        if car.first_registered_on.year >= 2015
    ]
    return cars[: _CARS[demo.slug]]


def _make_vehicles(cars: list[Car]) -> list[Vehicle]:
    first = next_number("vehicle", len(cars))
    known = set(Vehicle.objects.values_list("plate_country", "plate"))
    vehicles = []
    for place, car in enumerate(cars):
        has_plate = (car.plate.country, car.plate.normalised) not in known and place % 17
        vehicles.append(
            Vehicle(
                number=first + place,
                vin=car.vin,
                plate=car.plate.normalised if has_plate else "",
                plate_country=car.plate.country if has_plate else "",
                plate_display=car.plate.display if has_plate else "",
                make=car.make,
                model_name=car.model_name,
                fuel=car.fuel,
                first_registered_on=car.first_registered_on,
                inspection_due_on=car.inspection_due_on,
            )
        )
    Vehicle.objects.bulk_create(vehicles)
    OdometerReading.objects.bulk_create(
        OdometerReading(vehicle=vehicle, km=seen.km, value=seen.km, read_on=seen.read_on)
        for vehicle, car in zip(vehicles, cars, strict=True)
        for seen in car.readings
    )
    return vehicles


def _listing(
    vehicle: Vehicle, car: Car, shops: list[Shop], sellers: list[Member], today: date, random: Random
) -> Listing:
    status = random.choices(_STATUSES, weights=_SHARES)[0]
    days = random.choice((random.randrange(1, 14), random.randrange(5, 60), random.randrange(20, 150)))
    price = _price(car, today, random)
    listing = Listing(
        vehicle=vehicle,
        shop=random.choice([shops[0], *shops]),
        status=status,
        price_amount=0 if status == Status.INCOMING and random.random() < 0.5 else price,
        vat_regime=VatRegime.DEDUCTIBLE if random.random() < 0.3 else VatRegime.MARGIN,
        acquired_on=today - timedelta(days=days),
        purchase_amount=round(price * random.uniform(0.78, 0.9), -4),
        supplier=random.choice(_SUPPLIERS),
        version=_VERSIONS.get(car.model_name, ""),
        body=_BODIES.get(car.model_name, "hatchback"),
        gearbox="automatic"
        if car.fuel in (Fuel.ELECTRIC, Fuel.HYBRID) or random.random() < 0.35
        else "manual",
        colour=random.choice(list(PAINTS)),
        power_kw=random.choice((51, 66, 74, 81, 96, 110)),
        doors=5,
        seats=5,
        co2_g_km=0 if car.fuel == Fuel.ELECTRIC else random.randrange(92, 156),
        emission_class="" if car.fuel == Fuel.ELECTRIC else "Euro 6",
        equipment=[
            *_BASIC,
            *random.sample([item for item in Equipment if item not in _BASIC], random.randrange(3, 10)),
        ],
    )
    if status == Status.RESERVED:
        listing.reserved_by, listing.reserved_for = random.choice(sellers), random.choice(_names())
        listing.reserved_at = _moment(today - timedelta(days=random.randrange(0, 6)))
        listing.delivery_planned_on = today + timedelta(days=random.randrange(3, 25))
    return listing


def _price(car: Car, today: date, random: Random) -> int:
    """Cents, as garages write prices: rounded down to fifty, and a bit below the next thousand."""
    years = (today - car.first_registered_on).days / 365
    fresh = 1_950_000 if car.make in ("Fiat", "Kia", "Suzuki", "Dacia") else 3_150_000
    fresh = 4_300_000 if car.make in ("BMW", "Audi", "Mercedes-Benz", "Volvo", "Tesla") else fresh
    euros = max(fresh * 0.87**years, 290_000) * random.uniform(0.92, 1.06) / 100
    return (int(euros) // 250 * 250 + random.choice((0, 200, 240))) * 100


def _tell_prices(listings: list[Listing], sellers: list[Member], random: Random) -> None:
    today = active_garage().today()
    changes = []
    for listing in listings:
        if not listing.price_amount:
            continue
        first = listing.price_amount
        # Three days after it came at the earliest.
        if random.random() < 0.3 and listing.acquired_on < today - timedelta(days=3):
            first += random.choice((50_000, 75_000, 100_000))
            lowered = _moment(listing.acquired_on + timedelta(days=3))
            changes.append((listing, first, listing.price_amount, lowered))
        changes.append((listing, 0, first, _moment(listing.acquired_on)))
    PriceChange.objects.bulk_create(
        PriceChange(
            listing=listing,
            previous_amount=before,
            price_amount=after,
            changed_at=at,
            changed_by=random.choice(sellers),
        )
        for listing, before, after, at in sorted(changes, key=lambda change: change[3])
    )


def _tell_sales(listings: list[Listing], sellers: list[Member], demo: DemoGarage, random: Random) -> None:
    today = active_garage().today()
    sales = []
    for listing in listings:
        if listing.status not in (Status.SOLD, Status.DELIVERED):
            continue
        sold_on = today - timedelta(days=random.randrange(2, 20))
        sold_on = max(sold_on, listing.acquired_on)
        name = random.choice(_names())
        sales.append(
            Sale(
                listing=listing,
                buyer_kind=BuyerKind.PRIVATE if random.random() < 0.8 else BuyerKind.PROFESSIONAL,
                buyer_name=name,
                buyer_email=f"{name.split()[0].lower()}@{demo.slug}-klant.example",
                price_amount=listing.price_amount,
                sold_on=sold_on,
                sold_by=random.choice(sellers),
                delivered_on=sold_on + timedelta(days=1) if listing.status == Status.DELIVERED else None,
            )
        )
    Sale.objects.bulk_create(sales)


def _photograph(listings: list[Listing], seller: Actor, random: Random) -> None:
    """Four of five have photos. Each look is drawn once: the demo is made while somebody waits."""
    covers = []
    for listing in listings:
        if random.random() < 0.2 or listing.status == Status.INCOMING:
            continue
        body = listing.body if listing.body in ("suv", "van", "estate") else "hatchback"
        scene = len(listing.colour) % 3
        scenes = [scene, (scene + 1) % 3] if listing.colour == "blue" else [scene]
        photos = [
            keep_picture(listing, photo_of(body, listing.colour, scene), position=place, by=seller)
            for place, scene in enumerate(scenes)
        ]
        listing.cover = photos[0]
        covers.append(listing)
    Listing.objects.bulk_update(covers, ["cover"])


def _save_filters(sellers: list[Member], demo: DemoGarage) -> None:
    is_french = demo.languages[0] == "fr"
    shared = SavedFilter(
        member=sellers[0],
        name="Car-Pass à faire" if is_french else "Car-Pass te doen",
        query="car_pass=expiring&car_pass=expired&car_pass=missing&status=for_sale",
        is_shared=True,
    )
    slow = SavedFilter(
        member=sellers[0],
        name="Plus de 60 jours" if is_french else "Langer dan 60 dagen",
        query="days_from=60&status=for_sale",
        is_shared=True,
    )
    SavedFilter.objects.bulk_create([shared, slow])


def _names() -> tuple[str, ...]:
    return (
        "Rita Vermeulen",
        "Jean-Luc Mathieu",
        "Sofie Wouters",
        "Ahmed Benali",
        "Marc Lambrechts",
        "Ilse Maes",
        "Nathalie Simon",
        "Peter Jacobs",
        "Camille Dupont",
        "Joris Hendrickx",
        "Laura De Backer",
        "Thomas Leroy",
    )


def _moment(on: date) -> datetime:
    return no_later_than_now(datetime.combine(on, time(10, 30), tzinfo=active_garage().zone))
