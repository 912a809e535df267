"""What platform staff did to rows of this garage, in words: the facts name models and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _


def row_added(facts: Mapping[str, Any]) -> str:
    return _("Added by platform staff: %(model)s") % {"model": _model(facts)}


def row_changed(facts: Mapping[str, Any]) -> str:
    fields = facts.get("fields", "–")
    return _("Changed by platform staff: %(model)s (%(fields)s)") % {
        "model": _model(facts),
        "fields": ", ".join(fields) if isinstance(fields, list) else fields,
    }


def row_deleted(facts: Mapping[str, Any]) -> str:
    return _("Deleted by platform staff: %(model)s") % {"model": _model(facts)}


def _model(facts: Mapping[str, Any]) -> str:
    label = str(facts.get("model", "–"))
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label
