"""Which units were visited or declined, and how much of each kind is still unvisited. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Visits:
    """``visited``, ``declined``: unit -> last day. ``missing``: kind -> share 0..1 not visited."""

    visited: Mapping[int, date] = field(default_factory=dict)
    declined: Mapping[int, date] = field(default_factory=dict)
    missing: Mapping[Hashable, float] = field(default_factory=dict)

    def days_since_visit(self, unit_id: int, day: date) -> int | None:
        """Days since the unit was visited; None if never."""
        last = self.visited.get(unit_id)
        return None if last is None else (day - last).days

    def declined_within(self, unit_id: int, day: date, days: int) -> bool:
        """Whether a person declined to visit less than ``days`` ago."""
        last = self.declined.get(unit_id)
        return last is not None and (day - last).days < days
