"""The interface of spec 20 §7: what is asked, what is stored, what is answered."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from carpass.simulator.judging import Verdict, contradicting, judge
from carpass.simulator.register import Account, KeptAnswer, KnownReading, Observed, Register
from garageflow.vehicles.vin import VIN_INVALID, read_vin
from garageflow.workshop.works import WORKS

BRUSSELS = ZoneInfo("Europe/Brussels")
_MAX_KM = 9_999_999


@dataclass(frozen=True, slots=True)
class Question:
    """A request of the interface, signed in. `content` is the JSON that was sent."""

    account: Account
    method: str
    path: str
    content: Any = None
    key: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """An answer that is an error, with words in the language that was asked for."""

    def __init__(self, status: int, code: str, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.answer = error_answer(status, code, message, field=field)


def error_answer(status: int, code: str, message: str, *, field: str = "") -> Answer:
    content = {"status": status, "code": code, "message": message}
    return Answer(status, {**content, "field": field} if field else content)


class Api:
    """`delay` is how many seconds an observation stays pending. `clock` gives the moment, for tests."""

    def __init__(
        self,
        register: Register,
        *,
        public_url: str,
        delay: float = 1.0,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.register = register
        self.public_url = public_url
        self._delay = delay
        self._clock = clock or (lambda: datetime.now(UTC))

    def account_of(self, user_name: str, password: str) -> Account | None:
        account = self.register.account(user_name)
        if account is None or not constant_time_compare(account.password, password):
            return None
        return account

    def answer(self, question: Question) -> Answer:
        for method, pattern, handler in _ROUTES:
            match = re.fullmatch(pattern, question.path)
            if match and method == question.method:
                return self._answer(question, handler, match.groups())
        return error_answer(404, "NOT_FOUND", _("There is nothing at this address."))

    def settle(self, observed: Observed) -> Observed:
        """Judge an observation whose time has come. To be called while the register is being changed."""
        vehicle, now = self.register.vehicle(observed.vin), self._clock()
        if observed.status == "unknown_vehicle" and vehicle and not _is_unknown(vehicle.known_from, now):
            observed.status = "pending"
        if observed.status != "pending" or now.timestamp() < observed.created_at + self._delay:
            return observed
        if vehicle and _is_unknown(vehicle.known_from, now):
            observed.status = "unknown_vehicle"
        else:
            self._judge(observed, worst="review")
        self.register.save(observed)
        return observed

    def _answer(self, question: Question, handler: Any, arguments: tuple[str, ...]) -> Answer:
        try:
            with self.register.changing():
                if question.method == "GET":
                    answer: Answer = handler(self, question, *arguments)
                    return answer
                return self._once(question, handler, arguments)
        except Refusal as refusal:
            return refusal.answer

    def _once(self, question: Question, handler: Any, arguments: tuple[str, ...]) -> Answer:
        """The same key and content again is answered as the first time, and done once."""
        if not question.key:
            raise Refusal(400, "KEY_MISSING", _("The header Idempotency-Key is missing."))
        asked = json.dumps([question.path, question.content], sort_keys=True)
        request = hashlib.sha256(asked.encode()).hexdigest()
        user_name = question.account.user_name
        kept = self.register.answer(user_name, question.key)
        if kept is not None and kept.request != request:
            raise Refusal(409, "KEY_REUSED", _("This key was used for another content."))
        if kept is not None:
            return Answer(kept.status, kept.body)
        answer: Answer = handler(self, question, *arguments)
        self.register.keep_answer(user_name, question.key, KeptAnswer(request, answer.status, answer.content))
        return answer

    def _ping(self, question: Question) -> Answer:
        account = question.account
        content = {
            "establishmentNumber": account.establishment_number,
            "enterpriseNumber": account.enterprise_number,
            "name": account.name,
        }
        return Answer(200, content)

    def _submit(self, question: Question) -> Answer:
        content = question.content if isinstance(question.content, dict) else {}
        if content.get("enterpriseNumber") != question.account.enterprise_number:
            words = _("This enterprise number does not belong to the account.")
            raise Refusal(403, "OTHER_ENTERPRISE", words, field="enterpriseNumber")
        observed = Observed(
            guid=str(uuid.uuid4()),
            user_name=question.account.user_name,
            vin=_vin_of(content),
            km=_km_of(content),
            observed_on=_day_of(content).isoformat(),
            language=question.language,
            created_at=self._clock().timestamp(),
            odometer_works=bool(content.get("odometerWorks")),
            works=list(content.get("works") or []),
            reference=str(content.get("reference") or "")[:60],
        )
        self._refuse_impossible(observed)
        self.register.save(observed)
        self.settle(observed)
        return Answer(202, {"guid": observed.guid, "status": "pending"})

    def _status(self, question: Question, guid: str) -> Answer:
        observed = self._own(question, guid)
        return Answer(
            200,
            {
                "status": observed.status,
                "findings": observed.findings,
                "attemptsLeft": observed.attempts_left,
            },
        )

    def _correct(self, question: Question, guid: str) -> Answer:
        observed = self._own(question, guid)
        content = question.content if isinstance(question.content, dict) else {}
        if observed.status not in ("review", "rejected") or not observed.attempts_left:
            raise Refusal(409, "NOT_CORRECTABLE", _("This observation cannot be corrected any more."))
        if "vin" in content:
            observed.vin = _vin_of(content)
        if "odometer" in content:
            observed.km = _km_of(content)
        if "observationDate" in content:
            observed.observed_on = _day_of(content).isoformat()
        self._refuse_impossible(observed)
        observed.attempts_left -= 1
        self._judge(observed, worst="rejected")
        self.register.save(observed)
        return Answer(202, {"guid": guid, "status": "pending"})

    def _confirm(self, question: Question, guid: str) -> Answer:
        observed = self._own(question, guid)
        if observed.is_confirmed:
            raise Refusal(409, "CONFIRMED_BEFORE", _("The data were confirmed before: that counts once."))
        if observed.status != "review":
            raise Refusal(409, "NOT_CONFIRMABLE", _("There is nothing to confirm."))
        observed.is_confirmed = True
        known = self.register.readings(observed.vin)
        # One reading may be wrong; if two say the opposite, it is this one.
        against = contradicting(observed.km, date.fromisoformat(observed.observed_on), known)
        if against > 1 and not observed.odometer_works:
            observed.status = "rejected"
        else:
            self._accept(observed)
        self.register.save(observed)
        return Answer(200, {"guid": guid, "status": observed.status})

    def _correction_form(self, question: Question, guid: str) -> Answer:
        observed = self._own(question, guid)
        if observed.status not in ("review", "rejected"):
            raise Refusal(409, "NO_FORM_NEEDED", _("This observation needs no correction form."))
        if not observed.case_number:
            observed.case_number = f"C{self._clock():%Y}-{guid[:8].upper()}"
            self.register.save(observed)
        return Answer(202, {"caseNumber": observed.case_number})

    def _history(self, question: Question, guid: str) -> Answer:
        observed = self._own(question, guid)
        if observed.status == "pending":
            return Answer(202, {"status": "pending"})
        if observed.status == "unknown_vehicle":
            raise Refusal(409, "UNKNOWN_VEHICLE", _("This VIN is not in the register yet."))
        if observed.status != "accepted":
            raise Refusal(409, "NOT_ACCEPTED", _("There is no history: the reading was not accepted."))
        issued_on, valid_until = self.days_of(observed)
        url = f"{self.public_url}{guid}"
        content = {
            "status": "ready",
            "url": url,
            "documentUrl": f"{url}.pdf",
            "issuedOn": issued_on.isoformat(),
            "validUntil": valid_until.isoformat(),
        }
        return Answer(200, content)

    def _work_codes(self, question: Question) -> Answer:
        codes = [
            {"code": work.code, "category": str(work.category), "label": str(work.label)}
            for work in WORKS.values()
        ]
        return Answer(200, codes)

    def today(self) -> date:
        return self._clock().astimezone(BRUSSELS).date()

    def days_of(self, observed: Observed) -> tuple[date, date]:
        """When its history was issued, and until when it is valid."""
        issued_on = datetime.fromtimestamp(observed.created_at, BRUSSELS).date()
        return issued_on, issued_on + relativedelta(months=2)

    def _own(self, question: Question, guid: str) -> Observed:
        observed = self.register.observation(guid)
        if observed is None or observed.user_name != question.account.user_name:
            raise Refusal(404, "UNKNOWN_OBSERVATION", _("There is no such observation."))
        return self.settle(observed)

    def _judge(self, observed: Observed, *, worst: str) -> None:
        verdicts = self._verdicts(observed)
        observed.findings = [
            {
                "code": verdict.code,
                "message": verdict.message,
                "confirmable": not observed.is_confirmed,
                "correctable": observed.attempts_left > 0,
                "previousDate": verdict.previous_on,
                "previousOdometer": verdict.previous_km,
            }
            for verdict in verdicts
        ]
        if verdicts:
            observed.status = worst
        else:
            self._accept(observed)

    def _verdicts(self, observed: Observed) -> list[Verdict]:
        return judge(
            observed.vin,
            observed.km,
            date.fromisoformat(observed.observed_on),
            self.register.readings(observed.vin),
            odometer_works=observed.odometer_works,
            today=datetime.fromtimestamp(observed.created_at, BRUSSELS).date(),
        )

    def _refuse_impossible(self, observed: Observed) -> None:
        for verdict in self._verdicts(observed):
            if verdict.refused:
                raise Refusal(422, verdict.code, verdict.message, field=verdict.field)

    def _accept(self, observed: Observed) -> None:
        observed.status, observed.findings = "accepted", []
        account = self.register.account(observed.user_name)
        self.register.add_reading(
            KnownReading(
                vin=observed.vin,
                km=observed.km,
                read_on=date.fromisoformat(observed.observed_on),
                source=account.name if account else "",
                guid=observed.guid,
            )
        )


def _day_of(content: dict[str, Any]) -> date:
    try:
        day = date.fromisoformat(str(content.get("observationDate")))
    except ValueError:
        words = _("The date is missing or is not one.")
        raise Refusal(422, "DATE_INVALID", words, field="observationDate") from None
    return day


def _vin_of(content: dict[str, Any]) -> str:
    vin = read_vin(str(content.get("vin") or ""))
    if vin.finding == VIN_INVALID:
        raise Refusal(422, "VIN_INVALID", _("This is not a VIN."), field="vin")
    return vin.normalised


def _km_of(content: dict[str, Any]) -> int:
    km = content.get("odometer")
    if not isinstance(km, int) or isinstance(km, bool) or not 0 <= km <= _MAX_KM:
        raise Refusal(422, "ODO_INVALID", _("This is not an odometer reading."), field="odometer")
    return km


def _is_unknown(known_from: str | None, now: datetime) -> bool:
    return known_from is not None and now < datetime.fromisoformat(known_from)


_GUID = r"([0-9a-f-]{36})"
_ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/api/ping", Api._ping),
    ("POST", "/api/observation", Api._submit),
    ("GET", f"/api/observation/{_GUID}", Api._status),
    ("POST", f"/api/observation/{_GUID}/correct", Api._correct),
    ("POST", f"/api/observation/{_GUID}/confirm", Api._confirm),
    ("POST", f"/api/observation/{_GUID}/correction-form", Api._correction_form),
    ("GET", f"/api/observation/{_GUID}/history", Api._history),
    ("GET", "/api/work-codes", Api._work_codes),
)
