"""A period in numbers (domain 7), by grouped queries. Only reads.

What is invented counts only while nothing else was ever filed: for a first look, under its mark.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from intake.clock import start_of
from intake.db import db
from intake.handling import CLOSING, HandlingStep
from intake.submissions import IdentityLevel, Submission
from triage.flags import Kind
from triage.inspections.cases import Inspection, InspectionMove
from triage.inspections.life import Stage, Step
from triage.matters import Matter
from triage.reports.periods import Period


@dataclass(frozen=True)
class Received:
    """What came: how many by each, and how it was answered. Days are from filing to answer."""

    number: int
    anonymous: int
    by_channel: dict[str, int]
    by_sender: dict[str, int]
    by_topic: dict[str, int]
    by_kind: dict[str, int]
    by_field: dict[str, int]
    unplaced: int
    repeat: int  # senders who wrote more than once; who cannot be told apart is not counted
    answered: int
    median_days: float | None
    p90_days: float | None


def received(period: Period) -> Received:
    """Everything filed in the period."""
    start, end = moments(period)
    filed = (
        Submission.received_at >= start,
        Submission.received_at < end,
        Submission.sample == invented(),
    )

    def by(column: InstrumentedAttribute[Any]) -> dict[str, int]:
        query = select(column, func.count()).where(*filed).group_by(column)
        return ordered(db.session.execute(query).tuples())

    def matters_by(column: InstrumentedAttribute[Any], *also: Any) -> dict[str, int]:
        query = select(column, func.count()).join(Submission, Matter.submission_id == Submission.id)
        return ordered(db.session.execute(query.where(*filed, *also).group_by(column)).tuples())

    levels = by(Submission.identity_level)
    first_close = (
        select(HandlingStep.submission_id, func.min(HandlingStep.at).label("at"))
        .where(HandlingStep.act.in_(CLOSING))
        .group_by(HandlingStep.submission_id)
        .subquery()
    )
    waits = db.session.execute(
        select(Submission.received_at, first_close.c.at)
        .join(first_close, first_close.c.submission_id == Submission.id)
        .where(*filed)
    ).all()
    days = [(closed - came).total_seconds() / 86_400 for came, closed in waits]
    return Received(
        number=sum(levels.values()),
        anonymous=levels.get(IdentityLevel.ANONYMOUS, 0),
        by_channel=by(Submission.channel),
        by_sender=by(Submission.submitter_type),
        by_topic=matters_by(Matter.topic, Matter.relevant),
        by_kind=matters_by(Matter.kind, Matter.relevant),
        by_field=matters_by(Matter.field, Matter.relevant),
        repeat=_repeat(filed),
        unplaced=sum(matters_by(Matter.placement, Matter.placement != "placed").values()),
        answered=len(days),
        median_days=median(days) if days else None,
        p90_days=_p90(days),
    )


def by_unit(period: Period) -> dict[int, int]:
    """Unit -> matters of the period placed there, praise left out."""
    start, end = moments(period)
    rows = db.session.execute(
        select(Matter.unit_id, func.count())
        .join(Submission, Matter.submission_id == Submission.id)
        .where(
            Submission.received_at >= start,
            Submission.received_at < end,
            Submission.sample == invented(),
            Matter.relevant,
            Matter.kind != Kind.PRAISE,
            Matter.placement == "placed",
            Matter.unit_id.is_not(None),
        )
        .group_by(Matter.unit_id)
    )
    return {unit_id: n for unit_id, n in rows.tuples() if unit_id is not None}


def number_filed(period: Period) -> int:
    """How many were filed."""
    start, end = moments(period)
    query = select(func.count()).select_from(Submission)
    filed = (Submission.received_at >= start, Submission.received_at < end)
    return db.session.scalar(query.where(*filed, Submission.sample == invented())) or 0


def _repeat(filed: tuple[Any, ...]) -> int:
    often = (
        select(Submission.sender_hash)
        .where(*filed, Submission.sender_hash.is_not(None))
        .group_by(Submission.sender_hash)
        .having(func.count() > 1)
    )
    return db.session.scalar(select(func.count()).select_from(often.subquery())) or 0


def published(until: datetime) -> list[Inspection]:
    """Inspections made public before a moment, newest first."""
    move = InspectionMove
    shown = select(move.inspection_id).where(move.step == Step.PUBLISH, move.at < until)
    query = cases().where(Inspection.stage == Stage.PUBLISHED, Inspection.id.in_(shown))
    return list(db.session.scalars(query.order_by(Inspection.id.desc())))


def invented() -> bool:
    """Whether nobody but the sample year ever said anything or was inspected."""
    real = or_(exists().where(~Submission.sample), exists().where(~Inspection.sample))
    return not db.session.scalar(select(real))


def cases() -> Select[tuple[Inspection]]:
    """The inspections that count."""
    return select(Inspection).where(Inspection.sample == invented())


def _p90(days: list[float]) -> float | None:
    """The 90th percentile; of fewer than two the one there is."""
    if len(days) < 2:
        return days[0] if days else None
    return quantiles(days, n=10, method="inclusive")[-1]


def moments(period: Period) -> tuple[datetime, datetime]:
    """Its first moment, and the first after it."""
    return start_of(period.first), start_of(period.last + timedelta(days=1))


def ordered(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The most first, equal ones by name."""
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
