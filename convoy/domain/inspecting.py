"""Departure and arrival inspections: photos one by one, then everything at once, signed and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from convoy.domain.missions import MissionElsewhere, locked_mission
from convoy.models import Damage, Inspection, InspectionAddendum, Mission, MissionPhoto, Trip
from convoy.models.inspection import OBLIGATORY_PHOTOS, InspectionKind, PhotoPlace
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import store_document
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import enqueue
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.domain.odometer import OdometerDropped, record_reading
from garageflow.vehicles.models import OdometerReading

INSPECTION_PDF = "convoy.inspection_pdf"
_MAY_SIGN = {
    InspectionKind.DEPARTURE: (Mission.State.ASSIGNED, Mission.State.AT_PICKUP),
    InspectionKind.ARRIVAL: (
        Mission.State.DEPARTURE_SIGNED,
        Mission.State.IN_TRANSIT,
        Mission.State.AT_DROPOFF,
    ),
}
# A quarter more than estimated is worth a look.
_DETOUR = 1.25


class PhotosMissing(DomainError):
    pass


class InspectionSigned(DomainError):
    pass


class KmTooLow(DomainError):
    field = "km"


class EnergyMissing(DomainError):
    field = "fuel_eighths"


@transaction.atomic
def add_photo(
    mission: Mission, *, kind: str, place: str, upload: File[bytes], client_key: str, by: Actor
) -> MissionPhoto:
    """Sent twice after a lost answer, it is kept once. Raises InspectionSigned, FileRefused."""
    mission = locked_mission(mission)
    known = mission.photos.filter(client_key=client_key).first()
    if known is not None:
        return known
    if mission.inspections.filter(kind=kind).exists():
        raise InspectionSigned(_("This inspection is signed: nothing can be added to it."))
    document = store_document(upload, kind="convoy.photo", subject=mission, by=by)
    return MissionPhoto.objects.create(
        mission=mission, kind=kind, place=place, document=document, client_key=client_key
    )


@transaction.atomic
def remove_photo(photo: MissionPhoto) -> None:
    """Raises InspectionSigned."""
    mission = locked_mission(photo.mission)
    if mission.inspections.filter(kind=photo.kind).exists():
        raise InspectionSigned(_("This inspection is signed: nothing can be removed from it."))
    photo.delete()


@transaction.atomic
def sign_inspection(
    mission: Mission,
    *,
    kind: str,
    client_key: str,
    signed_at: datetime,
    damages: Sequence[Mapping[str, Any]],
    by: Actor,
    **values: Any,
) -> Inspection:
    """Write the whole inspection, once. What is sent again gives the one that is there.

    Raises MissionElsewhere, InspectionSigned, PhotosMissing, KmTooLow, EnergyMissing.
    """
    mission = locked_mission(mission)
    known = mission.inspections.filter(kind=kind).first()
    if known is not None:
        if known.client_key == client_key:
            return known
        raise InspectionSigned(_("This inspection is signed already."))
    if mission.state not in _MAY_SIGN[InspectionKind(kind)]:
        words = _("This is not possible now: the mission is “%(state)s”.")
        raise MissionElsewhere(words % {"state": Mission.State(mission.state).label})
    photos = list(mission.photos.filter(kind=kind).select_related("document").order_by("pk"))
    _check_photos(photos)
    _check_numbers(mission, kind, values)

    inspection = Inspection(
        mission=mission,
        kind=kind,
        client_key=client_key,
        signed_at=signed_at,
        driver_name=mission.driver.name,
        **values,
    )
    inspection.sha256 = digest(inspection, damages, photos)
    inspection.save()
    Damage.objects.bulk_create([Damage(inspection=inspection, **damage) for damage in damages])
    _advance(mission, inspection)
    enqueue(INSPECTION_PDF, inspection.pk)
    is_read = _record_km(mission, inspection, by)
    event = "convoy.departure_signed" if kind == InspectionKind.DEPARTURE else "convoy.arrival_signed"
    record(event, mission, by=by, km=inspection.km, km_recorded=is_read)
    return inspection


@transaction.atomic
def add_addendum(inspection: Inspection, *, text: str, by: Actor) -> InspectionAddendum:
    """A correction: what was signed stays as it was."""
    addendum = InspectionAddendum.objects.create(
        inspection=inspection, text=text, written_by=by.member, author=by.label[:100]
    )
    record("convoy.inspection_corrected", inspection.mission, by=by, kind=inspection.kind)
    return addendum


def digest(
    inspection: Inspection, damages: Sequence[Mapping[str, Any]], photos: Sequence[MissionPhoto]
) -> str:
    """SHA-256 over the whole content in one form: keys sorted, photos by the hash of their files."""
    fields = (
        "kind",
        "km",
        "fuel_eighths",
        "battery_percent",
        "outside",
        "inside",
        "weather",
        "accessories",
        "note",
        "driver_name",
        "driver_signature",
        "counterpart_name",
        "counterpart_role",
        "counterpart_signature",
        "absence",
        "absence_note",
    )
    content = {
        "mission": inspection.mission.number,
        "signed_at": inspection.signed_at.astimezone(UTC).isoformat(),
        "damages": [dict(damage) for damage in damages],
        "photos": [[photo.place, photo.document.sha256] for photo in photos],
        **{name: getattr(inspection, name) for name in fields},
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_again(inspection: Inspection, photos: Sequence[MissionPhoto]) -> str:
    """From the rows as they are now: equal to `sha256` unless somebody changed them.

    `photos`: those of the mission, with their documents.
    """
    names = ("x", "y", "kind", "size", "note")
    rows = sorted(inspection.damages.all(), key=lambda row: row.pk)
    damages = [{name: getattr(row, name) for name in names} for row in rows]
    own = sorted((photo for photo in photos if photo.kind == inspection.kind), key=lambda photo: photo.pk)
    return digest(inspection, damages, own)


def detour_of(departure: Inspection | None, arrival: Inspection | None, trip: Trip) -> int | None:
    """Kilometres driven, if they are a quarter more than estimated."""
    if departure is None or arrival is None or not trip.distance_km:
        return None
    driven = arrival.km - departure.km
    return driven if driven > trip.distance_km * _DETOUR else None


def _check_photos(photos: Sequence[MissionPhoto]) -> None:
    there = {photo.place for photo in photos}
    missing = [place for place in OBLIGATORY_PHOTOS if place not in there]
    if missing:
        names = ", ".join(str(PhotoPlace(place).label) for place in missing)
        raise PhotosMissing(_("These photos are still missing: %(names)s.") % {"names": names})


def _check_numbers(mission: Mission, kind: str, values: Mapping[str, Any]) -> None:
    if values.get("fuel_eighths") is None and values.get("battery_percent") is None:
        raise EnergyMissing(_("Say how full the tank or the battery is."))
    departure = mission.inspections.filter(kind=InspectionKind.DEPARTURE).first()
    if kind == InspectionKind.ARRIVAL and departure is not None and values["km"] < departure.km:
        raise KmTooLow(_("Lower than at departure: %(km)s km.") % {"km": departure.km})


def _advance(mission: Mission, inspection: Inspection) -> None:
    if inspection.kind == InspectionKind.DEPARTURE:
        mission.state, mission.picked_up_at = Mission.State.DEPARTURE_SIGNED, inspection.signed_at
        trip_state = Trip.State.IN_PROGRESS
    else:
        mission.state, mission.delivered_at = Mission.State.DELIVERED, inspection.signed_at
        trip_state = Trip.State.COMPLETED
    mission.save(update_fields=["state", "picked_up_at", "delivered_at"])
    Trip.objects.filter(pk=mission.trip_id).update(state=trip_state)


def _record_km(mission: Mission, inspection: Inspection, by: Actor) -> bool:
    """Into the history of a vehicle of the garage. A drop stays with the inspection, for people to judge."""
    vehicle = mission.trip.vehicle
    if vehicle is None:
        return False
    read_on = mission.garage.local_time(inspection.signed_at).date()
    try:
        with transaction.atomic():
            record_reading(
                vehicle, km=inspection.km, read_on=read_on, by=by, source=OdometerReading.Source.INTAKE
            )
    except OdometerDropped:
        return False
    return True
