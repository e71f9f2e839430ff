"""A table of counts from CSV: ``unit,date,count[,exposure][,topic]``. Pure.

Dates are calendar days, so no clock change touches them. A unit's day may stand once
(once a topic). An empty count is a day not observed. Days without a line: in a file that
writes zeros down, they were not observed; in a file without a single zero, nothing came.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite, nan

import numpy as np

from triage.growth import Floats
from triage.surveillance import BadCounts

NEEDED = ("unit", "date", "count")
KNOWN = (*NEEDED, "exposure", "topic")
LONGEST = 40 * 366  # days; a longer span is a mistyped year


@dataclass(frozen=True)
class Table:
    """``counts`` (U, K, T), K topics (one, "", where the file names none); ``exposure`` (U, T)."""

    units: tuple[str, ...]
    topics: tuple[str, ...]
    first_day: date
    counts: Floats
    exposure: Floats | None

    @property
    def totals(self) -> Floats:
        """Counts of all topics (U, T); not observed where no topic was."""
        seen = np.isfinite(self.counts).any(axis=1)
        return np.where(seen, np.nansum(self.counts, axis=1), nan)


@dataclass(frozen=True)
class _Line:
    unit: str
    day: date
    topic: str
    count: float
    exposure: float


def read(lines: Iterable[str]) -> Table:
    """Read a file's lines. Raises BadCounts naming the line and the cure."""
    rows = csv.reader(lines)
    header = [name.strip().lower().removeprefix("\ufeff") for name in next(rows, [])]
    _check_header(header)
    found = [_line(n, header, row) for n, row in enumerate(rows, start=2) if any(row)]
    if not found:
        raise BadCounts("the file has no line of counts after its header")
    return _table(found, "exposure" in header)


def _check_header(header: list[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise BadCounts(f"line 1: no column {', '.join(missing)}; begin with {','.join(KNOWN)}")
    strange = [name for name in header if name not in KNOWN]
    if strange or len(set(header)) < len(header):
        raise BadCounts(f"line 1: unknown or repeated column; use only {','.join(KNOWN)}")


def _line(number: int, header: list[str], row: list[str]) -> _Line:
    if len(row) != len(header):
        raise BadCounts(f"line {number}: {len(row)} fields, the header has {len(header)}")
    field = dict(zip(header, (value.strip() for value in row), strict=True))
    if not field["unit"]:
        raise BadCounts(f"line {number}: no unit; name it or remove the line")
    return _Line(
        unit=field["unit"],
        day=_day(number, field["date"]),
        topic=field.get("topic", ""),
        count=_amount(number, "count", field["count"]),
        exposure=_amount(number, "exposure", field.get("exposure", "")),
    )


def _day(number: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCounts(f"line {number}: date {text!r} must be a day such as 2026-01-31") from None


def _amount(number: int, name: str, text: str) -> float:
    """A number of at least 0; fractions are weights; empty is not observed (NaN)."""
    if not text:
        return nan
    try:
        value = float(text)
    except ValueError:
        raise BadCounts(f"line {number}: {name} {text!r} is not a number") from None
    if not isfinite(value) or value < 0:
        raise BadCounts(f"line {number}: {name} {text} must be 0 or more, or empty if not observed")
    return value


def _table(lines: list[_Line], with_exposure: bool) -> Table:
    units = tuple(dict.fromkeys(line.unit for line in lines))
    topics = tuple(sorted({line.topic for line in lines}))
    first, last = min(line.day for line in lines), max(line.day for line in lines)
    days = (last - first).days + 1
    if days > LONGEST:
        raise BadCounts(f"the dates run from {first} to {last}; correct the mistyped year")
    unwritten = nan if any(line.count == 0 for line in lines) else 0.0
    counts = np.full((len(units), len(topics), days), unwritten)
    exposure = np.full((len(units), days), nan)
    row_of, column_of = {u: i for i, u in enumerate(units)}, {t: k for k, t in enumerate(topics)}
    taken: set[tuple[str, str, date]] = set()
    for line in lines:
        key = (line.unit, line.topic, line.day)
        if key in taken:
            raise BadCounts(f"unit {line.unit}, {line.day} {line.topic}: twice; add the counts up")
        taken.add(key)
        at = (line.day - first).days
        counts[row_of[line.unit], column_of[line.topic], at] = line.count
        exposure[row_of[line.unit], at] = line.exposure
    return Table(units, topics, first, counts, exposure if with_exposure else None)


def day_index(table: Table, day: date) -> int:
    """Days of the table up to and with ``day``. Raises BadCounts if it leaves none to judge."""
    index = (day - table.first_day).days + 1
    last = table.first_day + timedelta(days=table.counts.shape[2] - 1)
    if not 0 <= index < table.counts.shape[2]:
        raise BadCounts(f"history until {day}: choose a day from {table.first_day}, before {last}")
    return index
