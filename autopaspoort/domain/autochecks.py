"""Autochecks: made on a phone, published once, advice decided line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from autopaspoort.check_points import POINTS, point_name, standard_points
from autopaspoort.domain.messages import tell_owner
from autopaspoort.models import (
    Advice,
    AdviceDecision,
    Autocheck,
    AutocheckDraft,
    AutocheckItem,
    CheckTemplate,
    VehicleKind,
)
from autopaspoort.notices import AUTOCHECK
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import store_document
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.models import Fuel, Vehicle

Result = AutocheckItem.Result
PHOTO = "autopaspoort.autocheck_photo"
ADVICE_LINES = 2
_NEEDS_A_REASON = (Result.AMBER, Result.RED)


class NotAllLookedAt(DomainError):
    pass


class NoReasonGiven(DomainError):
    pass


class DecidedAlready(DomainError):
    pass


class AdviceIsReplaced(DomainError):
    pass


class NoPoints(DomainError):
    field = "points"


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the round that is being made."""

    place: int
    group: str
    name: str
    result: str
    note: str
    photo: int | None
    advice: list[dict[str, Any]]

    @property
    def advice_fields(self) -> list[dict[str, str]]:
        """What stands in the fields: the lines as they were typed, then empty ones."""
        filled = [{"label": line["label"], "price": euros(line["price_cents"])} for line in self.advice]
        return [*filled, *[{"label": "", "price": ""}] * (ADVICE_LINES - len(filled))]

    @property
    def lacks_reason(self) -> bool:
        return self.result in _NEEDS_A_REASON and not self.note and self.photo is None


def euros(cents: int) -> str:
    return number_format(Decimal(cents) / 100, 2)


def kind_of(vehicle: Vehicle) -> str:
    return VehicleKind.ELECTRIC if vehicle.fuel == Fuel.ELECTRIC else VehicleKind.CAR


def current_template(kind: str) -> CheckTemplate:
    """The newest version; the first one is ours."""
    template = CheckTemplate.objects.filter(kind=kind).order_by("-version").first()
    if template is not None:
        return template
    template, _is_new = CheckTemplate.objects.get_or_create(
        kind=kind, version=1, defaults={"items": standard_points(kind)}
    )
    return template


@transaction.atomic
def change_template(
    template: CheckTemplate, *, keys: list[str], own: list[tuple[str, str]], by: Actor
) -> CheckTemplate:
    """A new version: `keys` of POINTS in their order, and the garage's own (group, name). Raises NoPoints."""
    items: list[dict[str, str]] = [{"group": POINTS[key][0], "key": key} for key in POINTS if key in keys]
    items += [{"group": group, "name": name} for group, name in own]
    if not items:
        raise NoPoints(_("Choose at least one point."))
    newest = (
        CheckTemplate.objects.select_for_update().filter(kind=template.kind).order_by("-version")[:1].get()
    )
    if newest.items == items:
        return newest
    changed = CheckTemplate.objects.create(
        kind=template.kind, version=newest.version + 1, items=items, created_by=by.member
    )
    record("autopaspoort.check_template_changed", changed, by=by, version=changed.version)
    return changed


@transaction.atomic
def begin_autocheck(vehicle: Vehicle, *, kind: str, by: Actor) -> AutocheckDraft:
    """The round that is being made of this vehicle, or a new one that starts from the last published one."""
    Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    draft = AutocheckDraft.objects.filter(vehicle=vehicle).first()
    if draft is not None:
        return draft
    return AutocheckDraft.objects.create(vehicle=vehicle, template=current_template(kind), made_by=by.member)


@transaction.atomic
def answer_point(
    draft: AutocheckDraft,
    *,
    place: int,
    result: str,
    note: str,
    photo: File[bytes] | None,
    advice: list[dict[str, Any]],
    by: Actor,
) -> AutocheckDraft:
    """What the mechanic saw at one point. Raises FileRefused for a photo that is none."""
    draft = AutocheckDraft.objects.select_for_update().get(pk=draft.pk)
    answer: dict[str, Any] = dict(draft.answers.get(str(place), {}))
    if photo is not None:
        answer["photo"] = store_document(photo, kind=PHOTO, subject=draft.vehicle, by=by).pk
    answer.update(result=result, note=note)
    draft.answers[str(place)] = answer
    draft.advice = [line for line in draft.advice if line["place"] != place] + [
        {"place": place, **line} for line in advice
    ]
    draft.save(update_fields=["answers", "advice"])
    return draft


