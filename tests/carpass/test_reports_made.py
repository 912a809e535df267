"""Reports while they are still ours: what the rules find, what people confirm, change and put off."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from carpass.domain.report_checks import data_of
from carpass.domain.report_steps import NotPossibleNow
from carpass.domain.reports import (
    MayNotConfirm,
    NothingToConfirm,
    OrderIsReported,
    ReasonMissing,
    cancel_report,
    confirm_findings,
    defer_report,
    edit_report,
    open_report,
    retry_report,
    send_report,
    take_back_report,
)
from carpass.models import CarPassAccount, OdometerReport
from garageflow.tenancy.active import garage_active
from garageflow.vehicles.models import OdometerReading
from tests.carpass.factories import BelgianVehicleFactory, ShopFactory, account_for_tests
from tests.carpass.reporting import account, at_car_pass, clock, data, gateway, opened, state_of, work
from tests.factories import OdometerReadingFactory, WorkOrderFactory

__all__ = ["clock", "gateway", "account", "work", "opened", "at_car_pass"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "gateway")]


def test_what_looks_wrong_is_blocked_until_confirmed_with_a_reason(account, reception, mechanic):
    vehicle = BelgianVehicleFactory()
    OdometerReadingFactory(vehicle=vehicle, km=70_000, read_on=date(2026, 10, 1))
    report = open_report(vehicle, shop=account.shop, data=data(vehicle), by=reception)
    finding = report.findings.get()
    assert (report.state, finding.code, finding.suspect) == ("blocked", "LOWER", "either")

    assert send_report(report, by=reception).state == "blocked"
    with pytest.raises(MayNotConfirm):
        confirm_findings(report, reason="Sure", by=mechanic)
    with pytest.raises(ReasonMissing):
        confirm_findings(report, reason="  ", by=reception)
    report = confirm_findings(report, reason="The old one was a typing error", by=reception)
    assert report.state == "ready"
    assert send_report(report, by=reception).state == "queued"

    finding.refresh_from_db()
    assert (finding.state, finding.resolved_by) == ("confirmed", reception.member)


def test_a_confirmation_holds_for_the_confirmed_data_only(account, reception):
    vehicle = BelgianVehicleFactory()
    report = open_report(vehicle, shop=account.shop, data=data(vehicle, km=60_000), by=reception)
    assert confirm_findings(report, reason="It was", by=reception).state == "ready"

    same = edit_report(report, data=data(vehicle, km=60_000, works_text="Tyres"), by=reception)
    assert same.state == "ready"
    other = edit_report(report, data=data(vehicle, km=61_000), by=reception)

    assert other.state == "blocked"
    assert other.findings.exclude(state="fixed").get().state == "open"


def test_a_refusal_cannot_be_confirmed(account, reception):
    vehicle = BelgianVehicleFactory(vin="")
    report = open_report(vehicle, shop=account.shop, data=data(vehicle), by=reception)

    with pytest.raises(NothingToConfirm):
        confirm_findings(report, reason="Sure", by=reception)

    assert state_of(report) == "blocked"


def test_without_an_account_the_report_is_kept(in_peeters, reception):
    vehicle = BelgianVehicleFactory()
    shop = ShopFactory()

    report = open_report(vehicle, shop=shop, data=data(vehicle), by=reception)
    assert report.state == "blocked"
    assert report.findings.get().params == {"why": "missing"}
    account = account_for_tests(shop)
    CarPassAccount.objects.update(is_enabled=False)
    assert send_report(report, by=reception).findings.exclude(state="fixed").get().params == {
        "why": "disabled"
    }
    CarPassAccount.objects.update(is_enabled=True)

    assert send_report(report, by=reception).state == "queued"
    report.refresh_from_db()
    assert report.account == account


def test_the_same_data_twice_today_are_an_anomaly(opened, reception):
    send_report(opened, by=reception)

    again = open_report(opened.vehicle, shop=opened.shop, data=data(opened), by=reception)

    assert [row.code for row in again.findings.all()] == ["DUPLICATE_TODAY"]
    assert again.state == "blocked"


def test_another_shop_of_the_garage_counts_too(opened, reception):
    send_report(opened, by=reception)
    other = account_for_tests(ShopFactory(), user_name="2000000197")

    again = open_report(opened.vehicle, shop=other.shop, data=data(opened), by=reception)

    assert [row.code for row in again.findings.all()] == ["DUPLICATE_TODAY"]


def test_other_data_an_unsent_report_and_yesterday_are_no_duplicates(opened, reception, clock):
    def codes(**changes):
        made = open_report(opened.vehicle, shop=opened.shop, data=data(opened, **changes), by=reception)
        found = sorted(made.findings.values_list("code", flat=True))
        cancel_report(made, by=reception)
        OdometerReading.objects.filter(pk=made.reading_id).update(state="void", void_reason="test")
        return found

    assert codes() == []
    send_report(opened, by=reception)
    assert codes(km=60_124) == []
    assert codes(vin="WVWZZZ1KZ8W999998") == []
    assert codes() == ["DUPLICATE_TODAY"]
    # Midnight in Brussels, 23:00 in UTC: what was sent before is of yesterday.
    clock.now = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    assert codes() == ["DUPLICATE_TODAY"]
    clock.now = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert codes() == ["LATE"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"plate_country": "NL"}, "foreign_plate"),
        ({"car_pass_exclusion": "motorcycle"}, "motorcycle"),
        ({"car_pass_exclusion": "trailer"}, "trailer"),
        ({"car_pass_exclusion": "over_3500_kg"}, "over_3500_kg"),
        ({}, None),
    ],
)
def test_what_the_law_does_not_want_is_not_reported(account, reception, facts, why):
    vehicle = BelgianVehicleFactory(**facts)

    report = open_report(vehicle, shop=account.shop, data=data(vehicle), by=reception)

    assert [row.params["why"] for row in report.findings.all()] == ([why] if why else [])
    assert report.state == ("blocked" if why else "ready")


def test_a_vat_number_with_a_wrong_check_is_no_account(account, reception):
    CarPassAccount.objects.update(enterprise_number="0880498396")
    vehicle = BelgianVehicleFactory()

    report = open_report(vehicle, shop=account.shop, data=data(vehicle), by=reception)

    assert [(row.code, row.params) for row in report.findings.all()] == [
        ("NO_ACCOUNT", {"why": "vat_number"})
    ]


def test_an_order_has_one_report_unless_it_was_cancelled(account, reception):
    vehicle = BelgianVehicleFactory()
    order = WorkOrderFactory(vehicle=vehicle, shop=account.shop)
    facts = {"shop": account.shop, "data": data(vehicle), "by": reception, "work_order": order}
    first = open_report(vehicle, **facts)
    order.refresh_from_db()
    assert order.reading == first.reading

    with pytest.raises(OrderIsReported):
        open_report(vehicle, **facts)
    cancel_report(first, by=reception)

    assert open_report(vehicle, **facts).state == "ready"


def test_a_change_corrects_the_reading_to_which_everything_points(account, reception):
    vehicle = BelgianVehicleFactory()
    order = WorkOrderFactory(vehicle=vehicle, shop=account.shop)
    report = open_report(
        vehicle, shop=account.shop, data=data(vehicle, km=600_123), by=reception, work_order=order
    )
    wrong = report.reading

    report = edit_report(report, data=data(vehicle), by=reception)

    order.refresh_from_db()
    wrong.refresh_from_db()
    assert (wrong.state, report.reading.km, report.reading.supersedes) == ("superseded", 60_123, wrong)
    assert order.reading == report.reading
    assert [reading.km for reading in OdometerReading.objects.active()] == [60_123]


def test_miles_are_sent_as_kilometres(account, reception):
    vehicle = BelgianVehicleFactory()

    report = open_report(vehicle, shop=account.shop, data=data(vehicle, km=50_000, unit="mi"), by=reception)

    assert (report.km, report.reading.value, report.reading.unit) == (80_467, 50_000, "mi")
    assert data_of(report).km == 50_000


def test_works_on_the_odometer_begin_an_epoch(account, reception):
    vehicle = BelgianVehicleFactory()
    OdometerReadingFactory(vehicle=vehicle, km=70_000, read_on=date(2026, 10, 1))
    works = {"odometer_works": True, "km_before": 70_010, "odometer_works_reason": "Broken"}

    report = open_report(vehicle, shop=account.shop, data=data(vehicle, km=12, **works), by=reception)
    assert report.state == "ready"
    report = send_report(report, by=reception)

    report.reading.refresh_from_db()
    assert (report.odometer_work.km_before, report.odometer_work.km_after) == (70_010, 12)
    assert report.reading.epoch == 2
    assert report.sent["odometerWorks"]["odometerBefore"] == 70_010


def test_deferred_cancelled_and_taken_back(opened, reception):
    assert defer_report(opened, by=reception).state == "deferred"
    assert send_report(opened, by=reception).state == "queued"
    assert take_back_report(opened, by=reception).state == "ready"
    assert cancel_report(opened, by=reception).state == "cancelled"
    for act in (send_report, defer_report, cancel_report, retry_report, take_back_report):
        with pytest.raises(NotPossibleNow):
            act(opened, by=reception)


def test_the_counter_counts_what_somebody_must_solve(opened, reception, dubois):
    assert OdometerReport.objects.to_solve().count() == 0
    for state in ("blocked", "error", "deferred"):
        OdometerReport.objects.filter(pk=opened.pk).update(state=state)
        assert OdometerReport.objects.to_solve().count() == (state != "deferred")
    assert OdometerReport.objects.deferred().count() == 1
    assert OdometerReport.objects.late(date(2026, 11, 20)).count() == 0
    assert OdometerReport.objects.late(date(2026, 11, 21)).count() == 1

    with garage_active(dubois):
        assert OdometerReport.objects.count() == 0
