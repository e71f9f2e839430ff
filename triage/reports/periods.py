"""Reporting periods: "quarter I" is not January to March where reports close on the 14th. Pure."""

import csv
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

TABLE = Path(__file__).parents[1] / "data" / "reports" / "periods.csv"


class Length(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: 12}


@dataclass(frozen=True)
class Period:
    """``first``..``last``, both within; ``number`` of its kind in ``year``, from 1."""

    length: Length
    year: int
    number: int
    first: date
    last: date


def first_day(day: date, table: Path = TABLE) -> int:
    """The day of the month a period begins with, by the rule in force on ``day``; 1 without one."""
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ended = row["valid_to"] and day >= date.fromisoformat(row["valid_to"])
            if date.fromisoformat(row["valid_from"]) <= day and not ended:
                return int(row["first_day"])
    return 1


def containing(length: Length, day: date, begins: int) -> Period:
    """The period a day lies in. ``begins``: 15 makes January run from 15 December to 14 January."""
    month = day.year * 12 + day.month - 1 + (begins > 1 and day.day >= begins)
    size = MONTHS[length]
    start = month - month % size
    return Period(
        length,
        start // 12,
        start % 12 // size + 1,
        _begin(start, begins),
        _begin(start + size, begins) - timedelta(days=1),
    )


def before(period: Period, begins: int) -> Period:
    """The one just before; where the rule changed between, it ends where this one begins."""
    last = period.first - timedelta(days=1)
    one = containing(period.length, last, begins)
    return replace(one, last=min(one.last, last))


def _begin(month: int, begins: int) -> date:
    """When a month begins, counted from year 0."""
    if begins > 1:
        month -= 1
    year, number = month // 12, month % 12 + 1
    return date(year, number, min(begins, monthrange(year, number)[1]))
