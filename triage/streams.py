"""The province as streams of fair daily counts, a row a unit, from the tallies. Only reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from intake import units
from intake.clock import calendar
from intake.unitbook import UnitBook
from triage import tallies
from triage.policy import Policy
from triage.recount import Tally
from triage.tallies import Ground


@dataclass(frozen=True)
class Streams:
    """The units watched on a day and the table of their fair daily counts."""

    ground: Ground
    first_day: date
    table: NDArray[np.float64]  # (units, days), NaN before a unit existed
    days_off: list[bool]
    silent: bool  # nothing counts anywhere yet

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """Of the table's rows."""
        return self.ground.watched


def gather(day: date, policy: Policy) -> Streams:
    """Every watched unit's counts up to ``day``, as :func:`tallies.bring_up_to_date` left them."""
    on = tallies.ground(day, policy)
    kept = tallies.kept(on)
    first = min((t.first_day for t in kept.values() if t.first_day), default=None)
    first_day = max(first, on.first) if first else day
    table = _table(on.watched, kept, units.book(), first_day, day)
    off = _days_off(first_day, table.shape[1])
    return Streams(on, first_day, table, off, first is None)


def _table(
    watched: Iterable[int],
    kept: Mapping[int, Tally],
    book: UnitBook,
    first_day: date,
    day: date,
) -> NDArray[np.float64]:
    row_of = {unit_id: row for row, unit_id in enumerate(watched)}
    days = (day - first_day).days + 1
    table = np.zeros((len(row_of), days))
    for unit, tally in kept.items():
        at, weights = tally.days
        known = (at >= first_day.toordinal()) & (at <= day.toordinal())
        table[row_of[unit], at[known].astype(int) - first_day.toordinal()] = weights[known]
    for unit_id, row in row_of.items():
        born = (book.by_id[unit_id].valid_from - first_day).days
        if 0 < born < days and not table[row, :born].any():
            table[row, :born] = np.nan
    return table


def _days_off(first_day: date, days: int) -> list[bool]:
    return [not calendar().is_working(first_day + timedelta(days=i)) for i in range(days)]
