"""How GarageFlow talks to Car-Pass: carpass.domain.accounts.gateway_of(account) makes one inside a garage,
and its calls are made outside."""

from carpass.gateway.errors import (
    UNCERTAIN,
    CredentialsRefused,
    GatewayError,
    NoAnswer,
    NotConfigured,
    Refused,
    TooManyRequests,
    Unavailable,
    WrongState,
)
from carpass.gateway.http import HttpGateway
from carpass.gateway.port import (
    Correction,
    Credentials,
    Establishment,
    Finding,
    Gateway,
    History,
    Observation,
    ObservationStatus,
    OdometerWorks,
    Work,
    WorkCode,
)

__all__ = [
    "UNCERTAIN",
    "Correction",
    "Credentials",
    "CredentialsRefused",
    "Establishment",
    "Finding",
    "Gateway",
    "GatewayError",
    "History",
    "HttpGateway",
    "NoAnswer",
    "NotConfigured",
    "Observation",
    "ObservationStatus",
    "OdometerWorks",
    "Refused",
    "TooManyRequests",
    "Unavailable",
    "Work",
    "WorkCode",
    "WrongState",
]
