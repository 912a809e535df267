"""What happened, told to the garage's own software."""

from __future__ import annotations

from typing import Any

from django.db import models

from autopaspoort.api_schemas import PassportOut
from autopaspoort.domain.webhooks import announce
from autopaspoort.models import Appointment, Passport
from garageflow.vehicles.models import Vehicle

# What happened in words of ours -> what the coupling calls it.
EVENTS = {
    "autopaspoort.passport_created": "passport.created",
    "autopaspoort.passport_updated": "passport.updated",
    "autopaspoort.passport_offered": "passport.offered",
    "autopaspoort.passport_accepted": "passport.accepted",
    "autopaspoort.passport_expired": "passport.expired",
    "autopaspoort.passport_archived": "passport.archived",
    "autopaspoort.advice_approved": "advice.approved",
    "autopaspoort.advice_declined": "advice.declined",
    "autopaspoort.appointment_asked": "appointment.asked",
    "autopaspoort.appointment_confirmed": "appointment.confirmed",
    "autopaspoort.appointment_cancelled": "appointment.cancelled",
}


def tell_coupling(sender: Any, *, event: str, subject: models.Model, facts: dict[str, Any], **_: Any) -> None:
    """Receiver of garageflow.audit.signals.recorded, in the transaction of the cause."""
    if event not in EVENTS:
        return
    passport = _passport_of(subject)
    if passport is None:
        return
    data = {"passport": PassportOut.of(passport).model_dump(mode="json"), **_more(subject, facts)}
    announce(EVENTS[event], data)


def _passport_of(subject: models.Model) -> Passport | None:
    passports = Passport.objects.select_related("vehicle", "customer")
    if isinstance(subject, Passport):
        return passports.get(pk=subject.pk)
    if isinstance(subject, Appointment):
        return passports.get(pk=subject.passport_id)
    if isinstance(subject, Vehicle):
        return passports.current().filter(vehicle=subject).first()
    return None


def _more(subject: models.Model, facts: dict[str, Any]) -> dict[str, Any]:
    if isinstance(subject, Appointment):
        return {
            "appointment": {
                "reason": subject.reason,
                "wish": subject.wish,
                "wanted_on": subject.wanted_on,
                "starts_at": subject.starts_at,
                "state": subject.state,
            }
        }
    return {"work": facts["work"]} if "work" in facts else {}
