"""What a team looks at on the spot, as dated data (domain 6.3). Pure."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from triage.inspections.headings import Scope

SHIPPED = Path(__file__).parents[1] / "data" / "checklist.csv"


@dataclass(frozen=True)
class Item:
    """One thing to look at, in Vietnamese and English, under one heading."""

    code: str
    text: str
    text_en: str
    scope: Scope
    valid_from: date
    valid_to: date | None
    source: str


def read_checklist(path: Path = SHIPPED) -> tuple[Item, ...]:
    """The items of a file shaped like the shipped one. Raises ValueError with file and line."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        return tuple(_item(row, f"{path.name}:{reader.line_num}") for row in reader)


def _item(row: dict[str, str], where: str) -> Item:
    try:
        return Item(
            code=row["code"],
            text=row["text"],
            text_en=row["text_en"] or row["text"],
            scope=Scope(row["scope"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error


def in_force(items: Iterable[Item], day: date) -> tuple[Item, ...]:
    """The items of a day, in the order of the file."""
    return tuple(
        i for i in items if i.valid_from <= day and (i.valid_to is None or day < i.valid_to)
    )
