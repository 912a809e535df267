from __future__ import annotations

from datetime import date

import pytest

from garageflow.tenancy.active import garage_active
from garageflow.vehicles.models import Vehicle
from garageflow.workshop.models import WorkOrder
from tests.factories import CustomerFactory, ShopFactory, VehicleFactory, WorkOrderFactory


@pytest.fixture
def order(peeters):
    with garage_active(peeters):
        return WorkOrderFactory(number=7, complaint="rattles")


def _change(order, **values):
    return {"planned_on": "2026-12-01", "shop": order.shop_id, "complaint": "squeaks", **values}


def test_reception_changes_an_order(as_reception, peeters, order):
    response = as_reception.post("/g/peeters/work-orders/7/edit/", _change(order, works=["brakes.fluid"]))

    assert response.status_code == 302
    with garage_active(peeters):
        order.refresh_from_db()
        assert (order.complaint, order.planned_on) == ("squeaks", date(2026, 12, 1))
        assert [line.code for line in order.lines.all()] == ["brakes.fluid"]


def test_a_shop_that_is_not_there_is_refused(as_reception, order):
    response = as_reception.post("/g/peeters/work-orders/7/edit/", _change(order, shop=900_001))

    assert response.status_code == 422


def test_mechanics_plan_nothing(as_mechanic, order):
    assert as_mechanic.get("/g/peeters/work-orders/7/edit/").status_code == 403
    assert as_mechanic.get("/g/peeters/work-orders/7/").status_code == 200


def test_the_order_of_another_garage_is_not_found(as_reception, dubois):
    with garage_active(dubois):
        WorkOrderFactory(number=8)

    assert as_reception.get("/g/peeters/work-orders/8/").status_code == 404


def test_an_unknown_vehicle_comes_in_with_its_order(as_reception, peeters):
    with garage_active(peeters):
        shop, customer = ShopFactory(), CustomerFactory(number=5)
    values = {
        "planned_on": "2026-12-01",
        "shop": shop.pk,
        "customer": customer.pk,
        "vehicle-country": "BE",
        "vehicle-plate": "1-ABC-123",
        "vehicle-vin": "WVWZZZ1JZXW000001",
    }

    response = as_reception.post("/g/peeters/work-orders/new/?new=1&customer=5", values)

    assert response.status_code == 302
    with garage_active(peeters):
        order = WorkOrder.objects.get()
        assert (order.customer, order.vehicle.plate, order.vehicle.vin) == (
            customer,
            "1ABC123",
            "WVWZZZ1JZXW000001",
        )


def test_a_refused_order_leaves_no_vehicle_behind(as_reception, peeters):
    values = {"planned_on": "never", "vehicle-country": "BE", "vehicle-plate": "1-ABC-123"}

    response = as_reception.post("/g/peeters/work-orders/new/?new=1", values)

    assert response.status_code == 422
    with garage_active(peeters):
        assert not Vehicle.objects.exists()


def test_the_new_order_is_offered_to_who_brought_the_car_last(as_reception, peeters):
    with garage_active(peeters):
        vehicle = VehicleFactory(number=3)
        WorkOrderFactory(vehicle=vehicle, customer=CustomerFactory(last_name="Maes"))

    page = as_reception.get("/g/peeters/work-orders/new/?vehicle=3").content.decode()

    assert "Maes</option>" in page


def test_without_a_window_the_end_closes_the_order(as_reception, peeters, order):
    response = as_reception.post("/g/peeters/work-orders/7/end/")

    assert response.status_code == 302
    with garage_active(peeters):
        order.refresh_from_db()
        assert order.is_closed


def test_a_phone_gets_the_address_of_the_next_page(as_mechanic, peeters, order):
    response = as_mechanic.post(
        "/g/peeters/work-orders/7/service/", {"km": "58.214", "ready": "1"}, headers={"HX-Request": "true"}
    )

    assert response.headers["HX-Redirect"] == "/g/peeters/my-work-orders/"
    with garage_active(peeters):
        order.refresh_from_db()
        assert (order.reading.km, order.reading.source, order.state) == (58_214, "mechanic", "ready")


def test_the_list_shows_what_is_not_closed(as_reception, peeters, order):
    with garage_active(peeters):
        WorkOrderFactory(state="closed", closed_at="2026-11-20T12:00Z", complaint="done before")

    page = as_reception.get("/g/peeters/work-orders/").content.decode()

    assert "rattles" in page
    assert "done before" not in page
    assert "done before" in as_reception.get("/g/peeters/work-orders/?state=closed").content.decode()
