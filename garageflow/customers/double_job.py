"""Looking for doubles now instead of tonight."""

from __future__ import annotations

from datetime import datetime

from garageflow.customers.domain.doubles import find_doubles
from garageflow.jobs.domain.batch import finish_job, start_job
from garageflow.jobs.domain.work import Claim

FIND_DOUBLES = "customers.find_doubles"


def run_search(claim: Claim) -> datetime | None:
    """Handler of `customers.find_doubles`; the key is the job's id."""
    with claim.fenced():
        job = start_job(int(claim.key))
        find_doubles()
        finish_job(job.pk)
        claim.finish()
    return None
