"""Inspections in the database: the only writer of a case, its history, team and findings."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from intake.db import db
from triage.inspections.caserows import Finding as Finding
from triage.inspections.caserows import Inspection as Inspection
from triage.inspections.caserows import InspectionMove as InspectionMove
from triage.inspections.caserows import Joined as Joined
from triage.inspections.caserows import TaskStep as TaskStep
from triage.inspections.caserows import TeamMember as TeamMember
from triage.inspections.headings import NEEDS, Found, Scope, packed
from triage.inspections.life import (
    BEFORE_ARRIVAL,
    MOVES,
    WRITING,
    Asked,
    Source,
    Stage,
    Standing,
    Step,
    refusal,
)
from triage.inspections.life import Person as Mover
from triage.inspections.tasks import TaskAct

WORDS = 20_000  # the most a person may write at one step


class Refused(ValueError):
    """A move or a finding the rules refuse; ``why`` is the code of :func:`life.refusal`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Overtaken(RuntimeError):
    """Somebody moved the inspection first; ``last`` is their step."""

    def __init__(self, last: InspectionMove | None) -> None:
        super().__init__("the inspection has moved on")
        self.last = last


class UnderWay(RuntimeError):
    """The unit has an inspection under way already."""


def open_case(
    unit_id: int,
    source: Source,
    *,
    staff_id: int | None,
    reason: str = "",
    proposal_id: int | None = None,
    sample: bool = False,
) -> Inspection:
    """Open an inspection. Twice for one proposal gives the one that is there.

    Raises :class:`Refused` where a reason is needed and missing, :class:`UnderWay` where the unit
    has one under way.
    """
    if proposal_id is None and not reason.strip():
        raise Refused("text")
    there = proposal_id is not None and db.session.scalar(
        select(Inspection).where(Inspection.proposal_id == proposal_id)
    )
    if there:
        return there
    row = Inspection(
        unit_id=unit_id,
        stage=Stage.ACCEPTED,
        planned=source is Source.PLAN,
        source=source,
        reason=reason.strip()[:WORDS],
        proposal_id=proposal_id,
        sample=sample,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as taken:
        raise UnderWay from taken
    _write(row.id, Asked(Step.OPEN, text=row.reason), Stage.ACCEPTED, staff_id)
    db.session.commit()
    return row


def standing(row: Inspection) -> Standing:
    """The case as the rules see it."""
    authors: dict[Step, frozenset[int]] = {}
    for move in row.moves:
        step = Step(move.step)
        if move.staff_id is not None:
            authors[step] = authors.get(step, frozenset()) | {move.staff_id}
    return Standing(
        stage=Stage(row.stage),
        planned=row.planned,
        form=row.form,
        authors=authors,
        findings=len(row.findings),
        shortcomings=sum(f.kind == Found.SHORTCOMING for f in row.findings),
        verified=_verified(row.id),
    )


def _verified(inspection_id: int) -> int:
    """How many of its tasks were verified; a task verified has no further step."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(TaskStep)
            .join(Finding, TaskStep.finding_id == Finding.id)
            .where(Finding.inspection_id == inspection_id, TaskStep.act == TaskAct.VERIFIED)
        )
        or 0
    )


def take(inspection_id: int, asked: Asked, person: Mover, seen: str) -> None:
    """Move an inspection on from the stage the person saw.

    Raises :class:`Refused` with the reason, or :class:`Overtaken` where somebody was first: of
    two people at once one wins, by a conditional UPDATE.
    """
    if asked.step is Step.MERGE:  # both rows, always in one order: two merges never wait in a ring
        both = select(Inspection.id).where(Inspection.id.in_((inspection_id, asked.into)))
        db.session.execute(both.order_by(Inspection.id).with_for_update())
    row = db.session.get(Inspection, inspection_id, populate_existing=True)
    if row is None:
        raise Refused("order")
    if row.stage != seen:
        raise Overtaken(row.moves[-1] if row.moves else None)
    why = refusal(standing(row), asked, person)
    if why:
        raise Refused(why)
    move = MOVES[asked.step]
    values: dict[str, Any] = {"stage": move.target}
    if "form" in move.needs:
        values["form"] = asked.form
    last = row.moves[-1].id if row.moves else 0
    if not _claimed(inspection_id, seen, last, values):
        db.session.rollback()
        fresh = db.session.get(Inspection, inspection_id, populate_existing=True)
        raise Overtaken(fresh.moves[-1] if fresh and fresh.moves else None)
    _write(inspection_id, asked, move.target, person.staff_id)
    if asked.step is Step.SET_TEAM:
        _seat(row, asked)
    if asked.step is Step.MERGE:
        join(asked.into, person.staff_id, merged_id=inspection_id)
    db.session.commit()


def join(
    into: int,
    staff_id: int | None,
    *,
    proposal_id: int | None = None,
    merged_id: int | None = None,
) -> None:
    """Let a proposal or another case go along with a case nobody has set out for; no commit.

    The row is held until the commit, so the case cannot be called off in between. Raises
    :class:`Refused` "into" where it is too late or there is no such case, and rolls back.
    """
    held = db.session.execute(
        update(Inspection)
        .where(
            Inspection.id == into,
            Inspection.id != (merged_id or 0),
            Inspection.stage.in_(BEFORE_ARRIVAL),
        )
        .values(stage=Inspection.stage)
    )
    if held.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Refused("into")
    db.session.add(
        Joined(inspection_id=into, proposal_id=proposal_id, merged_id=merged_id, staff_id=staff_id)
    )
    db.session.flush()


def reopen(inspection_id: int) -> bool:
    """Give back a merged case whose new home was called off. Commits.

    False where somebody was first, or its unit has another one under way: then it waits.
    """
    try:
        done = db.session.execute(
            update(Inspection)
            .where(Inspection.id == inspection_id, Inspection.stage == Stage.MERGED)
            .values(stage=MOVES[Step.REOPEN].target)
        )
    except IntegrityError:
        db.session.rollback()
        return False
    if done.rowcount == 1:  # type: ignore[attr-defined]
        _write(inspection_id, Asked(Step.REOPEN), MOVES[Step.REOPEN].target, None)
    db.session.commit()
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def _claimed(inspection_id: int, seen: str, last: int, values: dict[str, Any]) -> bool:
    later = select(InspectionMove.id).where(
        InspectionMove.inspection_id == inspection_id, InspectionMove.id > last
    )
    done = db.session.execute(
        update(Inspection)
        .where(Inspection.id == inspection_id, Inspection.stage == seen, ~later.exists())
        .values(**values)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def _write(inspection_id: int, asked: Asked, target: Stage, staff_id: int | None) -> None:
    db.session.add(
        InspectionMove(
            inspection_id=inspection_id,
            staff_id=staff_id,
            step=asked.step,
            target=target,
            text=asked.text.strip()[:WORDS],
            number=asked.number.strip()[:100],
            day=asked.day,
            scopes=packed(asked.scopes) if asked.step is Step.DECIDE else "",
        )
    )


def _seat(row: Inspection, asked: Asked) -> None:
    for member in row.team:
        db.session.delete(member)
    db.session.flush()
    db.session.expire(row, ["team"])
    came_for = dict(zip(asked.team, asked.agencies, strict=False))
    for place, staff_id in enumerate(dict.fromkeys(asked.team)):
        db.session.add(
            TeamMember(
                inspection_id=row.id,
                staff_id=staff_id,
                head=place == 0,
                agency=came_for.get(staff_id, ""),
            )
        )


def add_finding(inspection_id: int, told: dict[str, Any], person: Mover) -> Finding:
    """Take down a finding, by :data:`headings.NEEDS`.

    Raises :class:`Refused` with the name of the missing field, "recused", or "order" where the
    case no longer takes findings.
    """
    # Held until the commit: no finding slips in behind a draft that is being made.
    row = db.session.get(Inspection, inspection_id, populate_existing=True, with_for_update=True)
    if row is None or row.stage not in WRITING:
        raise Refused("order")
    if person.recused:
        raise Refused("recused")
    if told.get("kind") not in set(Found):
        raise Refused("kind_of_finding")
    if told.get("scope") not in set(Scope):
        raise Refused("scope")
    needs = ("text", *NEEDS[Found(told["kind"])])
    missing = next((n for n in needs if not told.get(n)), "")
    if missing:
        raise Refused(missing)
    finding = Finding(inspection_id=row.id, staff_id=person.staff_id, **told)
    db.session.add(finding)
    db.session.commit()
    return finding
