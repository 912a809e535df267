import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WIDTHS = {"desk": 1280, "phone": 390}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def page_at(site, browser):
    """Opens a page as somebody would see it, and holds every complaint of the browser against it."""
    opened = []

    def open_page(path, *, kind="desk", scheme="light", script=True):
        context = browser.new_context(
            viewport={"width": WIDTHS[kind], "height": 844},
            color_scheme=scheme,
            has_touch=kind == "phone",
            is_mobile=kind == "phone",
            reduced_motion="reduce",
            java_script_enabled=script,
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = context.new_page()
        complaints = []
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append((context, complaints))
        # The first page waits for the whole application to start.
        page.set_default_timeout(10_000)
        page.set_default_navigation_timeout(60_000)
        page.goto(site + path)
        return page

    yield open_page
    for context, complaints in opened:
        context.close()
        assert complaints == []


@pytest.mark.parametrize("kind", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/public/", "/styleguide/sign-in/"])
def test_axe_finds_nothing(page_at, path, scheme, kind):
    page = page_at(path, kind=kind, scheme=scheme)

    # What is folded away is read too, once somebody opens it.
    page.evaluate(
        "document.querySelectorAll('.topbar .menu, .chart details').forEach((it) => { it.open = true; })"
    )
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]

    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/public/", "/styleguide/sign-in/"])
def test_nothing_sticks_out_of_a_phone(page_at, path):
    page = page_at(path, kind="phone")

    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_thumb_finds_every_button(page_at):
    page = page_at("/styleguide/", kind="phone")

    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, a.button, a.chip, select, .bottombar a")]
        .map((control) => [control.textContent.trim(), control.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
        .map(([text, box]) => `${text} ${box.width} x ${box.height}`)"""
    )

    assert small == []


def test_slash_goes_to_the_search(page_at):
    page = page_at("/styleguide/")

    page.keyboard.press("/")

    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("[data-search]")).to_have_value("a/b")


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(page_at):
    page = page_at("/styleguide/")
    menu = page.locator("details.menu:has(.me)")

    menu.locator("summary").click()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()

    menu.locator("summary").click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_a_dialog_opens_and_closes(page_at):
    page = page_at("/styleguide/")
    dialog = page.locator("#sample-dialog")

    page.get_by_role("link", name="Annuleren…").click()
    expect(dialog).to_be_visible()
    dialog.get_by_text("Behouden").click()

    expect(dialog).to_be_hidden()
    assert "#" not in page.url


def test_a_dialog_opens_without_script(page_at):
    page = page_at("/styleguide/", script=False)

    page.get_by_role("link", name="Annuleren…").click()

    expect(page.locator("#sample-dialog")).to_be_visible()


def test_leaving_with_unsaved_input_asks(page_at):
    page = page_at("/styleguide/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.locator("#id_note").fill("half a note")
    page.goto(page.url.replace("/styleguide/", "/styleguide/public/"))

    assert asked == ["beforeunload"]


def test_leaving_without_input_does_not_ask(page_at):
    page = page_at("/styleguide/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.goto(page.url.replace("/styleguide/", "/styleguide/public/"))

    assert asked == []


def test_a_form_is_sent_once(page_at, site):
    page = page_at("/styleguide/public/")
    sent = []
    page.route("**/*", lambda route: sent.append(route.request.method))

    page.evaluate(
        "const form = document.querySelector('.hero form'); form.requestSubmit(); form.requestSubmit()"
    )
    page.wait_for_timeout(200)

    assert sent.count("POST") == 1


def test_choosing_rows_counts_them(page_at):
    page = page_at("/styleguide/")
    count = page.locator("[data-count]")

    expect(count).to_have_text("1")
    page.locator("[data-select-all]").check()
    expect(count).to_have_text("5")
    page.get_by_role("button", name="Choose nothing").click()

    expect(page.locator(".bulkbar")).to_be_hidden()


def test_a_chosen_file_is_named(page_at):
    page = page_at("/styleguide/")

    page.locator("#id_file").set_input_files(
        {"name": "november.csv", "mimeType": "text/csv", "buffer": b"x" * 1500}
    )

    expect(page.locator("[data-drop] b").first).to_have_text("november.csv (1.5 kB)")


def test_messages_of_htmx_are_shown_and_closed(page_at):
    page = page_at("/styleguide/")

    page.evaluate(
        """const value = [{tone: "now", text: "<b>No.</b>"}];
        document.dispatchEvent(new CustomEvent("toasts", {detail: {value}}))"""
    )
    toast = page.locator(".toast")
    expect(toast).to_have_text("<b>No.</b>")
    toast.get_by_role("button").click()

    expect(toast).to_have_count(0)


def test_dark_is_remembered(page_at):
    page = page_at("/styleguide/")

    page.locator(".me").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_copying(page_at):
    page = page_at("/styleguide/")

    page.locator("[data-copy]").click()

    expect(page.locator(".toast")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "els@example.org"


def test_the_summary_of_errors_leads_to_the_field(page_at):
    page = page_at("/styleguide/")

    page.get_by_role("link", name="E-mailadres:").click()

    expect(page.locator("#id_wrong-email")).to_be_focused()


def test_the_phone_opens_all_of_the_menu(page_at):
    page = page_at("/styleguide/", kind="phone")
    sidebar = page.locator("#sidebar")

    expect(sidebar).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(sidebar.get_by_role("link", name="Autodelen")).to_be_visible()
    page.keyboard.press("Escape")

    expect(sidebar).to_be_hidden()
