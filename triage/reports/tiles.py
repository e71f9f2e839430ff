"""The map of tiles: where each unit's square lies, and how dark it is. Pure.

A drawing of our own, dated data: districts until 07/2025, communes and wards since.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from pathlib import Path

TABLE = Path(__file__).parents[1] / "data" / "reports" / "tiles.csv"
SHADES = 5  # 0 is for nothing


@dataclass(frozen=True)
class Tile:
    """One square, from 0 at the left and at the top."""

    code: str
    column: int
    row: int
    valid_from: date
    valid_to: date | None


@lru_cache(maxsize=2)
def read_tiles(path: Path = TABLE) -> tuple[Tile, ...]:
    """The squares of a file. Raises ValueError with file and line where one cannot be read."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        return tuple(_tile(row, f"{path.name}:{reader.line_num}") for row in reader)


def _tile(row: dict[str, str], where: str) -> Tile:
    try:
        since = date.fromisoformat(row["valid_from"])
        until = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
        return Tile(row["code"], int(row["column"]), int(row["row"]), since, until)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error


def tiles_on(day: date, path: Path = TABLE) -> tuple[Tile, ...]:
    """The squares of a day."""
    return tuple(
        t
        for t in read_tiles(path)
        if t.valid_from <= day and (t.valid_to is None or day < t.valid_to)
    )


def roofs(values: Collection[float]) -> tuple[float, ...]:
    """The highest value of each shade, equally wide, the last one the highest of all.

    Whole numbers get whole steps; fewer steps where there are fewer numbers to tell apart.
    """
    top = max(values, default=0)
    if top <= 0:
        return ()
    whole = all(float(v).is_integer() for v in values)
    step = max(ceil(top / SHADES), 1) if whole else ceil(100 * top / SHADES) / 100
    found = [round(step * n, 2) for n in range(1, SHADES + 1)]
    return tuple(v for v in found if v - step < top)


def shade(value: float, steps: Collection[float]) -> int:
    """0 for nothing, else the shade from 1."""
    if value <= 0:
        return 0
    return next((n for n, roof in enumerate(steps, 1) if value <= roof), len(steps))
