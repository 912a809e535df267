"""What stays when two customers become one, of what each has once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from autopaspoort.models import Consent, PromotionRecipient, Reminder
from garageflow.customers.registry import Decide, Decision


def stricter_consent(mine: Consent, his: Consent) -> Decision:
    """A no to one of the two was meant for the person."""
    both = mine.is_granted and his.is_granted
    words = _("%(purpose)s by %(channel)s: both said yes.") if both else _no_words(mine, his)
    return Decision(
        words % {"purpose": mine.get_purpose_display(), "channel": mine.get_channel_display()},
        {"is_granted": both, "changed_at": max(mine.changed_at, his.changed_at)},
    )


def one_reminder(mine: Reminder, his: Reminder) -> Decision:
    return Decision(_("Both were reminded of the same: that counts once."))


def one_promotion(mine: PromotionRecipient, his: PromotionRecipient) -> Decision:
    """The later one counts for how soon the next may come."""
    words = _("Both were sent the promotion “%(title)s”: that counts once.") % {"title": mine.promotion.title}
    return Decision(words, {"sent_at": max(mine.sent_at, his.sent_at)})


def _no_words(mine: Consent, his: Consent) -> Any:
    if mine.is_granted or his.is_granted:
        return _("%(purpose)s by %(channel)s: no, because one of them said no.")
    return _("%(purpose)s by %(channel)s: both said no.")


DECISIONS: dict[str, Decide] = {
    "autopaspoort.consent": stricter_consent,
    "autopaspoort.reminder": one_reminder,
    "autopaspoort.promotionrecipient": one_promotion,
}
