from __future__ import annotations

from garageflow.accounts.models import User


def choose_language(user: User, *, language: str) -> None:
    """What he reads and the mails he gets, in every garage."""
    user.language = language
    user.save(update_fields=["language"])
