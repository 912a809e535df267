"""The port over HTTP. Time-outs on every call; nothing is repeated here: the caller knows when it may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import requests
from django.conf import settings
from requests.auth import HTTPBasicAuth

from carpass.gateway.errors import (
    CredentialsRefused,
    GatewayError,
    NoAnswer,
    NotConfigured,
    Refused,
    TooManyRequests,
    Unavailable,
    WrongState,
)
from carpass.gateway.port import (
    Correction,
    Credentials,
    Establishment,
    Finding,
    History,
    Observation,
    ObservationStatus,
    WorkCode,
)
from garageflow.tenancy.active import refuse_inside_activation

Read = TypeVar("Read")

# Who made the software that sends: asked for in every call.
_SOFTWARE = {
    "client-software-builder": "GarageFlow",
    "client-software-name": "GarageFlow",
    "client-software-version": "1.0",
}
_CONNECT_SECONDS = 3.05
# It may be drawn while we wait.
_PDF_SECONDS = 30
_LARGEST_PDF = 10_000_000
_LONGEST_MESSAGE = 500
_DEFAULT_RETRY_SECONDS = 5


class HttpGateway:
    def __init__(self, credentials: Credentials, *, language: str = "en") -> None:
        self._credentials = credentials
        self._language = language

    def ping(self) -> Establishment:
        return _read(
            self._json("GET", "/api/ping"),
            lambda answer: Establishment(
                establishment_number=str(answer["establishmentNumber"]),
                enterprise_number=str(answer["enterpriseNumber"]),
                name=str(answer["name"]),
            ),
        )

    def submit(self, observation: Observation, *, key: str) -> str:
        answer = self._json("POST", "/api/observation", json=observation_json(observation), key=key)
        return _read(answer, lambda known: str(known["guid"]))

    def status(self, guid: str, *, language: str) -> ObservationStatus:
        return _read(self._json("GET", f"/api/observation/{guid}", language=language), _status_of)

    def correct(self, guid: str, correction: Correction, *, key: str, language: str) -> None:
        values = {
            "vin": correction.vin,
            "odometer": correction.km,
            "observationDate": correction.observed_on and correction.observed_on.isoformat(),
        }
        content = {name: value for name, value in values.items() if value is not None}
        path = f"/api/observation/{guid}/correct"
        self._json("POST", path, json=content, key=key, language=language)

    def confirm(self, guid: str, *, key: str, language: str) -> None:
        self._json("POST", f"/api/observation/{guid}/confirm", json={}, key=key, language=language)

    def correction_form(self, guid: str, *, key: str, language: str) -> str:
        path = f"/api/observation/{guid}/correction-form"
        answer = self._json("POST", path, json={}, key=key, language=language)
        return _read(answer, lambda known: str(known["caseNumber"]))

    def work_codes(self, *, language: str) -> list[WorkCode]:
        answer = self._json("GET", "/api/work-codes", language=language)
        return _read(
            answer,
            lambda codes: [
                WorkCode(str(code["code"]), str(code["category"]), str(code["label"])) for code in codes
            ],
        )

    def history(self, guid: str, *, language: str) -> History | None:
        answer = self._json("GET", f"/api/observation/{guid}/history", language=language)
        return _read(answer, _history_of)

    def document(self, guid: str, *, language: str) -> bytes:
        """Public: no credentials are sent to where the public links lead."""
        answer = _answer_of(
            lambda: requests.get(
                f"{settings.CARPASS_PUBLIC_URL}{guid}.pdf",
                params={"language": language},
                headers=_SOFTWARE,
                timeout=(_CONNECT_SECONDS, _PDF_SECONDS),
                stream=True,
                allow_redirects=False,
            )
        )
        content = b""
        try:
            for chunk in answer.iter_content(65_536):
                content += chunk
                if len(content) > _LARGEST_PDF:
                    raise Unavailable(code="TOO_LARGE")
        except requests.RequestException as error:
            raise NoAnswer from error
        return content

    def _json(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        key: str = "",
        language: str = "",
    ) -> Any:
        if not settings.CARPASS_URL:
            raise NotConfigured
        headers = {**_SOFTWARE, "Accept-Language": language or self._language}
        if key:
            headers["Idempotency-Key"] = key
        answer = _answer_of(
            lambda: requests.request(
                method,
                f"{settings.CARPASS_URL}{path}",
                params={"language": language} if language else None,
                json=json,
                headers=headers,
                auth=HTTPBasicAuth(self._credentials.user_name.encode(), self._credentials.password.encode()),
                timeout=_timeout(),
                # The password is meant for this address and for no other.
                allow_redirects=False,
            )
        )
        try:
            return answer.json()
        except ValueError as error:
            raise Unavailable from error


def observation_json(observation: Observation) -> dict[str, Any]:
    odometer_works = observation.odometer_works
    return {
        "vin": observation.vin,
        "odometer": observation.km,
        "observationDate": observation.observed_on.isoformat(),
        "enterpriseNumber": observation.enterprise_number,
        "odometerWorks": odometer_works
        and {
            "kind": odometer_works.kind,
            "odometerBefore": odometer_works.km_before,
            "odometerAfter": odometer_works.km_after,
            "reason": odometer_works.reason,
        },
        "works": [{"code": work.code, "description": work.description} for work in observation.works],
        "reference": observation.reference,
        "language": observation.language,
    }


def _timeout() -> tuple[float, float]:
    return (_CONNECT_SECONDS, settings.CARPASS_TIMEOUT_SECONDS)


def _answer_of(call: Callable[[], requests.Response]) -> requests.Response:
    """The answer to a call that succeeded; everything else is one of the errors."""
    refuse_inside_activation()
    try:
        answer = call()
    except requests.RequestException as error:
        raise NoAnswer from error
    if answer.status_code not in (200, 201, 202):
        raise _error_of(answer)
    return answer


def _error_of(answer: requests.Response) -> GatewayError:
    message, code, field = _said(answer)
    status = answer.status_code
    if status in (401, 403):
        return CredentialsRefused(message, code=code)
    if status == 409:
        return WrongState(message, code=code)
    if status == 429:
        return TooManyRequests(message, code=code, retry_after=_retry_after(answer))
    if status in (400, 404, 422):
        return Refused(message, code=code, field=field)
    return Unavailable(message)


def _said(answer: requests.Response) -> tuple[str, str, str]:
    try:
        said = answer.json()
        message, code, field = (str(said.get(name) or "") for name in ("message", "code", "field"))
    except (ValueError, AttributeError):
        # A proxy's page and not Car-Pass: of no use to a person.
        return "", "", ""
    return message[:_LONGEST_MESSAGE], code[:60], field


def _retry_after(answer: requests.Response) -> int:
    text = answer.headers.get("Retry-After", "")
    return int(text) if text.isdecimal() else _DEFAULT_RETRY_SECONDS


def _read(answer: Any, reading: Callable[[Any], Read]) -> Read:
    """An answer of another form than agreed is no answer."""
    try:
        return reading(answer)
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable from error


def _status_of(answer: Any) -> ObservationStatus:
    return ObservationStatus(
        status=str(answer["status"]),
        findings=tuple(_finding_of(finding) for finding in answer["findings"]),
        attempts_left=int(answer["attemptsLeft"]),
    )


def _finding_of(finding: Any) -> Finding:
    previous_on, previous_km = finding.get("previousDate"), finding.get("previousOdometer")
    return Finding(
        code=str(finding["code"]),
        message=str(finding["message"])[:_LONGEST_MESSAGE],
        is_confirmable=bool(finding["confirmable"]),
        is_correctable=bool(finding["correctable"]),
        previous_on=date.fromisoformat(previous_on) if previous_on else None,
        previous_km=int(previous_km) if previous_km is not None else None,
    )


def _history_of(answer: Any) -> History | None:
    if answer["status"] == "pending":
        return None
    return History(
        url=str(answer["url"]),
        document_url=str(answer["documentUrl"]),
        issued_on=date.fromisoformat(answer["issuedOn"]),
        valid_until=date.fromisoformat(answer["validUntil"]),
    )
