"""The bodies a joint team is made of, and what goes past them, as dated data (domain S6, 6.4). Pure."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from intake.unitbook import UnitBook
from triage.inspections.recusal import line

_DATA = Path(__file__).parents[1] / "data"
SHIPPED, PAST = _DATA / "team_agencies.csv", _DATA / "past_the_team.csv"
LEAD, MEMBER = "lead", "member"


@dataclass(frozen=True)
class Agency:
    """A body of the team over one stretch of time; ``unit_code`` where it is a unit of the book."""

    code: str
    name: str
    name_en: str
    role: str
    press: bool
    unit_code: str
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class Past:
    """A unit or a wording about which nobody of the team reads, over one stretch of time."""

    kind: str  # unit, words
    value: str
    valid_from: date
    valid_to: date | None
    source: str


def read_agencies(path: Path = SHIPPED) -> tuple[Agency, ...]:
    """The bodies of a file shaped like the shipped one. Raises ValueError with file and line."""
    return tuple(
        Agency(
            row["code"],
            row["name"],
            row["name_en"] or row["name"],
            _one_of(row["role"], (LEAD, MEMBER), where),
            _one_of(row["press"], ("yes", "no"), where) == "yes",
            row["unit_code"],
            *_days(row, where),
            row["source"],
        )
        for row, where in _rows(path, ("code", "name", "name_en", "role", "press", "unit_code"))
    )


def read_past(path: Path = PAST) -> tuple[Past, ...]:
    """What goes past the team. Raises ValueError with file and line."""
    return tuple(
        Past(
            _one_of(row["kind"], ("unit", "words"), where),
            row["value"],
            *_days(row, where),
            row["source"],
        )
        for row, where in _rows(path, ("kind", "value"))
    )


def _rows(path: Path, names: Iterable[str]) -> Iterator[tuple[dict[str, str], str]]:
    needed = {*names, "valid_from", "valid_to", "source"}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            where = f"{path.name}:{reader.line_num}"
            missing = sorted(n for n in needed if row.get(n) is None)
            if missing:
                raise ValueError(f"{where}: nothing for {', '.join(missing)}")
            yield row, where


def _one_of(value: str, among: tuple[str, ...], where: str) -> str:
    if value not in among:
        raise ValueError(f"{where}: {value!r} is none of {', '.join(among)}")
    return value


def _days(row: dict[str, str], where: str) -> tuple[date, date | None]:
    try:
        end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
        return date.fromisoformat(row["valid_from"]), end
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error


def holds(one: Agency | Past, day: date) -> bool:
    """Whether a row holds on a day."""
    return one.valid_from <= day and (one.valid_to is None or day < one.valid_to)


def agency_of(
    home_unit_id: int | None, agencies: Iterable[Agency], book: UnitBook, day: date
) -> Agency | None:
    """The body a person's office belongs to: itself, what is above it, who took its place."""
    if home_unit_id is None:
        return None
    mine = line(home_unit_id, book)
    for one in agencies:
        unit = book.by_code(one.unit_code, day) if one.unit_code and holds(one, day) else None
        if unit is not None and unit.id in mine:
            return one
    return None


def guarded_units(past: Iterable[Past], book: UnitBook, day: date) -> frozenset[int]:
    """Every unit whose matters go past the team: those named, what is beneath, what they were."""
    codes = {one.value for one in past if one.kind == "unit" and holds(one, day)}
    roots = {unit.id for unit in (book.by_code(code, day) for code in codes) if unit is not None}
    return _beneath(frozenset(roots), book)


@lru_cache(maxsize=64)  # most pages of the console ask it, of thousands of units
def _beneath(roots: frozenset[int], book: UnitBook) -> frozenset[int]:
    return frozenset(u.id for u in book.by_id.values() if roots & line(u.id, book))


def guarded_words(past: Iterable[Past], day: date) -> tuple[str, ...]:
    """Folded wordings that speak of the team itself."""
    return tuple(one.value for one in past if one.kind == "words" and holds(one, day))
