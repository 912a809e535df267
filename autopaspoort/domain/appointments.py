"""Appointments: the customer asks, the garage proposes, the customer confirms; each side may cancel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from autopaspoort.domain.messages import tell_owner
from autopaspoort.models import Appointment, AppointmentProposal, Passport
from autopaspoort.notices import CANCELLED, CONFIRMED, PROPOSED
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor

State = Appointment.State
MOST_PROPOSALS = 3


class AppointmentIsOver(DomainError):
    pass


class ProposalIsGone(DomainError):
    pass


class MomentIsPast(DomainError):
    field = "first"


class AskedAlready(DomainError):
    pass


@transaction.atomic
def ask_appointment(
    passport: Passport, *, reason: str, wish: str, wanted_on: date | None, by: Actor
) -> Appointment:
    """Raises AskedAlready while the same question waits for an answer: a form that was sent twice is none."""
    Passport.objects.select_for_update(of=("self",)).get(pk=passport.pk)
    asked = Appointment.objects.filter(passport=passport, customer=passport.customer_id, state=State.ASKED)
    if asked.filter(reason=reason).exists():
        raise AskedAlready(_("You asked this already. The garage will answer you soon."))
    appointment = Appointment.objects.create(
        passport=passport, customer_id=passport.customer_id, reason=reason, wish=wish, wanted_on=wanted_on
    )
    record("autopaspoort.appointment_asked", appointment, by=by)
    return appointment


@transaction.atomic
def propose_moments(
    appointment: Appointment, *, moments: Sequence[datetime], minutes: int, by: Actor
) -> Appointment:
    """One to three moments; those proposed before are gone. Raises AppointmentIsOver, MomentIsPast."""
    appointment = _locked(appointment)
    if appointment.state == State.CANCELLED:
        raise AppointmentIsOver(_("This appointment is cancelled."))
    if any(moment <= timezone.now() for moment in moments):
        raise MomentIsPast(_("This moment is past."))
    appointment.proposals.all().delete()
    AppointmentProposal.objects.bulk_create(
        AppointmentProposal(appointment=appointment, starts_at=moment, minutes=minutes)
        for moment in sorted(set(moments))[:MOST_PROPOSALS]
    )
    appointment.state, appointment.starts_at = State.PROPOSED, None
    appointment.sequence += 1
    appointment.save(update_fields=["state", "starts_at", "sequence"])
    record("autopaspoort.appointment_proposed", appointment, by=by)
    tell_owner(PROPOSED, appointment.pk, key=f"{appointment.pk}:{appointment.sequence}")
    return appointment


@transaction.atomic
def confirm_proposal(appointment: Appointment, *, proposal_id: int, by: Actor) -> Appointment:
    """Raises AppointmentIsOver, ProposalIsGone when the garage has proposed something else since."""
    appointment = _locked(appointment)
    if appointment.state == State.CONFIRMED:
        return appointment
    if appointment.state == State.CANCELLED:
        raise AppointmentIsOver(_("This appointment is cancelled."))
    proposal = appointment.proposals.filter(pk=proposal_id).first()
    if proposal is None or proposal.starts_at <= timezone.now():
        raise ProposalIsGone(_("This proposal does not hold any more. Ask the garage for another moment."))
    appointment.state = State.CONFIRMED
    appointment.starts_at, appointment.minutes = proposal.starts_at, proposal.minutes
    appointment.sequence += 1
    appointment.save(update_fields=["state", "starts_at", "minutes", "sequence"])
    record("autopaspoort.appointment_confirmed", appointment, by=by)
    tell_owner(CONFIRMED, appointment.pk, key=f"{appointment.pk}:{appointment.sequence}")
    return appointment


@transaction.atomic
def cancel_appointment(appointment: Appointment, *, by: Actor, tells_owner: bool) -> Appointment:
    """Saying it twice is no mistake. `tells_owner`: the garage cancels, so the customer hears of it."""
    appointment = _locked(appointment)
    if appointment.state == State.CANCELLED:
        return appointment
    appointment.state = State.CANCELLED
    appointment.sequence += 1
    appointment.save(update_fields=["state", "sequence"])
    record("autopaspoort.appointment_cancelled", appointment, by=by)
    if tells_owner:
        tell_owner(CANCELLED, appointment.pk, key=f"{appointment.pk}:{appointment.sequence}")
    return appointment


def calendar_file(appointment: Appointment) -> bytes:
    """RFC 5545; the same UID and a higher SEQUENCE replace what a calendar had before."""
    assert appointment.starts_at is not None
    garage, vehicle = active_garage(), appointment.passport.vehicle
    event = Event()
    event.add("uid", f"appointment-{appointment.pk}@{garage.slug}.garageflow")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.starts_at + timedelta(minutes=appointment.minutes))
    event.add("sequence", appointment.sequence)
    event.add("summary", f"{garage.name}: {appointment.get_reason_display()} {vehicle}")
    event.add("location", vText(garage.name + (f", {garage.phone}" if garage.phone else "")))
    event.add("status", "CANCELLED" if appointment.state == State.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//GarageFlow//AutoPaspoort//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _locked(appointment: Appointment) -> Appointment:
    return (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("passport__vehicle", "customer")
        .get(pk=appointment.pk)
    )
