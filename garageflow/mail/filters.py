from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from garageflow.mail.models import MailState, OutboxMail, OutboxMailQuerySet
from garageflow.mail.registry import label_of, registered_kinds


def _kinds() -> list[tuple[str, str]]:
    return [(kind.name, label_of(kind.name)) for kind in registered_kinds()]


class MailFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("E-mail address"), method="to_address")
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=MailState.choices, empty_label=_("Every status")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=_kinds, empty_label=_("All kinds"))

    class Meta:
        model = OutboxMail
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search = self.form.fields["q"].widget
        search.input_type = "search"
        search.attrs["placeholder"] = _("E-mail address")

    def to_address(self, mails: OutboxMailQuerySet, name: str, text: str) -> OutboxMailQuerySet:
        return mails.filter(to__icontains=text.strip())
