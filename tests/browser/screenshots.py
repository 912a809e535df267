"""Screenshots of pages of a running site (bin/up), for people to look at.

python -m tests.browser.screenshots FOLDER --base-url http://127.0.0.1:8000 --role reception \\
    /g/peeters/ /g/peeters/autopaspoort/
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True, slots=True)
class Login:
    role: str
    garage: str
    email: str
    password: str


def main(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    login = None if given.anonymous else login_of(given.logins, given.role, given.garage)
    folder = Path(given.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        for language in given.languages:
            page = open_page(browser, given.base_url, language)
            if login is not None:
                sign_in(page, login)
                choose_language(page, language)
            for path in given.pages:
                for file in _shoot(page, path, folder, language, given.widths, given.schemes):
                    print(file)
            page.context.close()
        browser.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("folder", help="where the pictures go")
    parser.add_argument("pages", nargs="+", metavar="PAGE", help="addresses, for example /g/peeters/jobs/")
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    parser.add_argument("--logins", type=Path, default=REPOSITORY / "var" / "demo-logins.txt")
    parser.add_argument("--role", default="owner")
    parser.add_argument("--garage", default="peeters")
    parser.add_argument("--anonymous", action="store_true", help="without signing in")
    parser.add_argument("--widths", type=_numbers, default=[1280, 390], help="1280,390")
    parser.add_argument("--schemes", type=_words, default=["light", "dark"], help="light,dark")
    parser.add_argument("--languages", type=_words, default=["nl", "fr"], help="nl,fr")
    return parser


def _words(text: str) -> list[str]:
    return text.split(",")


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def login_of(file: Path, role: str, garage: str) -> Login:
    """From the lines `role garage e-mail password` that bin/up writes."""
    logins = [
        Login(*line.split(maxsplit=3)) for line in file.read_text().splitlines() if line.count(" ") >= 3
    ]
    for login in logins:
        if (login.role, login.garage) == (role, garage):
            return login
    known = ", ".join(sorted({f"{login.role}/{login.garage}" for login in logins}))
    raise SystemExit(f"{file} has no login {role}/{garage}, only {known}")


def start_browser(playwright: Playwright) -> Browser:
    path = os.environ.get("CHROMIUM_PATH") or (CHROMIUM if Path(CHROMIUM).exists() else None)
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])


def open_page(browser: Browser, base_url: str, language: str) -> Page:
    context = browser.new_context(base_url=base_url, locale=language, reduced_motion="reduce")
    return context.new_page()


def sign_in(page: Page, login: Login) -> None:
    page.goto("/accounts/login/")
    page.locator("input[type=email]").fill(login.email)
    page.locator("input[type=password]").fill(login.password)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def choose_language(page: Page, language: str) -> None:
    """The person's own choice goes before that of the browser."""
    page.goto("/account/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    origin = re.match(r"https?://[^/]+", page.url)
    assert origin is not None
    page.request.post(
        "/language/",
        form={"language": language, "csrfmiddlewaretoken": token, "next": "/account/"},
        headers={"Referer": page.url, "Origin": origin[0]},
    )


def _shoot(
    page: Page, path: str, folder: Path, language: str, widths: list[int], schemes: list[str]
) -> Iterator[Path]:
    page.goto(path)
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "start"
    for width, scheme in product(widths, schemes):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 844})
        # As high as the page: what sticks to the window would lie across the middle of the picture.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": min(height, 8000)})
        file = folder / f"{name}.{language}.{width}.{scheme}.png"
        page.screenshot(path=file)
        yield file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
