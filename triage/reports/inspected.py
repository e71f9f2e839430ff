"""What became of proposals and inspections in a period (domain 7). Only reads."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import func, select

from intake.clock import day_of
from intake.db import db
from triage.inspections.aftermath import State
from triage.inspections.cases import Finding, Inspection, TaskStep
from triage.inspections.followups import FollowUp
from triage.inspections.headings import Found
from triage.inspections.life import Source, Step
from triage.inspections.results import CHOSEN
from triage.inspections.tasks import TaskAct
from triage.outcomes import Outcome, Precision, precisions
from triage.proposals import Proposal, ProposalMove
from triage.reports.figures import cases, invented, moments, ordered
from triage.reports.periods import Period
from triage.workflow import State as ProposalState

FOLLOWED = (State.APPROVED, State.REPLICATED, State.SENT, State.ACCEPTED)
STEPS = {Step.APPROVE: (Step.APPROVE,), Step.ARRIVE: (Step.ARRIVE, Step.REVIEW)}


@dataclass(frozen=True)
class Inspected:
    """What was done about it."""

    proposed: int  # by the machine
    decided: dict[str, int]  # proposals by what became of them
    declined: dict[str, int]  # by reason
    steps: dict[str, int]  # approved, carried out: cases that took the step
    opened: dict[str, int]  # by source
    concluded: int
    with_shortcomings: int
    findings: dict[str, int]  # by kind
    scopes: dict[str, int]  # shortcomings by heading
    followed: dict[str, int]  # what came of the other findings in the period: see FOLLOWED
    to_put_right: int  # shortcomings whose day lies in the period
    put_right: int  # ... verified
    put_right_in_time: int
    confirmed: tuple[Precision, ...]  # how often a shortcoming was found, by how the place came up
    days_to_visit: float | None  # medians, from the proposal, or from the opening without one
    days_to_conclusion: float | None
    days_to_verified: float | None


def inspected(period: Period, hidden: Callable[[int], bool]) -> Inspected:
    """What became of proposals and inspections; ``hidden`` units are as if there were none."""
    start, end = moments(period)
    away = [u for u in db.session.scalars(select(Inspection.unit_id).distinct()) if hidden(u)]
    rows = list(db.session.scalars(cases().where(Inspection.unit_id.not_in(away))))
    opened = [r for r in rows if start <= r.opened_at < end]
    concluded = [r for r in rows if _within(_at(r, Step.CONCLUDE), start, end)]
    found = [f for r in concluded for f in r.findings]
    short = [f for f in found if f.kind == Found.SHORTCOMING]
    due = _due(rows, period)
    verified = _verified([f.id for f in due])
    proposed, moves = _proposed(start, end, hidden)
    return Inspected(
        proposed=len(proposed),
        decided=ordered(Counter(m.target for m in moves).items()),
        declined=ordered(
            Counter(m.reason for m in moves if m.target == ProposalState.DECLINED).items()
        ),
        steps={s: sum(_within(_at(r, *of), start, end) for r in rows) for s, of in STEPS.items()},
        opened=ordered(Counter(r.source for r in opened).items()),
        concluded=len(concluded),
        with_shortcomings=sum(map(_short, concluded)),
        findings=ordered(Counter(f.kind for f in found).items()),
        scopes=ordered(Counter(f.scope for f in short).items()),
        followed=_followed(rows, start, end),
        to_put_right=len(due),
        put_right=len(verified),
        put_right_in_time=sum(_in_time(f, verified) for f in due),
        confirmed=precisions(
            Outcome(CHOSEN[Source(r.source)], tuple(f.scope for f in r.findings if _is_short(f)))
            for r in concluded
        ),
        **_waits(concluded),
    )


def _is_short(finding: Finding) -> bool:
    return finding.kind == Found.SHORTCOMING


def _short(row: Inspection) -> bool:
    return any(map(_is_short, row.findings))


def _due(rows: list[Inspection], period: Period) -> list[Finding]:
    """What was to be put right in the period."""
    concluded = [r for r in rows if _at(r, Step.CONCLUDE)]
    every = [f for r in concluded for f in r.findings]
    return [f for f in every if f.due and period.first <= f.due <= period.last]


def _followed(rows: list[Inspection], start: datetime, end: datetime) -> dict[str, int]:
    """Findings that came so far in the period; one replicated at three units counts three times."""
    findings = [f.id for r in rows for f in r.findings]
    query = select(FollowUp.state, func.count()).where(
        FollowUp.finding_id.in_(findings),
        FollowUp.state.in_(FOLLOWED),
        FollowUp.at >= start,
        FollowUp.at < end,
    )
    found = dict(db.session.execute(query.group_by(FollowUp.state)).tuples().all())
    return {state: found.get(state, 0) for state in FOLLOWED}


def _proposed(
    start: datetime, end: datetime, hidden: Callable[[int], bool]
) -> tuple[list[int], list[ProposalMove]]:
    """Proposals the machine opened, and what people said to any."""
    opened = db.session.execute(
        select(Proposal.id, Proposal.unit_id).where(
            Proposal.opened_at >= start, Proposal.opened_at < end, Proposal.sample == invented()
        )
    )
    said = db.session.execute(
        select(ProposalMove, Proposal.unit_id)
        .join(Proposal, ProposalMove.proposal_id == Proposal.id)
        .where(
            ProposalMove.staff_id.is_not(None),
            ProposalMove.at >= start,
            ProposalMove.at < end,
            Proposal.sample == invented(),
        )
    )
    return (
        [proposal for proposal, unit in opened if not hidden(unit)],
        [move for move, unit in said if not hidden(unit)],
    )


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


def _waits(rows: list[Inspection]) -> dict[str, float | None]:
    began = _began(rows)

    def middle(*steps: Step) -> float | None:
        ends = [(began[r.id], at) for r in rows if (at := _at(r, *steps)) is not None]
        days = [(at - since).total_seconds() / 86_400 for since, at in ends]
        return median(days) if days else None

    return {
        "days_to_visit": middle(Step.ARRIVE, Step.REVIEW),
        "days_to_conclusion": middle(Step.CONCLUDE),
        "days_to_verified": middle(Step.VERIFY),
    }


def _began(rows: list[Inspection]) -> dict[int, datetime]:
    """When each was first thought of: the machine's proposal, else the opening of the case."""
    query = select(Proposal.id, Proposal.opened_at).where(
        Proposal.id.in_([r.proposal_id for r in rows if r.proposal_id])
    )
    proposed = dict(db.session.execute(query).tuples().all())
    return {r.id: proposed.get(r.proposal_id or 0, r.opened_at) for r in rows}
