"""How inspections begin: from accepted proposals, and by a draw among units."""

from collections import Counter

from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db
from intake.submissions import Submission, SubmitterType
from intake.unitbook import Kind, UnitRecord
from triage.inspections.cases import Inspection, UnderWay, open_case
from triage.inspections.draw import draw, list_digest
from triage.inspections.life import UNDER_WAY, Source
from triage.matters import Matter
from triage.proposals import Proposal, last_move
from triage.workflow import State


def from_accepted() -> int:
    """Open the inspection of every accepted proposal that has none yet; how many.

    Run after a decision and by the sweep, so a stop between the two loses nothing. A unit with
    an inspection under way gets no second one: the proposal's evidence goes along with that one.
    """
    begun = select(Inspection.proposal_id).where(Inspection.proposal_id.is_not(None))
    busy = select(Inspection.unit_id).where(Inspection.stage.in_(UNDER_WAY))
    waiting = db.session.scalars(
        select(Proposal).where(
            Proposal.state == State.ACCEPTED,
            Proposal.id.not_in(begun),
            Proposal.unit_id.not_in(busy),
        )
    ).all()
    opened = 0
    for row in waiting:
        decided = last_move(row.id)
        try:
            open_case(
                row.unit_id,
                spoken_by(row),
                staff_id=decided.staff_id if decided else None,
                proposal_id=row.id,
                sample=row.sample,
            )
        except UnderWay:  # somebody opened one since we looked
            continue
        opened += 1
    return opened


def spoken_by(row: Proposal) -> Source:
    """Citizens or businesses, by whom most of the evidence comes from; a tie is the citizens'."""
    ids = [item["id"] for item in row.evidence[-1].content["fair"]["items"] if item["weight"] > 0]
    kinds = Counter(
        db.session.scalars(
            select(Submission.submitter_type)
            .join(Matter, Matter.submission_id == Submission.id)
            .where(Matter.id.in_(ids))
        )
    )
    firms = kinds[SubmitterType.BUSINESS]
    return Source.BUSINESSES if firms > kinds.total() - firms else Source.CITIZENS


def of_kind(kind: Kind) -> tuple[UnitRecord, ...]:
    """The units of a kind, valid today."""
    return tuple(u for u in units.book().on(today()) if u.kind is kind)


def drawable(kind: Kind) -> tuple[UnitRecord, ...]:
    """The units of a kind that a draw may give: those with no inspection under way.

    Their number is shown to nobody: by one it would tell that something is planned.
    """
    busy = set(
        db.session.scalars(select(Inspection.unit_id).where(Inspection.stage.in_(UNDER_WAY)))
    )
    return tuple(u for u in of_kind(kind) if u.id not in busy)


def open_drawn(kind: Kind, seed: str, number: int, staff_id: int) -> tuple[Inspection, ...]:
    """Draw units of a kind and open their inspections, the draw told in each one's reason.

    Raises ValueError as :func:`draw.draw`.
    """
    there = {u.code: u for u in drawable(kind)}
    drawn = draw(seed, there, number)
    told = f'SHA-256("{seed.strip()}:mã"), {len(there)} đơn vị ({list_digest(there)})'
    opened = []
    for place, code in enumerate(drawn, start=1):
        try:
            reason = f"{told}, thứ {place}"
            opened.append(open_case(there[code].id, Source.DRAW, staff_id=staff_id, reason=reason))
        except UnderWay:
            continue
    return tuple(opened)


def of_proposal(row: Proposal) -> Inspection | None:
    """The inspection a proposal became, or the one it goes along with."""
    return db.session.scalar(
        select(Inspection).where(Inspection.proposal_id == row.id)
    ) or db.session.scalar(
        select(Inspection).where(Inspection.unit_id == row.unit_id, Inspection.stage.in_(UNDER_WAY))
    )
