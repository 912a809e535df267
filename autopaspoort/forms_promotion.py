from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from autopaspoort.models import Promotion


class PromotionForm(forms.ModelForm):  # type: ignore[type-arg]
    ui_widths = {"fuel": "half", "make": "half", "older_than": "half", "inspection_within": "half"}
    said, chosen = ("title", "body"), ("fuel", "make", "older_than", "inspection_within")

    class Meta:
        model = Promotion
        fields = ["title", "body", "fuel", "make", "older_than", "inspection_within"]
        widgets = {"body": forms.Textarea({"rows": 5})}
        help_texts = {"title": _("The subject of the mail, and the message on the telephone.")}

    @property
    def said_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.said]

    @property
    def chosen_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.chosen]
