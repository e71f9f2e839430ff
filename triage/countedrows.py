"""Matters in the database as fair counting takes them, a unit at a time. Only reads."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select, text

from intake.clock import start_of
from intake.db import db
from intake.submissions import Submission
from triage.counted import CountedMatter
from triage.matters import Matter

AT_ONCE = 500  # ids in one query
_COUNTS = (Matter.placement == "placed", Matter.relevant)


def matters_about(
    unit: int, of: Sequence[int], since: datetime, last: date = date.max
) -> list[CountedMatter]:
    """What counts about ``unit``, said from ``since`` to ``last`` about any of the units ``of``."""
    rows = db.session.execute(_query(since, last).where(Matter.unit_id.in_(of)))
    return [counted(row, unit) for row in rows]


def grave_since(first: date, last: date) -> list[tuple[int, CountedMatter]]:
    """(unit of its time, matter): S3 with specifics that no person has looked at yet."""
    rows = db.session.execute(
        _query(start_of(first), last).where(
            Matter.severity == "S3", Matter.specific, Matter.by_person.is_(False)
        )
    )
    return [(row.unit_id, counted(row, row.unit_id)) for row in rows]


def invented_since(first: date) -> frozenset[int]:
    """Ids of the matters the sample year invented, said on ``first`` or later."""
    sample = list(db.session.scalars(select(Submission.id).where(text("sample"))))
    late = select(Matter.id).where(Matter.said_at >= start_of(first))
    found = set[int]()
    while sample:
        some, sample = sample[:AT_ONCE], sample[AT_ONCE:]
        found |= set(db.session.scalars(late.where(Matter.submission_id.in_(some))))
    return frozenset(found)


def _query(since: datetime, last: date) -> Select[Any]:
    until = () if last == date.max else (Matter.said_at < start_of(last + timedelta(days=1)),)
    return (
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
        )
        .join(Submission, Matter.submission_id == Submission.id)
        .where(*_COUNTS, Matter.said_at >= since, *until)
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
