"""What an intruder types into every text (S12), and how a page that fell for it is told.

Each payload leaves its mark where a page takes it for markup: an element or an attribute named MARK, a script
that the policy stops and reports, a picture asked of another machine. They are of many lengths, so that short
columns have theirs too; none has a word that is longer than the longest of a language.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

MARK = "xss"
ELSEWHERE = "canary.invalid"

PAYLOADS = (
    "<xss>",
    "'\"><xss>",
    "\" xss='",
    "' xss=\"",
    "</p><xss a=",
    "<!--><xss>",
    "</title><xss>",
    "</script><xss>",
    "</textarea><xss>",
    "]]></style><xss>",
    "javascript:alert(1)",
    "<svg/onload=alert(1)>",
    "\" onfocus=alert(1) autofocus xss=\"",
    f"<img src=//{ELSEWHERE}/a>",
    "'\"></select> </template> <img src=x onerror=alert(1)>",
    f"<link rel=stylesheet href=//{ELSEWHERE}/a.css> <xss>",
    f"</script> <script src=//{ELSEWHERE}/a.js ></script>",
    "\" hx-get=/ hx-trigger=load hx-on::load=alert(1) xss=\"",
    "'-alert(1)-' \\';alert(1)// </script> <xss>",
    f"<iframe srcdoc='<script>alert(1) </script>'></iframe> <base href=//{ELSEWHERE}/>",
    "&lt;xss&gt; &#60;xss&#62; &#x3c;xss&#x3e;",
    "%3Cxss%3E \\u003cxss\\u003e \\x3cxss\\x3e",
    f"x); background: url(//{ELSEWHERE}/b.png)",
    "{{ constructor.constructor('alert(1)')() }} ${alert(1)} {% xss %}",
)  # fmt: skip

# What a browser made of them, in words; looked for in every page.
FOUND_IN_PAGE = """() => [
  ...[...document.querySelectorAll("xss, [xss], base, iframe[srcdoc], [onerror], [onload], [onfocus]")]
    .map((it) => it.outerHTML.slice(0, 200)),
  ...[...document.querySelectorAll("[href], [action], [src], [formaction]")]
    .filter((it) => /^\\s*javascript:/i.test(
      it.getAttribute("href") ?? it.getAttribute("action") ?? it.getAttribute("src") ?? ""
    )).map((it) => it.outerHTML.slice(0, 200)),
]"""


def found_in(html: str) -> list[str]:
    """The same for what no browser opens: mails, and what PDFs are made of."""
    parser = _Parser()
    parser.feed(html)
    return parser.found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(f"<{tag} {name}={value}>" for name, value in _bad(tag, attrs))

    def handle_data(self, data: str) -> None:
        # A style sheet that would fetch something.
        if (self.get_starttag_text() or "").startswith("<style") and ELSEWHERE in data:
            self.found.append(f"<style>: {data[:200]}")


def _bad(tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[tuple[str, str | None]]:
    if tag in (MARK, "script", "iframe", "base", "object", "embed"):
        yield "", None
    for name, value in attrs:
        text = (value or "").strip().lower()
        is_address = name in ("src", "href", "action", "background", "poster", "data", "style", "srcset")
        leads_away = text.startswith("javascript:") or f"//{ELSEWHERE}" in text
        if name == MARK or name.startswith("on") or (is_address and leads_away):
            yield name, value
