"""The states of a report and every way from one to another (docs/car-pass-states.md shows this table)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    BLOCKED = "blocked", _("blocked")
    READY = "ready", _("ready to send")
    DEFERRED = "deferred", _("not sent yet")
    QUEUED = "queued", _("in the queue")
    SENT = "sent", _("sent, being checked")
    WAITING = "waiting", _("waits for the register")
    ANOMALY = "anomaly", _("anomaly at Car-Pass")
    REJECTED = "rejected", _("rejected")
    ERROR = "error", _("not delivered")
    OK = "ok", _("accepted")
    FORM_REQUIRED = "form_required", _("correction form needed")
    FORM_PRINTED = "form_printed", _("correction form printed")
    FORM_SENT = "form_sent", _("correction form sent")
    CLOSED_MANUAL = "closed_manual", _("settled with Car-Pass")
    CANCELLED = "cancelled", _("cancelled")


class Event(models.TextChoices):
    """What happens to a report. The first ten are done by people, the others by the sender."""

    BLOCK = "block", _("findings to settle")
    CLEAR = "clear", _("nothing stands in the way")
    DEFER = "defer", _("not to be sent now")
    QUEUE = "queue", _("put in the queue")
    TAKE_BACK = "take_back", _("taken out of the queue")
    CANCEL = "cancel", _("cancelled")
    CORRECT = "correct", _("correction put in the queue")
    CONFIRM = "confirm", _("confirmed that the data are correct")
    RETRY = "retry", _("tried again")
    ASK_AGAIN = "ask_again", _("asked again")
    PRINT_FORM = "print_form", _("correction form made")
    SEND_FORM = "send_form", _("correction form sent")
    CLOSE = "close", _("settled with Car-Pass")
    TRANSMIT = "transmit", _("delivered to Car-Pass")
    REFUSE = "refuse", _("refused by Car-Pass")
    FAIL = "fail", _("not delivered")
    ACCEPT = "accept", _("accepted by Car-Pass")
    REVIEW = "review", _("Car-Pass sees an anomaly")
    REJECT = "reject", _("rejected by Car-Pass")
    NOT_KNOWN = "not_known", _("not yet in the register")
    NEED_FORM = "need_form", _("rejected again: the correction form is needed")


@dataclass(frozen=True, slots=True)
class Arrow:
    """`guard` names the condition beyond the state itself, in the words of the document; empty for none."""

    start: State
    event: Event
    end: State
    guard: str = ""


_OPEN_FINDING = "a finding refuses it, or an anomaly is not confirmed"
_NO_OPEN_FINDING = "nothing refuses it, and every anomaly is confirmed with a reason"
_NOT_CALLED = "no call has begun"
_NOT_ARRIVED = "no guid, and no call whose answer was lost"
_TO_SEND = "a call waits to be made; by itself not after 401 or 403 and at most ten times"
_TO_ASK = "the guid is known and nothing waits to be sent"
_ANSWERED = (
    "200 or 202; to a correction or confirmation also 400, 404, 409, 422: then it is asked how it stands"
)
_STATUS = "Car-Pass answers {}"
_FORM = "Car-Pass answers rejected: to the garage's number of corrections in a row, or takes no more of them"

ARROWS: tuple[Arrow, ...] = (
    Arrow(State.DRAFT, Event.BLOCK, State.BLOCKED, _OPEN_FINDING),
    Arrow(State.DRAFT, Event.CLEAR, State.READY, _NO_OPEN_FINDING),
    Arrow(State.DRAFT, Event.DEFER, State.DEFERRED),
    Arrow(State.DRAFT, Event.CANCEL, State.CANCELLED),
    Arrow(State.BLOCKED, Event.CLEAR, State.READY, _NO_OPEN_FINDING),
    Arrow(State.BLOCKED, Event.DEFER, State.DEFERRED),
    Arrow(State.BLOCKED, Event.CANCEL, State.CANCELLED),
    Arrow(State.READY, Event.BLOCK, State.BLOCKED, _OPEN_FINDING),
    Arrow(State.READY, Event.QUEUE, State.QUEUED, _NO_OPEN_FINDING),
    Arrow(State.READY, Event.DEFER, State.DEFERRED),
    Arrow(State.READY, Event.CANCEL, State.CANCELLED),
    Arrow(State.DEFERRED, Event.BLOCK, State.BLOCKED, _OPEN_FINDING),
    Arrow(State.DEFERRED, Event.CLEAR, State.READY, _NO_OPEN_FINDING),
    Arrow(State.DEFERRED, Event.CANCEL, State.CANCELLED),
    Arrow(State.QUEUED, Event.TAKE_BACK, State.READY, _NOT_CALLED),
    Arrow(State.QUEUED, Event.TRANSMIT, State.SENT, _ANSWERED),
    Arrow(State.QUEUED, Event.REFUSE, State.BLOCKED, "400, 404 or 422 to a new report"),
    Arrow(State.QUEUED, Event.FAIL, State.ERROR),
    Arrow(State.SENT, Event.ACCEPT, State.OK, _STATUS.format("accepted")),
    Arrow(State.SENT, Event.REVIEW, State.ANOMALY, _STATUS.format("review")),
    Arrow(State.SENT, Event.REJECT, State.REJECTED, _STATUS.format("rejected")),
    Arrow(State.SENT, Event.NEED_FORM, State.FORM_REQUIRED, _FORM),
    Arrow(State.SENT, Event.NOT_KNOWN, State.WAITING, _STATUS.format("unknown_vehicle")),
    Arrow(State.SENT, Event.FAIL, State.ERROR, "401 or 403, or not answered ten times"),
    Arrow(State.WAITING, Event.ACCEPT, State.OK, _STATUS.format("accepted")),
    Arrow(State.WAITING, Event.REVIEW, State.ANOMALY, _STATUS.format("review")),
    Arrow(State.WAITING, Event.REJECT, State.REJECTED, _STATUS.format("rejected")),
    Arrow(State.WAITING, Event.NEED_FORM, State.FORM_REQUIRED, _FORM),
    Arrow(State.WAITING, Event.CORRECT, State.QUEUED, _NO_OPEN_FINDING),
    Arrow(State.WAITING, Event.FAIL, State.ERROR, "401 or 403, or not answered ten times"),
    Arrow(State.ANOMALY, Event.CORRECT, State.QUEUED, _NO_OPEN_FINDING),
    Arrow(State.ANOMALY, Event.CONFIRM, State.QUEUED, "confirmable, and not confirmed before"),
    Arrow(State.REJECTED, Event.CORRECT, State.QUEUED, _NO_OPEN_FINDING),
    Arrow(State.ERROR, Event.RETRY, State.QUEUED, _TO_SEND),
    Arrow(State.ERROR, Event.ASK_AGAIN, State.SENT, _TO_ASK),
    Arrow(State.ERROR, Event.BLOCK, State.BLOCKED, f"{_OPEN_FINDING}; {_NOT_ARRIVED}"),
    Arrow(State.ERROR, Event.CLEAR, State.READY, f"{_NO_OPEN_FINDING}; {_NOT_ARRIVED}"),
    Arrow(State.ERROR, Event.CANCEL, State.CANCELLED, _NOT_ARRIVED),
    Arrow(State.FORM_REQUIRED, Event.PRINT_FORM, State.FORM_PRINTED),
    Arrow(State.FORM_PRINTED, Event.SEND_FORM, State.FORM_SENT),
    Arrow(State.FORM_SENT, Event.CLOSE, State.CLOSED_MANUAL),
)

_ENDS = {(arrow.start, arrow.event): arrow.end for arrow in ARROWS}

# What the counter on the menu counts: somebody must do something.
TO_SOLVE = (State.BLOCKED, State.ANOMALY, State.REJECTED, State.ERROR, State.FORM_REQUIRED)
# Nothing was sent yet, so everything may still be changed.
UNSENT = (State.DRAFT, State.BLOCKED, State.READY, State.DEFERRED)
# Car-Pass has it and says that something is wrong, or does not know the vehicle: changed by a correction.
CORRECTABLE = (State.ANOMALY, State.REJECTED, State.WAITING)
# Nothing happens to these any more.
SETTLED = (State.OK, State.CLOSED_MANUAL, State.CANCELLED)


def end_of(state: str, event: Event) -> State | None:
    """Where this leads; None where it is not possible."""
    return _ENDS.get((State(state), event))


def events_of(state: str) -> list[Event]:
    return [arrow.event for arrow in ARROWS if arrow.start == state]
