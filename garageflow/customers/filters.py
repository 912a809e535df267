from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from garageflow.customers.models import Customer, CustomerQuerySet, EmailState
from garageflow.customers.search import customers_matching, customers_with_words_inside


class CustomerFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name, e-mail address or number"), method="matching")
    email_state = django_filters.ChoiceFilter(
        label=_("E-mail address"), choices=EmailState.choices, empty_label=_("Every e-mail address")
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=settings.LANGUAGES, empty_label=_("Every language")
    )

    class Meta:
        model = Customer
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search = self.form.fields["q"].widget
        search.input_type = "search"
        search.attrs["placeholder"] = _("Name, e-mail address or number")

    def matching(self, customers: CustomerQuerySet, name: str, text: str) -> CustomerQuerySet:
        found = customers_matching(text, customers)
        return found if found.exists() else customers_with_words_inside(text, customers)
