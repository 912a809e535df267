"""Cars with plates, chassis numbers, kilometres and inspection dates that fit their age."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from garageflow.vehicles.models import Fuel
from garageflow.vehicles.plates import Plate, read_plate


@dataclass(frozen=True, slots=True)
class Reading:
    km: int
    read_on: date


@dataclass(frozen=True, slots=True)
class Car:
    plate: Plate
    vin: str
    make: str
    model_name: str
    fuel: Fuel
    first_registered_on: date
    inspection_due_on: date
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    make: str
    name: str
    # World manufacturer identifier and the letters of the type, as on this maker's chassis numbers.
    vin_start: str
    fuels: tuple[Fuel, ...]
    sold_from: int
    sold_until: int


_P, _D, _E, _H, _PH = Fuel.PETROL, Fuel.DIESEL, Fuel.ELECTRIC, Fuel.HYBRID, Fuel.PLUGIN_HYBRID

_MODELS = (
    _Model("Volkswagen", "Golf", "WVWZZZ1K", (_P, _D), 2004, 2012),
    _Model("Volkswagen", "Golf", "WVWZZZAU", (_P, _D, _PH), 2013, 2020),
    _Model("Volkswagen", "Polo", "WVWZZZ6R", (_P, _P, _D), 2009, 2017),
    _Model("Volkswagen", "Passat Variant", "WVWZZZ3C", (_D, _D, _PH), 2010, 2022),
    _Model("Volkswagen", "ID.3", "WVWZZZE1", (_E,), 2020, 2025),
    _Model("Škoda", "Octavia", "TMBZZZ5E", (_P, _D), 2013, 2020),
    _Model("Škoda", "Fabia", "TMBZZZ5J", (_P,), 2008, 2021),
    _Model("Renault", "Clio", "VF15RBF0", (_P, _P, _D), 2006, 2024),
    _Model("Renault", "Mégane", "VF1BZ0H0", (_P, _D), 2009, 2020),
    _Model("Renault", "Zoe", "VF1AGVYF", (_E,), 2014, 2023),
    _Model("Peugeot", "208", "VF3CCHNZ", (_P, _D), 2012, 2024),
    _Model("Peugeot", "308", "VF3LBBHZ", (_P, _D), 2009, 2023),
    _Model("Peugeot", "2008", "VF3USHNS", (_P, _E), 2019, 2025),
    _Model("Citroën", "C3", "VF7SCHMZ", (_P, _D), 2004, 2023),
    _Model("Citroën", "Berlingo", "VF77ABHW", (_D,), 2008, 2022),
    _Model("Opel", "Corsa", "W0L0SDL0", (_P, _P, _D), 2003, 2019),
    _Model("Opel", "Astra", "W0LPD6EC", (_P, _D), 2005, 2021),
    _Model("Ford", "Fiesta", "WF0DXXGA", (_P,), 2005, 2022),
    _Model("Ford", "Focus", "WF05XXGC", (_P, _D), 2006, 2022),
    _Model("Toyota", "Yaris", "VNKKL3D3", (_P, _H, _H), 2006, 2025),
    _Model("Toyota", "Corolla", "SB1Z93BE", (_H,), 2019, 2025),
    _Model("Kia", "Picanto", "KNABX512", (_P,), 2011, 2024),
    _Model("Kia", "Niro", "KNACC81G", (_H, _PH, _E), 2017, 2025),
    _Model("Hyundai", "i20", "NLHBA51B", (_P,), 2010, 2024),
    _Model("BMW", "118i", "WBA1R510", (_P,), 2012, 2021),
    _Model("BMW", "320d Touring", "WBA8H510", (_D,), 2008, 2021),
    _Model("Audi", "A3 Sportback", "WAUZZZ8V", (_P, _D), 2006, 2020),
    _Model("Mercedes-Benz", "A 180", "WDD17600", (_P, _D), 2009, 2022),
    _Model("Volvo", "V40", "YV1MV845", (_P, _D), 2012, 2019),
    _Model("Volvo", "V60", "YV1FW845", (_D, _PH), 2011, 2024),
    _Model("Dacia", "Sandero", "UU1B5220", (_P, Fuel.LPG), 2010, 2025),
    _Model("Dacia", "Duster", "UU1HSDAC", (_P, _D), 2011, 2025),
    _Model("Nissan", "Qashqai", "SJNFAAJ1", (_P, _D), 2008, 2023),
    _Model("Fiat", "500", "ZFA31200", (_P,), 2008, 2023),
    _Model("Seat", "Ibiza", "VSSZZZ6J", (_P,), 2009, 2022),
    _Model("Tesla", "Model 3", "LRW3E7FS", (_E,), 2019, 2025),
    _Model("Suzuki", "Swift", "JSAAZC83", (_P,), 2006, 2022),
    _Model("Mini", "Cooper", "WMWXM510", (_P,), 2008, 2022),
    _Model("Peugeot", "205", "VF3741A0", (_P,), 1986, 1996),
    _Model("Volkswagen", "Golf", "WVWZZZ1H", (_P,), 1992, 1997),
)

# The letters that RDW gives to cars, without those that make a forbidden group together (GVD, NSB, PSV …).
_DUTCH_LETTERS = "GHJKLNRTXZ"
# First year of each Dutch sidecode; nummerborden.info, seen 2026-11-21.
_SIDECODES = (
    (1978, "LL-99-LL"),
    (1991, "LL-LL-99"),
    (1999, "99-LL-LL"),
    (2008, "99-LLL-9"),
    (2013, "9-LLL-99"),
    (2015, "LL-999-L"),
    (2019, "L-999-LL"),
    (2024, "LLL-99-L"),
)
_YEAR_LETTERS = "ABCDEFGHJKLMNPRSTVWXY123456789"


def invent_cars(countries: list[str], *, today: date, random: Random) -> list[Car]:
    """One car for each country of a plate; no two have the same plate."""
    taken: set[str] = set()
    return [_invent(country, taken, today, random) for country in countries]


def _invent(country: str, taken: set[str], today: date, random: Random) -> Car:
    model = random.choice(_MODELS)
    registered = _first_registration(model, today, random)
    plate = _plate(country, registered, random)
    while plate.normalised in taken:
        plate = _plate(country, registered, random)
    taken.add(plate.normalised)
    fuel = random.choice(model.fuels)
    car = Car(
        plate=plate,
        vin=_vin(model, registered, random),
        make=model.make,
        model_name=model.name,
        fuel=fuel,
        first_registered_on=registered,
        inspection_due_on=_inspection_due(country, fuel, registered, today, random),
        readings=(),
    )
    return replace(car, readings=_readings(car, today, random))


def _first_registration(model: _Model, today: date, random: Random) -> date:
    year = random.randint(model.sold_from, min(model.sold_until, today.year - 1))
    return date(year, 1, 1) + timedelta(days=random.randrange(365))


def _plate(country: str, registered: date, random: Random) -> Plate:
    if country == "NL":
        shape = [shape for year, shape in _SIDECODES if year <= registered.year][-1]
        return read_plate(_filled(shape, _DUTCH_LETTERS, random), "NL")
    if country == "FR":
        return read_plate(_filled("LL-999-LL", "ABCDEFGHJKLMNPQRTVWXYZ", random), "FR")
    if country == "LU":
        return read_plate(_filled("LL 9999", "ABCDEFGHJKLMNPRSTUVWXYZ", random), "LU")
    # Belgian plates go from car to car: an old car may carry a new one.
    series = "2" if registered.year > 2021 or random.random() < 0.3 else "1"
    return read_plate(f"{series}-{_filled('LLL-999', 'ABCDEFGHJKLNPRSTUVWXYZ', random)}", "BE")


def _filled(shape: str, letters: str, random: Random) -> str:
    choices = {"L": letters, "9": "123456789"}
    return "".join(random.choice(choices.get(place, place)) for place in shape)


def _vin(model: _Model, registered: date, random: Random) -> str:
    year = _YEAR_LETTERS[(registered.year - 1980) % 30]
    middle = "Z" if "ZZZ" in model.vin_start else str(random.randrange(10))
    return f"{model.vin_start}{middle}{year}{random.choice('PWDRT')}{random.randrange(1_000, 999_999):06d}"


def _inspection_due(country: str, fuel: Fuel, registered: date, today: date, random: Random) -> date:
    """The first inspection that is still to come; some owners are a few weeks late."""
    if random.random() < 0.04 and (today - registered).days > 5 * 365:
        return today - timedelta(days=random.randrange(2, 45))
    ages = _inspection_ages(country, fuel)
    return next(due for age in ages if (due := _years_after(registered, age)) >= today)


def _inspection_ages(country: str, fuel: Fuel) -> list[int]:
    """NL: after 4 years, 2, 2, then yearly; diesel and gas after 3, then yearly. Elsewhere after 4."""
    if country == "NL" and fuel in (Fuel.DIESEL, Fuel.LPG, Fuel.CNG):
        return list(range(3, 100))
    if country == "NL":
        return [4, 6, *range(8, 100)]
    return list(range(4, 100, 2 if country == "FR" else 1))


def _years_after(day: date, years: int) -> date:
    # 29 February: the day before, so that nobody comes too late.
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)


def _readings(car: Car, today: date, random: Random) -> tuple[Reading, ...]:
    """What the workshop noted at the visits of the last years."""
    km_a_day = random.uniform(18, 62) * (1.3 if car.fuel == Fuel.DIESEL else 1)
    visits = random.randint(1, 4)
    day = today - timedelta(days=random.randrange(5, 330))
    days = [day - timedelta(days=random.randrange(330, 400) * back) for back in range(visits)]
    return tuple(
        Reading(km=min(int((day - car.first_registered_on).days * km_a_day * 0.8), 412_000) + 12, read_on=day)
        for day in sorted(days)
        if day > car.first_registered_on
    )
