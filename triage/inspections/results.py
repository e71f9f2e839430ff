"""What people decided, and what inspections confirmed by how their place was chosen. Only reads."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from intake.db import db
from triage.inspections.cases import Inspection, InspectionMove
from triage.inspections.headings import Found
from triage.inspections.life import Source, Step
from triage.inspections.merging import evidence_of, voices
from triage.outcomes import Outcome
from triage.proposals import Proposal, ProposalMove
from triage.workflow import Act, State

CHOSEN = {
    Source.CITIZENS: "proposed",
    Source.BUSINESSES: "proposed",
    Source.NEED: "practical need",
    Source.DRAW: "random draw",
    Source.PLAN: "planned",
}


@dataclass(frozen=True)
class Decisions:
    """What people said to the machine's proposals; invented ones left out."""

    accepted: int
    declined: tuple[str, ...]  # the reason of each


def decisions(seen: Callable[[int], bool] = lambda unit_id: True) -> Decisions:
    """Every decision so far about a unit that may be seen.

    One counted and shown nowhere would tell its reader that something is planned at home.
    """
    every = db.session.execute(
        select(ProposalMove.act, ProposalMove.target, ProposalMove.reason, Proposal.unit_id)
        .join(Proposal, ProposalMove.proposal_id == Proposal.id)
        .where(Proposal.sample.is_(False))
    ).all()
    rows = [row for row in every if seen(row.unit_id)]
    return Decisions(
        accepted=sum(row.target == State.ACCEPTED for row in rows),
        declined=tuple(
            row.reason
            for row in rows
            if row.target == State.DECLINED
            or (row.act, row.target) == (Act.DECLINE, State.DEFERRED)  # for want of capacity
        ),
    )


def triggers(seen: Callable[[int], bool] = lambda unit_id: True) -> Counter[str]:
    """Inspections by whose feedback they rest on: people's, firms', both; invented ones left out."""
    told = Counter[str]()
    rows = db.session.execute(
        select(Inspection.id, Inspection.unit_id).where(Inspection.sample.is_(False))
    ).all()
    for case_id in (row.id for row in rows if seen(row.unit_id)):
        by = voices(evidence_of(case_id))
        whose = [source for source in (Source.CITIZENS, Source.BUSINESSES) if by[source]]
        if whose:
            told["both" if len(whose) == 2 else whose[0]] += 1
    return told


def outcomes() -> Iterator[Outcome]:
    """One outcome an inspection that reached its conclusion; invented ones left out."""
    concluded = select(InspectionMove.inspection_id).where(InspectionMove.step == Step.CONCLUDE)
    rows = db.session.scalars(
        select(Inspection)
        .where(Inspection.id.in_(concluded), Inspection.sample.is_(False))
        .options(selectinload(Inspection.findings))
        .order_by(Inspection.id)
    )
    for row in rows:
        short = tuple(f.scope for f in row.findings if f.kind == Found.SHORTCOMING)
        yield Outcome(CHOSEN[Source(row.source)], short)
