from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives

from garageflow.mail.folder import FolderBackend


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def deliver(to: str, subject: str = "Hello", html: str = "") -> str:
    message = EmailMultiAlternatives(subject, "See https://garage.example/x", "Garage <g@example.com>", [to])
    if html:
        message.attach_alternative(html, "text/html")
    FolderBackend().send_messages([message])
    return max(path.stem for path in Path(django_settings.EMAIL_FILE_PATH).glob("*.eml"))


def test_the_newest_mail_stands_first(folder, client, db):
    deliver("jan@example.com", "First <one>")
    deliver("an@example.com", "Second")

    page = client.get("/dev/mail/").text

    assert page.index("Second") < page.index("First &lt;one&gt;")


def test_the_hour_is_that_of_the_clock_on_the_wall(folder, client, db, time_machine):
    """No garage tells the zone of this page."""
    time_machine.move_to("2026-07-01T12:30:00Z", tick=False)
    deliver("jan@example.com")

    assert "14:30" in client.get("/dev/mail/").text


def test_mails_are_found_by_recipient(folder, client, db):
    deliver("jan@example.com", "For Jan")
    deliver("an@example.com", "For An")

    page = client.get("/dev/mail/?to=JAN@").text

    assert "For Jan" in page
    assert "For An" not in page


def test_more_than_one_page_of_mails(folder, client, db, monkeypatch):
    monkeypatch.setattr("garageflow.mail.dev_folder.SHOWN", 2)
    for number in range(3):
        deliver("jan@example.com", f"Mail {number}")

    first = client.get("/dev/mail/")
    second = client.get(f"/dev/mail/?before={first.context['before']}")

    assert [mail.subject for mail in first.context["mails"]] == ["Mail 2", "Mail 1"]
    assert [mail.subject for mail in second.context["mails"]] == ["Mail 0"]


def test_a_mail_is_shown_with_text_headers_and_links(folder, client, db):
    name = deliver("jan@example.com", html="<html><head></head><body><b>Hi</b></body></html>")

    page = client.get(f"/dev/mail/{name}/").text

    assert 'href="https://garage.example/x"' in page
    assert "Garage &lt;g@example.com&gt;" in page
    assert f'src="/dev/mail/{name}/html/"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_the_html_of_a_mail_is_locked_in(folder, client, db):
    name = deliver("jan@example.com", html="<html><head></head><body><script>x</script></body></html>")

    response = client.get(f"/dev/mail/{name}/html/")

    assert '<head><base target="_blank">' in response.text
    assert sorted(response["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "img-src 'self' data:",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "style-src 'unsafe-inline'",
    ]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_outside_the_demo_there_is_no_such_page(folder, client, db, settings):
    name = deliver("jan@example.com")
    settings.DEMO = False

    for address in ("/dev/mail/", f"/dev/mail/{name}/", f"/dev/mail/{name}/html/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "secret",
        "..%2fsecret",
        "%2e%2e/secret",
        "00000000000000000001-0000000g",
        "00000000000000000001-00000000",
    ],
)
def test_only_mails_of_the_folder_are_read(folder, client, db, name):
    folder.mkdir()
    (folder.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    (folder / "secret.eml").write_text("Subject: secret\n\nsecret")

    assert client.get(f"/dev/mail/{name}/").status_code == 404
    assert client.get(f"/dev/mail/{name}/html/").status_code == 404


def test_without_mails_the_page_says_how_to_get_some(folder, client, db):
    assert "Nothing has been sent yet." in client.get("/dev/mail/").text
    assert "Nothing was sent to this recipient." in client.get("/dev/mail/?to=jan").text
