"""What owners are told, once: the mail and the message on the telephone say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from autopaspoort.domain.consents import stop_token
from autopaspoort.models import Appointment, Autocheck, Consent, Ownership, PromotionRecipient, Reminder
from garageflow.customers.models import Customer
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.urls import garage_url, site_url
from garageflow.vehicles.models import Vehicle

AUTOCHECK, PROPOSED, CONFIRMED, CANCELLED, REMINDER, PROMOTION = (
    "autopaspoort.autocheck",
    "autopaspoort.appointment_proposed",
    "autopaspoort.appointment_confirmed",
    "autopaspoort.appointment_cancelled",
    "autopaspoort.reminder",
    "autopaspoort.promotion",
)


@dataclass(frozen=True, slots=True)
class Notice:
    """`path` is the page of the portal that it leads to."""

    customer: Customer
    purpose: str
    title: str
    body: str
    button: str
    path: str


def notice_of(kind: str, subject_id: int) -> Notice:
    """In the active language. Raises NothingToSay when its cause is gone by now, or the car is sold."""
    return _NOTICES[kind](subject_id)


def mail_kind(kind: str, label: str | Promise) -> MailKind:
    def compose(mail: OutboxMail) -> Content:
        assert mail.subject_id is not None
        return _letter_of(notice_of(kind, mail.subject_id))

    return MailKind(name=kind, compose=compose, label=label)


def name_of(vehicle: Vehicle) -> str:
    """How its owner calls it."""
    title = vehicle.title or _("car")
    return f"{title} ({vehicle.plate_display})" if vehicle.plate_display else title


def moment_in_words(moment: datetime) -> str:
    """With the day of the week, on the garage's clock: "Tuesday 24 November 2026, 08:30"."""
    local = active_garage().local_time(moment)
    return f"{date_format(local, 'l')} {date_format(local, 'DATE_FORMAT')}, {date_format(local, 'H:i')}"


def vehicle_path(vehicle: Vehicle) -> str:
    return site_url("portal:vehicle", active_garage().slug, vehicle.number)


def appointment_path(appointment: Appointment) -> str:
    return site_url("portal:appointment", active_garage().slug, appointment.pk)


