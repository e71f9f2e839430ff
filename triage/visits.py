"""When each unit was last visited or declined, and how much of its kind is still unvisited.

Only reads. Until an inspection is written down, an accepted proposal stands for the visit.
"""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import func, select

from intake.clock import day_of, start_of
from intake.db import db
from intake.unitbook import UnitBook
from triage.proposals import Proposal, ProposalMove
from triage.visited import Visits
from triage.workflow import OPEN, State

YEAR = 365


def visits(day: date, watched: tuple[int, ...], book: UnitBook) -> Visits:
    """What people decided up to ``day``."""
    visited, declined = _last(State.ACCEPTED, day), _last(State.DECLINED, day)
    kinds = Counter(book.by_id[u].kind for u in watched)
    seen = Counter(
        book.by_id[u].kind for u in watched if u in visited and (day - visited[u]).days < YEAR
    )
    return Visits(visited, declined, {k: 1 - seen[k] / n for k, n in kinds.items()})


def _last(target: State, day: date) -> dict[int, date]:
    rows = db.session.execute(
        select(Proposal.unit_id, func.max(ProposalMove.at))
        .join(Proposal, ProposalMove.proposal_id == Proposal.id)
        .where(ProposalMove.target == target, ProposalMove.at < start_of(day + timedelta(days=1)))
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
