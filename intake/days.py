"""Days as people write them in a chat, in Vietnamese or English. Pure.

A day of the lunar calendar ("mùng 6", "rằm") is never taken for one of the solar calendar.
"""

import re
from datetime import date, timedelta

from intake.fold import fold

_LUNAR = re.compile(r"\b(?:am lich|al|mung|mong|ram|giap tet|lunar)\b")
_NUMBERS = re.compile(r"(?<![\d.,/-])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?![\d/-])")
_SPELT = re.compile(r"\bngay (\d{1,2})[, ]*(?:thang|t) ?(\d{1,2})(?:[, ]*(?:nam )?(\d{4}))?\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})[a-z]*\.?,? ?(\d{{4}})?"
)
_AGO = re.compile(r"\b(\d{1,2}) (?:ngay|hom|bua|days?) (?:truoc|ago)\b")
_WEEKDAYS = {
    "thu hai": 0, "thu 2": 0, "t2": 0, "monday": 0, "thu ba": 1, "thu 3": 1, "t3": 1, "tuesday": 1,
    "thu tu": 2, "thu 4": 2, "t4": 2, "wednesday": 2, "thu nam": 3, "thu 5": 3, "t5": 3,
    "thursday": 3, "thu sau": 4, "thu 6": 4, "t6": 4, "friday": 4, "thu bay": 5, "thu 7": 5,
    "t7": 5, "saturday": 5, "chu nhat": 6, "cn": 6, "sunday": 6,
}  # fmt: skip
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b(?: (tuan truoc|tuan roi|last week))?")
_NEAR = {
    0: (
        r"hom nay|hum nay|hnay|hom ni|bua ni|bua nay|sang nay|trua nay|chieu nay|toi nay|hoi "
        r"nay|luc nay|moi day|today"
    ),
    1: (
        r"hom qua|hum qua|hom wa|hum wa|hqua|h qua|bua qua|sang qua|trua qua|chieu qua|toi qua|"
        r"dem qua|yesterday"
    ),
    2: r"hom kia|hum kia|bua kia|hom truoc nua",
}
_NEAR_DAY = {days: re.compile(rf"\b(?:{words})\b") for days, words in _NEAR.items()}
_TIME = re.compile(
    r"\b(?:hom|bua|ngay|tuan|thang|nam ngoai|sang|trua|chieu|toi qua|\d{1,2}h\d{0,2}|\d{1,2} gio|"
    r"hoi|moi day|vua roi|quy|today|yesterday|weeks?|months?|ago|since)\b"
)


def parse_day(text: str, today: date) -> date | None:
    """The one day ``text`` names, None where it names none or is not clear.

    A day without a year is the last such day that has passed; one with a year may lie ahead.
    """
    bare = fold(text)
    if _LUNAR.search(bare):
        return None
    found = {day for day in _days(bare, today) if day is not None}
    return found.pop() if len(found) == 1 else None


def told_day(story: str, today: date) -> date | None:
    """The day a story happened where it says "today" or "yesterday" and names no other day.

    Other dates in a story are as often those of an appointment.
    """
    bare = fold(story)
    if _LUNAR.search(bare) or any(p.search(bare) for p in (_NUMBERS, _SPELT, _ENGLISH, _AGO)):
        return None
    near = [days for days, words in _NEAR_DAY.items() if words.search(bare)]
    return today - timedelta(days=near[0]) if len(near) == 1 else None


def tells_time(story: str) -> bool:
    """Whether a story says when, in whatever way."""
    bare = fold(story)
    forms = (_TIME, _NUMBERS, _WEEKDAY, _ENGLISH)
    return any(form.search(bare) for form in forms)


def _days(bare: str, today: date) -> list[date | None]:
    found = [_dated(m[1], m[2], m[3], today) for m in _NUMBERS.finditer(bare)]
    found += [_dated(m[1], m[2], m[3], today) for m in _SPELT.finditer(bare)]
    found += [
        _dated(m[1], str(_MONTHS.index(m[2]) + 1), m[3], today) for m in _ENGLISH.finditer(bare)
    ]
    if found:
        return found
    near = [today - timedelta(days=d) for d, words in _NEAR_DAY.items() if words.search(bare)]
    near += [today - timedelta(days=int(m[1])) for m in _AGO.finditer(bare)]
    return [*near] or [_weekday(m, today) for m in _WEEKDAY.finditer(bare)]


def _dated(day: str, month: str, year: str | None, today: date) -> date | None:
    if year:
        return _real(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    this, last = (_real(today.year - back, int(month), int(day)) for back in (0, 1))
    return this if this and this <= today else last


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(match: re.Match[str], today: date) -> date:
    """The last such weekday before today; with "tuần trước" that of the week before."""
    wanted = _WEEKDAYS[match[1]]
    if match[2]:
        return today - timedelta(days=today.weekday() + 7 - wanted)
    return today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
