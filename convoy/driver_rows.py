"""Drivers and their papers as dispatchers see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convoy.domain.papers import Paper, papers_of
from convoy.models import Driver, DriverDocument

DRIVER_TONES = {Driver.State.CREATED: "soon", Driver.State.ACTIVE: "ok", Driver.State.SUSPENDED: "none"}


def driver_row(
    driver: Driver, documents: Sequence[DriverDocument], rating: str, today: date
) -> dict[str, Any]:
    papers = papers_of(driver, documents)
    problems = [paper for paper in papers if paper.problem(today)]
    soon = [paper for paper in papers if paper.row is not None and paper.row.ends_soon(today)]
    if problems:
        count = len(problems)
        words = ngettext("%(count)s missing or ended", "%(count)s missing or ended", count) % {"count": count}
        tone = "now"
    elif soon:
        words = ngettext("%(count)s ends soon", "%(count)s end soon", len(soon)) % {"count": len(soon)}
        tone = "soon"
    else:
        words, tone = _("complete"), "ok"
    return {
        "driver": driver,
        "url": reverse("convoy:driver", args=[driver.number]),
        "state": str(Driver.State(driver.state).label),
        "tone": DRIVER_TONES[Driver.State(driver.state)],
        "documents": words,
        "documents_tone": tone,
        "rating": rating,
    }


def paper_rows(papers: Sequence[Paper], today: date) -> list[dict[str, Any]]:
    """One line for each kind of document: how it stands, and whether somebody has to look at it."""
    return [_paper_row(paper, today) for paper in papers]


def _paper_row(paper: Paper, today: date) -> dict[str, Any]:
    row, problem = paper.row, paper.problem(today)
    waits = row is not None and row.state == DriverDocument.State.SUBMITTED
    if problem:
        tone, words = ("soon" if waits and row is not None and not row.has_ended(today) else "now"), problem
    elif row is None:
        tone, words = "none", _("not needed")
    elif row.ends_soon(today):
        tone, words = "soon", _("ends soon")
    else:
        tone, words = "ok", _("valid")
    return {"label": paper.kind.label, "row": row, "tone": tone, "words": words, "waits": waits}
