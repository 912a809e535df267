"""Sessions in the database, with an end that no later page postpones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone

_BEGAN = "began"


class SessionStore(db.SessionStore):
    """Django counts the age of a session from its last change, and some change with every message."""

    def sign_in(self) -> None:
        self[_BEGAN] = timezone.now().timestamp()

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        asked: datetime = super().get_expiry_date(**kwargs)
        if _BEGAN not in self:
            return asked
        began = datetime.fromtimestamp(self[_BEGAN], UTC)
        return min(asked, began + timedelta(seconds=settings.SESSION_COOKIE_AGE))
