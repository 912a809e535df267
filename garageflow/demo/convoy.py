"""Convoy of the demo: drivers, trips between real towns, quotes, and a mission in every state."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from convoy.domain.availability import declare_availability
from convoy.domain.certifying import create_certification, publish_version, save_draft, take_quiz
from convoy.domain.drivers import change_facts, change_profile, create_driver, name_key
from convoy.domain.inspecting import sign_inspection
from convoy.domain.missions import (
    certify_mission,
    close_mission,
    give_back,
    report_breakdown,
    report_empty_run,
    take_step,
)
from convoy.domain.papers import required_kinds
from convoy.domain.plates import add_w_plate
from convoy.domain.quotes import accept_quote, refuse_quote, submit_quote
from convoy.domain.searches import save_search
from convoy.domain.threads import answer_thread, open_thread
from convoy.domain.trips import ALERTS, add_trip_document, cancel_trip, create_trip, publish_trip
from convoy.models import Certification, Driver, DriverDocument, Mission, MissionPhoto, Quote, Trip
from convoy.models.driver import DocumentKind
from convoy.models.inspection import OBLIGATORY_PHOTOS, PhotoPlace
from garageflow.demo.convoy_cast import CASTS, Cast, Person, Way
from garageflow.demo.convoy_money import fill_convoy_money
from garageflow.demo.garages import DemoGarage
from garageflow.demo.papers import draw_paper
from garageflow.documents.content import JPEG, PDF, CheckedFile
from garageflow.documents.domain.documents import keep_file
from garageflow.documents.registry import subject_of
from garageflow.jobs.domain.work import withdraw
from garageflow.mail.models import MailState, OutboxMail
from garageflow.members.domain.outside import give_outside_role
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role
from garageflow.vehicles.models import Vehicle

_SIGNATURE = [
    [[20, 80], [45, 30], [60, 90], [80, 40], [95, 85], [130, 50]],
    [[140, 70], [190, 60], [250, 72]],
]


@dataclass(slots=True)
class _Stage:
    """What the scenes of one garage need."""

    cast: Cast
    dispatcher: Actor
    drivers: list[Driver]
    random: Random
    vehicles: list[Vehicle]

    def actor(self, driver: Driver) -> Actor:
        assert driver.member is not None
        return Actor.of_member(driver.member)


def fill_convoy(demo: DemoGarage) -> None:
    random = Random(f"convoy:{demo.slug}")  # noqa: S311 - nothing secret is drawn
    dispatcher = Actor.of_member(Member.objects.get(membership__roles=[Role.DISPATCHER]))
    cast = CASTS[demo.slug]
    drivers = [_driver(person, number, dispatcher) for number, person in enumerate(cast.drivers)]
    # Those whose make and model are known: a trip shows them.
    vehicles = list(Vehicle.objects.exclude(make="").order_by("-pk")[:12])
    stage = _Stage(cast, dispatcher, drivers, random, vehicles)
    _certifications(stage)
    _plates(stage)
    _proposed(stage)
    _under_way(stage)
    _past(stage)
    fill_convoy_money(dispatcher)
    _talk(stage)
    # All of this happened before: nobody's letter box fills up with it.
    OutboxMail.objects.filter(kind__startswith="convoy.").update(state=MailState.SENT, sent_at=timezone.now())
    for pk in Trip.objects.values_list("pk", flat=True):
        withdraw(ALERTS, pk)


def _driver(person: Person, number: int, dispatcher: Actor) -> Driver:
    driver = create_driver(
        email=person.email,
        name=person.name,
        language=person.language,
        country=person.country,
        phone=person.phone,
        by=dispatcher,
    )
    if person.is_new:
        return driver
    member = Member.objects.filter(membership__user__email=person.email).first()
    driver.member = member or give_outside_role(
        email=person.email, name=person.name, phone=person.phone, language=person.language, role=Role.DRIVER
    )
    driver.state, driver.activated_at = Driver.State.ACTIVE, timezone.now() - timedelta(days=200 - number)
    driver.save()
    by = Actor.of_member(driver.member)
    driver = change_profile(
        driver,
        by=by,
        street=person.street,
        house_number=str(7 + number * 4),
        postcode=person.postcode,
        city=person.city,
        radius_km=60,
    )
    change_facts(
        driver,
        by=by,
        company_name=person.name,
        company_number=person.company_number,
        vat_regime=person.vat_regime,
        vat_number=person.vat_number,
        iban=person.iban,
    )
    _papers(driver, number, dispatcher)
    return Driver.objects.select_related("member").get(pk=driver.pk)


def _papers(driver: Driver, number: int, dispatcher: Actor) -> None:
    today = active_garage().today()
    ends = {
        DocumentKind.LIABILITY: today + timedelta(days=(23, 190, 240, -6, 300)[number % 5]),
        DocumentKind.LICENCE: today + timedelta(days=900 + 30 * number),
        DocumentKind.VIGILANCE: today + timedelta(days=95),
        DocumentKind.TAX: today + timedelta(days=38),
    }
    for kind in required_kinds(driver):
        waits = number == 2 and kind == DocumentKind.REGISTER
        document = keep_file(
            CheckedFile(draw_paper(f"{kind.label}: {driver.name}"), PDF),
            kind=f"convoy.{kind.value}",
            subject=subject_of(driver),
            name=f"{kind.value} {name_key(driver.name)}",
            by=dispatcher,
        )
        DriverDocument.objects.create(
            driver=driver,
            kind=kind,
            document=document,
            valid_until_on=ends.get(kind),
            issued_on=today - timedelta(days=60),
            state="submitted" if waits else "verified",
            decided_at=None if waits else timezone.now(),
            decided_by=None if waits else dispatcher.member,
        )


def _certifications(stage: _Stage) -> None:
    today = active_garage().today()
    for course in stage.cast.courses:
        certification = create_certification(
            kind=course.kind, name=course.name, summary=course.summary, by=stage.dispatcher
        )
        questions: list[dict[str, Any]] = [
            {"text": text, "options": sorted(options), "correct": sorted(options).index(options[0])}
            for text, options in course.questions
        ]
        pages = [{"title": title, "text": text} for title, text in course.pages]
        save_draft(certification, pages=pages, questions=questions, by=stage.dispatcher)
        version = publish_version(certification, by=stage.dispatcher)
        for driver in stage.drivers[:: 2 if course.is_rare else 1]:
            if driver.is_active and not (course.is_rare and driver is stage.drivers[0]):
                answers = [question["correct"] for question in questions]
                take_quiz(driver, version, answers=answers, today=today, by=stage.actor(driver))


def _plates(stage: _Stage) -> None:
    year = active_garage().today().year
    for number in stage.cast.w_plates:
        add_w_plate(number=number, year=year, driver=None, by=stage.dispatcher)
    for driver in stage.drivers[:1]:
        add_w_plate(number=f"W-{driver.number:03d}-DR", year=year, driver=driver, by=stage.dispatcher)


def _trip(
    stage: _Stage, way: Way, *, days: int, window: int, vehicle: Vehicle | None = None, **more: Any
) -> Trip:
    today = active_garage().today()
    values: dict[str, Any] = {
        "client_name": way.client,
        "client_process": stage.cast.process,
        "delivery_type": way.delivery,
        "tags": list(way.tags),
        "make": way.make,
        "model_name": way.model_name,
        "fuel": way.fuel,
        "starts_on": today + timedelta(days=days),
        "ends_on": today + timedelta(days=days + window),
        "vehicle": vehicle,
    }
    for side, place in (("from", way.start), ("to", way.end)):
        names = ("country", "postcode", "city", "name", "street", "contact", "phone")
        values |= dict(zip((f"{side}_{name}" for name in names), place, strict=True))
    trip = create_trip(by=stage.dispatcher, **{**values, **more})
    return publish_trip(trip, by=stage.dispatcher, today=trip.starts_on)


def _wishes(number: int, way: Way) -> dict[str, Any]:
    """A fixed slot, a fixed price, a certification: not every client wants them."""
    wishes: dict[str, Any] = {}
    if number % 5 == 1:
        wishes |= {"start_is_fixed": True, "start_slot": "09:00–11:00"}
    if number % 6 == 2:
        wishes |= {"instant_price_amount": 9_500 + 2_000 * number, "price_limit_amount": 45_000}
    if way.course:
        wishes["certifications"] = list(_courses_named(way.course))
    return wishes


def _delivery_note(stage: _Stage, trip: Trip) -> None:
    name = f"{stage.cast.delivery_note} {trip.number}"
    paper = ContentFile(draw_paper(f"{name}, {trip.client_name}"), f"{name}.pdf")
    add_trip_document(trip, upload=paper, by=stage.dispatcher)


def _quote(stage: _Stage, trip: Trip, driver: Driver, *, note: str = "") -> Quote:
    km = trip.distance_km or 100
    return submit_quote(
        trip,
        driver,
        by=stage.actor(driver),
        transport_amount=stage.random.randrange(1500, 6500, 50),
        fuel_amount=km * 12,
        toll_amount=(km - 150) * 9 if km > 150 else 0,
        service_amount=6_000 + km * stage.random.randrange(18, 30),
        starts_on=trip.starts_on,
        ends_on=trip.ends_on if trip.end_is_fixed else trip.starts_on,
        note=note,
    )


def _proposed(stage: _Stage) -> None:
    """Open trips of the next two weeks; the demo's own driver has quoted for some."""
    active = [driver for driver in stage.drivers if driver.is_active]
    for number, way in enumerate(stage.cast.ways):
        vehicle = stage.vehicles[number] if number < 3 and number < len(stage.vehicles) else None
        wishes = _wishes(number, way)
        trip = _trip(stage, way, days=1 + number % 9, window=2 + number % 4, vehicle=vehicle, **wishes)
        if number % 3 == 0:
            _delivery_note(stage, trip)
        if way.course:
            continue
        for driver in active[: (0, 2, 4, 1)[number % 4]]:
            _quote(stage, trip, driver)
    first = Quote.objects.submitted().filter(driver=active[0]).order_by("pk").first()
    if first is not None:
        refuse_quote(first, reason="price", note=stage.cast.refusal, by=stage.dispatcher)
    _draft(stage, stage.cast.ways[0])
    save_search(active[0], name=stage.cast.search, query="near=end&min_km=80", has_alert=True)
    _availabilities(stage, active)


