"""What the mission's page shows, for the driver and for the dispatcher."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from convoy.domain.drawings import pins_of, signature_path
from convoy.models import Inspection, Mission, MissionPhoto
from convoy.models.inspection import Accessory, InspectionKind
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of

State = Mission.State


@dataclass(frozen=True, slots=True)
class NextAction:
    """The one thing to do now: a link, or a button that posts."""

    label: str
    url: str
    is_post: bool
    icon: str


@dataclass(frozen=True, slots=True)
class InspectionCard:
    kind: str
    label: str
    row: Inspection | None
    url: str
    may_begin: bool


def next_action(mission: Mission) -> NextAction | None:
    def step(name: str, label: str, icon: str = "next") -> NextAction:
        return NextAction(label, reverse("convoy:mission-step", args=[mission.number, name]), True, icon)

    def inspect(kind: str, label: str) -> NextAction:
        return NextAction(
            label, reverse("convoy:inspection", args=[mission.number, kind]), False, "inspection"
        )

    actions = {
        State.ASSIGNED: lambda: step("arrive", _("I am at the start")),
        State.AT_PICKUP: lambda: inspect("departure", _("Departure inspection")),
        State.DEPARTURE_SIGNED: lambda: step("leave", _("I am leaving")),
        State.IN_TRANSIT: lambda: step("reach", _("I have arrived")),
        State.AT_DROPOFF: lambda: inspect("arrival", _("Arrival inspection")),
        State.DELIVERED: lambda: NextAction(
            _("Certify the mission"), reverse("convoy:certification", args=[mission.number]), False, "ok"
        ),
    }
    build = actions.get(State(mission.state))
    return build() if build else None


def inspection_cards(mission: Mission, rows: Iterable[Inspection]) -> list[InspectionCard]:
    known = {row.kind: row for row in rows}
    may = {
        InspectionKind.DEPARTURE: (State.ASSIGNED, State.AT_PICKUP),
        InspectionKind.ARRIVAL: (State.DEPARTURE_SIGNED, State.IN_TRANSIT, State.AT_DROPOFF),
    }
    return [
        InspectionCard(
            kind=kind.value,
            label=str(kind.label),
            row=known.get(kind),
            url=reverse("convoy:inspection", args=[mission.number, kind.value]),
            may_begin=mission.state in may[kind],
        )
        for kind in InspectionKind
    ]


def documents_of(mission: Mission) -> list[Document]:
    """What the garage put beside the trip, and the driver beside the mission.

    Photos and PDFs of inspections stand with those.
    """
    beside_mission = Q(subject=subject_of(mission), kind="convoy.mission")
    beside_trip = Q(subject=subject_of(mission.trip), kind="convoy.trip")
    return list(Document.objects.filter(beside_mission | beside_trip).order_by("pk"))


@dataclass(frozen=True, slots=True)
class InspectionDetails:
    """Everything that was signed, and whether it still is what was signed."""

    row: Inspection
    label: str
    photos: list[MissionPhoto]
    pins: list[dict[str, object]]
    accessories: list[str]
    driver_path: str
    counterpart_path: str
    is_unchanged: bool


def inspection_details(row: Inspection, photos: Iterable[MissionPhoto], digest_now: str) -> InspectionDetails:
    return InspectionDetails(
        row=row,
        label=str(InspectionKind(row.kind).label),
        photos=[photo for photo in photos if photo.kind == row.kind],
        pins=pins_of(row),
        accessories=[str(Accessory(value).label) for value in row.accessories],
        driver_path=signature_path(row.driver_signature),
        counterpart_path=signature_path(row.counterpart_signature),
        is_unchanged=digest_now == row.sha256,
    )
