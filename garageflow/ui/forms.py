"""How forms look: the renderer, and the widgets that the browser's own do not cover."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property

# A separator with three digits behind it, and behind those another separator or nothing.
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[.,'\s](?=\d{3}(\D|$))")
_BOXES = (forms.CheckboxInput,)
_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class FieldOnPage(BoundField):
    """A bound field that knows its place: a form names widths and units in `ui_widths` and `ui_units`."""

    @property
    def width(self) -> str:
        widths: dict[str, str] = getattr(self.form, "ui_widths", {})
        return widths.get(self.name, "")

    @property
    def unit(self) -> str:
        units: dict[str, str] = getattr(self.form, "ui_units", {})
        return units.get(self.name, "")

    @property
    def kind(self) -> str:
        widget = self.field.widget
        if isinstance(widget, _BOXES):
            return "check"
        if isinstance(widget, _CHOICES):
            return "choices"
        if isinstance(widget, FileDrop):
            return "file"
        return "line"

    @cached_property
    def is_marked_required(self) -> bool:
        return bool(self.field.required) and not self.field.disabled

    @property
    def summary_target(self) -> str:
        """Where a link in the error summary goes: the first control of a group, else the control."""
        if self.kind == "choices" and self.auto_id:
            return f"{self.auto_id}_0"
        return str(self.id_for_label or self.auto_id)


class GarageFlowRenderer(TemplatesSetting):
    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
    bound_field_class = FieldOnPage


class DateInput(forms.DateInput):
    """The browser's date picker: shows the reader's format, sends ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's clock: hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class KmInput(forms.TextInput):
    """Text, not number: people type 58.214 and 58 214, and a number field drops what it cannot read."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "data-big": True, **(attrs or {})})


class KmField(forms.IntegerField):
    """A distance as people write it: 58214, 58.214, 58 214 and 58,214 are one number, 58,2 is none."""

    widget = KmInput

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = _BETWEEN_THOUSANDS.sub("", value.strip())
        number: int | None = super().to_python(value)
        return number


class _CodeInput(forms.TextInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        code = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        super().__init__({**code, "data-code": self.code, **(attrs or {})})

    code = ""


class PlateInput(_CodeInput):
    code = "plate"


class VinInput(_CodeInput):
    code = "vin"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"maxlength": 17, **(attrs or {})})


class TickList(forms.CheckboxSelectMultiple):
    """Many choices in groups: each a large tick, groups without one folded away."""

    template_name = "ui/ticks.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["groups"] = [
            (group, options, sum(bool(option["selected"]) for option in options))
            for group, options, _index in context["widget"]["optgroups"]
        ]
        return context


class FileDrop(forms.ClearableFileInput):
    """A place to drop a file; without script the browser's own file field."""

    template_name = "ui/file_drop.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, accept: str = "") -> None:
        super().__init__({**({"accept": accept} if accept else {}), **(attrs or {})})


class CameraInput(FileDrop):
    """A photo: a phone opens its camera, a desk its folders."""

    template_name = "ui/camera.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"capture": "environment", **(attrs or {})}, accept="image/*")
