from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from garageflow.jobs.models import BatchJob
from garageflow.jobs.registry import kind_of, kinds_for


class JobFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=BatchJob.State.choices, empty_label=_("Every status")
    )
    kind = django_filters.ChoiceFilter(label=_("Category"), empty_label=_("All categories"))

    class Meta:
        model = BatchJob
        fields: list[str] = []

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(name, str(kind_of(name).category)) for name in kinds_for(roles)]
        self.filters["kind"].extra["choices"] = [kind for kind in kinds if kind[1]]
