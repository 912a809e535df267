"""F10: the mail server answers 4xx or 5xx, is slow, cuts the line, or falls silent after DATA.

Judged against what the server itself knows: it keeps every message that it took, whatever it answered.
"""

from __future__ import annotations

import threading
from collections import Counter

from faults.judge import Verdict
from faults.lists import short_list
from faults.sink import Behaviour
from faults.world import World, world

MORE = 60
SMTP_TIMEOUT = "3"
# The first answer to message n: every kind in turn, most of them good ones; later tries are taken.
_FIRST = (
    Behaviour.LATER,
    Behaviour.TAKE,
    Behaviour.NEVER,
    Behaviour.TAKE,
    Behaviour.CUT_BEFORE,
    Behaviour.TAKE,
    Behaviour.CUT_AFTER,
    Behaviour.TAKE,
    Behaviour.SLOW,
    Behaviour.TAKE,
)
_SILENT = 2


class Moody:
    """Remembers which message it has seen: the second try of one is taken."""

    def __init__(self) -> None:
        self.first: dict[str, Behaviour] = {}
        self._lock = threading.Lock()

    def __call__(self, message_id: str) -> Behaviour:
        with self._lock:
            if message_id in self.first:
                return Behaviour.TAKE
            number = len(self.first)
            mood = Behaviour.SILENT_AFTER if number < _SILENT else _FIRST[number % len(_FIRST)]
            self.first[message_id] = mood
            return mood


def run() -> Verdict:
    verdict = Verdict()
    with world() as here:
        path = str(short_list(here.folder, more=MORE))
        garage = here.garage("moody")
        moody = Moody()
        here.sink.behaviour, here.sink.silence = moody, 2 * float(SMTP_TIMEOUT)
        here.worker(EMAIL_TIMEOUT=SMTP_TIMEOUT)
        here.beat()
        here.load(garage, "moody", path)
        # What is put off for a minute is due at once, so that nobody waits for it.
        _bring_forward(here, garage)
        _judge(verdict, here, garage, moody)
    return verdict


def _bring_forward(here: World, garage: int) -> None:
    here.wait_for("SELECT 1 FROM mail_outboxmail WHERE garage_id = %s", garage)
    stop = threading.Event()

    def hurry() -> None:
        while not stop.wait(0.5):
            here.sql(
                "UPDATE mail_outboxmail SET due_at = now() WHERE garage_id = %s AND state = 'queued'", garage
            )
            here.sql(
                "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind = 'mail.outbox'"
                " AND finished_at IS NULL AND lease_until IS NULL",
                garage,
            )

    helper = threading.Thread(target=hurry)
    helper.start()
    try:
        here.wait_until_done(garage, seconds=300)
    finally:
        stop.set()
        helper.join()


def _judge(verdict: Verdict, here: World, garage: int, moody: Moody) -> None:
    moods = Counter(moody.first.values())
    verdict.claim(all(moods[one] for one in Behaviour), f"first answers: {dict(moods)}")
    received = here.sink.ids_from("Garage moody")
    verdict.equal(len(received) - len(set(received)), 0, "mails received twice")
    states = dict(
        here.sql("SELECT state, count(*) FROM mail_outboxmail WHERE garage_id = %s GROUP BY state", garage)
    )
    doubtful = moods[Behaviour.CUT_BEFORE] + moods[Behaviour.CUT_AFTER] + moods[Behaviour.SILENT_AFTER]
    verdict.equal(states.pop("unknown", 0), doubtful, "mails whose answer never came, parked for a person")
    verdict.equal(states.pop("failed", 0), moods[Behaviour.NEVER], "mails refused for good, with the answer")
    taken = moods[Behaviour.TAKE] + moods[Behaviour.SLOW] + moods[Behaviour.LATER]
    verdict.equal(states.pop("sent", 0), taken, "mails sent, the ones put off at their second try")
    verdict.equal(states, {}, "mails in other states")
    kept = taken + moods[Behaviour.CUT_AFTER] + moods[Behaviour.SILENT_AFTER]
    verdict.equal(len(set(received)), kept, "mails that the server has")
    answers = {
        answer
        for (answer,) in here.sql(
            "SELECT answer FROM mail_outboxmail WHERE garage_id = %s AND state = 'failed'", garage
        )
    }
    verdict.equal(answers, {"550 5.1.1 No such mailbox"}, "what the refused ones say")
