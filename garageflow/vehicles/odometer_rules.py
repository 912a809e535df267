"""Which readings of an odometer disagree, and which of the two is thought wrong. No database, no clock.

"Lower than before" only says that two readings disagree; on real data a third of such findings blame the
right one. So the longest run of readings that agree with each other is kept, and what is not in it is
suspect. A tie is broken when one of the two only repeats an older reading; else it is either of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest

from garageflow.vehicles.odometer_causes import is_late, likely_causes

LOWER = "LOWER"
TOO_HIGH = "TOO_HIGH"
KM_A_DAY = 1000

REPLACED = "replaced"

# So many readings in a row are no mistake of somebody: from there on the odometer shows something else.
_LONGEST_MISTAKE = 64
# How many readings must be blamed before "it was replaced or turned back" is the better explanation.
_READINGS_FOR_A_BREAK = 4.5
_BROKEN = -2
# A mile, and the kilometre to which it was rounded.
_ROUNDED_TO = Decimal("2.61")

Km = int | Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """`written` is what stood on the odometer where that was not km: people mistake digits, not miles."""

    at: date | datetime
    km: Km
    epoch: int = 1
    written: Km | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Two readings that disagree, by their places in what was judged. `suspect` None: either of them."""

    earlier: int
    later: int
    code: str
    suspect: int | None
    causes: tuple[str, ...] = ()

    @property
    def placed_on(self) -> int:
        return self.later if self.suspect is None else self.suspect


def find_disagreements(readings: Sequence[Reading]) -> list[Finding]:
    """`readings` in the order in which they were made. Only those of one epoch are compared."""
    epochs: dict[int, list[int]] = {}
    for place, reading in enumerate(readings):
        epochs.setdefault(reading.epoch, []).append(place)
    found = []
    for places in epochs.values():
        days = [readings[place].at.toordinal() for place in places]
        kms = [readings[place].km for place in places]
        written = [readings[place].written for place in places]
        found += [_moved(finding, places) for finding in disagreements(days, kms, written)]
    return sorted(found, key=lambda finding: (finding.placed_on, finding.earlier))


def disagreements(days: Sequence[int], kms: Sequence[Km], written: Sequence[Km | None] = ()) -> list[Finding]:
    """The same for one epoch, with days as numbers: what is called for a million readings."""
    if all_agree(days, kms):
        return []
    return _Judgement(days, kms, written).findings()


def all_agree(days: Sequence[int], kms: Sequence[Km]) -> bool:
    return all(map(agree, days, kms, days[1:], kms[1:]))


def agree(day: int, km: Km, later_day: int, later_km: Km) -> bool:
    """Not going down, and at most 1000 km a day, where the same day is a day."""
    return km <= later_km <= km + KM_A_DAY * (later_day - day or 1)


def code_of(earlier_km: Km, later_km: Km) -> str:
    return LOWER if later_km < earlier_km else TOO_HIGH


