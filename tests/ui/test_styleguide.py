import pytest
from django.test import Client

PAGES = ["/styleguide/", "/styleguide/public/", "/styleguide/sign-in/", "/styleguide/theme.css"]


@pytest.mark.parametrize("page", PAGES)
def test_builders_see_it_in_the_demo(page):
    assert Client().get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_it_is_not_there_for_the_public(page, settings):
    settings.DEMO = False

    assert Client().get(page).status_code == 404


def test_an_unknown_sample_is_not_found():
    assert Client().get("/styleguide/secret/").status_code == 404


@pytest.mark.parametrize("page", PAGES[:3])
def test_no_style_and_no_script_stands_in_the_page(page):
    html = Client().get(page).content.decode()

    assert " style=" not in html
    assert "<style" not in html
    assert " on" + "click=" not in html
    assert html.count("<script") == html.count("<script src=")


def test_the_accent_of_the_garage(db, peeters):
    peeters.accent_hue = 150
    peeters.save()

    response = Client().get("/g/peeters/theme.css?hue=150")

    assert response.content == b":root{--hue:150}\n"
    assert response["Content-Type"] == "text/css"
    assert response["Cache-Control"] == "public, max-age=31536000"


def test_an_accent_that_was_not_named_may_change_soon(db, peeters):
    assert Client().get("/g/peeters/theme.css")["Cache-Control"] == "public, max-age=3600"


def test_an_accent_that_is_known_is_not_sent_again(db, peeters):
    etag = Client().get("/g/peeters/theme.css")["ETag"]

    assert Client().get("/g/peeters/theme.css", headers={"If-None-Match": etag}).status_code == 304


def test_the_accent_of_no_garage(db):
    assert Client().get("/g/nobody/theme.css").status_code == 404


def test_the_logo(db, peeters):
    peeters.logo_png = b"\x89PNG..."
    peeters.save()

    response = Client().get("/g/peeters/logo.png")

    assert (response.content, response["Content-Type"]) == (b"\x89PNG...", "image/png")


def test_a_garage_without_a_logo(db, peeters):
    assert Client().get("/g/peeters/logo.png").status_code == 404
