from __future__ import annotations

from urllib.parse import quote

from django.db import connections


def database_address(alias: str) -> str:
    """The test database as another process is told of it."""
    facts = connections[alias].settings_dict
    login = quote(facts["USER"], safe="")
    if facts["PASSWORD"]:
        login += ":" + quote(facts["PASSWORD"], safe="")
    return f"postgres://{login}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
