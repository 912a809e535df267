"""S2: a key of another garage in any field of any form changes nothing there and shows nothing of it.

Keys in addresses are S1's (tests/security/test_access.py); here each number in a form is replaced by the key
that the first row of every table of the other garage has.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode, urljoin

import pytest
from django.db import connection
from django.http import HttpResponse

from garageflow.tenancy.active import garage_active
from tests.security import routes
from tests.security.doors import Door, known_routes
from tests.security.forms_in_pages import Form, forms_of, with_key_replaced
from tests.security.reporting import none_of
from tests.security.routes import Route
from tests.security.rows import tenant_models
from tests.security.visits import Visitor
from tests.security.world import CANARY, FOREIGN_ID, World

FOREIGN = str(FOREIGN_ID)


def test_a_foreign_key_in_a_form_does_nothing(world: World):
    visitor = Visitor(world, "owner")
    pages = [route for route in known_routes(world) if _is_page_of_owner(route)]
    seen: list[Form] = []
    theirs = _fingerprint(world)

    none_of(fault for route in pages for fault in faults(visitor, route, seen, theirs))

    # It looked at something.
    assert len(seen) > 20
    assert any(form.keys for form in seen)


@pytest.mark.usefixtures("bad_routes")
def test_a_form_that_is_believed_is_found(world: World):
    route = next(route for route in known_routes(world) if route.pattern == "bad/assign/")

    found = [*faults(Visitor(world, "owner"), route, [], _fingerprint(world))]

    assert found == ["POST /g/peeters/bad/assign/ member=900001: 500 instead of words that help"]


def faults(visitor: Visitor, route: Route, seen: list[Form], theirs: str) -> Iterator[str]:
    """`theirs`: the fingerprint of the other garage, to which each visit is taken back."""
    path = Door(route, "peeters").path(visitor.world)
    for form in _forms(visitor, path):
        seen.append(form)
        for values in with_key_replaced(form, FOREIGN):
            changed = " ".join(f"{name}={FOREIGN}" for name, keys in values.items() if FOREIGN in keys)
            address, data = urljoin(path, form.action), urlencode(values, doseq=True)
            for fault in _faults(visitor, address, form, data, theirs):
                yield f"{form.method.upper()} {path} {changed}: {fault}"


def _forms(visitor: Visitor, path: str) -> list[Form]:
    answer = visitor.knock("GET", path)
    return forms_of(answer.text) if answer.status == 200 else []


def _faults(visitor: Visitor, path: str, form: Form, data: str, theirs: str) -> list[str]:
    world = visitor.world
    found: list[str] = []

    def look(response: HttpResponse) -> None:
        if response.status_code >= 500:
            # The transaction is broken: nothing of it was saved.
            found.append(f"{response.status_code} instead of words that help")
            return
        if _fingerprint(world) != theirs:
            found.append("a row of the other garage is not what it was")
        pages = [response.content.decode("utf-8", "replace") if not response.streaming else ""]
        if response.status_code in (302, 303):
            pages.append(visitor.client.get(response.headers["Location"]).content.decode("utf-8", "replace"))
        if any(CANARY in page.lower() for page in pages):
            found.append("shows what belongs to another garage")

    if form.method == "post":
        visitor.response("POST", path, look=look, data=data)
    else:
        visitor.response("GET", f"{path.split('?')[0]}?{data}", look=look)
    return found


def _fingerprint(world: World) -> str:
    """Of all rows of the other garage."""
    parts = " UNION ALL ".join(
        f"SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t.id)), '') AS rows"
        f" FROM {model._meta.db_table} t"
        for model in tenant_models()
    )
    with garage_active(world.theirs.garage), connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(rows, ' ') FROM ({parts}) AS tables")
        return str(cursor.fetchone()[0])


def _is_page_of_owner(route: Route) -> bool:
    return route.is_in_garage and ("owner" in route.roles or route.access == routes.PUBLIC)