class _Judgement:
    """The longest run, by dynamic programming over the readings that may follow each other.

    A clean stretch costs one step a reading: the search for what comes before a reading stops as soon as
    nothing further back can be better.
    """

    def __init__(self, days: Sequence[int], kms: Sequence[Km], written: Sequence[Km | None]) -> None:
        self.days, self.kms = days, kms
        self.written = [km if own is None else own for km, own in zip_longest(kms, written)]
        self.in_miles = [own is not None for _km, own in zip_longest(kms, written)]
        self.weights, self.one = _weights(self.written)
        self.is_dead_zero = _zeros_after_more(kms)
        # The worth of the best run that ends at each reading, and which readings come before it there:
        # -1 for none, -2 - i when the odometer was replaced after i.
        self.worth: list[int] = []
        self.before: list[list[int]] = []
        self._link()
        self._mark()

    def findings(self) -> list[Finding]:
        found = []
        for place, is_kept in enumerate(self.kept):
            if is_kept:
                continue
            earlier, later = self._neighbours(place)
            pairs = [(earlier, place), (place, later)]
            found += [self._finding(*pair, place) for pair in pairs if self._disagree(*pair)]
        found += [self._break(*pair) for pair in self.breaks]
        return sorted(found, key=lambda finding: (finding.placed_on, finding.earlier))

    def _link(self) -> None:
        best_so_far: list[int] = []
        best_place = -1
        for place, weight in enumerate(self.weights):
            best, before = self._predecessors(place, best_so_far)
            broken = best_so_far[-1] - int(_READINGS_FOR_A_BREAK * self.one) if place else 0
            if broken > best:
                best, before = broken, [_BROKEN - best_place]
            # A run of nothing is worth 0, and a 0 after more may not even begin one.
            self.worth.append(best + weight if before else -1)
            self.before.append(before)
            if not best_so_far or self.worth[-1] >= best_so_far[-1]:
                best_place = place
            best_so_far.append(max(self.worth[-1], best_so_far[-1] if best_so_far else 0))

    def _predecessors(self, place: int, best_so_far: list[int]) -> tuple[int, list[int]]:
        if self.is_dead_zero[place]:
            return -1, []
        best, before = 0, [-1]
        day, km = self.days[place], self.kms[place]
        for i in range(place - 1, max(-1, place - 1 - _LONGEST_MISTAKE), -1):
            if best_so_far[i] < best:
                break
            if self.worth[i] < max(best, 1) or not agree(self.days[i], self.kms[i], day, km):
                continue
            before = [*before, i] if self.worth[i] == best else [i]
            best = self.worth[i]
        return best, before

    def _mark(self) -> None:
        """`possible`: in some longest run. `certain`: in all. `kept`: in the one that is gone by."""
        count = len(self.kms)
        top = max(self.worth)
        ends = [place for place in range(count) if self.worth[place] == top]
        self.possible = [False] * count
        passed = [0] * (count + 1)
        for end in ends:
            self.possible[end] = True
            passed[end + 1] += 1
            passed[count] -= 1
        for place in range(count - 1, -1, -1):
            if self.possible[place]:
                for link in self.before[place]:
                    self._mark_link(link, place, passed)
        self.certain = []
        over = 0
        for place in range(count):
            over += passed[place]
            self.certain.append(self.possible[place] and not over)
        self._keep_one(ends[-1])

    def _mark_link(self, link: int, place: int, passed: list[int]) -> None:
        """The readings between the two are passed over by this run."""
        before = _source(link)
        passed[before + 1] += 1
        passed[place] -= 1
        if before >= 0:
            self.possible[before] = True

    def _keep_one(self, end: int) -> None:
        self.kept = [False] * len(self.kms)
        self.breaks: list[tuple[int, int]] = []
        place = end
        while place >= 0:
            self.kept[place] = True
            link = self.before[place][0]
            before = _source(link)
            if link <= _BROKEN:
                self.breaks.append((before, place))
            place = before
        self.earlier_kept, last = [], -1
        for place, is_kept in enumerate(self.kept):
            self.earlier_kept.append(last)
            last = place if is_kept else last
        self.later_kept, last = [], len(self.kms)
        for place in range(len(self.kms) - 1, -1, -1):
            self.later_kept.append(last)
            last = place if self.kept[place] else last
        self.later_kept.reverse()

    def _neighbours(self, place: int) -> tuple[int, int]:
        return self.earlier_kept[place], self.later_kept[place]

    def _disagree(self, earlier: int, later: int) -> bool:
        if earlier < 0 or later >= len(self.kms):
            return False
        if agree(self.days[earlier], self.kms[earlier], self.days[later], self.kms[later]):
            return False
        return not self._is_rounding(earlier, later)

    def _is_rounding(self, earlier: int, later: int) -> bool:
        """What was read in miles is known to a mile only, beside what was read in kilometres."""
        drop = self.kms[earlier] - self.kms[later]
        return self.in_miles[earlier] != self.in_miles[later] and 0 < drop < _ROUNDED_TO

    def _finding(self, earlier: int, later: int, suspect: int) -> Finding:
        other = later if suspect == earlier else earlier
        is_tie = self.possible[suspect] and not self.certain[other]
        return Finding(
            earlier=earlier,
            later=later,
            code=code_of(self.kms[earlier], self.kms[later]),
            suspect=None if is_tie else suspect,
            causes=self._causes(suspect),
        )

    def _break(self, earlier: int, later: int) -> Finding:
        code = code_of(self.kms[earlier], self.kms[later])
        return Finding(earlier, later, code, suspect=None, causes=(REPLACED,))

    def _causes(self, place: int) -> tuple[str, ...]:
        earlier, later = self._neighbours(place)
        before = (self.days[earlier], self.kms[earlier]) if earlier >= 0 else None
        after = (self.days[later], self.kms[later]) if later < len(self.kms) else None
        return likely_causes(
            self.days[place],
            self.kms[place],
            before=before,
            after=after,
            older=self.written[:place],
            written=self.written[place],
        )


def _weights(written: Sequence[Km]) -> tuple[list[int], int]:
    """What each reading is worth in a run: first of all one reading, whatever it says.

    Two exceptions. An old value counts a little less, which breaks ties. And where a value comes back and
    then stays, as when a device goes on sending its last one, the repetitions count only against each other:
    however often it says so, it knows it from one reading. Unless the car was seen to stand at that value
    before: then they break ties the other way.
    """
    count = len(written)
    bonus = count + 1
    standing = bonus * bonus
    one = standing * bonus
    weights = []
    # The values that were, and whether the car stood there: read twice in a row.
    seen: dict[Km, bool] = {}
    is_copy = stood = False
    last: Km | None = None
    for km in written:
        is_repeated = km == last
        if not is_repeated:
            is_copy, stood = km in seen, seen.get(km, False)
        alone = one if not (is_copy and is_repeated) else standing if stood else 0
        is_old = is_copy or is_late(km, last)
        weights.append(alone + 1 + (0 if is_old else bonus))
        seen[km] = seen.get(km, False) or is_repeated
        last = km
    return weights, one


def _zeros_after_more(kms: Sequence[Km]) -> list[bool]:
    """No odometer that works goes back to 0."""
    zeros = []
    was_more = False
    for km in kms:
        zeros.append(km == 0 and was_more)
        was_more = was_more or km > 0
    return zeros


def _source(link: int) -> int:
    return _BROKEN - link if link <= _BROKEN else link


def _moved(finding: Finding, places: list[int]) -> Finding:
    return Finding(
        earlier=places[finding.earlier],
        later=places[finding.later],
        code=finding.code,
        suspect=None if finding.suspect is None else places[finding.suspect],
        causes=finding.causes,
    )