def _letter_of(notice: Notice) -> Content:
    garage = active_garage()
    token = stop_token(notice.customer, notice.purpose)
    stop_url = garage_url(garage, "autopaspoort:consent-stop", token, absolute=True)
    return Content(
        subject=notice.title,
        greeting=_("Dear %(name)s,") % {"name": notice.customer.full_name},
        paragraphs=(notice.body,),
        button=(notice.button, settings.SITE_URL + notice.path),
        small_print=(
            _("You receive this e-mail because your car has an AutoPaspoort at %(garage)s.")
            % {"garage": garage.name},
        ),
        unsubscribe_url=stop_url,
        # RFC 8058: the mail program offers "unsubscribe" and posts to the address by itself.
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _autocheck(autocheck_id: int) -> Notice:
    autocheck = Autocheck.objects.select_related("vehicle").filter(pk=autocheck_id).first()
    if autocheck is None or autocheck.replaced_by.exists():
        raise NothingToSay
    vehicle = autocheck.vehicle
    owner = Ownership.objects.current().filter(passport__vehicle=vehicle).select_related("customer").first()
    if owner is None:
        raise NothingToSay
    points = autocheck.items.filter(result__in=["red", "amber"]).count()
    body = (
        _("We have checked your %(car)s. Some points need attention: see what we advise and what it costs.")
        if points
        else _("We have checked your %(car)s. Everything is in order.")
    )
    return Notice(
        customer=owner.customer,
        purpose=Consent.Purpose.WORKSHOP,
        title=_("The autocheck of your %(car)s") % {"car": name_of(vehicle)},
        body=body % {"car": name_of(vehicle)},
        button=_("See the autocheck"),
        path=vehicle_path(vehicle),
    )


def _appointment(words: Callable[[Appointment], tuple[str, str, str]], state: str) -> Callable[[int], Notice]:
    def notice(appointment_id: int) -> Notice:
        appointment = (
            Appointment.objects.filter(pk=appointment_id, state=state)
            .select_related("passport__vehicle", "customer")
            .first()
        )
        if appointment is None:
            raise NothingToSay
        title, body, button = words(appointment)
        return Notice(
            customer=appointment.customer,
            purpose=Consent.Purpose.WORKSHOP,
            title=title,
            body=body,
            button=button,
            path=appointment_path(appointment),
        )

    return notice


def _proposed(appointment: Appointment) -> tuple[str, str, str]:
    moments = [moment_in_words(row.starts_at) for row in appointment.proposals.order_by("starts_at")]
    return (
        _("A moment for your %(car)s") % {"car": name_of(appointment.passport.vehicle)},
        _("We propose: %(moments)s. Confirm the one that suits you.") % {"moments": "; ".join(moments)},
        _("Choose a moment"),
    )


def _confirmed(appointment: Appointment) -> tuple[str, str, str]:
    assert appointment.starts_at is not None
    return (
        _("Your appointment is confirmed"),
        _("We expect your %(car)s on %(moment)s.")
        % {
            "car": name_of(appointment.passport.vehicle),
            "moment": moment_in_words(appointment.starts_at),
        },
        _("See the appointment"),
    )


def _cancelled(appointment: Appointment) -> tuple[str, str, str]:
    return (
        _("Your appointment is cancelled"),
        _("The appointment for your %(car)s does not take place. Ask for another one whenever you like.")
        % {"car": name_of(appointment.passport.vehicle)},
        _("See the appointment"),
    )


def _reminder(reminder_id: int) -> Notice:
    reminder = (
        Reminder.objects.select_related("passport__vehicle", "customer", "work")
        .filter(pk=reminder_id)
        .first()
    )
    if reminder is None or not _still_holds(reminder):
        raise NothingToSay
    vehicle, today = reminder.passport.vehicle, active_garage().today()
    values = {"car": name_of(vehicle), "date": _day(reminder.due_on)}
    if reminder.work is not None:
        title = _("Service for your %(car)s")
        body = _("Your %(car)s is due for %(work)s around %(date)s.")
        values["work"] = reminder.work.get_kind_display().lower()
    elif reminder.due_on < today:
        title = _("The inspection of your %(car)s is overdue")
        body = _("The inspection of your %(car)s was valid until %(date)s. Make an appointment soon.")
    else:
        title = _("The inspection of your %(car)s")
        body = _("The inspection of your %(car)s is valid until %(date)s. Make an appointment in time.")
    purpose = Consent.Purpose.SERVICE if reminder.work_id else Consent.Purpose.INSPECTION
    return Notice(
        customer=reminder.customer,
        purpose=purpose,
        title=title % values,
        body=body % values,
        button=_("Make an appointment"),
        path=site_url("portal:appointment-new", active_garage().slug, vehicle.number),
    )


def _promotion(recipient_id: int) -> Notice:
    recipient = (
        PromotionRecipient.objects.select_related("promotion", "customer", "passport__vehicle")
        .filter(pk=recipient_id)
        .first()
    )
    if recipient is None or not _is_his(recipient.passport_id, recipient.customer_id):
        raise NothingToSay
    number = recipient.passport.vehicle.number
    return Notice(
        customer=recipient.customer,
        purpose=Consent.Purpose.PROMOTION,
        title=recipient.promotion.title,
        body=recipient.promotion.body,
        button=_("Make an appointment"),
        path=site_url("portal:appointment-new", active_garage().slug, number),
    )


def _still_holds(reminder: Reminder) -> bool:
    """The car is still his, and neither the inspection nor the work was done since."""
    if not _is_his(reminder.passport_id, reminder.customer_id):
        return False
    if reminder.work is not None:
        return bool(reminder.work.state == "open")
    recorded = reminder.passport.vehicle.inspection_due_on
    return recorded is None or recorded == reminder.due_on


def _is_his(passport_id: int, customer_id: int) -> bool:
    return Ownership.objects.current().filter(passport=passport_id, customer=customer_id).exists()


def _day(value: date) -> str:
    return date_format(value, "DATE_FORMAT")


_NOTICES: dict[str, Callable[[int], Notice]] = {
    AUTOCHECK: _autocheck,
    PROPOSED: _appointment(_proposed, "proposed"),
    CONFIRMED: _appointment(_confirmed, "confirmed"),
    CANCELLED: _appointment(_cancelled, "cancelled"),
    REMINDER: _reminder,
    PROMOTION: _promotion,
}
