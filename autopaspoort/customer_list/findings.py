"""What can be said of one line of a customer list. The codes are stored and printed: they never change."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from garageflow.vehicles.plates import (
    PLATE_DAMAGED,
    PLATE_DAMAGED_RECOVERED,
    PLATE_GROUP,
    PLATE_INVALID,
    PLATE_MISSING,
    PLATE_UNUSUAL,
)

CELLS_WRONG = "CELLS_WRONG"
LAST_NAME_MISSING = "LAST_NAME_MISSING"
EMAIL_MISSING = "EMAIL_MISSING"
VALUE_TOO_LONG = "VALUE_TOO_LONG"
# These two are found when the lines stand in the database, beside each other and beside what is there
# already.
DUPLICATE_PLATE = "DUPLICATE_PLATE"
OTHER_OWNER = "OTHER_OWNER"

EMAIL_INVALID = "EMAIL_INVALID"
HOUSE_NUMBER_DATE = "HOUSE_NUMBER_DATE"
POSTCODE_ODD = "POSTCODE_ODD"
PHONE_ODD = "PHONE_ODD"
VIN_ODD = "VIN_ODD"
APK_DATE_ODD = "APK_DATE_ODD"
COUNTRY_UNKNOWN = "COUNTRY_UNKNOWN"
TEXT_DAMAGED = "TEXT_DAMAGED"
TEXT_CLEANED = "TEXT_CLEANED"

REFUSALS = frozenset(
    (
        PLATE_MISSING,
        PLATE_INVALID,
        PLATE_DAMAGED,
        CELLS_WRONG,
        LAST_NAME_MISSING,
        EMAIL_MISSING,
        VALUE_TOO_LONG,
        DUPLICATE_PLATE,
        OTHER_OWNER,
    )
)
WARNINGS = frozenset(
    (
        PLATE_GROUP,
        PLATE_UNUSUAL,
        PLATE_DAMAGED_RECOVERED,
        EMAIL_INVALID,
        HOUSE_NUMBER_DATE,
        POSTCODE_ODD,
        PHONE_ODD,
        VIN_ODD,
        APK_DATE_ODD,
        COUNTRY_UNKNOWN,
        TEXT_DAMAGED,
        TEXT_CLEANED,
    )
)

_VALUE_LENGTH = 200


class Finding(NamedTuple):
    code: str
    column: str  # key of the contract; empty when it is about the whole line
    value: str  # as it stood in the file, cut when it is very long

    @classmethod
    def of(cls, code: str, column: str, value: str) -> Finding:
        return cls(code, column, value if len(value) <= _VALUE_LENGTH else value[:_VALUE_LENGTH] + "…")


def message_of(code: str) -> str:
    """The finding in the language that is active now."""
    return {
        PLATE_MISSING: _("There is no plate."),
        PLATE_INVALID: _("This is not a plate of the country. For a foreign plate fill in the column Land."),
        PLATE_DAMAGED: _(
            "Excel turned this plate into a date or a number. Make the column text and type the plate again, "
            "in capitals."
        ),
        CELLS_WRONG: _("This line does not have as many cells as there are columns."),
        LAST_NAME_MISSING: _("There is no last name."),
        EMAIL_MISSING: _("There is no e-mail address."),
        VALUE_TOO_LONG: _("This value is too long."),
        DUPLICATE_PLATE: _("This plate is on an earlier line of this file already."),
        OTHER_OWNER: _("Another customer accepted the AutoPaspoort of this vehicle. Transfer it first."),
        PLATE_GROUP: _("This plate holds letters that are not issued as a rule. Check it."),
        PLATE_UNUSUAL: _("This plate has no usual form. Check it, unless the owner chose it himself."),
        PLATE_DAMAGED_RECOVERED: _("Excel turned this plate into a date. Check that it was put right."),
        EMAIL_INVALID: _("This is not an e-mail address. The AutoPaspoort is made, but not sent."),
        HOUSE_NUMBER_DATE: _("Excel seems to have turned this house number into a date. Check it."),
        POSTCODE_ODD: _("This is not a postcode of the country. Check it."),
        PHONE_ODD: _("Excel shortened this telephone number. Check it."),
        VIN_ODD: _("This is not a usual chassis number. Check it."),
        APK_DATE_ODD: _("This date cannot be read, so it is left out. Write it as 31-12-2026."),
        COUNTRY_UNKNOWN: _("This country is not known. The plate was read as one of your own country."),
        TEXT_DAMAGED: _("Letters of this text are damaged. Save the file again as “CSV UTF-8”."),
        TEXT_CLEANED: _("Invisible control characters were taken out of this text."),
    }[code]
