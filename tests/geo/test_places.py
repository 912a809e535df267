import pytest

from garageflow.geo.places import all_places, place_of, search_places


@pytest.mark.parametrize(
    ("country", "postcode", "city"),
    [
        ("BE", "2000", "Antwerpen"),
        ("BE", "B-4000", "Liège"),
        ("NL", "1012 AB", "Amsterdam"),
        ("FR", "59000", "Lille"),
        ("LU", "L-1111", "Luxembourg"),
    ],
)
def test_a_postcode_is_understood_as_people_write_it(country, postcode, city):
    place = place_of(country, postcode)

    assert place is not None
    assert place.city == city


def test_a_name_decides_between_places_with_one_postcode():
    assert place_of("FR", "51300", "Vitry-le-François").city == "Vitry-le-François"
    assert place_of("FR", "51300", "VITRY LE FRANCOIS").city == "Vitry-le-François"
    assert place_of("FR", "51300", "nowhere") is not None


def test_what_does_not_exist_is_not_found():
    assert place_of("BE", "0001") is None
    assert place_of("DE", "10115") is None
    assert place_of("NL", "1234") is None, "a code that GeoNames holds by mistake"
    assert place_of("FR", "") is None


def test_letter_boxes_of_companies_are_left_out():
    assert [place for place in all_places() if "cedex" in f"{place.postcode} {place.city}".casefold()] == []
    assert len(all_places()) == 48_663


def test_search_finds_names_without_accents_and_the_largest_town_first():
    assert [place.city for place in search_places("lièg", countries=("BE",))] == ["Liège"]
    assert search_places("ant")[0].city == "Antwerpen"
    assert search_places("saint etienne")[0].city == "Saint-Étienne"
    assert [place.postcode for place in search_places("3500", countries=("BE",))] == ["3500", "3500"]
    assert search_places("x") == []
