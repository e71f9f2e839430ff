"""Moments as Vietnamese tables write them: "08:30 03/04/2025", "3-4-2025 8h30". Pure."""

import re
from datetime import date, datetime, time

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_LOCAL = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_SPELT = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.I)
_TIME = re.compile(r"(?<!\d)(\d{1,2})\s*(?::|h|giờ)\s*(\d{2})?(?:\s*:\s*(\d{2}))?", re.I)
_HALF = re.compile(r"\b(SA|AM|CH|PM)\b", re.I)


def moment(text: str) -> datetime | None:
    """The local moment a cell says, naive; midnight where it gives a day alone, None for none.

    Day before month, as written in Viet Nam. More than one day in a cell is not clear: None.
    """
    days = _days(text)
    if len(days) != 1:
        return None
    rest = _SPELT.sub(" ", _LOCAL.sub(" ", _ISO.sub(" ", text)))
    at = _clock(rest.replace("T", " "))
    return datetime.combine(days.pop(), at) if at is not None else None


def _days(text: str) -> set[date]:
    found = [_day(m[1], m[2], m[3]) for m in _ISO.finditer(text)]
    found += [_day(m[3], m[2], m[1]) for m in _LOCAL.finditer(text)]
    found += [_day(m[3], m[2], m[1]) for m in _SPELT.finditer(text)]
    return {day for day in found if day is not None}


def _day(year: str, month: str, day: str) -> date | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    """The time of day; midnight where none is said, None for one no clock shows."""
    said = _TIME.search(text)
    if said is None:
        return time.min
    hour, half = int(said[1]), _HALF.search(text)
    if half and half[1].upper() in ("CH", "PM") and hour < 12:
        hour += 12
    elif half and half[1].upper() in ("SA", "AM") and hour == 12:
        hour = 0
    try:
        return time(hour, int(said[2] or 0), int(said[3] or 0))
    except ValueError:
        return None
