from types import SimpleNamespace

import pytest
from django.urls import path

from garageflow.ui import navigation
from garageflow.ui.navigation import NavItem, NavItemSpec, navigation_for, register

urlpatterns = [
    path("", lambda request: None, name="home"),
    path("lists/", lambda request: None, name="lists"),
    path("lists/night/", lambda request: None, name="night"),
]


@pytest.fixture(autouse=True)
def entries(monkeypatch, settings):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(navigation, "_specs", {})
    monkeypatch.setattr(navigation, "count", lambda request, counters: dict.fromkeys(counters, 3))
    register(NavItemSpec("Lists", "lists", "list", frozenset({"reception"}), 2, lambda request: None))
    register(NavItemSpec("Home", "home", "home", frozenset({"reception", "driver"}), 1))
    register(NavItemSpec("Night", "night", "batch", frozenset({"reception"}), 3, feature="autopaspoort"))


def request_at(path, *features):
    return SimpleNamespace(path=path, garage=SimpleNamespace(has_feature=lambda name: name in features))


def test_entries_stand_in_their_order_with_their_counts():
    items = navigation_for(request_at("/lists/7/"), frozenset({"reception"}))

    assert items == [
        NavItem("Home", "/", "home"),
        NavItem("Lists", "/lists/", "list", current=True, count=3),
    ]


def test_other_roles_do_not_see_them():
    assert [item.name for item in navigation_for(request_at("/"), frozenset({"driver"}))] == ["Home"]


def test_a_feature_that_is_off_is_not_shown():
    names = [item.name for item in navigation_for(request_at("/", "autopaspoort"), frozenset({"reception"}))]

    assert names == ["Home", "Lists", "Night"]


def test_only_the_nearest_entry_is_current():
    items = navigation_for(request_at("/lists/night/", "autopaspoort"), frozenset({"reception"}))

    assert [item.name for item in items if item.current] == ["Night"]
