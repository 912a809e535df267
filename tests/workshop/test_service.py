from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from garageflow.documents.models import Document
from garageflow.vehicles.domain.odometer import OdometerDropped
from garageflow.workshop.domain.orders import OrderIsClosed, close_order
from garageflow.workshop.domain.service import enter_service, start_order
from tests.factories import OdometerReadingFactory, WorkOrderFactory


def _photo() -> SimpleUploadedFile:
    jpeg = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(jpeg, "JPEG", exif=b"Exif\x00\x00place")
    return SimpleUploadedFile("dash.jpg", jpeg.getvalue())


def _enter(order, mechanic, **values):
    values = {"km": 58_214, "works": ["brakes.fluid"], "remark": "", "is_ready": False, **values}
    return enter_service(order, by=mechanic, **values)


def test_a_mechanic_enters_reading_works_and_photo(in_peeters, mechanic):
    order = _enter(WorkOrderFactory(), mechanic, photo=_photo(), remark="rear light broken")

    order.refresh_from_db()
    assert (order.state, order.reading.km, order.remark) == ("in_progress", 58_214, "rear light broken")
    assert [line.code for line in order.lines.done()] == ["brakes.fluid"]
    document = Document.objects.get()
    assert (document.subject, document.content_type) == (f"workshop.workorder:{order.pk}", "image/jpeg")
    assert b"place" not in document.file.read()


def test_saying_the_same_twice_makes_one_reading(in_peeters, mechanic):
    order = WorkOrderFactory()

    _enter(order, mechanic)
    _enter(order, mechanic, is_ready=True)

    order.refresh_from_db()
    assert order.vehicle.odometer_readings.count() == 1
    assert order.state == "ready"


def test_a_work_that_is_unticked_stays_only_if_it_was_asked_for(in_peeters, mechanic):
    order = WorkOrderFactory()
    order.lines.create(code="brakes.fluid", is_planned=True)

    _enter(order, mechanic, works=["brakes.fluid", "body.wipers"])
    _enter(order, mechanic, works=[])

    assert list(order.lines.values_list("code", "is_done")) == [("brakes.fluid", False)]


def test_a_drop_is_asked_about_and_then_believed(in_peeters, mechanic):
    order = WorkOrderFactory()
    OdometerReadingFactory(vehicle=order.vehicle, km=60_000)

    with pytest.raises(OdometerDropped):
        _enter(order, mechanic)
    _enter(order, mechanic, drop_confirmed=True)

    order.refresh_from_db()
    assert order.reading.km == 58_214


def test_a_closed_order_takes_nothing_any_more(in_peeters, mechanic):
    order = close_order(WorkOrderFactory(), by=mechanic)

    with pytest.raises(OrderIsClosed):
        _enter(order, mechanic)
    with pytest.raises(OrderIsClosed):
        start_order(order, by=mechanic)


def test_beginning_twice_is_one_beginning(in_peeters, mechanic):
    order = start_order(start_order(WorkOrderFactory(), by=mechanic), by=mechanic)

    order.refresh_from_db()
    assert order.state == "in_progress"