def _availabilities(stage: _Stage, active: list[Driver]) -> None:
    today = active_garage().today()
    monday = today - timedelta(days=today.weekday())
    for place, driver in enumerate(active[:3]):
        declare_availability(
            driver,
            starts_on=monday,
            ends_on=monday + timedelta(days=11 + place),
            is_available=True,
            reason="",
            by=stage.actor(driver),
        )
    # Tuesday to Thursday: after today and tomorrow, before the mission in twelve days, whatever today is.
    declare_availability(
        active[0],
        starts_on=monday + timedelta(days=8),
        ends_on=monday + timedelta(days=10),
        is_available=False,
        reason=stage.cast.absence,
        by=stage.actor(active[0]),
    )


def _draft(stage: _Stage, way: Way) -> None:
    today = active_garage().today()
    create_trip(
        by=stage.dispatcher,
        client_name=way.client,
        make=way.make,
        model_name=way.model_name,
        from_country=way.end[0],
        from_postcode=way.end[1],
        from_city=way.end[2],
        to_country=way.start[0],
        to_postcode=way.start[1],
        to_city=way.start[2],
        starts_on=today + timedelta(days=6),
        ends_on=today + timedelta(days=9),
    )


def _courses_named(name: str) -> Any:
    return Certification.objects.filter(name=name)


