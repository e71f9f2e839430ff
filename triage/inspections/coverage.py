"""How many units of each kind a year's inspections must reach, and which are missing. Pure."""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path

from intake.unitbook import Kind, UnitBook, UnitRecord

SHIPPED = Path(__file__).parents[1] / "data" / "coverage_rules.csv"
ALL = "all"
_YES = {"yes": True, "no": False}


@dataclass(frozen=True)
class Rule:
    """At least ``minimum`` units of ``kind``, in each ``per`` if it is said.

    ``minimum`` None: the share ``share`` of them, rounded up; 1.0 is all. ``surprise``: whether
    surprise visits count (the seed does not say, domain R9.3). Valid from ``valid_from`` until the
    day before ``valid_to``. Dated data, for the seed's "12 districts" ended with the districts on
    01/07/2025 (domain S9).
    """

    kind: Kind
    minimum: int | None
    per: Kind | None
    valid_from: date
    valid_to: date | None
    source: str
    share: float = 1.0
    surprise: bool = False

    def wanted(self, there: int) -> int:
        """How many of ``there`` units are asked for."""
        return ceil(self.share * there) if self.minimum is None else min(self.minimum, there)


@dataclass(frozen=True)
class Gap:
    """One group a rule looks at: ``wanted`` of ``units``, ``had`` so far, ``left`` to choose from.

    ``parent_id``: the unit the group stands in, where the rule has a ``per``.
    """

    rule: Rule
    parent_id: int | None
    units: tuple[UnitRecord, ...]
    wanted: int
    had: int
    left: tuple[UnitRecord, ...]


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
            minimum=None if _is_share(row["minimum"]) else _positive(row["minimum"]),
            share=_share(row["minimum"]) if _is_share(row["minimum"]) else 1.0,
            surprise=_YES[row.get("surprise") or "no"],
            per=Kind(row["per"]) if row["per"] else None,
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error


def _is_share(number: str | None) -> bool:
    return number == ALL or (number or "").endswith("%")


def _share(number: str) -> float:
    share = 1.0 if number == ALL else float(number.removesuffix("%")) / 100
    if not 0 < share <= 1:
        raise ValueError("a share is above 0% and at most 100%")
    return share


def _positive(number: str) -> int:
    if int(number) < 1:
        raise ValueError("a minimum is at least 1")
    return int(number)


def reached(
    rules: Iterable[Rule], book: UnitBook, day: date, visited: Collection[int]
) -> tuple[Reached, ...]:
    """What the rules in force on ``day`` ask, and what visits to ``visited`` units gave."""
    return tuple(_reached(rule, gaps(rule, book, day, visited)) for rule in in_force(rules, day))


def in_force(rules: Iterable[Rule], day: date) -> tuple[Rule, ...]:
    """The rules of a day."""
    return tuple(
        r for r in rules if r.valid_from <= day and (r.valid_to is None or day < r.valid_to)
    )


def gaps(rule: Rule, book: UnitBook, day: date, visited: Collection[int]) -> tuple[Gap, ...]:
    """The groups a rule looks at, each with what it has and what is left to choose from."""
    there = [u for u in book.on(day) if u.kind is rule.kind]
    groups: dict[int | None, list[UnitRecord]] = {}
    if rule.per is None:
        groups[None] = there
    else:
        groups = {u.id: [] for u in book.on(day) if u.kind is rule.per}
        for unit in there:
            if unit.parent_id in groups:
                groups[unit.parent_id].append(unit)
    return tuple(_gap(rule, parent, units, visited) for parent, units in groups.items())


def _gap(
    rule: Rule, parent_id: int | None, units: list[UnitRecord], visited: Collection[int]
) -> Gap:
    wanted = rule.wanted(len(units))
    had = min(sum(u.id in visited for u in units), wanted)
    left = tuple(u for u in units if u.id not in visited) if had < wanted else ()
    return Gap(rule, parent_id, tuple(units), wanted, had, left)


def _reached(rule: Rule, groups: tuple[Gap, ...]) -> Reached:
    return Reached(
        rule,
        done=sum(g.had for g in groups),
        required=sum(g.wanted for g in groups),
        missing=tuple(u for g in groups for u in g.left),
    )
