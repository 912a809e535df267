from __future__ import annotations

from datetime import timedelta

import pytest

from carpass.models import CarPassAccount, OdometerReport
from carpass.states import UNSENT
from garageflow.crypto import encrypt
from garageflow.tenancy.active import garage_active
from tests.factories import OdometerReadingFactory, ShopFactory, VehicleFactory, WorkOrderFactory

VIN = "WVWZZZ1JZXW000001"


@pytest.fixture
def belgian(peeters):
    peeters.features = ["car_pass"]
    peeters.save(update_fields=["features"])
    return peeters


@pytest.fixture
def order(belgian):
    """A car with three readings before, and an account to report with."""
    today = belgian.today()
    with garage_active(belgian):
        shop = ShopFactory(name="Antwerpen")
        CarPassAccount.objects.create(
            shop=shop,
            enterprise_number="0999521751",
            organisation_name="Peeters",
            user_name="2999100141",
            encrypted_password=encrypt("secret"),
            language="nl",
        )
        vehicle = VehicleFactory(plate_country="BE", vin=VIN)
        for years, km in ((3, 60_210), (2, 75_440), (1, 90_130)):
            OdometerReadingFactory(
                vehicle=vehicle, km=km, value=km, read_on=today - timedelta(days=365 * years)
            )
        return WorkOrderFactory(number=7, vehicle=vehicle, shop=shop)


def _typed(order, **values):
    today = order.garage.today()
    return {
        "km": "101.490",
        "work_date": today.isoformat(),
        "vin": VIN,
        "works": ["brakes.fluid"],
        **values,
    }


def test_the_end_of_service_sends_the_report_and_closes_the_order(as_reception, belgian, order):
    assert as_reception.get("/g/peeters/work-orders/7/end/").url == "/g/peeters/car-pass/work-orders/7/end/"

    response = as_reception.post("/g/peeters/car-pass/work-orders/7/end/", {**_typed(order), "send": "1"})

    assert response.status_code == 302
    with garage_active(belgian):
        report = OdometerReport.objects.get()
        assert (report.state, report.km, report.works) == ("queued", 101_490, ["brakes.fluid"])
        order.refresh_from_db()
        assert (order.state, order.reading) == ("closed", report.reading)


def test_what_looks_wrong_holds_both_back(as_reception, belgian, order):
    typed = {**_typed(order, km="1.044.720"), "send": "1"}

    response = as_reception.post("/g/peeters/car-pass/work-orders/7/end/", typed)

    assert response.status_code == 422
    page = response.content.decode()
    assert "a digit too many" in page
    assert 'data-value="104720"' in page
    with garage_active(belgian):
        assert not OdometerReport.objects.exists()
        order.refresh_from_db()
        assert order.state == "open"


def test_with_a_reason_it_is_sent_all_the_same(as_reception, belgian, order):
    typed = _typed(order, km="102.000", reason="seen on the dashboard")

    response = as_reception.post("/g/peeters/car-pass/work-orders/7/end/", {**typed, "send": "1"})

    assert response.status_code == 302
    with garage_active(belgian):
        report = OdometerReport.objects.get()
        assert report.state == "queued"
        assert [(row.code, row.reason) for row in report.findings.all()] == [
            ("ROUNDED", "seen on the dashboard")
        ]


def test_not_now_closes_the_order_and_keeps_the_report(as_reception, belgian, order):
    typed = {**_typed(order, km="1.014.900"), "defer": "1"}

    assert as_reception.post("/g/peeters/car-pass/work-orders/7/end/", typed).status_code == 302

    with garage_active(belgian):
        order.refresh_from_db()
        assert (OdometerReport.objects.get().state, order.state) == ("deferred", "closed")
    assert VIN in as_reception.get("/g/peeters/car-pass/?state=deferred").content.decode()


def test_findings_appear_while_typing_and_write_nothing(as_reception, belgian, order):
    late = (belgian.today() - timedelta(days=2)).isoformat()
    typed = _typed(order, work_date=late, vin="ABC123")

    response = as_reception.post(
        "/g/peeters/car-pass/work-orders/7/findings/", typed, headers={"HX-Request": "true"}
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="told-work_date" hx-swap-oob="true" data-tone="now"' in page
    assert 'id="told-vin" hx-swap-oob="true" data-tone="now"' in page
    with garage_active(belgian):
        assert not OdometerReport.objects.exists()


def test_a_report_is_made_without_a_work_order(as_reception, belgian, order):
    number, typed = order.vehicle.number, _typed(order, shop=order.shop_id)

    response = as_reception.post(f"/g/peeters/car-pass/reports/new/?vehicle={number}", typed)

    with garage_active(belgian):
        report = OdometerReport.objects.get()
        assert (report.state, report.work_order) == ("ready", None)
    assert response.url == f"/g/peeters/car-pass/reports/{report.pk}/"
    assert as_reception.post(f"/g/peeters/car-pass/reports/{report.pk}/sending/").status_code == 302
    with garage_active(belgian):
        report.refresh_from_db()
        assert report.state == "queued"


def test_several_are_sent_at_once(as_reception, belgian, order):
    number = order.vehicle.number
    as_reception.post(f"/g/peeters/car-pass/reports/new/?vehicle={number}", _typed(order, shop=order.shop_id))
    with garage_active(belgian):
        report = OdometerReport.objects.get()

    as_reception.post("/g/peeters/car-pass/reports/sending/", {"ids": [report.pk, "nonsense"]})

    with garage_active(belgian):
        report.refresh_from_db()
        assert report.state == "queued"


def test_mechanics_do_not_confirm(as_mechanic, belgian, order):
    with garage_active(belgian):
        report = OdometerReport.objects.create(
            vehicle=order.vehicle, shop=order.shop, vin=VIN, km=1, work_date=belgian.today()
        )

    assert as_mechanic.post(f"/g/peeters/car-pass/reports/{report.pk}/confirmation/").status_code == 403
    assert as_mechanic.get(f"/g/peeters/car-pass/reports/{report.pk}/").status_code == 200


def test_the_home_page_reminds_of_what_is_put_off_late_or_unknown(as_reception, belgian, order):
    today = belgian.today()
    facts = {"vehicle": order.vehicle, "shop": order.shop, "vin": VIN, "km": 1}
    with garage_active(belgian):
        for state, days in (("deferred", 0), ("ready", 1), ("waiting", 3), ("waiting", 2), ("ok", 9)):
            day = today - timedelta(days=days)
            OdometerReport.objects.create(
                **facts, state=state, work_date=day, guid="" if state in UNSENT else f"guid-{days}"
            )

    lines = as_reception.get("/g/peeters/").content.decode()

    assert "1 odometer report is late" in lines
    assert "1 odometer report of today is not sent yet" in lines
    assert "1 odometer report waits for the register: is its VIN right?" in lines


def test_the_report_of_another_garage_is_not_found(as_reception, dubois, belgian):
    with garage_active(dubois):
        report = OdometerReport.objects.create(
            vehicle=VehicleFactory(), shop=ShopFactory(), vin=VIN, km=1, work_date=dubois.today()
        )

    assert as_reception.get(f"/g/peeters/car-pass/reports/{report.pk}/").status_code == 404


def test_a_dutch_garage_just_closes(as_reception, belgian, order):
    belgian.country = "NL"
    belgian.save(update_fields=["country"])

    assert as_reception.get("/g/peeters/work-orders/7/end/").status_code == 200
    as_reception.post("/g/peeters/work-orders/7/end/")

    with garage_active(belgian):
        order.refresh_from_db()
        assert order.state == "closed"
