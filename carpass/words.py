"""What people call the events and pages of this app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from garageflow.audit.registry import Words
from garageflow.vehicles.models import CarPassExclusion


def _exclusion(facts: Mapping[str, Any]) -> str:
    value = facts.get("exclusion", "")
    if not value:
        return _("This vehicle needs a Car-Pass")
    why = CarPassExclusion(value).label if value in CarPassExclusion.values else value
    return _("This vehicle needs no Car-Pass: %(why)s") % {"why": why}


EVENTS: dict[str, Words] = {
    "carpass.settings_changed": _lazy("Settings of Car-Pass changed"),
    "carpass.account_added": _lazy("Car-Pass account added: %(user_name)s"),
    "carpass.account_changed": _lazy("Car-Pass account changed"),
    "carpass.connection_tested": _lazy("Connection to Car-Pass tested"),
    "carpass.password_revealed": _lazy("Password of the Car-Pass account shown"),
    "carpass.document_added": _lazy("Car-Pass added: %(number)s, valid until %(valid_until)s"),
    "carpass.document_revoked": _lazy("Car-Pass revoked: %(number)s"),
    "carpass.exclusion_set": _exclusion,
}

ROUTES = {
    "expiring": _lazy("See which Car-Passes expire"),
    "accounts": _lazy("See the Car-Pass accounts"),
    "account-new": _lazy("Add a Car-Pass account"),
    "account": _lazy("Change a Car-Pass account"),
    "accounts-test": _lazy("Test all connections to Car-Pass"),
    "account-test": _lazy("Test the connection to Car-Pass"),
    "account-password": _lazy("See the password of a Car-Pass account"),
    "settings": _lazy("Change the settings of Car-Pass"),
    "vehicle": _lazy("See the Car-Passes of a vehicle"),
    "mark": _lazy("See how the Car-Pass of a vehicle stands"),
    "renew": _lazy("Renew a Car-Pass"),
    "history-new": _lazy("Make a Car-Pass"),
    "history": _lazy("See the Car-Pass that is being made"),
    "document-new": _lazy("Enter a Car-Pass by hand"),
    "exclusion-set": _lazy("Say that a vehicle needs no Car-Pass"),
    "public": _lazy("Open a Car-Pass"),
    "pdf": _lazy("Download a Car-Pass"),
    "document-revoke": _lazy("Revoke a Car-Pass"),
    "renew-many": _lazy("Renew several Car-Passes"),
    "renewal-job": _lazy("See a renewal of Car-Passes"),
    "renewal-retry": _lazy("Renew failed Car-Passes again"),
}
