"""Units of the state as dated records, and what may be asked of them. Pure: no database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property


class Level(StrEnum):
    """Where a unit stands; bodies outside the province's hierarchy keep the level they serve."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Kind(StrEnum):
    """What a unit is. Only DEPARTMENT, DISTRICT, COMMUNE and PROVINCE answer for a matter.

    A neighbouring province is OUTSIDE too, and so are all units beneath it for as long as they
    stood beneath it (see ``UnitBook.on``).
    """

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    DEPARTMENT = "department"  # sở, ban, ngành and the PPC office
    SERVICE_CENTRE = "service_centre"  # Trung tâm Phục vụ hành chính công
    ONE_STOP = "one_stop"  # Bộ phận Một cửa of a People's Committee
    LAND_OFFICE = "land_office"  # branch in a district, belongs to the department
    OUTSIDE = "outside"  # police, tax, power company, ...: recorded, never counted


DESKS = (Kind.SERVICE_CENTRE, Kind.ONE_STOP, Kind.LAND_OFFICE)


class Share(StrEnum):
    """How much of an old unit a successor took over."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True)
class Alias:
    """A way people write a unit's name; ``weight`` below 1 marks a guess others share."""

    text: str
    weight: float = 1.0
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class UnitRecord:
    """One unit over one stretch of time, ``valid_from`` included, ``valid_to`` excluded.

    ``code`` is what the outside calls it (GSO code, or the department code of the province);
    codes are reused over the years, ``id`` never is.
    """

    id: int
    kind: Kind
    level: Level
    name: str
    code: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None = None
    aliases: tuple[Alias, ...] = ()
    successors: tuple[tuple[int, Share], ...] = ()
    dossier_prefixes: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitBook:
    """All units of a province, asked by id, by code and by date.

    Provinces merge: the book also holds the units of a neighbour that later joined, so that an
    old name still leads to whoever answers today. Before the merger those were not ours:

    =====================  ==============  =====================================
    asked                  17/01/2022      after 01/07/2025
    =====================  ==============  =====================================
    ``on(day)``            old Đồng Tháp   the merged province
    ``within_reach(day)``  the same        and every past unit, of both sides
    =====================  ==============  =====================================
    """

    def __init__(self, units: Iterable[UnitRecord]) -> None:
        self.by_id: dict[int, UnitRecord] = {u.id: u for u in units}
        self._reach: dict[date, tuple[UnitRecord, ...]] = {}
        self._by_code: dict[str, list[UnitRecord]] = defaultdict(list)
        for unit in self.by_id.values():
            self._by_code[unit.code].append(unit)

    def on(self, day: date) -> list[UnitRecord]:
        """The units valid on ``day``, without those beneath a neighbouring province."""
        return [u for u in self.by_id.values() if u.valid_on(day) and not self.foreign(u.id)]

    def foreign(self, unit_id: int) -> bool:
        """Whether the unit stood beneath a neighbouring province."""
        unit = self.by_id[unit_id]
        while unit.parent_id is not None:
            unit = self.by_id[unit.parent_id]
            if unit.kind is Kind.OUTSIDE:
                return True
        return False

    def within_reach(self, day: date) -> tuple[UnitRecord, ...]:
        """What a text written on ``day`` may name: the units ``on(day)``, then all past ones.

        People go on writing old names, of both sides of a merger. Who answers for a past unit
        is :meth:`answering`'s to say; for districts it says nobody.
        """
        if day not in self._reach:
            past = [u for u in self.by_id.values() if u.valid_to and u.valid_to <= day]
            if len(self._reach) > 400:  # days asked about are few; a backtest may walk years
                self._reach.clear()
            self._reach[day] = (*self.on(day), *past)
        return self._reach[day]

    def by_code(self, code: str, day: date) -> UnitRecord | None:
        """The unit that bore ``code`` on ``day``; failing that the one that bore it last before."""
        bearers = [u for u in self._by_code.get(code, []) if u.valid_from <= day]
        valid = [u for u in bearers if u.valid_on(day)]
        return max(valid or bearers, key=lambda u: u.valid_from, default=None)

    def accountable(self, unit_id: int) -> UnitRecord:
        """Who answers for a desk: its People's Committee, its department, the PPC office."""
        unit = self.by_id[unit_id]
        while unit.kind in DESKS and unit.parent_id is not None:
            unit = self.by_id[unit.parent_id]
        return unit

    def one_with(self, unit_id: int) -> set[int]:
        """Who answers for the unit, the desks it answers for, and those before it took over."""
        return self._one_with[self.accountable(unit_id).id]

    @cached_property
    def _one_with(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for unit in self.by_id.values():
            found[self.accountable(unit.id).id].add(unit.id)
            for heir, _share in unit.successors:
                found[heir].add(unit.id)
        return found

    def answering(self, unit_id: int, day: date) -> list[UnitRecord]:
        """Who answers on ``day`` for a unit of another time: itself, or its successors then.

        Several are returned where a unit was split; none where its line ended.
        """
        unit = self.by_id[unit_id]
        if unit.valid_on(day) or day < unit.valid_from:
            return [unit]
        found = {u.id: u for i, _ in unit.successors for u in self.answering(i, day)}
        return list(found.values())
