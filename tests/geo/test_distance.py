import pytest

from garageflow.geo.distance import estimate, road_between, road_km, travel_minutes
from garageflow.geo.places import great_circle_km, place_of
from garageflow.geo.waters import way_round

CITIES = {
    "Brussels": ("BE", "1000"),
    "Calais": ("FR", "62100"),
    "Cherbourg": ("FR", "50100"),
    "Hook of Holland": ("NL", "3151"),
    "Lyon": ("FR", "69001"),
    "Marseille": ("FR", "13001"),
    "Paris": ("FR", "75001"),
}
# All pairs within our four countries of `eurodist`: road distances in km "taken from The Cambridge
# Encyclopaedia", published with R (github.com/wch/r-source, src/library/datasets/data/eurodist.R).
PUBLISHED = [
    ("Brussels", "Calais", 204),
    ("Brussels", "Cherbourg", 583),
    ("Brussels", "Hook of Holland", 172),
    ("Brussels", "Lyon", 690),
    ("Brussels", "Marseille", 1011),
    ("Brussels", "Paris", 285),
    ("Calais", "Lyon", 739),
    ("Calais", "Marseille", 1059),
    ("Calais", "Paris", 280),
    ("Cherbourg", "Lyon", 789),
    ("Cherbourg", "Marseille", 1101),
    ("Cherbourg", "Paris", 340),
    ("Hook of Holland", "Lyon", 863),
    ("Hook of Holland", "Marseille", 1183),
    ("Hook of Holland", "Paris", 457),
    ("Lyon", "Marseille", 320),
    ("Lyon", "Paris", 471),
    ("Marseille", "Paris", 792),
    # The straight line runs over the sea: garageflow/geo/waters.py.
    ("Calais", "Cherbourg", 460),
    ("Calais", "Hook of Holland", 330),
    ("Cherbourg", "Hook of Holland", 731),
]


def _estimated(start, end):
    return estimate(place_of(*CITIES[start]).point, place_of(*CITIES[end]).point)


@pytest.mark.parametrize(("start", "end", "km"), PUBLISHED)
def test_an_estimate_is_within_15_per_cent_of_the_published_distance(start, end, km):
    assert _estimated(start, end).km == pytest.approx(km, rel=0.15)


@pytest.mark.parametrize(
    ("start", "end", "crossing"),
    [
        (("FR", "76600"), ("FR", "14000"), (49.43, 0.27)),  # Le Havre – Caen: Pont de Normandie
        (("BE", "9000"), ("NL", "4331"), (51.37, 3.83)),  # Ghent – Middelburg: Westerscheldetunnel
        (("FR", "17200"), ("FR", "33590"), (44.88, -0.54)),  # Royan – Le Verdon: round by Bordeaux
    ],
)
def test_a_way_goes_over_a_crossing_of_wide_water(start, end, crossing):
    begin, finish = place_of(*start).point, place_of(*end).point

    assert way_round(begin, finish) == [begin, crossing, finish]
    assert road_between(begin, finish) > 1.15 * road_km(great_circle_km(begin, finish))


def test_a_way_on_land_stays_straight():
    antwerp, rotterdam = place_of("BE", "2000").point, place_of("NL", "3011").point

    assert way_round(antwerp, rotterdam) == [antwerp, rotterdam]


def test_the_factors_are_those_of_the_bands():
    assert road_km(10) == pytest.approx(13.5)
    assert road_km(20) == pytest.approx(27)
    assert road_km(60) == pytest.approx(75)
    assert road_km(100) == pytest.approx(125)
    assert road_km(400) == pytest.approx(472)


def test_a_farther_place_is_never_estimated_nearer_or_sooner():
    roads = [road_km(tenth / 10) for tenth in range(12_000)]
    minutes = [travel_minutes(km) for km in roads]

    assert roads == sorted(roads)
    assert minutes == sorted(minutes)


def test_a_break_follows_every_two_hours_at_the_wheel():
    assert travel_minutes(190) == pytest.approx(120)
    assert travel_minutes(191) == pytest.approx(191 / 95 * 60 + 15)
    assert travel_minutes(95 * 4 + 1) == pytest.approx((95 * 4 + 1) / 95 * 60 + 30)


def test_the_estimate_says_how_it_was_made():
    brussels = place_of("BE", "1000").point

    result = estimate(brussels, place_of("BE", "2000").point)

    assert (result.km, result.minutes, result.method, result.version) == (50, 50, "great_circle", 2)
    assert estimate(brussels, brussels).km == 0
    assert great_circle_km(brussels, brussels) == 0
