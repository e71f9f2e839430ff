"""The shipped units, and placing said shortly: what is named, on which day."""

from datetime import date
from functools import cache

from intake.unitbook import Kind, UnitBook
from intake.unitfile import read_units, records
from triage.placing import Hints, Placement, Placer

IN_2022, IN_2026 = date(2022, 1, 17), date(2026, 3, 10)


@cache
def book() -> UnitBook:
    return UnitBook(records(read_units()))


@cache
def placer() -> Placer:
    return Placer(book())


def label(unit_id: int) -> str:
    """``Xã Tân Mỹ, Huyện Lấp Vò``: the name with its district if it has one."""
    unit = book().by_id[unit_id]
    parent = book().by_id.get(unit.parent_id) if unit.parent_id is not None else None
    if parent is not None and parent.kind is Kind.DISTRICT:
        return f"{unit.name}, {parent.name}"
    return unit.name


def place(text: str, day: date = IN_2022, hints: Hints = Hints()) -> Placement:  # noqa: B008
    return placer().place(text, day, hints)


def where(text: str, day: date = IN_2022, hints: Hints = Hints()) -> str:  # noqa: B008
    """The unit placed on, or the status."""
    found = place(text, day, hints)
    return label(found.unit_id) if found.unit_id is not None else str(found.status)


def choices(text: str, day: date = IN_2022, at_least: float = 0.3) -> set[str]:
    """What a person is asked to choose from."""
    return {label(c.unit_id) for c in place(text, day).candidates if c.score >= at_least}


def all_places(text: str, day: date = IN_2022) -> list[str]:
    """One answer for each matter of the text."""
    found = placer().places(text, day)
    return [label(p.unit_id) if p.unit_id is not None else str(p.status) for p in found]