@transaction.atomic
def set_rest_in_order(draft: AutocheckDraft) -> AutocheckDraft:
    """Everything that was not looked at one by one is in order: the mechanic says so with one press."""
    draft = AutocheckDraft.objects.select_for_update().get(pk=draft.pk)
    for place in range(len(draft.template.items)):
        draft.answers.setdefault(str(place), {"result": Result.GREEN, "note": ""})
    draft.save(update_fields=["answers"])
    return draft


@transaction.atomic
def publish_autocheck(draft: AutocheckDraft, *, km: int | None, by: Actor) -> Autocheck:
    """Show it to the owner, for good. Raises NotAllLookedAt, NoReasonGiven, and as record_reading()."""
    draft = AutocheckDraft.objects.select_for_update(of=("self",)).select_related("template").get(pk=draft.pk)
    points = points_of(draft)
    _check(points)
    vehicle = Vehicle.objects.get(pk=draft.vehicle_id)
    if km is not None:
        record_reading(vehicle, km=km, read_on=active_garage().today(), by=by)
    before = vehicle.autochecks.newest_first().first()
    autocheck = Autocheck.objects.create(
        vehicle=vehicle,
        template=draft.template,
        version=before.version + 1 if before else 1,
        replaces=before,
        km=km,
        made_by=by.member,
    )
    items = AutocheckItem.objects.bulk_create(_item(autocheck, draft, point) for point in points)
    Advice.objects.bulk_create(
        Advice(autocheck=autocheck, item=item, label=line["label"], price_cents=line["price_cents"])
        for item, point in zip(items, points, strict=True)
        for line in point.advice
    )
    draft.delete()
    record("autopaspoort.autocheck_published", vehicle, by=by, version=autocheck.version)
    tell_owner(AUTOCHECK, autocheck.pk, key=str(autocheck.pk))
    return autocheck


_DECISION_EVENTS: dict[str, str] = {
    AdviceDecision.Decision.APPROVED: "autopaspoort.advice_approved",
    AdviceDecision.Decision.DECLINED: "autopaspoort.advice_declined",
}


@transaction.atomic
def decide_advice(advice: Advice, *, decision: str, member: Member, by: Actor) -> AdviceDecision:
    """The owner's word about one line. Raises AdviceIsReplaced; DecidedAlready for a yes taken back."""
    Vehicle.objects.select_for_update().get(pk=advice.autocheck.vehicle_id)
    if Autocheck.objects.filter(replaces=advice.autocheck_id).exists():
        raise AdviceIsReplaced(_("There is a newer autocheck of this car."))
    known = AdviceDecision.objects.filter(advice=advice).first()
    if known is not None and known.decision == decision:
        return known
    if known is not None and known.decision == AdviceDecision.Decision.APPROVED:
        raise DecidedAlready(_("You approved this. Call the garage if you want to change it."))
    decided, _is_new = AdviceDecision.objects.update_or_create(
        advice=advice,
        defaults={"decision": decision, "decided_at": timezone.now(), "decided_by": member},
    )
    record(_DECISION_EVENTS[decision], advice.autocheck.vehicle, by=by, work=advice.label)
    return decided


def points_of(draft: AutocheckDraft) -> list[Point]:
    return [_point(draft, place, item) for place, item in enumerate(draft.template.items)]


def _point(draft: AutocheckDraft, place: int, item: Mapping[str, str]) -> Point:
    answer = draft.answers.get(str(place), {})
    return Point(
        place=place,
        group=item["group"],
        name=point_name(item.get("key", ""), item.get("name", "")),
        result=answer.get("result", ""),
        note=answer.get("note", ""),
        photo=answer.get("photo"),
        advice=[line for line in draft.advice if line["place"] == place],
    )


def _item(autocheck: Autocheck, draft: AutocheckDraft, point: Point) -> AutocheckItem:
    planned = draft.template.items[point.place]
    return AutocheckItem(
        autocheck=autocheck,
        place=point.place,
        group=point.group,
        key=planned.get("key", ""),
        name=planned.get("name", ""),
        result=point.result,
        note=point.note,
        photo_id=point.photo,
    )


def _check(points: list[Point]) -> None:
    missing = sum(1 for point in points if not point.result)
    if missing:
        raise NotAllLookedAt(_("%(count)s points were not looked at yet.") % {"count": missing})
    silent = next((point for point in points if point.lacks_reason), None)
    if silent is not None:
        raise NoReasonGiven(_("Say or show what is wrong: %(point)s.") % {"point": silent.name})
