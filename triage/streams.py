"""The matters in the database as streams of fair daily counts, a row a unit. Only reads."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, select

from intake import units
from intake.clock import calendar, day_of, start_of
from intake.db import db
from intake.submissions import Submission
from intake.unitbook import Kind, UnitBook
from triage import fair
from triage.counted import CountedMatter
from triage.fair import FairCount
from triage.matters import Matter
from triage.policy import Policy

HISTORY_DAYS = 3 * 365
ANSWERING = (Kind.COMMUNE, Kind.DEPARTMENT, Kind.DISTRICT, Kind.SERVICE_CENTRE)


@dataclass(frozen=True)
class Streams:
    """The units watched on a day, their matters, and the table of fair daily counts."""

    unit_ids: tuple[int, ...]
    first_day: date
    matters: dict[int, list[CountedMatter]]
    counts: dict[int, FairCount]
    table: NDArray[np.float64]  # (units, days), NaN before a unit existed
    days_off: list[bool]
    sample: frozenset[int]  # ids of invented matters


def gather(day: date, policy: Policy) -> Streams:
    """Every watched unit's matters up to ``day``, fairly counted."""
    book = units.book()
    first = day - timedelta(days=HISTORY_DAYS)
    by_unit: dict[int, list[CountedMatter]] = defaultdict(list)
    sample: set[int] = set()
    for row in _rows(first):
        heirs = book.answering(row.unit_id, day)
        if len(heirs) == 1 and day_of(row.said_at) <= day:
            by_unit[heirs[0].id].append(counted(row, heirs[0].id))
            if row.sample:
                sample.add(row.id)
    watched = tuple(u.id for u in book.within_reach(day) if u.kind in ANSWERING and u.valid_on(day))
    said = [day_of(m.at) for ms in by_unit.values() for m in ms]
    first_day = min(said, default=day)
    counts = {u: fair.count(ms, policy) for u, ms in by_unit.items() if u in set(watched)}
    table = _table(watched, counts, book, first_day, day)
    off = _days_off(first_day, table.shape[1])
    return Streams(watched, first_day, dict(by_unit), counts, table, off, frozenset(sample))


def reviewed() -> frozenset[int]:
    """Ids of serious matters a person has looked at; they ask for no review any more."""
    return frozenset(
        db.session.scalars(select(Matter.id).where(Matter.by_person, Matter.severity == "S3"))
    )


def _rows(first: date) -> Iterable[Row[Any]]:
    return db.session.execute(
        select(
            Matter.id,
            Matter.unit_id,
            Matter.topic,
            Matter.said_at,
            Matter.severity,
            Matter.kind,
            Matter.near_copy_of,
            Matter.specific,
            Submission.sender_hash,
            Submission.network_hash,
            Submission.identity_level,
            Submission.dossier_code,
            Submission.sample,
        )
        .join(Submission, Matter.submission_id == Submission.id)
        .where(Matter.placement == "placed", Matter.relevant, Matter.said_at >= start_of(first))
        .order_by(Matter.said_at, Matter.id)
    )


def counted(row: Row[Any], unit_id: int) -> CountedMatter:
    """A row of matter and submission as fair counting takes it, about ``unit_id``."""
    return CountedMatter(
        id=row.id,
        unit=unit_id,
        topic=row.topic,
        at=row.said_at,
        sender=row.sender_hash.hex() if row.sender_hash else None,
        identity_level=row.identity_level,
        severity=row.severity,
        kind=row.kind,
        near_copy_of=row.near_copy_of,
        dossier_key=row.dossier_code,
        has_specifics=row.specific,
        network=row.network_hash.hex() if row.network_hash else None,
    )


def _table(
    watched: tuple[int, ...],
    counts: dict[int, FairCount],
    book: UnitBook,
    first_day: date,
    day: date,
) -> NDArray[np.float64]:
    row_of = {unit_id: row for row, unit_id in enumerate(watched)}
    items = [(row_of[u], item) for u, count in counts.items() for item in count.items]
    days = (day - first_day).days + 1
    table = fair.daily(items, len(watched), first_day, days)
    for unit_id, row in row_of.items():
        born = (book.by_id[unit_id].valid_from - first_day).days
        if 0 < born < days and not table[row, :born].any():
            table[row, :born] = np.nan
    return table


def _days_off(first_day: date, days: int) -> list[bool]:
    return [not calendar().is_working(first_day + timedelta(days=i)) for i in range(days)]
