"""The sealed PDF of an inspection: made once by a worker, kept with the hash of its file."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from convoy.domain.drawings import pins_of, signature_path
from convoy.models import Inspection, InspectionPdf, MissionPhoto
from convoy.models.inspection import Accessory
from garageflow.documents.content import PDF, CheckedFile
from garageflow.documents.domain.documents import keep_file, open_document
from garageflow.documents.domain.rendering import render_html
from garageflow.documents.registry import subject_of
from garageflow.jobs.domain.work import Claim
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Shop


def make_inspection_pdf(claim: Claim) -> None:
    """Handler; the key is the inspection's id. Rendering lies between two transactions: it reads nothing."""
    with claim.fenced():
        inspection = Inspection.objects.select_related("mission__trip", "mission__driver").get(
            pk=int(claim.key)
        )
        if InspectionPdf.objects.filter(inspection=inspection).exists():
            claim.finish()
            return
        html = _html_of(inspection)
        with translation.override(inspection.mission.driver.language):
            name = f"{inspection.mission} {inspection.get_kind_display()}"

    pdf = render_html(html)

    with claim.fenced():
        document = keep_file(
            CheckedFile(pdf, PDF),
            kind="convoy.inspection",
            subject=subject_of(inspection.mission),
            name=name,
            by=SYSTEM,
        )
        InspectionPdf.objects.create(
            inspection=inspection, document=document, sha256=hashlib.sha256(pdf).hexdigest()
        )
        claim.finish()


def _html_of(inspection: Inspection) -> str:
    garage, mission = active_garage(), inspection.mission
    language = mission.driver.language
    photos = mission.photos.filter(kind=inspection.kind).select_related("document").order_by("pk")
    with translation.override(locale_of(language, garage)), timezone.override(garage.zone):
        context: dict[str, Any] = {
            "garage": garage,
            "shop": Shop.objects.order_by("pk").first(),
            "language": language,
            "logo_data_url": _data_url(garage.logo_png, "image/png"),
            "inspection": inspection,
            "mission": mission,
            "trip": mission.trip,
            "damages": pins_of(inspection),
            "driver_path": signature_path(inspection.driver_signature),
            "counterpart_path": signature_path(inspection.counterpart_signature),
            "accessories": [str(label) for label in accessory_labels(inspection)],
            "photos": [(photo.get_place_display(), _photo_url(photo)) for photo in photos],
        }
        return render_to_string("convoy/inspection_pdf.html", context)


def accessory_labels(inspection: Inspection) -> list[Any]:
    return [Accessory(value).label for value in inspection.accessories]


def _photo_url(photo: MissionPhoto) -> str:
    with open_document(photo.document) as file:
        return _data_url(file.read(), photo.document.content_type)


def _data_url(content: bytes | memoryview | None, content_type: str) -> str:
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}" if content else ""
