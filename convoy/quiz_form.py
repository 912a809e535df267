from __future__ import annotations

from typing import Any

from django import forms

from convoy.models import CertificationVersion


class QuizForm(forms.Form):
    """One question a field, each with its options."""

    def __init__(self, *args: Any, version: CertificationVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(version.questions):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=question["text"],
                choices=list(enumerate(question["options"])),
                coerce=int,
                widget=forms.RadioSelect,
            )

    def answers(self) -> list[int]:
        return [self.cleaned_data[name] for name in self.fields]
