"""Writing a training and its quiz: a few pages, a few questions, empty ones are left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from convoy.models import Certification, CertificationVersion


class CertificationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Certification.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    summary = forms.CharField(label=_("In one sentence"), max_length=200, required=False)


class _PageForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    text = forms.CharField(
        label=_("Text"), max_length=6000, required=False, widget=forms.Textarea({"rows": 5})
    )


class _QuestionForm(forms.Form):
    text = forms.CharField(label=_("Question"), max_length=300, required=False)
    options = forms.CharField(
        label=_("Answers, one a line; the right one first"),
        max_length=1500,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("text") and len(_lines(cleaned.get("options", ""))) < 2:
            self.add_error("options", _("At least two answers, one a line."))
        return cleaned


_Pages: Any = forms.formset_factory(_PageForm, extra=2, max_num=20)
_Questions: Any = forms.formset_factory(_QuestionForm, extra=3, max_num=40)


class PageForms(_Pages):  # type: ignore[misc]
    def values(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return [{"title": row["title"], "text": row["text"]} for row in rows if row.get("text")]


class QuestionForms(_Questions):  # type: ignore[misc]
    """The dispatcher writes the right answer first; drivers see the answers in another order."""

    @staticmethod
    def initial_of(version: CertificationVersion | None) -> list[dict[str, Any]]:
        return [
            {"text": question["text"], "options": "\n".join(_right_first(question))}
            for question in (version.questions if version else [])
        ]

    def values(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return [_question(row["text"], _lines(row["options"])) for row in rows if row.get("text")]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _right_first(question: dict[str, Any]) -> list[str]:
    right = question["options"][question["correct"]]
    return [right, *(option for option in question["options"] if option != right)]


def _question(text: str, options: list[str]) -> dict[str, Any]:
    """The right one is put where the alphabet puts it: no pattern gives it away."""
    shown = sorted(options, key=str.casefold)
    return {"text": text, "options": shown, "correct": shown.index(options[0])}
