"""What goes along with an inspection: proposals and whole cases merged into it, and its voices."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intake import audit
from intake.clock import start_of, today
from intake.db import db
from intake.submissions import Submission, SubmitterType
from triage import proposals
from triage.inspections import plans
from triage.inspections.cases import Inspection, Joined, Refused, UnderWay, join, open_case
from triage.inspections.life import BEFORE_ARRIVAL, Source, Stage, Step
from triage.inspections.plans import PlanEntry
from triage.matters import Matter
from triage.proposals import Decision, Proposal

PLANNED = -1  # "into the year's plan": its inspection of the same unit is opened for it


def merge_proposal(proposal_id: int, decision: Decision, into: int) -> None:
    """Merge a proposal into a case, or into the planned visit of its unit, in one transaction.

    Raises what :func:`proposals.claim` raises, and Refused "into" where there is no such case;
    the caller rolls back.
    """
    row = db.session.get_one(Proposal, proposal_id)
    if into == PLANNED:
        into = _planned(row.unit_id, decision)
    proposals.claim(proposal_id, decision)
    join(into, decision.staff_id, proposal_id=proposal_id)
    audit.note(decision.act, f"proposal:{proposal_id}")
    db.session.commit()


def _planned(unit_id: int, decision: Decision) -> int:
    """The case of the plan's line, opened for it; no commit."""
    if plan_line(unit_id, today()) is None:
        raise Refused("into")
    try:
        case = open_case(
            unit_id, Source.PLAN, staff_id=decision.staff_id, reason=decision.text, hold=True
        )
    except UnderWay as taken:
        raise Refused("into") from taken
    audit.note("open", f"inspection:{case.id}")
    return case.id


def planned_line(unit_id: int, day: date) -> PlanEntry | None:
    """The unit's line in the issued plan of the day's year."""
    plan = plans.plan_of(day.year)
    if plan is None or plan.issued_at is None:
        return None
    return plans.current(plan).get(unit_id)


def plan_line(unit_id: int, day: date) -> PlanEntry | None:
    """The same, as long as nobody has begun it: a line is one visit."""
    return None if line_begun(unit_id, day.year) else planned_line(unit_id, day)


def line_begun(unit_id: int, year: int) -> bool:
    """Whether the planned visit of a year was opened, carried out or not, and not called off."""
    begun = select(Inspection).where(
        Inspection.unit_id == unit_id,
        Inspection.source == Source.PLAN,
        Inspection.opened_at >= start_of(date(year, 1, 1)),
        Inspection.opened_at < start_of(date(year + 1, 1, 1)),
    )
    return any(not called_off(case) for case in db.session.scalars(begun))


def open_cases() -> list[Inspection]:
    """The cases something can still be merged into, newest first."""
    query = select(Inspection).where(Inspection.stage.in_(BEFORE_ARRIVAL))
    return list(db.session.scalars(query.order_by(Inspection.id.desc())))


def along(proposal_id: int, into: int) -> bool:
    """Let an accepted proposal go along with its unit's case; False where that is done or late."""
    try:
        join(into, None, proposal_id=proposal_id)
        db.session.commit()
    except (Refused, IntegrityError):
        db.session.rollback()
        return False
    return True


def joined_to(inspection_id: int) -> list[Joined]:
    """What goes along with a case, oldest first."""
    mine = select(Joined).where(Joined.inspection_id == inspection_id)
    return list(db.session.scalars(mine.order_by(Joined.id)))


def merged_into(inspection_id: int) -> int | None:
    """The case that took this one over, the last time it was merged."""
    mine = select(Joined.inspection_id).where(Joined.merged_id == inspection_id)
    return db.session.scalar(mine.order_by(Joined.id.desc()).limit(1))


def called_off(case: Inspection) -> bool:
    """Whether nobody will go: cancelled, or referred before anybody went."""
    went = {Step.ARRIVE, Step.REVIEW} & {move.step for move in case.moves}
    return case.stage == Stage.CANCELLED or (case.stage == Stage.REFERRED and not went)


def last_home(proposal_id: int) -> Inspection | None:
    """The case a proposal goes along with: where that was merged in turn, the one that has it."""
    case = db.session.scalar(
        select(Inspection)
        .join(Joined, Joined.inspection_id == Inspection.id)
        .where(Joined.proposal_id == proposal_id)
        .order_by(Joined.id.desc())
        .limit(1)
    )
    while case is not None and case.stage == Stage.MERGED:
        next_one = merged_into(case.id)
        case = db.session.get(Inspection, next_one) if next_one else None
    return case


def evidence_of(inspection_id: int) -> list[Proposal]:
    """Every proposal a case rests on: its own, those merged, those of cases merged into it."""
    cases, found = [inspection_id], list[int]()
    for one in cases:  # grows while walked: a merged case may have taken others over
        own = db.session.scalar(select(Inspection.proposal_id).where(Inspection.id == one))
        found += [own] if own else []
        for row in joined_to(one):
            found += [row.proposal_id] if row.proposal_id else []
            cases += [row.merged_id] if row.merged_id else []
    unique = dict.fromkeys(found)
    rows = {r.id: r for r in db.session.scalars(select(Proposal).where(Proposal.id.in_(unique)))}
    return [rows[i] for i in unique if i in rows]


def matters_of(rows: Iterable[Proposal]) -> set[int]:
    """The matters these proposals rest on, as they were last judged."""
    return {i for row in rows if row.evidence for i in row.evidence[-1].content["matters"]}


def voices(rows: Iterable[Proposal]) -> Counter[str]:
    """Counted matters behind these proposals, by who sent them: people and firms apart."""
    items: list[dict[str, Any]] = [
        i for row in rows if row.evidence for i in row.evidence[-1].content["fair"]["items"]
    ]
    ids = {item["id"] for item in items if item["weight"] > 0}
    told = db.session.execute(
        select(Matter.id, Submission.submitter_type)
        .join(Submission, Matter.submission_id == Submission.id)
        .where(Matter.id.in_(ids))
    )
    return Counter(
        Source.BUSINESSES if kind == SubmitterType.BUSINESS else Source.CITIZENS
        for _id, kind in told
    )
