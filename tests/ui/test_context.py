import pytest
from django.test import Client, RequestFactory

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Role
from garageflow.ui.context import shell
from tests.conftest import client_of
from tests.factories import MemberFactory


@pytest.fixture
def reception_of_two(reception, dubois):
    """Works at Peeters and at Dubois."""
    with garage_active(dubois):
        MemberFactory(membership__user=reception.member.membership.user, membership__roles=[Role.RECEPTION])
    return reception


def test_who_works_in_two_garages_can_switch(reception_of_two):
    page = client_of(reception_of_two).get("/g/peeters/")

    assert [(choice.name, choice.url, choice.current) for choice in page.context["garages"]] == [
        ("Garage Dubois", "/g/dubois/", False),
        ("Garage Peeters", "/g/peeters/", True),
    ]


def test_where_one_is_a_customer_is_no_garage_to_work_in(reception, dubois):
    with garage_active(dubois):
        MemberFactory(membership__user=reception.member.membership.user, membership__roles=[Role.CUSTOMER])

    page = client_of(reception).get("/g/peeters/")

    assert [choice.name for choice in page.context["garages"]] == ["Garage Peeters"]


def test_a_garage_that_was_left_is_gone(reception_of_two, dubois):
    dubois.memberships.update(ended_at="2026-01-01T00:00Z")

    page = client_of(reception_of_two).get("/g/peeters/")

    assert [choice.name for choice in page.context["garages"]] == ["Garage Peeters"]


def test_strangers_have_no_garages_and_no_navigation(db):
    page = Client().get("/accounts/login/")

    assert list(page.context["garages"]) == []
    assert list(page.context["navigation"]) == []


def test_a_page_without_the_shell_costs_no_query(reception, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = reception.member.membership.user

    with django_assert_num_queries(0):
        shell(request)


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")]
)
def test_only_a_known_theme_is_taken_from_the_cookie(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie

    assert shell(request)["theme"] == theme
