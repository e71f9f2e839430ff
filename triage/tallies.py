"""Every watched unit's fair daily counts, kept, and counted anew only where its matters changed.

Law: what is kept equals counting everything anew. The database itself notes by trigger which
unit a change of matters touches and from when on, so no writer can forget; a tally is written only
over the turn it was read at, so of two who count at once the older never covers the newer. A
weighing thus costs what has changed, however many matters are stored, of the unit too.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from secrets import randbelow

import numpy as np
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake import units
from intake.db import Model, UTCDateTime, db
from intake.unitbook import Kind, UnitBook
from triage.policy import Policy
from triage.recount import EVER, UNCOUNTED, Counted, Tally, Voice, recount

HISTORY_DAYS = 3 * 365
ANSWERING = (Kind.COMMUNE, Kind.DEPARTMENT, Kind.DISTRICT, Kind.SERVICE_CENTRE)
AT_ONCE = 50  # units written in one transaction
TURNS = 1 << 30  # a new tally's first turn is any of so many, so that no old turn comes back


class UnitTally(Model):
    """What one unit's matters add up to, day by day, under one rule of counting."""

    __tablename__ = "unit_tally"
    __table_args__ = {"info": {"derived": True}}  # no backup keeps it: triggers ask for it anew
    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turn: Mapped[int]  # another one with every writing
    rule: Mapped[str]  # what it was counted by: see Ground.rule
    first_day: Mapped[date | None]  # of the first matter, counted or not
    days: Mapped[bytes]  # Weights, as IEEE 754 doubles, little-endian


class StaleUnit(Model):
    """A unit whose matters changed. Only triggers add rows; see migration 0011."""

    __tablename__ = "stale_unit"
    __table_args__ = {"info": {"derived": True}}
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int]
    since: Mapped[datetime] = mapped_column(UTCDateTime)  # when the changed matter was said


@dataclass(frozen=True)
class Ground:
    """Which units are watched on a day, and by what rule their matters are counted."""

    day: date
    policy: Policy
    watched: tuple[int, ...]
    sources: Mapping[int, tuple[int, ...]]  # unit -> units of any time it answers for
    first: date  # days before are not weighed any more

    def rule(self, unit: int) -> str:
        """Changes whenever the same matters would have to be counted again."""
        return _rule(self.policy.fingerprint, self.sources[unit])


@lru_cache(maxsize=4096)
def _rule(policy: str, sources: tuple[int, ...]) -> str:
    return hashlib.sha256(f"{policy} {sources}".encode()).hexdigest()[:32]


def ground(day: date, policy: Policy) -> Ground:
    """What is counted on ``day``. What is weighed begins with a month, so a watch lasts for one."""
    sources = _sources(units.book(), day)
    first = (day - timedelta(days=HISTORY_DAYS)).replace(day=1)
    return Ground(day, policy, tuple(sources), sources, first)


@lru_cache(maxsize=8)
def _sources(book: UnitBook, day: date) -> dict[int, tuple[int, ...]]:
    watched = [u.id for u in book.within_reach(day) if u.kind in ANSWERING and u.valid_on(day)]
    found: dict[int, list[int]] = {unit: [] for unit in watched}
    for unit in sorted(book.by_id):
        heirs = book.answering(unit, day)
        if len(heirs) == 1 and heirs[0].id in found:
            found[heirs[0].id].append(unit)
    return {unit: tuple(among) for unit, among in found.items()}


_known: dict[tuple[str, int], tuple[int, Tally]] = {}  # by database and unit, with its turn


def kept(on: Ground) -> dict[int, Tally]:
    """The watched units' tallies as they were last written; a unit without one is left out.

    A process reads again only those that were written since it last looked.
    """
    where, turns = str(db.engine.url), _turns()
    mine = [unit for unit in on.watched if unit in turns]
    new = [u for u in mine if _known.get((where, u), (0, UNCOUNTED))[0] != turns[u][0]]
    for some in _batches(new):
        for row in db.session.execute(select(UnitTally).where(UnitTally.unit_id.in_(some))):
            _known[where, row[0].unit_id] = row[0].turn, _tally(row[0])
    return {unit: _known[where, unit][1] for unit in mine if (where, unit) in _known}


