"""What can be asked of the list, as the panel "Add new criterion" offers it and the chips show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garageflow.ui.templatetags.ui import day, number

CHOICES, YES_NO, RANGE, TEXT = "choices", "yes_no", "range", "text"


@dataclass(frozen=True, slots=True)
class Criterion:
    name: str
    label: str | Promise
    kind: str = CHOICES
    # How the values of a range are typed, and what stands behind them.
    input_type: str = "text"
    unit: str | Promise = ""
    # A criterion that only makes sense beside another one.
    needs: str = ""
    feature: str = ""

    @property
    def params(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_until") if self.kind == RANGE else (self.name,)


CRITERIA = (
    Criterion("car_pass", "CarPassStatus", feature="car_pass"),
    Criterion("make", gettext_lazy("Make")),
    Criterion("model", gettext_lazy("Model"), needs="make"),
    Criterion("fuel", gettext_lazy("Fuel")),
    Criterion("gearbox", gettext_lazy("Gearbox")),
    Criterion("body", gettext_lazy("Body")),
    Criterion("price", gettext_lazy("Price"), RANGE, unit="€"),
    Criterion("km", gettext_lazy("Mileage"), RANGE, unit="km"),
    Criterion("registered", gettext_lazy("First registration"), RANGE, input_type="date"),
    Criterion("days", gettext_lazy("Days in stock"), RANGE, unit=gettext_lazy("days")),
    Criterion("shop", gettext_lazy("Shop")),
    Criterion("status", gettext_lazy("Status")),
    Criterion("vat", gettext_lazy("VAT regime")),
    Criterion("photos", gettext_lazy("Has photos"), YES_NO),
    Criterion("plate", gettext_lazy("Has a plate"), YES_NO),
    Criterion("reserved_by", gettext_lazy("Reserved by")),
    Criterion("q", gettext_lazy("Free text"), TEXT),
)
BY_NAME = {criterion.name: criterion for criterion in CRITERIA}
PARAMS = tuple(param for criterion in CRITERIA for param in criterion.params)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(slots=True)
class Chip:
    """A criterion that is set, or that somebody is about to set."""

    criterion: Criterion
    words: str
    without_query: str
    is_open: bool
    values: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    @property
    def range_inputs(self) -> list[tuple[str, str, str]]:
        """(parameter, label, value) of both ends."""
        labels = (_("from"), _("until"))
        return list(zip(self.criterion.params, labels, self.values, strict=True))


def shown_criteria(params: QueryDict, features: Sequence[str]) -> list[Criterion]:
    """Those in the address, in the order of the panel; `open` names one that has no value yet."""
    opened = params.get("open", "")
    return [
        criterion
        for criterion in available_criteria(features)
        if criterion.name == opened or any(params.get(param) for param in criterion.params)
    ]


def available_criteria(features: Sequence[str]) -> list[Criterion]:
    return [one for one in CRITERIA if not one.feature or one.feature in features]


def query_without(params: QueryDict, names: Sequence[str]) -> str:
    """The address without these parameters, the opened chip and the position."""
    left_out = {*names, "open", "after", "before"}
    query = QueryDict(mutable=True)
    for name, values in params.lists():
        if name not in left_out:
            query.setlist(name, [value for value in values if value])
    return query.urlencode()


def filter_query(params: QueryDict) -> str:
    """The criteria alone: what is saved under a name."""
    query = QueryDict(mutable=True)
    for param in PARAMS:
        if values := [value for value in params.getlist(param) if value]:
            query.setlist(param, values)
    return query.urlencode()


def chip_of(criterion: Criterion, params: QueryDict, values: dict[str, Any], choices: list[Choice]) -> Chip:
    typed = [params.get(param, "") for param in criterion.params]
    return Chip(
        criterion=criterion,
        words=_words(criterion, values, choices),
        without_query=query_without(params, criterion.params),
        is_open=params.get("open") == criterion.name,
        values=typed,
        choices=choices,
    )


def _words(criterion: Criterion, values: dict[str, Any], choices: list[Choice]) -> str:
    if criterion.kind == RANGE:
        return _range_words(criterion, *(values.get(param) for param in criterion.params))
    if criterion.kind == TEXT:
        return str(values.get(criterion.name, ""))
    return ", ".join(choice.label for choice in choices if choice.is_chosen)


def _range_words(criterion: Criterion, low: Any, high: Any) -> str:
    def written(value: Any) -> str:
        return day(value) if criterion.input_type == "date" else f"{number(value)} {criterion.unit}".strip()

    if low is not None and high is not None:
        return _("%(low)s to %(high)s") % {"low": written(low), "high": written(high)}
    if low is not None:
        return _("from %(low)s") % {"low": written(low)}
    return _("until %(high)s") % {"high": written(high)} if high is not None else ""
