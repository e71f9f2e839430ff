"""When each unit was last visited or declined, and how much of its kind is still unvisited.

Only reads. An accepted proposal stands for the visit until the team has come; one whose
inspection was cancelled does not.
"""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from intake.clock import day_of, start_of
from intake.db import db
from intake.unitbook import UnitBook
from triage.inspections.cases import Inspection, InspectionMove, Joined
from triage.inspections.life import Stage, Step
from triage.proposals import Proposal, ProposalMove
from triage.visited import Visits
from triage.workflow import OPEN, State

YEAR = 365


def visits(day: date, watched: tuple[int, ...], book: UnitBook) -> Visits:
    """What people decided up to ``day``."""
    visited, declined = _seen(day), _last(State.DECLINED, day)
    kinds = Counter(book.by_id[u].kind for u in watched)
    seen = Counter(
        book.by_id[u].kind for u in watched if u in visited and (day - visited[u]).days < YEAR
    )
    return Visits(visited, declined, {k: 1 - seen[k] / n for k, n in kinds.items()})


def _seen(day: date) -> dict[int, date]:
    """The last proposal taken up, by itself or merged, or arrival of a team, whichever is later."""
    taken = _last(State.ACCEPTED, day, ~called_off())
    for unit_id, merged in _last(State.MERGED, day, Proposal.state == State.MERGED).items():
        taken[unit_id] = max(merged, taken.get(unit_id, merged))
    for unit_id, came in arrivals(day).items():
        taken[unit_id] = max(came, taken.get(unit_id, came))
    return taken


def called_off() -> ColumnElement[bool]:
    """Whether the proposal's inspection was cancelled, or went into one that was."""
    other = aliased(Inspection)
    lost = exists().where(
        Joined.merged_id == Inspection.id,
        Joined.inspection_id == other.id,
        other.stage == Stage.CANCELLED,
    )
    return exists().where(
        Inspection.proposal_id == Proposal.id,
        or_(Inspection.stage == Stage.CANCELLED, lost),
    )


def arrivals(day: date) -> dict[int, date]:
    """Unit -> the day a team last came, or began a desk review, up to ``day``."""
    rows = db.session.execute(
        select(Inspection.unit_id, func.max(InspectionMove.at))
        .join(Inspection, InspectionMove.inspection_id == Inspection.id)
        .where(
            InspectionMove.step.in_((Step.ARRIVE, Step.REVIEW)),
            InspectionMove.at < start_of(day + timedelta(days=1)),
        )
        .group_by(Inspection.unit_id)
    )
    return {unit_id: day_of(at) for unit_id, at in rows}


def _last(target: State, day: date, *also: ColumnElement[bool]) -> dict[int, date]:
    rows = db.session.execute(
        select(Proposal.unit_id, func.max(ProposalMove.at))
        .join(Proposal, ProposalMove.proposal_id == Proposal.id)
        .where(
            ProposalMove.target == target,
            ProposalMove.at < start_of(day + timedelta(days=1)),
            *also,
        )
        .group_by(Proposal.unit_id)
    )
    return {unit_id: day_of(at) for unit_id, at in rows}


def waiting(sample: bool) -> frozenset[int]:
    """Units with an open proposal that rests on invented matters, or on real ones."""
    return frozenset(
        db.session.scalars(
            select(Proposal.unit_id).where(Proposal.state.in_(OPEN), Proposal.sample.is_(sample))
        )
    )
