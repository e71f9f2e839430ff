"""Every watched unit's fair daily counts, kept, and counted anew only where its matters changed.

Law: what is kept equals counting everything anew. The database itself notes by trigger which
unit a change of matters touches, so no writer can forget; a tally is written only over the turn
it was read at, so of two who count at once the older never covers the newer. A weighing thus
costs what has changed, however many matters are stored.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake import units
from intake.clock import day_of
from intake.db import Model, db
from intake.unitbook import Kind, UnitBook
from triage import fair
from triage.countedrows import matters_about
from triage.policy import Policy

HISTORY_DAYS = 3 * 365
ANSWERING = (Kind.COMMUNE, Kind.DEPARTMENT, Kind.DISTRICT, Kind.SERVICE_CENTRE)
AT_ONCE = 200  # units whose matters are held in memory together

Weights = NDArray[np.float64]  # (2, n): ordinals of the days with weight, and their weights


class UnitTally(Model):
    """What one unit's matters add up to, day by day, under one rule of counting."""

    __tablename__ = "unit_tally"
    __table_args__ = {"info": {"derived": True}}  # no backup keeps it: triggers ask for it anew
    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turn: Mapped[int] = mapped_column(default=1)
    rule: Mapped[str]  # what it was counted by: see _rule
    first_day: Mapped[date | None]  # of the first matter, counted or not
    days: Mapped[bytes]  # Weights, as IEEE 754 doubles, little-endian


class StaleUnit(Model):
    """A unit whose matters changed. Only triggers add rows; see migration 0011."""

    __tablename__ = "stale_unit"
    __table_args__ = {"info": {"derived": True}}
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int]


@dataclass(frozen=True)
class Tally:
    """A unit's counts: the day of its first matter, and the weights of its days."""

    first_day: date | None
    days: Weights


@dataclass(frozen=True)
class Ground:
    """Which units are watched on a day, and by what rule their matters are counted."""

    day: date
    policy: Policy
    watched: tuple[int, ...]
    sources: Mapping[int, tuple[int, ...]]  # unit -> units of any time it answers for
    first: date  # matters before are history

    def rule(self, unit: int) -> str:
        """Changes whenever the same matters would have to be counted again."""
        said = f"{self.policy.fingerprint} {self.first} {self.sources[unit]}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def ground(day: date, policy: Policy) -> Ground:
    """What is counted on ``day``. History begins with a month, so tallies last for one."""
    book = units.book()
    watched = tuple(u.id for u in book.within_reach(day) if u.kind in ANSWERING and u.valid_on(day))
    first = (day - timedelta(days=HISTORY_DAYS)).replace(day=1)
    return Ground(day, policy, watched, _sources(book, day, watched), first)


def _sources(book: UnitBook, day: date, watched: Iterable[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {unit: [] for unit in watched}
    for unit in sorted(book.by_id):
        heirs = book.answering(unit, day)
        if len(heirs) == 1 and heirs[0].id in found:
            found[heirs[0].id].append(unit)
    return {unit: tuple(among) for unit, among in found.items()}


def kept(on: Ground) -> dict[int, Tally]:
    """The watched units' tallies as they were last written; a unit without one is left out."""
    rows = db.session.execute(select(UnitTally.unit_id, UnitTally.first_day, UnitTally.days))
    mine = set(on.watched)
    return {
        unit: Tally(first, np.frombuffer(days, "<f8").reshape(2, -1))
        for unit, first, days in rows
        if unit in mine
    }


def bring_up_to_date(on: Ground) -> int:
    """Count the units anew whose matters or rule changed; how many. Commits."""
    stale = _stale()
    turns = _turns()
    heir = {unit: mine for mine, among in on.sources.items() for unit in among}
    touched = {heir[unit] for unit in stale.values() if unit in heir}
    due = [u for u in on.watched if u in touched or turns.get(u, (0, ""))[1] != on.rule(u)]
    lost = set[int]()
    for some in _batches(due):
        lost |= _write(on, {u: turns.get(u, (0, ""))[0] for u in some})
    _settle([row for row, unit in stale.items() if heir.get(unit) not in lost])
    return len(due)


def _stale() -> dict[int, int]:
    rows = db.session.execute(select(StaleUnit.id, StaleUnit.unit_id).order_by(StaleUnit.id))
    return dict(rows.tuples().all())


def _turns() -> dict[int, tuple[int, str]]:
    rows = db.session.execute(select(UnitTally.unit_id, UnitTally.turn, UnitTally.rule))
    return {unit: (turn, rule) for unit, turn, rule in rows}


def _write(on: Ground, turns: Mapping[int, int]) -> set[int]:
    """Count and write some units; the ones another counter was quicker with."""
    among = {unit: on.sources[unit] for unit in turns}
    counted = {u: tally(matters_about(u, of, on.first), on.policy) for u, of in among.items()}
    db.session.rollback()  # the reader's transaction ends before the writer's begins
    lost = {unit for unit, turn in turns.items() if not _written(on, unit, turn, counted[unit])}
    db.session.commit()
    return lost


def _written(on: Ground, unit: int, turn: int, found: Tally) -> bool:
    facts = {
        "rule": on.rule(unit),
        "first_day": found.first_day,
        "days": found.days.astype("<f8").tobytes(),
    }
    if turn:
        done = db.session.execute(
            update(UnitTally)
            .where(UnitTally.unit_id == unit, UnitTally.turn == turn)
            .values(turn=turn + 1, **facts)
        )
        return bool(done.rowcount == 1)  # type: ignore[attr-defined]
    try:
        with db.session.begin_nested():
            db.session.execute(insert(UnitTally).values(unit_id=unit, turn=1, **facts))
    except IntegrityError:
        return False
    return True


def _settle(rows: Sequence[int]) -> None:
    for some in _batches(rows):
        db.session.execute(delete(StaleUnit).where(StaleUnit.id.in_(some)))
    db.session.commit()


def tally(matters: Sequence[fair.CountedMatter], policy: Policy) -> Tally:
    """One unit's matters, fairly counted, as weights of days."""
    by_day: dict[int, float] = defaultdict(float)
    for item in fair.count(matters, policy).items:
        if item.weight:
            by_day[item.day.toordinal()] += item.weight
    first = min((day_of(m.at) for m in matters), default=None)
    return Tally(first, np.array(sorted(by_day.items())).reshape(-1, 2).T)


def _batches(of: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(of)
    while some := list(islice(rest, AT_ONCE)):
        yield some
