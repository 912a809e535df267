"""What the coupling takes and gives. The OpenAPI document is drawn from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from autopaspoort.models import Passport

_TEXT = r"^[^\x00-\x1f]*$"
Name = Annotated[str, StringConstraints(max_length=100, pattern=_TEXT, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(max_length=30, pattern=_TEXT, strip_whitespace=True)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Problem(Schema):
    """Every answer that is no success has this form."""

    detail: str = Field(description="What is wrong, in words for a person.")
    fields: list[str] = Field([], description="The fields that it is about.")


class VehicleOut(Schema):
    number: int = Field(description="GarageFlow's number of the vehicle: part of its addresses.")
    country: str
    plate: str
    make: str
    model: str
    vin: str
    first_registered_on: date | None
    inspection_due_on: date | None = Field(description="Until when the inspection (APK) is valid.")


class OwnerOut(Schema):
    number: int
    first_name: str
    last_name: str
    email: str
    email_state: Literal["ok", "syntax", "bounced", "complained"]
    language: str


class PassportOut(Schema):
    state: Literal["created", "offered", "accepted", "expired", "archived"]
    offered_at: datetime | None
    expires_on: date | None
    accepted_at: datetime | None
    vehicle: VehicleOut
    owner: OwnerOut

    @classmethod
    def of(cls, passport: Passport) -> PassportOut:
        car, owner = passport.vehicle, passport.customer
        return cls.model_validate(
            {
                "state": passport.state,
                "offered_at": passport.offered_at,
                "expires_on": passport.expires_on,
                "accepted_at": passport.accepted_at,
                "vehicle": {
                    "number": car.number,
                    "country": car.plate_country,
                    "plate": car.plate_display,
                    "make": car.make,
                    "model": car.model_name,
                    "vin": car.vin,
                    "first_registered_on": car.first_registered_on,
                    "inspection_due_on": car.inspection_due_on,
                },
                "owner": {
                    "number": owner.number,
                    "first_name": owner.first_name,
                    "last_name": owner.last_name,
                    "email": owner.email,
                    "email_state": owner.email_state,
                    "language": owner.language,
                },
            }
        )


class PassportPage(Schema):
    items: list[PassportOut]
    next: int | None = Field(description="Give it as `after` to get the next page; null on the last one.")


class PassportIn(Schema):
    """One car and its owner. A car or owner that is known is updated: fields left out stay as they are."""

    country: CountryCode | None = Field(
        None, description="Of the plate (ISO 3166); the garage's if left out."
    )
    plate: Annotated[str, StringConstraints(min_length=2, max_length=15, pattern=_TEXT)]
    last_name: Annotated[
        str, StringConstraints(min_length=1, max_length=100, pattern=_TEXT, strip_whitespace=True)
    ]
    email: Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=_TEXT)]
    first_name: Name = ""
    street: Name = ""
    house_number: Annotated[str, StringConstraints(max_length=20, pattern=_TEXT)] = ""
    postcode: Annotated[str, StringConstraints(max_length=12, pattern=_TEXT)] = ""
    city: Name = ""
    phone: Short = ""
    vin: Annotated[str, StringConstraints(max_length=17, pattern=_TEXT)] = ""
    inspection_due_on: Day | None = None
    send: bool = Field(False, description="Send the AutoPaspoort to the owner at once.")


class InspectionIn(Schema):
    inspection_due_on: Day | None = Field(description="Until when the inspection (APK) is valid.")


class ReadingIn(Schema):
    km: int = Field(ge=0, le=9_999_999)
    read_on: Day
    drop_confirmed: bool = Field(False, description="The reading is lower than the one before, and right.")
