"""Which headings an inspector checks for what senders tell: topic to scope, dated data. Pure.

Two vocabularies with a mapping (domain R4.2): what people say is no heading of the plan.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from triage.inspections.headings import Scope, unpacked

SHIPPED = Path(__file__).parents[1] / "data" / "topic_scopes.csv"


@dataclass(frozen=True)
class Leads:
    """One topic and the headings it leads to, until the day before ``valid_to``."""

    topic: str
    scopes: tuple[Scope, ...]
    valid_from: date
    valid_to: date | None


def read_leads(path: Path = SHIPPED) -> tuple[Leads, ...]:
    """The rows of a file shaped like the shipped one. Raises ValueError with file and line."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        return tuple(_leads(row, f"{path.name}:{reader.line_num}") for row in reader)


def _leads(row: dict[str, str], where: str) -> Leads:
    try:
        return Leads(
            topic=row["topic"],
            scopes=unpacked(row["scopes"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error


def headings(leads: Iterable[Leads], topics: Iterable[str], day: date) -> tuple[Scope, ...]:
    """The headings these topics lead to on a day, in the order of the plan."""
    said = set(topics)
    found = {
        scope
        for one in leads
        if one.topic in said
        and one.valid_from <= day
        and (one.valid_to is None or day < one.valid_to)
        for scope in one.scopes
    }
    return tuple(scope for scope in Scope if scope in found)