def _assigned(
    stage: _Stage, place: int, driver: Driver, *, days: int, vehicle: Vehicle | None = None
) -> Mission:
    way = stage.cast.ways[place % len(stage.cast.ways)]
    trip = _trip(stage, way, days=days, window=1, tags=[], vehicle=vehicle)
    return accept_quote(_quote(stage, trip, driver), by=stage.dispatcher)


def _under_way(stage: _Stage) -> None:
    """One mission in every state, most of them of the demo's own driver."""
    own, other, third = [driver for driver in stage.drivers if driver.is_active][:3]
    del third
    _assigned(stage, 1, own, days=12)
    _assigned(stage, 2, own, days=0)
    at_pickup = _assigned(stage, 3, other, days=0)
    take_step(at_pickup, "arrive", by=stage.actor(other))
    steps = (("leave",), ("leave", "reach"))
    for number, names in enumerate(steps):
        mission = _assigned(stage, 4 + number, (own, other)[number], days=-2 - number * 2)
        _sign(stage, mission, "departure", days=2 + number * 2)
        for name in names:
            take_step(mission, name, by=stage.actor(mission.driver))
    broken = _assigned(stage, 6, other, days=-9)
    _sign(stage, broken, "departure", days=9)
    report_breakdown(broken, note=stage.cast.breakdown, by=stage.actor(other))
    for number, state in enumerate(("delivered", "certified")):
        mission = _assigned(stage, 7 + number, own, days=-5 - number * 3)
        _sign(stage, mission, "departure", days=5 + number * 3)
        _sign(stage, mission, "arrival", days=5 + number * 3)
        if state == "certified":
            certify_mission(mission, note="", by=stage.actor(own))
    empty = _assigned(stage, 9, other, days=-14)
    take_step(empty, "arrive", by=stage.actor(other))
    report_empty_run(empty, note=stage.cast.empty_run, lump_sum_amount=4_500, by=stage.dispatcher)
    cancel_trip(empty.trip, reason=stage.cast.empty_run, by=stage.dispatcher)
    back = _assigned(stage, 10, own, days=18)
    give_back(back, note=stage.cast.absence, by=stage.actor(own))
    cancelled = _assigned(stage, 11, other, days=22)
    cancel_trip(cancelled.trip, reason=stage.cast.cancellation, by=stage.dispatcher)


