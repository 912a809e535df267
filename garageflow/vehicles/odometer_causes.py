"""What a wrong reading may have come from: hints for who must put it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

DIGIT_TOO_MANY = "digit_too_many"
DIGIT_TOO_FEW = "digit_too_few"
DIGITS_SWAPPED = "digits_swapped"
COPY = "copy"
MILES = "miles"
TRIP_METER = "trip_meter"

Km = int | Decimal

_KM_PER_MILE = Decimal("1.609344")
# Beyond the last good reading a car does so many km a day; more is possible, but explains anything.
_PLAUSIBLE_A_DAY = 300
_LONGEST_TRIP = 3_000
_PAST_ITS_FIRST_TRIPS = 20_000


def likely_causes(
    day: int,
    km: Km,
    *,
    before: tuple[int, Km] | None,
    after: tuple[int, Km] | None,
    written: Km,
    older: Sequence[Km] = (),
) -> tuple[str, ...]:
    """`before` and `after` are the nearest good readings with their days.

    `written` is the reading in the unit of the odometer, `older` all that came before it in that unit.
    """
    if before is None and after is None:
        return ()
    low, high = _window(day, before, after)

    unit = 1 if written in (km, 0) else Decimal(km) / Decimal(written)
    # What has a fraction was sent by the car itself: no digit of it was mistaken by anybody.
    digits = "" if written % 1 else str(int(written))

    def fits(values: Iterator[Km]) -> bool:
        return any(low <= value * unit <= high for value in values)

    hints = {
        DIGIT_TOO_MANY: fits(_one_less(digits)),
        DIGIT_TOO_FEW: written > 0 and fits(_one_more(digits)),
        DIGITS_SWAPPED: fits(_swapped(digits)),
        COPY: written in older or is_late(written, older[-1] if older else None),
        MILES: any(low <= value <= high for value in (km * _KM_PER_MILE, km / _KM_PER_MILE)),
        TRIP_METER: before is not None and 0 < km < _LONGEST_TRIP and before[1] > _PAST_ITS_FIRST_TRIPS,
    }
    return tuple(hint for hint, applies in hints.items() if applies)


def is_late(km: Km, last: Km | None) -> bool:
    """An old value that a device sent after a newer one: it may be late, but it cannot know what is to come.

    People write whole numbers; what has a fraction was sent by the car.
    """
    return last is not None and km < last and bool(km % 1) and bool(last % 1)


def _window(day: int, before: tuple[int, Km] | None, after: tuple[int, Km] | None) -> tuple[Km, Km]:
    """Between which values the right one must have been."""
    if before is None:
        assert after is not None
        days = max(1, after[0] - day)
        return max(0, after[1] - _PLAUSIBLE_A_DAY * days), after[1]
    if after is None:
        return before[1], before[1] + _PLAUSIBLE_A_DAY * max(1, day - before[0])
    return before[1], after[1]


def _one_less(digits: str) -> Iterator[Km]:
    if len(digits) > 1:
        for place in range(len(digits)):
            yield int(digits[:place] + digits[place + 1 :])


def _one_more(digits: str) -> Iterator[Km]:
    if not digits:
        return
    for place in range(len(digits) + 1):
        for digit in "0123456789":
            yield int(digits[:place] + digit + digits[place:])


def _swapped(digits: str) -> Iterator[Km]:
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            yield int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
