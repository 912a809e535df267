"""Who may see the documents of car sharing: its administrators."""

from __future__ import annotations

from typing import Any

from carshare.models import BookingCheck, CarShareOrganisation, SignUpDraft, Subscriber
from carshare.roles import ADMIN_ROLES
from garageflow.documents import registry as documents
from garageflow.tenancy.http import GarageRequest

_WITH_DOCUMENTS = (BookingCheck, CarShareOrganisation, SignUpDraft, Subscriber)


def register_documents() -> None:
    for model in _WITH_DOCUMENTS:
        documents.register_subject(model._meta.label_lower, _for_administrators(model))


def _for_administrators(model: Any) -> documents.MaySee:
    def may_see(request: GarageRequest, row_id: int) -> bool:
        membership = request.membership
        if membership is None or not membership.has_any_role(ADMIN_ROLES):
            return False
        return bool(model.objects.filter(pk=row_id).exists())

    return may_see
