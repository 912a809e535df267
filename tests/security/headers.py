"""What every answer must say to the browser, and what is wrong with one that does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SWITCHED_OFF = ("camera", "geolocation", "microphone", "payment", "usb")
POLICY = {
    "default-src": {"'self'", "'none'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'", "'none'"},
    "frame-ancestors": {"'none'"},
}
# Each is a hole: scripts and styles in the page, code made of text, anything from elsewhere.
FORBIDDEN_SOURCES = ("unsafe-", "*", "http:", "https:", "blob:", "wasm")


def faults(
    headers: Mapping[str, str], *, is_static: bool = False, is_signed_in: bool = False
) -> Iterator[str]:
    for name, value in FIXED.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"
    for feature in SWITCHED_OFF:
        if f"{feature}=()" not in headers.get("Permissions-Policy", ""):
            yield f"Permissions-Policy leaves {feature} on"
    if not is_static:
        yield from policy_faults(headers.get("Content-Security-Policy", ""))
        if headers.get("X-Frame-Options") != "DENY":
            yield f"X-Frame-Options is {headers.get('X-Frame-Options')}"
    if is_signed_in and "no-store" not in headers.get("Cache-Control", ""):
        yield f"Cache-Control is {headers.get('Cache-Control')} for somebody who is signed in"


def policy_faults(policy: str) -> Iterator[str]:
    directives = _directives(policy)
    for name, allowed in POLICY.items():
        # What default-src forbids altogether need not be said again, except where it does not apply.
        inherited = directives.get("default-src", []) if name == "object-src" else []
        sources = directives.get(name, inherited)
        if not sources or not set(sources) <= allowed:
            yield f"{name} of the Content-Security-Policy is {sources}"
    for name, sources in directives.items():
        for source in sources:
            is_picture = name == "img-src" and source == "data:"
            if any(part in source for part in FORBIDDEN_SOURCES) or (source == "data:" and not is_picture):
                yield f"{name} of the Content-Security-Policy allows {source}"


def cookie_faults(cookies: SimpleCookie, *, is_secure: bool = False) -> Iterator[str]:
    for name, cookie in cookies.items():
        if not cookie.value:
            # Taken back.
            continue
        if not cookie["httponly"]:
            yield f"scripts can read the cookie {name}"
        if cookie["samesite"] not in ("Lax", "Strict"):
            yield f"other sites send the cookie {name} along"
        if cookie["domain"] or cookie["path"] != "/":
            yield f"the cookie {name} is for {cookie['domain']}{cookie['path']}"
        if is_secure and not name.startswith("__Host-"):
            yield f"another host may have set the cookie {name}"
        if is_secure and not cookie["secure"]:
            yield f"the cookie {name} goes out without encryption"


def _directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";")]
    return {words[0]: words[1:] for words in parts if words}
