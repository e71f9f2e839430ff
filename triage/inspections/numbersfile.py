"""Named numbers with the day they hold from, read from a file of rows. Pure."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Dated:
    """One number in force, since when, and who says so; what it means in both languages."""

    name: str
    value: float
    valid_from: date
    source: str
    vi: str = ""
    en: str = ""


def in_force(names: Iterable[str], day: date, path: Path) -> dict[str, Dated]:
    """The numbers that hold on ``day``, the latest row first.

    Raises ValueError, with file and line, where one is missing or cannot be read.
    """
    found: dict[str, Dated] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            one = _read(row, f"{path.name}:{reader.line_num}")
            held = found.get(one.name)
            if one.valid_from <= day and (held is None or held.valid_from <= one.valid_from):
                found[one.name] = one
    missing = [name for name in names if name not in found]
    if missing:
        raise ValueError(f"{path.name}: nothing for {', '.join(missing)} on {day}")
    return found


def _read(row: dict[str, str], where: str) -> Dated:
    try:
        return Dated(
            row["name"],
            float(row["value"]),
            date.fromisoformat(row["valid_from"]),
            row["source"],
            row.get("vi") or "",
            row.get("en") or "",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error
