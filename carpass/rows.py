"""Car-Passes as pages print them: the mark beside a vehicle, and the lines of a renewal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from carpass.domain.failures import failure_words
from carpass.domain.settings import car_pass_settings
from carpass.forms import MileageForm
from carpass.models import CarPassAccount, CarPassDocument, Renewal
from carpass.status import TONES, CarPassStatus, status_of, status_of_date
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Garage
from garageflow.ui.addresses import address_of, address_of_any
from garageflow.vehicles.models import Vehicle

PHONE = "02 773 50 56"
PHONE_URL = "tel:+3227735056"
PROFESSIONALS_URL = "https://professionals.car-pass.be/auth/login"
_RENEWAL_TONES = {
    Renewal.State.QUEUED: "none",
    Renewal.State.SENT: "busy",
    Renewal.State.DONE: "ok",
    Renewal.State.FAILED: "now",
}


# Of a vehicle's mark. Looked up once for all rows: five for each of 50 were a tenth of the stock page.
_ADDRESSES = {
    "mark": "carpass:mark",
    "renew": "carpass:renew",
    "public": "carpass:public",
    "pdf": "carpass:pdf",
    "vehicle": "carpass:vehicle",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last renewal failed: our words, and those of Car-Pass as received."""

    words: str
    message: str
    phone: str = PHONE
    phone_url: str = PHONE_URL
    site_url: str = PROFESSIONALS_URL


@dataclass(frozen=True, slots=True)
class CarPassMark:
    """The Car-Pass of one vehicle with what can be done: for `{% include "carpass/_mark.html" … only %}`."""

    number: int
    status: str
    tone: str
    words: str
    valid_until: date | None
    has_link: bool
    is_renewing: bool
    can_renew: bool
    failure: Failure | None
    url: str
    renew_url: str
    open_url: str
    pdf_url: str
    page_url: str
    # Asked for when the last reading is too old.
    form: MileageForm | None = None


@dataclass(frozen=True, slots=True)
class RenewalRow:
    vehicle: Vehicle
    page_url: str
    state: str
    tone: str
    words: str
    valid_until: date | None
    failure: Failure | None
    open_url: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    document: CarPassDocument
    tone: str
    words: str
    pdf_url: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    account: CarPassAccount
    tone: str
    words: str
    answer: str
    is_testing: bool


_CONNECTION_TONES = {
    CarPassAccount.Connection.UNTESTED: "none",
    CarPassAccount.Connection.TESTING: "busy",
    CarPassAccount.Connection.OK: "ok",
    CarPassAccount.Connection.FAILED: "now",
}


def account_row(account: CarPassAccount) -> AccountRow:
    connection = CarPassAccount.Connection(account.connection)
    if account.is_enabled:
        tone, words = _CONNECTION_TONES[connection], str(connection.label)
    else:
        tone, words = "none", _("not in use")
    is_testing = connection == CarPassAccount.Connection.TESTING
    return AccountRow(account, tone, words, answer_words(account.answer), is_testing)


def answer_words(answer: str) -> str:
    """What a test gave: the words of Car-Pass as received, or ours for a code of ours."""
    code, _space, number = answer.partition(" ")
    if code == "OTHER_ENTERPRISE":
        return _("Car-Pass knows this account under another VAT number: %(number)s") % {"number": number}
    return failure_words(code) if code.isupper() and not number else answer


def marks_of(
    vehicles: Iterable[Vehicle],
    *,
    today: date,
    warning_days: int,
    renewals: dict[int, Renewal],
    form: MileageForm | None = None,
) -> dict[int, CarPassMark]:
    """By the vehicle's id, without a query. `renewals` are the newest ones (newest_renewals())."""
    addresses = {name: address_of_any(route) for name, route in _ADDRESSES.items()}
    return {
        vehicle.pk: _mark(
            vehicle,
            status_of(vehicle, today=today, warning_days=warning_days),
            renewals.get(vehicle.pk),
            form,
            {name: address_of(address, vehicle.number) for name, address in addresses.items()},
        )
        for vehicle in vehicles
    }


def _mark(
    vehicle: Vehicle,
    status: CarPassStatus,
    renewal: Renewal | None,
    form: MileageForm | None,
    addresses: dict[str, str],
) -> CarPassMark:
    is_renewing = renewal is not None and renewal.is_open
    return CarPassMark(
        number=vehicle.number,
        status=status.value,
        tone=TONES[status],
        words=str(status.label),
        valid_until=vehicle.car_pass_valid_until,
        has_link=vehicle.car_pass_valid_until is not None,
        is_renewing=is_renewing,
        can_renew=not is_renewing and status not in (CarPassStatus.ACTIVE, CarPassStatus.NOT_NEEDED),
        failure=failure_of(renewal) if renewal else None,
        url=addresses["mark"],
        renew_url=addresses["renew"],
        open_url=addresses["public"],
        pdf_url=addresses["pdf"],
        page_url=addresses["vehicle"],
        form=form,
    )


def failure_of(renewal: Renewal) -> Failure | None:
    if renewal.state != Renewal.State.FAILED:
        return None
    return Failure(words=failure_words(renewal.code), message=renewal.message)


def renewal_row(renewal: Renewal) -> RenewalRow:
    """`renewal` with its vehicle and document."""
    state = Renewal.State(renewal.state)
    number = renewal.vehicle.number
    return RenewalRow(
        vehicle=renewal.vehicle,
        page_url=reverse("carpass:vehicle", args=[number]),
        state=renewal.state,
        tone=_RENEWAL_TONES[state],
        words=str(state.label),
        valid_until=renewal.document.valid_until if renewal.document else None,
        failure=failure_of(renewal),
        open_url=reverse("carpass:public", args=[number]) if renewal.document else "",
    )


def document_row(document: CarPassDocument, *, today: date, warning_days: int) -> DocumentRow:
    if document.revoked_at is not None:
        tone, words = "none", str(CarPassDocument._meta.get_field("revoked_at").verbose_name)
    else:
        status = status_of_date(document.valid_until, today=today, warning_days=warning_days)
        tone, words = TONES[status], str(status.label)
    pdf_url = reverse("documents:download", args=[document.pdf_id]) if document.pdf_id else ""
    return DocumentRow(document=document, tone=tone, words=words, pdf_url=pdf_url)


def marks_context(garage: Garage | None = None) -> dict[str, Any]:
    """What `marks_of` needs to know of the garage: one query."""
    garage = garage or active_garage()
    return {"today": garage.today(), "warning_days": car_pass_settings().warning_days}
