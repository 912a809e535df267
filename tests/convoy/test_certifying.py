from datetime import timedelta

import pytest

from convoy.domain.certifying import (
    CertificationExists,
    NothingToPublish,
    NoTriesLeft,
    VersionReplaced,
    create_certification,
    current_versions,
    publish_version,
    save_draft,
    standings,
    take_quiz,
    tries_left,
)
from convoy.domain.finding import missing_certifications
from convoy.domain.quotes import DriverMayNotQuote
from convoy.models import DriverCertification, TripCertification
from tests.convoy.factories import actor_of, make_driver, make_quote, make_trip, today

QUESTIONS = [{"text": f"Question {n}", "options": ["a", "b"], "correct": 1} for n in range(5)]
PAGES = [{"title": "Photos", "text": "Eight, in daylight."}]


@pytest.fixture
def version(in_peeters, dispatcher):
    process = create_certification(kind="process", name="Renault", summary="", by=dispatcher)
    return published(process, dispatcher)


def published(process, dispatcher):
    save_draft(process, pages=PAGES, questions=QUESTIONS, by=dispatcher)
    return publish_version(process, by=dispatcher)


def attempt(driver, version, right, day=None):
    answers = [1] * right + [0] * (5 - right)
    return take_quiz(driver, version, answers=answers, today=day or today(), by=actor_of(driver))


def state_of(driver, day=None):
    return [row.state for row in standings(driver, day or today())]


def test_four_of_five_pass_and_three_do_not(version):
    driver = make_driver()

    assert state_of(driver) == ["open"]
    assert (attempt(driver, version, 3).has_passed, state_of(driver)) == (False, ["failed"])
    assert (attempt(driver, version, 4).has_passed, state_of(driver)) == (True, ["passed"])
    assert state_of(make_driver(2)) == ["open"]


def test_there_are_three_tries_a_day(version):
    driver = make_driver()
    for _try in range(3):
        attempt(driver, version, 0)

    with pytest.raises(NoTriesLeft):
        attempt(driver, version, 5)
    tomorrow = today() + timedelta(days=1)
    assert tries_left(driver, version, tomorrow) == 3
    assert attempt(driver, version, 5, tomorrow).has_passed


def test_it_holds_for_twelve_months(version):
    driver = make_driver()
    attempt(driver, version, 5)
    last = DriverCertification.objects.get().valid_until_on

    assert 364 <= (last - today()).days <= 366
    assert state_of(driver, last) == ["passed"]
    assert state_of(driver, last + timedelta(days=1)) == ["failed"], "he has tried and holds it no more"


def test_a_new_version_is_passed_again(version, dispatcher):
    driver = make_driver()
    attempt(driver, version, 5)
    newer = published(version.certification, dispatcher)

    assert state_of(driver) == ["open"]
    with pytest.raises(VersionReplaced):
        attempt(driver, version, 5)
    attempt(driver, newer, 5)
    assert state_of(driver) == ["passed"]


def test_a_draft_changes_nothing_for_drivers(version, dispatcher):
    driver = make_driver()
    attempt(driver, version, 5)
    save_draft(version.certification, pages=[], questions=[], by=dispatcher)

    assert state_of(driver) == ["passed"]
    assert list(current_versions().values()) == [version]
    with pytest.raises(NothingToPublish):
        publish_version(version.certification, by=dispatcher)


def test_a_name_is_used_once(version, dispatcher):
    with pytest.raises(CertificationExists):
        create_certification(kind="service", name="Renault", summary="", by=dispatcher)


def test_who_lacks_it_may_not_quote_and_reads_which(version, dispatcher):
    driver, trip = make_driver(), make_trip(dispatcher)
    TripCertification.objects.create(trip=trip, certification=version.certification)

    assert missing_certifications(driver).trip_ids == {trip.pk}
    with pytest.raises(DriverMayNotQuote, match="Renault"):
        make_quote(trip, driver)
    attempt(driver, version, 5)
    assert missing_certifications(driver).trip_ids == set()
    assert make_quote(trip, driver).pk
