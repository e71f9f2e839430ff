"""A period in numbers (domain 7), by grouped queries. Only reads.

What is invented counts only while nothing else was ever filed: for a first look, under its mark.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from intake.clock import day_of, start_of
from intake.db import db
from intake.handling import CLOSING, HandlingStep
from intake.submissions import IdentityLevel, Submission
from triage.inspections.cases import Finding, Inspection, InspectionMove, TaskStep
from triage.inspections.headings import Found
from triage.inspections.life import Stage, Step
from triage.inspections.tasks import TaskAct
from triage.matters import Matter
from triage.proposals import Proposal, ProposalMove
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
    unplaced: int
    answered: int
    median_days: float | None
    p90_days: float | None


@dataclass(frozen=True)
class Inspected:
    """What was done about it."""

    decided: dict[str, int]  # proposals by what became of them
    opened: dict[str, int]  # by source
    concluded: int
    with_shortcomings: int
    findings: dict[str, int]  # by kind
    scopes: dict[str, int]  # shortcomings by heading
    to_put_right: int  # shortcomings whose day lies in the period
    put_right: int  # ... verified
    put_right_in_time: int
    days_to_visit: float | None  # medians, from the opening of the case
    days_to_conclusion: float | None
    days_to_verified: float | None


def received(period: Period) -> Received:
    """Everything filed in the period."""
    start, end = _moments(period)
    filed = (
        Submission.received_at >= start,
        Submission.received_at < end,
        Submission.sample == invented(),
    )

    def by(column: InstrumentedAttribute[Any]) -> dict[str, int]:
        query = select(column, func.count()).where(*filed).group_by(column)
        return _ordered(db.session.execute(query).tuples())

    def matters_by(column: InstrumentedAttribute[Any], *also: Any) -> dict[str, int]:
        query = select(column, func.count()).join(Submission, Matter.submission_id == Submission.id)
        return _ordered(db.session.execute(query.where(*filed, *also).group_by(column)).tuples())

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
        unplaced=sum(matters_by(Matter.placement, Matter.placement != "placed").values()),
        answered=len(days),
        median_days=median(days) if days else None,
        p90_days=_p90(days),
    )


def inspected(period: Period, hidden: Callable[[int], bool]) -> Inspected:
    """What became of proposals and inspections; ``hidden`` units are as if there were none."""
    start, end = _moments(period)
    cases = [r for r in db.session.scalars(_cases()) if not hidden(r.unit_id)]
    opened = [r for r in cases if start <= r.opened_at < end]
    concluded = [r for r in cases if _within(_at(r, Step.CONCLUDE), start, end)]
    found = [f for r in concluded for f in r.findings]
    short = [f for f in found if f.kind == Found.SHORTCOMING]
    due = [
        f
        for r in cases
        if _at(r, Step.CONCLUDE)
        for f in r.findings
        if f.due and period.first <= f.due <= period.last
    ]
    verified = _verified([f.id for f in due])
    return Inspected(
        decided=_decided(start, end, hidden),
        opened=_ordered(Counter(r.source for r in opened).items()),
        concluded=len(concluded),
        with_shortcomings=sum(
            any(f.kind == Found.SHORTCOMING for f in r.findings) for r in concluded
        ),
        findings=_ordered(Counter(f.kind for f in found).items()),
        scopes=_ordered(Counter(f.scope for f in short).items()),
        to_put_right=len(due),
        put_right=len(verified),
        put_right_in_time=sum(_in_time(f, verified) for f in due),
        days_to_visit=_middle(concluded, Step.ARRIVE, Step.REVIEW),
        days_to_conclusion=_middle(concluded, Step.CONCLUDE),
        days_to_verified=_middle(concluded, Step.VERIFY),
    )


def published(until: datetime) -> list[Inspection]:
    """Inspections made public before a moment, newest first."""
    move = InspectionMove
    shown = select(move.inspection_id).where(move.step == Step.PUBLISH, move.at < until)
    query = _cases().where(Inspection.stage == Stage.PUBLISHED, Inspection.id.in_(shown))
    return list(db.session.scalars(query.order_by(Inspection.id.desc())))


def invented() -> bool:
    """Whether nobody but the sample year has ever said anything."""
    return not db.session.scalar(select(exists().where(~Submission.sample)))


def _cases() -> Select[tuple[Inspection]]:
    return select(Inspection).where(Inspection.sample == invented())


def _decided(start: datetime, end: datetime, hidden: Callable[[int], bool]) -> dict[str, int]:
    rows = db.session.execute(
        select(Proposal.unit_id, ProposalMove.target)
        .join(Proposal, ProposalMove.proposal_id == Proposal.id)
        .where(
            ProposalMove.staff_id.is_not(None),
            ProposalMove.at >= start,
            ProposalMove.at < end,
            Proposal.sample == invented(),
        )
    )
    return _ordered(Counter(target for unit, target in rows if not hidden(unit)).items())


def _verified(finding_ids: list[int]) -> dict[int, datetime]:
    query = select(TaskStep.finding_id, TaskStep.at).where(
        TaskStep.finding_id.in_(finding_ids), TaskStep.act == TaskAct.VERIFIED
    )
    return dict(db.session.execute(query).tuples().all())


def _in_time(finding: Finding, verified: dict[int, datetime]) -> bool:
    """Whether somebody saw it put right on its day or before."""
    at = verified.get(finding.id)
    return at is not None and finding.due is not None and day_of(at) <= finding.due


def _at(row: Inspection, *steps: Step) -> datetime | None:
    return next((m.at for m in reversed(row.moves) if m.step in steps), None)


def _within(moment: datetime | None, start: datetime, end: datetime) -> bool:
    return moment is not None and start <= moment < end


def _middle(rows: list[Inspection], *steps: Step) -> float | None:
    days = [
        (at - r.opened_at).total_seconds() / 86_400
        for r in rows
        if (at := _at(r, *steps)) is not None
    ]
    return median(days) if days else None


def _p90(days: list[float]) -> float | None:
    """The 90th percentile; of fewer than two the one there is."""
    if len(days) < 2:
        return days[0] if days else None
    return quantiles(days, n=10, method="inclusive")[-1]


def _moments(period: Period) -> tuple[datetime, datetime]:
    return start_of(period.first), start_of(period.last + timedelta(days=1))


def _ordered(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The most first, equal ones by name."""
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
