"""What must be true afterwards.

Every line and mail accounted for, nothing lost, nothing twice, the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from faults.world import World


@dataclass
class Verdict:
    """Claims with what was seen; a fault is passed when all of them hold."""

    claims: list[tuple[bool, str]] = field(default_factory=list)

    def claim(self, holds: bool, text: str) -> None:
        self.claims.append((holds, text))
        print(f"  {'ok    ' if holds else 'FAILED'} {text}", flush=True)

    def equal(self, seen: Any, wanted: Any, text: str) -> None:
        self.claim(seen == wanted, f"{text}: {seen}" + ("" if seen == wanted else f", wanted {wanted}"))

    @property
    def is_passed(self) -> bool:
        return bool(self.claims) and all(holds for holds, _text in self.claims)


def judge_garage(
    verdict: Verdict, world: World, garage: int, *, lines: int, like: int | None, crashes: int, who: str = ""
) -> None:
    """`like` is the garage that loaded the same list undisturbed; `crashes` bounds the mails in doubt."""
    counts = dict(
        world.sql(
            "SELECT outcome, count(*) FROM autopaspoort_batchrow WHERE garage_id = %s GROUP BY outcome",
            garage,
        )
    )
    verdict.equal(sum(counts.values()), lines, f"{who}lines accounted for")
    verdict.equal(counts.get("pending", 0), 0, f"{who}lines without an outcome")
    if like is not None:
        for table, statement in CONTENTS.items():
            seen, wanted = world.sql(statement, garage), world.sql(statement, like)
            verdict.claim(seen == wanted, f"{who}{table} as undisturbed: {len(seen)} rows of {len(wanted)}")
    _judge_mail(verdict, world, garage, crashes=crashes, who=who)


def _judge_mail(verdict: Verdict, world: World, garage: int, *, crashes: int, who: str) -> None:
    slug = world.sql("SELECT name FROM tenancy_garage WHERE id = %s", garage)[0][0]
    received = world.sink.ids_from(slug)
    states = dict(
        world.sql("SELECT state, count(*) FROM mail_outboxmail WHERE garage_id = %s GROUP BY state", garage)
    )
    sent, doubtful = states.pop("sent", 0), states.pop("unknown", 0)
    verdict.equal(len(received) - len(set(received)), 0, f"{who}mails received twice")
    verdict.claim(doubtful <= crashes, f"{who}mails parked as doubtful: {doubtful}, crashes: {crashes}")
    lost = sent - len(set(received))
    verdict.claim(lost <= 0, f"{who}mails sent {sent}, received {len(set(received))}, lost {max(lost, 0)}")
    verdict.claim(
        len(set(received)) <= sent + doubtful, f"{who}mails received without a record: "
        f"{max(len(set(received)) - sent - doubtful, 0)}"
    )  # fmt: skip
    verdict.equal(states, {}, f"{who}mails in other states")
    offered = world.sql(
        "SELECT count(*) FROM autopaspoort_passport WHERE garage_id = %s AND state = 'offered'", garage
    )[0][0]
    verdict.equal(sent + doubtful, offered, f"{who}mails for {offered} offered passports")


# Without ids and moments, which differ from run to run.
CONTENTS = {
    "customers": """
        SELECT identity, first_name, last_name, name_key, email, email_state,
               street, house_number, postcode, city, phone
        FROM customers_customer WHERE garage_id = %s ORDER BY identity""",
    "vehicles": """
        SELECT plate_country, plate, plate_display, vin, inspection_due_on
        FROM vehicles_vehicle WHERE garage_id = %s ORDER BY plate_country, plate""",
    "passports": """
        SELECT v.plate, c.identity, p.state, p.offer_round
        FROM autopaspoort_passport p JOIN vehicles_vehicle v ON v.id = p.vehicle_id
        JOIN customers_customer c ON c.id = p.customer_id WHERE p.garage_id = %s ORDER BY v.plate""",
    "line outcomes": """
        SELECT line, outcome, findings::text, plate, offer_round
        FROM autopaspoort_batchrow WHERE garage_id = %s ORDER BY line, customer_list_id""",
    "e-mails": """
        SELECT m.kind, m.to, m.language, v.plate
        FROM mail_outboxmail m JOIN autopaspoort_passport p ON p.id = m.subject_id
        JOIN vehicles_vehicle v ON v.id = p.vehicle_id WHERE m.garage_id = %s ORDER BY v.plate""",
    "jobs": "SELECT kind, state, done, total FROM jobs_batchjob WHERE garage_id = %s ORDER BY id",
}
