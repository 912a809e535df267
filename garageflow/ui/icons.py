"""One icon per meaning. Templates name the meaning, so that a picture can never come to mean two things."""

from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline

ICONS = {
    "add": "plus",
    "again": "arrow-path-rounded-square",
    "appointment": "calendar-days",
    "at": "at-symbol",
    "attachment": "paper-clip",
    "audit": "clipboard-document-list",
    "back": "arrow-left",
    "batch": "queue-list",
    "busy": "arrow-path",
    "call": "phone",
    "carpass": "document-check",
    "carshare": "key",
    "close": "x-mark",
    "columns": "view-columns",
    "convoy": "map",
    "copy": "clipboard-document",
    "customers": "users",
    "dark": "moon",
    "delete": "trash",
    "details": "chevron-down",
    "device": "device-phone-mobile",
    "document": "document-text",
    "edit": "pencil-square",
    "error": "exclamation-circle",
    "export": "arrow-down-tray",
    "external": "arrow-top-right-on-square",
    "filter": "funnel",
    "fleet": "building-office-2",
    "garage": "building-storefront",
    "help": "question-mark-circle",
    "home": "home",
    "idea": "light-bulb",
    "import": "arrow-up-tray",
    "info": "information-circle",
    "inspection": "clipboard-document-check",
    "invite": "user-plus",
    "invoice": "document-currency-euro",
    "language": "language",
    "light": "sun",
    "list": "list-bullet",
    "lock": "lock-closed",
    "mail": "envelope",
    "mechanic": "wrench",
    "menu": "bars-3",
    "more": "ellipsis-horizontal",
    "next": "chevron-right",
    "none": "minus",
    "now": "exclamation-triangle",
    "odometer": "calculator",
    "offline": "signal-slash",
    "ok": "check",
    "passkey": "finger-print",
    "passport": "identification",
    "person": "user-circle",
    "photo": "camera",
    "plan": "calendar",
    "previous": "chevron-left",
    "print": "printer",
    "refused": "no-symbol",
    "roles": "user-group",
    "saved": "bookmark",
    "search": "magnifying-glass",
    "security": "shield-check",
    "send": "paper-airplane",
    "settings": "cog-6-tooth",
    "show": "eye",
    "sign-in": "arrow-left-end-on-rectangle",
    "sign-out": "arrow-right-start-on-rectangle",
    "soon": "clock",
    "sort": "chevron-up-down",
    "sorted-down": "arrow-down",
    "sorted-up": "arrow-up",
    "statistics": "chart-bar",
    "stock": "tag",
    "stop": "stop",
    "switch": "arrows-right-left",
    "system": "computer-desktop",
    "table": "table-cells",
    "undo": "arrow-uturn-left",
    "vehicle": "truck",
    "workshop": "wrench-screwdriver",
}

# What a tone looks like without its colour: status is never colour alone.
TONE_ICONS = {"ok": "ok", "soon": "soon", "now": "now", "busy": "busy", "none": "none", "info": "info"}


@cache
def icon_svg(meaning: str, label: str = "") -> SafeString:
    """The icon of a meaning; without label it is decoration and hidden from screen readers."""
    svg = str(heroicon_outline(ICONS[meaning], size=20, **{"class": "icon"}))
    svg = svg.replace(' data-slot="icon"', "").replace("\n  ", "").replace("\n", "")
    if label:
        svg = svg.replace(' aria-hidden="true"', f' role="img" aria-label="{escape(label)}"')
    return mark_safe(svg)  # noqa: S308  # drawn by heroicons, label escaped
