"""Organisations and what belongs to them."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from carshare.models import (
    CarShareContract,
    CarShareOrganisation,
    ContractVehicle,
    Parking,
    SharedVehicle,
    TermsVersion,
)
from garageflow.audit.domain import record
from garageflow.documents.content import PDF
from garageflow.documents.domain.documents import store_document
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.plates import normalise_plate


class TermsRefused(DomainError):
    field = "file"


class VehicleUnknown(DomainError):
    field = "plate"


class VehicleShared(DomainError):
    field = "plate"


def current_terms(organisation: CarShareOrganisation | None) -> TermsVersion | None:
    if organisation is None:
        return None
    return TermsVersion.objects.filter(organisation=organisation).order_by("-number").first()


@transaction.atomic
def save_organisation(organisation: CarShareOrganisation, *, by: Actor) -> CarShareOrganisation:
    """A new one, or changed settings."""
    is_new = organisation.pk is None
    organisation.save()
    record(
        "carshare.organisation_created" if is_new else "carshare.organisation_changed", organisation, by=by
    )
    return organisation


@transaction.atomic
def save_part(part: CarShareContract | Parking, *, by: Actor) -> None:
    """A contract or a parking. At most one contract is chosen at first; the first one is."""
    if isinstance(part, CarShareContract):
        others = CarShareContract.objects.select_for_update().filter(organisation=part.organisation)
        others = others.exclude(pk=part.pk)
        if not others.filter(is_default=True).exists():
            part.is_default = True
        elif part.is_default:
            others.update(is_default=False)
    is_new = part.pk is None
    part.save()
    if isinstance(part, CarShareContract):
        event = "carshare.contract_created" if is_new else "carshare.contract_changed"
    else:
        event = "carshare.parking_created" if is_new else "carshare.parking_changed"
    record(event, part, by=by)


@transaction.atomic
def publish_terms(organisation: CarShareOrganisation, upload: File[bytes], *, by: Actor) -> TermsVersion:
    """A new version, which everybody accepts before the next booking. Raises TermsRefused, FileRefused."""
    CarShareOrganisation.objects.select_for_update().get(pk=organisation.pk)
    document = store_document(upload, kind="carshare.terms", subject=organisation, by=by)
    if document.content_type != PDF:
        raise TermsRefused(_("Terms of use are a PDF file."))
    latest = current_terms(organisation)
    if latest is not None and latest.sha256 == document.sha256:
        raise TermsRefused(_("This file is the present version already."))
    terms = TermsVersion.objects.create(
        organisation=organisation,
        number=latest.number + 1 if latest else 1,
        document=document,
        sha256=document.sha256,
        published_by=by.member,
    )
    record("carshare.terms_published", organisation, by=by, version=terms.number)
    return terms


@transaction.atomic
def share_vehicle(*, plate: str, by: Actor, contracts: list[CarShareContract], **facts: Any) -> SharedVehicle:
    """Raises VehicleUnknown for a plate the garage does not know, VehicleShared for one that is shared."""
    found = Vehicle.objects.select_for_update().with_plate(normalise_plate(plate)).order_by("pk")[:2]
    if len(found) != 1:
        raise VehicleUnknown(_("There is no vehicle with this plate."))
    if SharedVehicle.objects.filter(vehicle=found[0]).exists():
        raise VehicleShared(_("This vehicle is shared already."))
    shared = SharedVehicle.objects.create(vehicle=found[0], **facts)
    _link(shared, contracts)
    record("carshare.vehicle_shared", shared, by=by)
    return shared


@transaction.atomic
def change_shared_vehicle(shared: SharedVehicle, *, by: Actor, contracts: list[CarShareContract]) -> None:
    shared.save()
    _link(shared, contracts)
    record("carshare.shared_vehicle_changed", shared, by=by)


def _link(shared: SharedVehicle, contracts: list[CarShareContract]) -> None:
    """Only contracts of the organisation at whose parking it stands."""
    own = [item for item in contracts if item.organisation_id == shared.parking.organisation_id]
    ContractVehicle.objects.filter(vehicle=shared).exclude(contract__in=own).delete()
    ContractVehicle.objects.bulk_create(
        [ContractVehicle(vehicle=shared, contract=contract) for contract in own], ignore_conflicts=True
    )
