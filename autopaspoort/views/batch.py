"""The batch job of a customer list: how far it is, and what became of each line and each e-mail."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from autopaspoort.domain.batch import mail_outcomes_of, outcomes_of
from autopaspoort.models import BatchRow, CustomerList
from autopaspoort.rows import line_row
from garageflow.jobs.models import BatchJob
from garageflow.jobs.rows import can_run_now, job_row, seconds_until_next_look
from garageflow.mail.models import MailState
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Stat, Tab

# Seconds between two looks while e-mails are still being sent.
_MAILS = 5
_UNDER_WAY = (MailState.QUEUED, MailState.SENDING)


def batch_page(request: MemberRequest, customer_list: CustomerList, job: BatchJob) -> HttpResponse:
    shown = request.GET.get("outcome", "")
    rows = customer_list.rows.select_related("passport__vehicle")
    if shown in BatchRow.Outcome.values:
        rows = rows.filter(outcome=shown)
    page = keyset_page(rows, request.GET, order=("line",))
    outcomes = outcomes_of(customer_list)
    mails = mail_outcomes_of(customer_list) if customer_list.send_passports else {}
    context: dict[str, Any] = {
        "list": customer_list,
        "job": job,
        "row": job_row(job),
        "can_run": can_run_now(job),
        "seconds": seconds_until_next_look([job]) or (_MAILS if _are_under_way(mails) else None),
        "tabs": _tabs(customer_list, outcomes, shown),
        "failed": outcomes.get("refused", 0) + outcomes.get("duplicate", 0),
        "mails": _mail_stats(mails) if job.is_finished or job.done else [],
        "page": page,
        "rows": [line_row(row, planned=True) for row in page.rows],
        "query": request.GET.urlencode(),
    }
    part = "#batch" if request.htmx else ""
    return render(request, "autopaspoort/customer_list_batch.html" + part, context)


def _tabs(customer_list: CustomerList, outcomes: dict[str, int], shown: str) -> list[Tab]:
    """Every outcome has its tab; "waiting" only while lines wait."""
    tabs = [Tab(label=_("All"), count=customer_list.lines, url="?", current=not shown)]
    for outcome in BatchRow.Outcome:
        count = outcomes.get(outcome.value, 0)
        if count or outcome != BatchRow.Outcome.PENDING:
            label, current = capfirst(str(outcome.label)), shown == outcome.value
            tabs.append(Tab(label=label, count=count, url=f"?outcome={outcome.value}", current=current))
    return tabs


def _mail_stats(mails: dict[str, int]) -> list[Stat]:
    """Those of the spec always, the others only when there are any."""
    if not mails:
        return []
    always = [
        (_("Queued"), sum(mails.get(state, 0) for state in _UNDER_WAY), ""),
        (_("Sent"), mails.get(MailState.SENT, 0), "ok"),
        (_("Invalid"), mails.get("invalid", 0), "now"),
        (_("Suppressed"), mails.get(MailState.SUPPRESSED, 0), "soon"),
        (_("Bounced"), mails.get(MailState.BOUNCED, 0), "now"),
    ]
    sometimes = [
        (_("Failed"), mails.get(MailState.FAILED, 0), "now"),
        (_("Doubtful"), mails.get(MailState.UNKNOWN, 0), "soon"),
        (_("Cancelled"), mails.get(MailState.CANCELLED, 0), "soon"),
    ]
    kept = always + [stat for stat in sometimes if stat[1]]
    return [Stat(label, str(count), tone=tone if count else "") for label, count, tone in kept]


def _are_under_way(mails: dict[str, int]) -> bool:
    return any(mails.get(state, 0) for state in _UNDER_WAY)
