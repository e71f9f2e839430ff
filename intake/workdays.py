"""Working days of Viet Nam and the terms counted in them. Pure: no database, no clock.

The library `holidays` gives public holidays (Labour Code 2019, art. 112), substitute days
(art. 111(3)) and most swapped Saturdays; a dated table corrects it. Day 0 is the day of the event
(Civil Code 2015, art. 147), so every count starts the day after.
"""

import csv
import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from holidays import country_holidays
from holidays.version import __version__ as HOLIDAYS_VERSION  # noqa: N812 - a constant of ours

OVERRIDES = Path(__file__).parent / "data" / "workday_overrides.csv"
FIRST_YEAR, LAST_YEAR = 1996, 2099
_COLUMNS = ("date", "working", "document", "source")
_WORKING = {"yes": True, "no": False}


class CalendarError(ValueError):
    """A table of overrides that cannot be read, or a day no calendar is kept for."""


@dataclass(frozen=True)
class Override:
    """One day the Government's yearly notice moved: worked or off, and by which document."""

    working: bool
    document: str
    source: str


@dataclass(frozen=True)
class Calendar:
    """Working days from 1996 to 2099; ``version`` belongs beside every deadline computed by it.

    Years not yet announced by the Government are calculated by the library.
    """

    overrides: Mapping[date, Override] = field(default_factory=dict)
    version: str = f"holidays-{HOLIDAYS_VERSION}"
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day. Raises CalendarError outside 1996-2099."""
        days = self._working(day.year)
        place = bisect_right(days, day.toordinal())
        return place > 0 and days[place - 1] == day.toordinal()

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after ``day``; ``day`` itself, rolled to a working day, for n = 0.

        Raises ValueError for a negative n, CalendarError outside 1996-2099.
        """
        if n < 0:
            raise ValueError("a term has no negative number of days")
        if n == 0:
            return self.roll_forward(day)
        year, left = day.year, n + self._worked_by(day)
        while left > len(days := self._working(year)):
            year, left = year + 1, left - len(days)
        return date.fromordinal(days[left - 1])

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``: how late a result due on start is.

        0 when ``end`` is not after ``start``. For a working ``end`` it undoes add_working_days.
        Raises CalendarError outside 1996-2099.
        """
        if end <= start:
            return 0
        whole = sum(len(self._working(year)) for year in range(start.year, end.year))
        return whole - self._worked_by(start) + self._worked_by(end)

    def roll_forward(self, day: date) -> date:
        """``day`` if it is worked, else the next worked day (Civil Code 2015, art. 148(5)).

        Raises CalendarError outside 1996-2099.
        """
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def calendar_deadline(self, event: date, n: int) -> date:
        """The end of a term of n calendar days from an event (Civil Code 2015, art. 147-148).

        Raises ValueError for a negative n, CalendarError outside 1996-2099.
        """
        if n < 0:
            raise ValueError("a term has no negative number of days")
        try:
            return self.roll_forward(event + timedelta(days=n))
        except OverflowError as error:
            raise CalendarError(f"no calendar is kept for {n} days after {event}") from error

    def _worked_by(self, day: date) -> int:
        """Working days of the year up to and with ``day``."""
        return bisect_right(self._working(day.year), day.toordinal())

    def _working(self, year: int) -> tuple[int, ...]:
        """A year's working days as ordinals, ascending, counted once."""
        if year not in self._years:
            self._years[year] = self._count(year)
        return self._years[year]

    def _count(self, year: int) -> tuple[int, ...]:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CalendarError(f"no calendar is kept for the year {year}")
        base = country_holidays("VN", years=(year - 1, year, year + 1))
        first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
        days = (date.fromordinal(ordinal) for ordinal in range(first, after))
        return tuple(d.toordinal() for d in days if self._open(d, base.is_working_day(d)))

    def _open(self, day: date, by_library: bool) -> bool:
        override = self.overrides.get(day)
        return by_library if override is None else override.working


@lru_cache(maxsize=4)
def load_calendar(path: Path = OVERRIDES) -> Calendar:
    """The calendar with a table of overrides (columns date, working yes/no, document, source).

    The version names the library and a digest of the table. Raises CalendarError, naming file,
    line and cure.
    """
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()[:8]
    version = f"holidays-{HOLIDAYS_VERSION}+overrides-{digest}"
    return Calendar(read_overrides(raw.decode("utf-8-sig"), path.name), version)


def read_overrides(text: str, name: str) -> dict[date, Override]:
    """The rows of a table of overrides. Raises CalendarError, naming file, line and cure."""
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise CalendarError(f"{name}, line 1: the columns must be {', '.join(_COLUMNS)}")
    found: dict[date, Override] = {}
    for row in reader:
        where = f"{name}, line {reader.line_num}"
        day, override = _read_row(row, where)
        if day in found:
            raise CalendarError(f"{where}: {day} is there twice; keep one of the two rows")
        found[day] = override
    return found


def _read_row(row: Mapping[str, str | None], where: str) -> tuple[date, Override]:
    document, source = row["document"] or "", row["source"] or ""
    try:
        day = date.fromisoformat(row["date"] or "")
    except ValueError as error:
        raise CalendarError(f"{where}: write the date as 2026-01-02") from error
    if row["working"] not in _WORKING:
        raise CalendarError(f"{where}: 'working' must be yes or no")
    if not document or not source:
        raise CalendarError(f"{where}: name the document and the source that say so")
    return day, Override(_WORKING[row["working"]], document, source)
