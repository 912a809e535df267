"""A person's own data, as a zip: one readable file for each garage, and his documents."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from autopaspoort.domain.consents import choices_of
from autopaspoort.domain.outlook import readings_of
from autopaspoort.history import history_of
from autopaspoort.models import Appointment, Ownership
from garageflow.accounts.models import User
from garageflow.customers.models import Customer
from garageflow.documents.domain.documents import open_document
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Member, Membership

_CUSTOMER_FIELDS = (
    "number",
    "first_name",
    "last_name",
    "email",
    "street",
    "house_number",
    "postcode",
    "city",
    "phone",
    "language",
)


def own_data(user: User, memberships: Iterable[Membership]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("account.json", _json({"email": user.email, "language": user.language}))
        for membership in memberships:
            with garage_active(membership.garage) as garage:
                member = Member.objects.get(membership=membership)
                held = list(
                    Ownership.objects.filter(member=member)
                    .select_related("passport__vehicle", "customer")
                    .order_by("pk")
                )
                package.writestr(f"{garage.slug}/data.json", _json(_of_garage(held)))
                _add_documents(package, garage.slug, held)
    return content.getvalue()


def _of_garage(held: list[Ownership]) -> dict[str, Any]:
    customers = {ownership.customer_id: ownership.customer for ownership in held}
    return {
        "customers": [_customer(customer) for customer in customers.values()],
        "cars": [_car(ownership) for ownership in held],
        "appointments": list(
            Appointment.objects.filter(customer__in=customers).values(
                "reason", "wish", "wanted_on", "state", "asked_at", "starts_at"
            )
        ),
        "mails": list(
            OutboxMail.objects.filter(to__in=[customer.email for customer in customers.values()])
            .order_by("pk")
            .values("kind", "to", "state", "created_at", "sent_at")
        ),
    }


def _customer(customer: Customer) -> dict[str, Any]:
    known = {name: getattr(customer, name) for name in _CUSTOMER_FIELDS}
    known["wants"] = {
        f"{purpose}, {channel}": yes for (purpose, channel), yes in choices_of(customer).items()
    }
    return known


def _car(ownership: Ownership) -> dict[str, Any]:
    """Of a car that was sold only that it was his."""
    vehicle = ownership.passport.vehicle
    known: dict[str, Any] = {"since": ownership.began_at, "until": ownership.ended_at, "title": vehicle.title}
    if ownership.ended_at is not None:
        return known
    return {
        **known,
        "plate": vehicle.plate_display,
        "vin": vehicle.vin,
        "first_registered_on": vehicle.first_registered_on,
        "inspection_due_on": vehicle.inspection_due_on,
        "odometer": [{"on": day, "km": km} for day, km in readings_of([vehicle.pk])[vehicle.pk]],
        "history": [
            {"on": step.on, "what": step.title, "detail": step.detail} for step in history_of(vehicle)
        ],
    }


def _add_documents(package: zipfile.ZipFile, folder: str, held: list[Ownership]) -> None:
    subjects = [subject_of(ownership) for ownership in held]
    for document in Document.objects.filter(subject__in=subjects).order_by("pk"):
        with open_document(document) as file:
            package.writestr(f"{folder}/{document.pk}-{document.name}", file.read())


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
