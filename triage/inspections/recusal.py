"""Who must keep away from an inspection, and why (domain 6.4). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from intake.unitbook import Kind, UnitBook


class Why(StrEnum):
    """Why a person keeps away from a unit."""

    HOME = "home"  # works there, above it or beneath it
    WORKED = "worked"  # worked there, or above it, lately
    RELATIVE = "relative"  # a near relative leads it, as the person declared
    PAST_THE_TEAM = "past_the_team"  # it is the team's own, and this person is of the team's side


@dataclass(frozen=True)
class Worked:
    """Where a person worked; ``until`` None: still."""

    unit_id: int
    until: date | None = None


@dataclass(frozen=True)
class Ties:
    """What binds a person: the own office, former ones, units near relatives lead."""

    home: int | None = None
    worked: tuple[Worked, ...] = ()
    relatives: tuple[int, ...] = ()


def reasons(ties: Ties, unit_id: int, book: UnitBook, day: date, months: float) -> tuple[Why, ...]:
    """Why the person keeps away from the unit on ``day``; empty where nothing binds.

    ``months``: for how long after leaving an office a person keeps away from it.
    """
    lately = [w.unit_id for w in ties.worked if w.until is None or _months(w.until, day) < months]
    found = {
        Why.HOME: barred(ties.home, unit_id, book),
        Why.WORKED: any(barred(unit, unit_id, book) for unit in lately),
        Why.RELATIVE: any(barred(unit, unit_id, book) for unit in ties.relatives),
    }
    return tuple(why for why, binds in found.items() if binds)


def barred(home_unit_id: int | None, unit_id: int, book: UnitBook) -> bool:
    """Whether a person's own office is the inspected unit, or stands above or beneath it.

    The province itself stands above everybody and bars nobody.
    """
    if home_unit_id is None:
        return False
    return home_unit_id in line(unit_id, book) or unit_id in line(home_unit_id, book)


def _months(since: date, day: date) -> float:
    """Whole months from one day to another."""
    passed = (day.year - since.year) * 12 + day.month - since.month
    return passed - (day.day < since.day)


def line(unit_id: int, book: UnitBook) -> set[int]:
    """The unit, what is above it, and who took their place since."""
    found: set[int] = set()
    todo = [unit_id]
    while todo:
        unit = book.by_id.get(todo.pop())
        if unit is None or unit.id in found or unit.kind is Kind.PROVINCE:
            continue
        found.add(unit.id)
        todo += [heir for heir, _share in unit.successors]
        todo += [unit.parent_id] if unit.parent_id is not None else []
    return found


def kept_from(homes: Iterable[int], book: UnitBook) -> frozenset[int]:
    """Every unit that people of these offices keep away from."""
    return _kept_from(frozenset(homes), book)


@lru_cache(maxsize=256)  # every page of somebody bound to an office asks it, of thousands of units
def _kept_from(ours: frozenset[int], book: UnitBook) -> frozenset[int]:
    above = {i for home in ours for i in line(home, book)}
    return frozenset(u for u in book.by_id if u in above or ours & line(u, book))
