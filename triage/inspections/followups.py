"""What became of findings that are no shortcomings, and reserved opinions. Only added to.

The only writer of both; of two people at once the database keeps one.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake import audit
from intake.db import Model, UTCDateTime, db, now
from triage.inspections.aftermath import OPEN, Asked, State, refusal
from triage.inspections.cases import WORDS, Finding, Inspection, Refused, TeamMember
from triage.inspections.headings import Found
from triage.inspections.life import Person, Stage

OPINION = (Stage.DRAFTED, Stage.EXPLAINED)  # while the draft conclusion lies there


class FollowUp(Model):
    """One step of a good practice, a solution or a recommendation."""

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("finding_id", "turn"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    turn: Mapped[int]
    state: Mapped[str]
    text: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # where it was replicated
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class ReservedOpinion(Model):
    """What a member of the team holds against the draft conclusion, in writing, attached to it."""

    __tablename__ = "reserved_opinion"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


def follow(finding_id: int, asked: Asked, person: Person, seen: int) -> None:
    """Take a finding a step on, from its ``seen`` last turn. Commits. Raises Refused."""
    finding = db.session.get(Finding, finding_id)
    if finding is None:
        raise Refused("order")
    case = db.session.get_one(  # held, as a task's is
        Inspection, finding.inspection_id, populate_existing=True, with_for_update=True
    )
    if case.stage not in OPEN:
        raise Refused("order")
    if person.recused:
        raise Refused("recused")
    steps = steps_of([finding_id])[finding_id]
    if seen != len(steps):
        raise Refused("overtaken")
    mine = bool(steps) and steps[-1].staff_id == person.staff_id
    why = refusal(Found(finding.kind), state(steps), asked, person.duties, mine)
    if why:
        raise Refused(why)
    db.session.add(
        FollowUp(
            finding_id=finding_id,
            turn=seen + 1,
            state=asked.target,
            text=asked.text.strip()[:WORDS],
            unit_id=asked.unit_id,
            staff_id=person.staff_id,
        )
    )
    audit.note(f"follow_{asked.target}", f"finding:{finding_id}")
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused("overtaken") from error


def state(steps: list[FollowUp]) -> State:
    """How far it is after these steps, oldest first."""
    return State(steps[-1].state) if steps else State.NOTED


def steps_of(finding_ids: Iterable[int]) -> dict[int, list[FollowUp]]:
    """The steps of each finding, oldest first."""
    found = defaultdict[int, list[FollowUp]](list)
    query = select(FollowUp).where(FollowUp.finding_id.in_(finding_ids)).order_by(FollowUp.turn)
    for step in db.session.scalars(query):
        found[step.finding_id].append(step)
    return found


def reserve(inspection_id: int, text: str, person: Person) -> None:
    """Attach a reserved opinion of a member of the team to the draft. Commits. Raises Refused."""
    case = db.session.get(Inspection, inspection_id, populate_existing=True, with_for_update=True)
    if case is None or case.stage not in OPINION:
        raise Refused("order")
    if person.recused:
        raise Refused("recused")
    if not may_reserve(case, person.staff_id):
        raise Refused("not_in_team")
    if not text.strip():
        raise Refused("text")
    db.session.add(
        ReservedOpinion(
            inspection_id=inspection_id, staff_id=person.staff_id, text=text.strip()[:WORDS]
        )
    )
    audit.note("reserve_opinion", f"inspection:{inspection_id}")
    db.session.commit()


def may_reserve(case: Inspection, staff_id: int) -> bool:
    """Whether somebody sits in the team and the draft lies there."""
    mine = select(TeamMember.id).filter_by(inspection_id=case.id, staff_id=staff_id)
    return case.stage in OPINION and db.session.scalar(mine) is not None


def opinions(inspection_id: int) -> list[ReservedOpinion]:
    """The reserved opinions, oldest first."""
    mine = ReservedOpinion.inspection_id == inspection_id
    return list(
        db.session.scalars(select(ReservedOpinion).where(mine).order_by(ReservedOpinion.id))
    )
