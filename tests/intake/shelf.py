"""The shipped units as a book, read once for the tests of this room."""

from datetime import date
from functools import cache

from intake.unitbook import Kind, UnitBook, UnitRecord
from intake.unitfile import read_units, records

IN_2022, LAST_EVE, MERGED, IN_2026 = (
    date(2022, 1, 17),
    date(2025, 6, 30),
    date(2025, 7, 1),
    date(2026, 3, 1),
)


@cache
def shipped() -> UnitBook:
    """The book of the shipped tables."""
    return UnitBook(records(read_units()))


def bearer(code: str, day: date) -> UnitRecord:
    """The shipped unit that bore the code on the day."""
    unit = shipped().by_code(code, day)
    assert unit is not None
    return unit


def of_kind(kind: Kind, day: date) -> list[UnitRecord]:
    """The shipped units of a kind valid on the day."""
    return [u for u in shipped().on(day) if u.kind is kind]
