"""How many units of each kind a year's inspections must reach, and which are missing. Pure."""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake.unitbook import Kind, UnitBook, UnitRecord

SHIPPED = Path(__file__).parents[1] / "data" / "coverage_rules.csv"
ALL = "all"


@dataclass(frozen=True)
class Rule:
    """At least ``minimum`` units of ``kind`` (None: all of them), in each ``per`` if it is said.

    Valid from ``valid_from`` until the day before ``valid_to``. Dated data, for the seed's "12
    districts" ended with the districts on 01/07/2025 (domain S9).
    """

    kind: Kind
    minimum: int | None
    per: Kind | None
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class Reached:
    """One rule's figures: units ``done`` of ``required``; ``missing`` are those to choose from.

    With ``per``, ``done`` and ``required`` count within each parent and no surplus in one parent
    makes up for another.
    """

    rule: Rule
    done: int
    required: int
    missing: tuple[UnitRecord, ...]


def read_rules(path: Path = SHIPPED) -> tuple[Rule, ...]:
    """The rules of a file with the columns of the shipped one.

    Raises ValueError with file and line for a kind, a number or a date that cannot be.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        return tuple(_rule(row, f"{path.name}:{reader.line_num}") for row in reader)


def _rule(row: dict[str, str], where: str) -> Rule:
    try:
        return Rule(
            kind=Kind(row["kind"]),
            minimum=None if row["minimum"] == ALL else _positive(row["minimum"]),
            per=Kind(row["per"]) if row["per"] else None,
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error


def _positive(number: str) -> int:
    if int(number) < 1:
        raise ValueError("a minimum is at least 1")
    return int(number)


def reached(
    rules: Iterable[Rule], book: UnitBook, day: date, visited: Collection[int]
) -> tuple[Reached, ...]:
    """What the rules in force on ``day`` ask, and what visits to ``visited`` units gave."""
    return tuple(
        _reached(rule, book, day, visited)
        for rule in rules
        if rule.valid_from <= day and (rule.valid_to is None or day < rule.valid_to)
    )


def _reached(rule: Rule, book: UnitBook, day: date, visited: Collection[int]) -> Reached:
    there = [u for u in book.on(day) if u.kind is rule.kind]
    groups: dict[int | None, list[UnitRecord]] = {}
    if rule.per is None:
        groups[None] = there
    else:
        groups = {u.id: [] for u in book.on(day) if u.kind is rule.per}
        for unit in there:
            if unit.parent_id in groups:
                groups[unit.parent_id].append(unit)
    done = required = 0
    missing: list[UnitRecord] = []
    for units in groups.values():
        wanted = len(units) if rule.minimum is None else min(rule.minimum, len(units))
        had = min(sum(u.id in visited for u in units), wanted)
        done, required = done + had, required + wanted
        if had < wanted:
            missing += [u for u in units if u.id not in visited]
    return Reached(rule, done, required, tuple(missing))
