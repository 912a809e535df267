"""What GarageFlow asks of Car-Pass, whoever answers (spec 20 §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Credentials:
    user_name: str
    password: str


@dataclass(frozen=True, slots=True)
class Establishment:
    """Whom the credentials belong to."""

    establishment_number: str
    enterprise_number: str
    name: str


@dataclass(frozen=True, slots=True)
class Work:
    """A line of the description of works: a code of the list of Car-Pass, or words of one's own."""

    code: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class OdometerWorks:
    """The odometer was repaired, replaced or programmed, so the reading may be lower than before."""

    kind: str
    km_before: int
    km_after: int
    reason: str


@dataclass(frozen=True, slots=True)
class Observation:
    vin: str
    km: int
    observed_on: date
    enterprise_number: str
    # Language of the answers: nl, fr, de or en.
    language: str
    odometer_works: OdometerWorks | None = None
    works: tuple[Work, ...] = ()
    # The sender's own number for it, e.g. of the work order.
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be changed; None stays as it was sent."""

    vin: str | None = None
    km: int | None = None
    observed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    message: str
    is_confirmable: bool
    is_correctable: bool
    previous_on: date | None = None
    previous_km: int | None = None


@dataclass(frozen=True, slots=True)
class ObservationStatus:
    """`status`: pending, accepted, review, rejected or unknown_vehicle."""

    status: str
    findings: tuple[Finding, ...] = ()
    attempts_left: int = 0


@dataclass(frozen=True, slots=True)
class WorkCode:
    code: str
    category: str
    label: str


@dataclass(frozen=True, slots=True)
class History:
    url: str
    document_url: str
    issued_on: date
    valid_until: date


class Gateway(Protocol):
    """Every call may raise a GatewayError (errors.py) and none may be made while a garage is active."""

    def ping(self) -> Establishment: ...

    def submit(self, observation: Observation, *, key: str) -> str:
        """Returns its guid. The same key and content again is the same observation."""

    def status(self, guid: str, *, language: str) -> ObservationStatus: ...

    def correct(self, guid: str, correction: Correction, *, key: str, language: str) -> None: ...

    def confirm(self, guid: str, *, key: str, language: str) -> None:
        """The data are correct. It counts once."""

    def correction_form(self, guid: str, *, key: str, language: str) -> str:
        """Returns the number of the case."""

    def work_codes(self, *, language: str) -> list[WorkCode]: ...

    def history(self, guid: str, *, language: str) -> History | None:
        """None as long as it is being made. Raises WrongState for an observation that was not accepted."""

    def document(self, guid: str, *, language: str) -> bytes:
        """The PDF of a history link."""
