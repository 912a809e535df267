"""Saved searches of drivers."""

from __future__ import annotations

from django.db import transaction

from convoy.models import Driver, SavedSearch


@transaction.atomic
def save_search(driver: Driver, *, name: str, query: str, has_alert: bool) -> SavedSearch:
    """Under a name that is known already it replaces the earlier one."""
    row, _is_new = SavedSearch.objects.update_or_create(
        driver=driver, name=name, defaults={"query": query[:500], "has_alert": has_alert}
    )
    return row


def forget_search(search: SavedSearch) -> None:
    search.delete()
