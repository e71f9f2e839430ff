"""History played again under a policy, each day with what was known on that day. Pure.

The machine's first view of a matter counts from when it was said (it is placed within seconds); a
person's view counts from when it was given. A proposal of the replay is taken as visited at once,
so that cool-down and capacity work as they would have.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np

from triage import fair
from triage.counted import CountedMatter
from triage.fair import LOCAL
from triage.growth import Floats
from triage.policy import Policy
from triage.rolling import Rolling
from triage.shortlist import Ground, Listed, Month, grave_of, shortlist
from triage.verdict import Calibration
from triage.visited import Visits


@dataclass(frozen=True)
class View:
    """One understanding of a matter. ``matter``: None where it was on no unit, or irrelevant."""

    id: int
    known: datetime
    matter: CountedMatter | None


@dataclass(frozen=True)
class History:
    """What was known when, and the units of every day.

    ``views``: in order of ``known``. ``watched``: unit ids answering on a day. ``heir``: who
    answers for a unit on a day, or None. ``born``: first day of a unit.
    """

    views: Sequence[View]
    watched: Callable[[date], tuple[int, ...]]
    heir: Callable[[int, date], int | None]
    born: Callable[[int], date]
    day_off: Callable[[date], bool]
    kinds: Mapping[int, Hashable] = field(default_factory=dict)
    visits: Visits = field(default_factory=Visits)


@dataclass(frozen=True)
class Event:
    """A unit on one day's list: proposed, or newly watched."""

    day: date
    unit: int
    one: Listed


def replay(
    history: History, policy: Policy, calibration: Calibration, first: date, last: date
) -> Iterator[Event]:
    """Proposals of first..last, and the first day of every stretch of being watched."""
    province = _Province(history, policy)
    rolling = Rolling(policy, calibration)
    visited, opened = dict(history.visits.visited), 0
    quiet: frozenset[int] = frozenset()
    for day in _days(first, last):
        opened = 0 if day.day == 1 else opened
        province.learn(day)
        if not province.matters:
            continue
        visits = replace(history.visits, visited=visited)
        seen = rolling.at(province.table(day), province.first_day, province.days_off(day))
        ground = province.ground(day, visits)
        listed = shortlist(ground, seen, policy, Month(opened), Month())
        for one in listed:
            if one.proposed:
                visited[one.place.unit] = day
                opened += 1
            if one.proposed or one.place.unit not in quiet:
                yield Event(day, one.place.unit, one)
        quiet = frozenset(one.place.unit for one in listed)


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


class _Province:
    """What is known up to a day: views in force, fair counts a unit, the table."""

    def __init__(self, history: History, policy: Policy) -> None:
        self.history, self.policy = history, policy
        self.matters: dict[int, CountedMatter] = {}
        self.by_unit: dict[int, dict[int, CountedMatter]] = {}
        self.units: tuple[int, ...] = ()
        said = [_local(v.matter.at) for v in history.views if v.matter]
        self.first_day = min(said, default=date.max)
        span = (max(said, default=date.max) - self.first_day).days + 1
        self._span = max(span, 1)
        self._rows: dict[int, Floats] = {}
        self._next = 0

    def learn(self, day: date) -> None:
        """Take in what became known up to the end of ``day``."""
        units, dirty = self.history.watched(day), set[int]()
        if units != self.units:
            self.units, self.by_unit, self._rows = units, {u: {} for u in units}, {}
            for matter in self.matters.values():
                self._place(matter, day)
            dirty = set(units)
        while self._next < len(self.history.views):
            view = self.history.views[self._next]
            if _local(view.known) > day:
                break
            dirty |= self._revise(view, day)
            self._next += 1
        for unit in dirty:
            self._rows[unit] = self._row(unit)

    def _revise(self, view: View, day: date) -> set[int]:
        touched: set[int | None] = set()
        old = self.matters.pop(view.id, None)
        if old is not None:
            unit = self.history.heir(old.unit, day)
            touched.add(unit)
            self.by_unit.get(unit or 0, {}).pop(view.id, None)
        if view.matter is not None:
            self.matters[view.id] = view.matter
            touched.add(self._place(view.matter, day))
        return {unit for unit in touched if unit in self.by_unit}

    def _place(self, matter: CountedMatter, day: date) -> int | None:
        unit = self.history.heir(matter.unit, day)
        if unit in self.by_unit:
            self.by_unit[unit][matter.id] = replace(matter, unit=unit)
        return unit

    def _row(self, unit: int) -> Floats:
        count = fair.count(list(self.by_unit[unit].values()), self.policy)
        row = fair.daily(((0, i) for i in count.items), 1, self.first_day, self._span)[0]
        born = (self.history.born(unit) - self.first_day).days
        if 0 < born < self._span and not row[:born].any():
            row[:born] = np.nan
        return np.asarray(row)

    def table(self, day: date) -> Floats:
        """Fair daily counts (units, days) up to ``day``."""
        days = (day - self.first_day).days + 1
        wide = np.stack([self._rows[unit] for unit in self.units])
        short = days - wide.shape[1]
        return np.pad(wide, ((0, 0), (0, short))) if short > 0 else wide[:, :days]

    def days_off(self, day: date) -> list[bool]:
        """Whether each day from the first to ``day`` was a day off."""
        return [self.history.day_off(d) for d in _days(self.first_day, day)]

    def ground(self, day: date, visits: Visits) -> Ground:
        """What the day's list stands on."""
        lists = {unit: list(of.values()) for unit, of in self.by_unit.items() if of}
        return Ground(
            day=day,
            unit_ids=self.units,
            kinds=self.history.kinds,
            matters=lambda unit: lists.get(unit, []),
            visits=visits,
            grave={unit: grave_of(ms, day, self.policy) for unit, ms in lists.items()},
        )


def _local(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()
