"""Why a Car-Pass could not be made: our own codes, and words for those and for the codes of the gateway."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

NOT_REPORTABLE = "NOT_REPORTABLE"
NO_VIN = "NO_VIN"
NO_VAT_NUMBER = "NO_VAT_NUMBER"
NO_ACCOUNT = "NO_ACCOUNT"
NO_READING = "NO_READING"
READING_TOO_OLD = "READING_TOO_OLD"
STILL_PENDING = "STILL_PENDING"
UNEXPECTED = "UNEXPECTED"

_WORDS: dict[str, str | Promise] = {
    NOT_REPORTABLE: _("This vehicle needs no Car-Pass."),
    NO_VIN: _("The VIN is not known."),
    NO_VAT_NUMBER: _("Without the VAT number of the garage no Car-Pass can be made."),
    NO_ACCOUNT: _("There is no Car-Pass account in use."),
    NO_READING: _("The odometer reading is not known."),
    READING_TOO_OLD: _("The last odometer reading is too old."),
    STILL_PENDING: _("Car-Pass is still working on it. Try again later."),
    UNEXPECTED: _("Something went wrong on our side. Nothing is lost: try again."),
    "NO_ANSWER": _("Car-Pass does not answer."),
    "UNAVAILABLE": _("Car-Pass is not available now."),
    "TOO_MANY_REQUESTS": _("Car-Pass gets too many requests now."),
    "CREDENTIALS_REFUSED": _("Car-Pass does not accept the user name and password of the account."),
    "NOT_CONFIGURED": _("This installation is not connected to Car-Pass."),
    "WRONG_STATE": _("Car-Pass did not accept the reading."),
}


def failure_words(code: str) -> str:
    return str(_WORDS.get(code) or _now("Car-Pass refused it."))
