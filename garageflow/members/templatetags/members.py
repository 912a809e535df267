from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from garageflow.tenancy.urls import site_url
from garageflow.ui.parts import Tab

register = template.Library()


@register.simple_tag(takes_context=True)
def account_tabs(context: template.Context) -> str:
    """The pages of a person's own account."""
    places = (
        ("account", _("Account")),
        ("account_email", _("E-mail")),
        ("account_change_password", _("Password")),
        ("mfa_index", _("Security")),
        ("usersessions_list", _("Devices")),
    )
    path = context["request"].path
    items = [
        Tab(label, url, current=path.startswith(url))
        for label, url in ((label, site_url(name)) for name, label in places)
    ]
    return render_to_string("ui/tabs.html", {"items": items, "label": _("Your account")})