def _past(stage: _Stage) -> None:
    """Closed missions of the months before, rated: what statistics are made of."""
    active = [driver for driver in stage.drivers if driver.is_active]
    able = [driver for driver in active if _may_drive(driver)]
    for number in range(10):
        days = 24 + number * 31
        driver = able[number % len(able)]
        mission = _assigned(stage, number, driver, days=-days)
        now = timezone.now() - timedelta(days=days)
        # Without inspections of their own: a year of photos would fill the demo's disk.
        Mission.objects.filter(pk=mission.pk).update(state="delivered", picked_up_at=now, delivered_at=now)
        mission = certify_mission(mission, note="", by=stage.actor(driver))
        close_mission(mission, rating=(5, 4, 5, 3, 5)[number % 5], by=stage.dispatcher)
        Mission.objects.filter(pk=mission.pk).update(certified_at=now, ended_at=now, assigned_at=now)
        Quote.objects.filter(pk=mission.quote_id).update(submitted_at=now, decided_at=now)


def _may_drive(driver: Driver) -> bool:
    today = active_garage().today()
    return not driver.documents.filter(valid_until_on__lt=today).exclude(state="replaced").exists() and not (
        driver.documents.filter(state="submitted").exists()
    )


@transaction.atomic
def _sign(stage: _Stage, mission: Mission, kind: str, *, days: int) -> None:
    mission = Mission.objects.select_related("trip", "driver").get(pk=mission.pk)
    is_arrival = kind == "arrival"
    for place in OBLIGATORY_PHOTOS:
        document = keep_file(
            CheckedFile(_photo(place, mission.number), JPEG),
            kind="convoy.photo",
            subject=subject_of(mission),
            name=f"{kind} {place.value}",
            by=stage.actor(mission.driver),
        )
        MissionPhoto.objects.create(
            mission=mission,
            kind=kind,
            place=place,
            document=document,
            client_key=f"demo-{mission.number}-{kind}-{place.value}",
        )
    km = 18_240 + mission.number * 731 + ((mission.trip.distance_km or 100) + 6 if is_arrival else 0)
    sign_inspection(
        mission,
        kind=kind,
        client_key=f"demo-{mission.number}-{kind}",
        signed_at=timezone.now() - timedelta(days=days, hours=0 if is_arrival else 6),
        damages=[
            {"x": 330, "y": 205, "kind": "scratch", "size": "small", "note": stage.cast.scratch},
            {"x": 905, "y": 640, "kind": "dent", "size": "medium", "note": ""},
        ],
        km=km,
        fuel_eighths=None if mission.trip.is_electric else (3 if is_arrival else 6),
        battery_percent=(41 if is_arrival else 88) if mission.trip.is_electric else None,
        outside="used" if is_arrival else "clean",
        inside="clean",
        weather="dry",
        accessories=["key", "spare_key", "registration", "triangle", "vest"],
        note="",
        driver_signature=_SIGNATURE,
        counterpart_name=mission.trip.to_contact if is_arrival else mission.trip.from_contact,
        counterpart_role=mission.trip.client_name,
        counterpart_signature=_SIGNATURE,
        absence="",
        absence_note="",
        by=stage.actor(mission.driver),
    )


