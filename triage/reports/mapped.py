"""What was said of each square of the map in a period. Only reads.

What was said of a desk counts for whoever answers for it, and that for the square it lies in; what
was said of a unit that has ended counts where it went whole, and nowhere where it was split.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from intake import units
from intake.unitbook import UnitBook
from triage.reports.figures import by_unit
from triage.reports.periods import Period
from triage.reports.tiles import Tile, tiles_on

MONTH = 30  # days


@dataclass(frozen=True)
class Square:
    """One tile with its unit. ``said`` None: not the reader's to see."""

    tile: Tile
    unit_id: int
    said: int | None
    offices: int  # units it stands for: itself, and the communes of a district

    def rate(self, days: int) -> float | None:
        """Said of each of its units in thirty days."""
        return None if self.said is None else self.said / self.offices / days * MONTH


def squares(period: Period, hidden: Callable[[int], bool]) -> tuple[Square, ...]:
    """The squares of the period's last day."""
    book, day = units.book(), period.last
    tiles = {u.id: t for t in tiles_on(day) if (u := book.by_code(t.code, day))}
    said = dict.fromkeys(tiles, 0)
    offices = dict.fromkeys(tiles, 0)
    for unit_id, n in by_unit(period).items():
        home = _home(book, unit_id, period, tiles)
        if home is not None and not hidden(unit_id):
            said[home] += n
    for unit in book.on(day):
        home = _up(book, unit.id, tiles)
        if (
            home is not None
            and (unit.id == home or unit.parent_id == home)
            and not _desk(book, unit.id)
        ):
            offices[home] += 1
    return tuple(
        Square(tile, unit_id, None if hidden(unit_id) else said[unit_id], offices[unit_id])
        for unit_id, tile in tiles.items()
    )


def _desk(book: UnitBook, unit_id: int) -> bool:
    return book.accountable(unit_id).id != unit_id


def _home(book: UnitBook, unit_id: int, period: Period, tiles: Mapping[int, Tile]) -> int | None:
    """The square a unit lies in on the period's last day."""
    answering = book.answering(book.accountable(unit_id).id, period.last)
    return _up(book, answering[0].id, tiles) if len(answering) == 1 else None


def _up(book: UnitBook, unit_id: int, tiles: Mapping[int, Tile]) -> int | None:
    at: int | None = unit_id
    while at is not None and at not in tiles:
        at = book.by_id[at].parent_id
    return at
