"""What moves: suggestions while typing, progress that comes by itself, the demo's mail in its frame."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import expect

from garageflow.customers.identity import name_key
from garageflow.documents.domain.pdf import RENDER_PDF
from garageflow.jobs.domain.batch import finish_job
from garageflow.jobs.models import BatchJob
from garageflow.mail.folder import FolderBackend
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.active import garage_active
from tests.factories import CustomerFactory, VehicleFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def people(peeters):
    with garage_active(peeters):
        for number, (first, last) in enumerate((("Jan", "Janssens"), ("An", "Jansma")), start=7):
            CustomerFactory(
                number=number,
                first_name=first,
                last_name=last,
                name_key=name_key(last, first),
                email=f"{first}@x.be",
            )
        VehicleFactory(number=3, plate="1ABC234", plate_display="1-ABC-234", plate_country="BE")


def test_the_search_suggests_while_one_types_and_goes_by_keyboard(open_browser, as_reception, people):
    page = open_browser(as_reception)
    page.goto("/g/peeters/")

    page.keyboard.press("/")
    page.keyboard.type("jans")
    expect(page.locator("#suggestions a")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#suggestions a").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("1-ab")
    expect(page.locator("#suggestions .plate")).to_have_text("B1-ABC-234")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/g/peeters/autopaspoort/3/$"))


def test_the_search_works_without_script(open_browser, as_reception, people):
    page = open_browser(as_reception, java_script_enabled=False)
    page.goto("/g/peeters/")

    page.locator("[data-search]").fill("jans")
    page.locator("[data-search]").press("Enter")

    expect(page.locator(".hits a")).to_have_count(2)


def test_progress_comes_by_itself_and_stops_at_the_end(open_browser, as_reception, peeters):
    with garage_active(peeters):
        job = BatchJob.objects.create(
            kind=RENDER_PDF, name="AutoPaspoort", state=BatchJob.State.RUNNING, done=1, total=4
        )
    page = open_browser(as_reception)
    page.goto("/g/peeters/jobs/")
    expect(page.locator("progress")).to_have_attribute("value", "1")

    with garage_active(peeters):
        BatchJob.objects.filter(pk=job.pk).update(done=3)
    expect(page.locator("progress")).to_have_attribute("value", "3")
    with garage_active(peeters):
        finish_job(job.pk)

    expect(page.locator("progress")).to_have_count(0)
    expect(page.locator("#jobs")).not_to_have_attribute("hx-trigger", "every 2s")


@pytest.mark.parametrize("script", [True, False])
def test_a_doubtful_mail_is_decided(open_browser, as_reception, peeters, script):
    with garage_active(peeters):
        mail = OutboxMail.objects.create(
            kind="members.invitation",
            idempotency_key="1",
            to="jan@example.com",
            language="nl",
            state=MailState.UNKNOWN,
        )
    page = open_browser(as_reception, language="en", java_script_enabled=script)
    page.goto("/g/peeters/mail/?state=unknown")

    page.get_by_role("button", name="It arrived jan@example.com").click()

    expect(page).to_have_url(re.compile(r"/g/peeters/mail/\?state=unknown$"))
    with garage_active(peeters):
        mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_a_link_in_a_mail_opens_beside_it(open_browser, site, as_reception):
    message = EmailMultiAlternatives("Hello", "text", "g@example.com", ["jan@example.com"])
    style = "<style>a { color: red }</style>"
    html = f'<html><head>{style}</head><body><a href="{site}/healthz">Link</a></body></html>'
    message.attach_alternative(html, "text/html")
    FolderBackend().send_messages([message])
    page = open_browser()
    page.goto("/dev/mail/")
    page.get_by_role("link", name="Hello").click()

    link = page.frame_locator("iframe").get_by_role("link", name="Link")
    expect(link).to_have_css("color", "rgb(255, 0, 0)")
    with page.context.expect_page() as opened:
        link.click()

    assert opened.value.url == f"{site}/healthz"