def _talk(stage: _Stage) -> None:
    own = next(driver for driver in stage.drivers if driver.is_active)
    by = stage.actor(own)
    for subject, title, question, answer in stage.cast.talks:
        thread = open_thread(own, subject=subject, title=title, text=question, mission=None, by=by)
        if answer:
            answer_thread(thread, text=answer, is_from_driver=False, by=stage.dispatcher)


def _photo(place: PhotoPlace, number: int) -> bytes:
    """A car as a child would draw it, from this side."""
    shade = 60 + number * 37 % 120
    picture = Image.new("RGB", (640, 480), (186, 204, 218))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 330, 640, 480), fill=(120, 124, 128))
    paint = (shade, 90, 200 - shade)
    if place in (PhotoPlace.LEFT, PhotoPlace.RIGHT):
        draw.rounded_rectangle((60, 230, 580, 340), 40, fill=paint)
        draw.polygon([(170, 235), (240, 150), (430, 150), (500, 235)], fill=paint)
        draw.polygon([(200, 230), (252, 165), (325, 165), (325, 230)], fill=(40, 50, 60))
        draw.polygon([(340, 230), (340, 165), (420, 165), (468, 230)], fill=(40, 50, 60))
        for x in (130, 430):
            draw.ellipse((x, 290, x + 90, 380), fill=(25, 25, 28))
            draw.ellipse((x + 25, 315, x + 65, 355), fill=(160, 160, 165))
    elif place in (PhotoPlace.DASHBOARD, PhotoPlace.INSIDE):
        draw.rectangle((0, 0, 640, 480), fill=(38, 40, 45))
        draw.ellipse((90, 120, 290, 320), outline=(230, 230, 230), width=8)
        draw.ellipse((350, 120, 550, 320), outline=(230, 230, 230), width=8)
        draw.rectangle((230, 350, 410, 410), fill=(20, 90, 70))
    else:
        draw.rounded_rectangle((140, 180, 500, 370), 50, fill=paint)
        draw.polygon([(180, 190), (220, 110), (420, 110), (460, 190)], fill=(40, 50, 60))
        light = (250, 240, 190) if place == PhotoPlace.FRONT else (190, 40, 40)
        draw.ellipse((165, 230, 235, 275), fill=light)
        draw.ellipse((405, 230, 475, 275), fill=light)
        draw.rectangle((260, 300, 380, 335), fill=(240, 240, 240))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=70)
    return kept.getvalue()
