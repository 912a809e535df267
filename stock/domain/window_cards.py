from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from garageflow.documents.domain.pdf import request_pdf
from garageflow.documents.models import PdfOrder
from garageflow.errors import DomainError
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.actor import Actor
from stock.domain.listings import listings_with
from stock.models import WindowCards

WINDOW_CARDS_PDF = "stock.window_cards"
MOST_CARDS = 100


class NoCards(DomainError):
    pass


@transaction.atomic
def order_window_cards(numbers: Sequence[int], *, language: str, by: Actor) -> PdfOrder:
    """A PDF with a page for each vehicle. The same vehicles asked for again are the same order."""
    found = [listing.number for listing in listings_with(numbers)]
    if not found:
        raise NoCards(_("Choose one or more vehicles first."))
    if len(found) > MOST_CARDS:
        raise NoCards(_("At most %(count)s window cards at once.") % {"count": MOST_CARDS})
    cards = WindowCards.objects.filter(numbers=found).first() or WindowCards.objects.create(numbers=found)
    order = request_pdf(WINDOW_CARDS_PDF, subject=cards, name=_("window cards"), language=language, by=by)
    nudge_on_commit()
    return order