def _tally(row: UnitTally) -> Tally:
    return Tally(row.first_day, np.frombuffer(row.days, "<f8").reshape(2, -1))


def bring_up_to_date(on: Ground) -> int:
    """Count the units anew whose matters or rule changed; how many. Commits."""
    stale, turns = _stale(), _turns()
    heir = {unit: mine for mine, among in on.sources.items() for unit in among}
    touched: dict[int, datetime] = {}
    for row in stale:
        if row.unit_id in heir:
            mine = heir[row.unit_id]
            touched[mine] = min(row.since, touched.get(mine, row.since))
    for unit in on.watched:
        if turns.get(unit, (0, ""))[1] != on.rule(unit):
            touched[unit] = EVER
    lost = set[int]()
    for some in _batches(list(touched)):
        lost |= _write(on, {u: (turns.get(u, (0, ""))[0], touched[u]) for u in some})
    _settle([row.id for row in stale if heir.get(row.unit_id) not in lost])
    return len(touched)


def _stale() -> Sequence[Row[tuple[int, int, datetime]]]:
    rows = select(StaleUnit.id, StaleUnit.unit_id, StaleUnit.since).order_by(StaleUnit.id)
    return db.session.execute(rows).all()


def _turns() -> dict[int, tuple[int, str]]:
    rows = db.session.execute(select(UnitTally.unit_id, UnitTally.turn, UnitTally.rule))
    return {unit: (turn, rule) for unit, turn, rule in rows}


def _write(on: Ground, due: Mapping[int, tuple[int, datetime]]) -> set[int]:
    """Count and write some units; the ones another counter was quicker with."""
    before = {u: _before(u) for u, (turn, since) in due.items() if turn and since != EVER}
    counted = {
        u: recount(u, on.sources[u], on.policy, before.get(u, UNCOUNTED), since)
        for u, (_turn, since) in due.items()
    }
    db.session.rollback()  # the reader's transaction ends before the writer's begins
    lost = {u for u, (turn, _) in due.items() if not _written(on, u, turn, counted[u])}
    db.session.commit()
    return lost


def _before(unit: int) -> Tally:
    row = db.session.get(UnitTally, unit, populate_existing=True)
    return _tally(row) if row is not None else UNCOUNTED


def _written(on: Ground, unit: int, turn: int, found: Counted) -> bool:
    facts = {
        "rule": on.rule(unit),
        "first_day": found.tally.first_day,
        "days": found.tally.days.astype("<f8").tobytes(),
    }
    if turn:
        done = db.session.execute(
            update(UnitTally)
            .where(UnitTally.unit_id == unit, UnitTally.turn == turn)
            .values(turn=turn % TURNS + 1, **facts)
        )
        if done.rowcount != 1:  # type: ignore[attr-defined]
            return False
    elif not _begun(unit, facts):
        return False
    db.session.execute(delete(Voice).where(Voice.unit_id == unit, Voice.at >= found.since))
    if found.voices:
        rows = [{"unit_id": unit, "matter_id": m, "at": at} for m, at in found.voices]
        db.session.execute(insert(Voice), rows)
    return True


def _begun(unit: int, facts: Mapping[str, object]) -> bool:
    try:
        with db.session.begin_nested():
            first = 1 + randbelow(TURNS)
            db.session.execute(insert(UnitTally).values(unit_id=unit, turn=first, **facts))
    except IntegrityError:
        return False
    return True


def _settle(rows: Sequence[int]) -> None:
    for some in _batches(rows):
        db.session.execute(delete(StaleUnit).where(StaleUnit.id.in_(some)))
    db.session.commit()


def _batches(of: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(of)
    while some := list(islice(rest, AT_ONCE)):
        yield some
