"""Inspections in the database: the only writer of a case, its history, team and findings."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from intake import audit
from intake.db import db
from triage.inspections import notices
from triage.inspections.caserows import Finding as Finding
from triage.inspections.caserows import Inspection as Inspection
from triage.inspections.caserows import InspectionMove as InspectionMove
from triage.inspections.caserows import Joined as Joined
from triage.inspections.caserows import TaskStep as TaskStep
from triage.inspections.caserows import TeamMember as TeamMember
from triage.inspections.enclosures import attach, enclose
from triage.inspections.enclosures import join as join
from triage.inspections.eyes import proposers
from triage.inspections.grounds import DESK, Input
from triage.inspections.headings import NEEDS, Found, Scope, packed
from triage.inspections.life import (
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
from triage.inspections.refused import Overtaken as Overtaken
from triage.inspections.refused import Refused as Refused
from triage.inspections.refused import UnderWay as UnderWay
from triage.inspections.tasks import TaskAct

WORDS = 20_000  # the most a person may write at one step


def open_case(
    unit_id: int,
    source: Source,
    *,
    staff_id: int | None,
    reason: str = "",
    proposal_id: int | None = None,
    sample: bool = False,
    hold: bool = False,
) -> Inspection:
    """Open an inspection. Twice for one proposal gives the one that is there.

    Commits, unless ``hold`` leaves that to whoever opens several at once.

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
    if not hold:
        db.session.commit()
    return row


def standing(row: Inspection) -> Standing:
    """The case as the rules see it."""
    authors: dict[Step, frozenset[int]] = {}
    for move in row.moves:
        step = Step(move.step)
        if move.staff_id is not None:
            authors[step] = authors.get(step, frozenset()) | {move.staff_id}
    authors[Step.OPEN] = authors.get(Step.OPEN, frozenset()) | proposers(row)
    return Standing(
        stage=Stage(row.stage),
        planned=row.planned,
        form=row.form,
        authors=authors,
        findings=len(row.findings),
        shortcomings=sum(f.kind == Found.SHORTCOMING for f in row.findings),
        verified=_verified(row.id),
        inputs=sum(f.about in DESK for f in row.files),
        team=seated(row),
    )


def seated(row: Inspection) -> frozenset[int]:
    """Staff ids of who sits in the team."""
    return frozenset(member.staff_id for member in row.team)


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
    """Move an inspection on from what the person saw: :attr:`Inspection.seen`, or a stage alone.

    Raises :class:`Refused` with the reason, or :class:`Overtaken` where somebody was first: of
    two people at once one wins. Move, what comes with it and its note are one transaction.
    """
    if asked.step is Step.MERGE:  # both rows, always in one order: two merges never wait in a ring
        both = select(Inspection.id).where(Inspection.id.in_((inspection_id, asked.into)))
        db.session.execute(both.order_by(Inspection.id).with_for_update())
    row = _held(inspection_id)
    if row is None:
        raise Refused("order")
    stage, _, turn = seen.partition(":")
    last = row.moves[-1] if row.moves else None
    if row.stage != stage or (turn and turn != row.seen.partition(":")[2]):
        raise Overtaken(last)
    why, day = refusal(standing(row), asked, person), None
    if not why:
        why, day = notices.fault(row, asked)
    if why:
        raise Refused(why, day)
    move = MOVES[asked.step]
    values: dict[str, Any] = {"stage": move.target}
    if "form" in move.needs:
        values["form"] = asked.form
    if not _claimed(inspection_id, stage, last.id if last else 0, values):
        db.session.rollback()
        fresh = db.session.get(Inspection, inspection_id, populate_existing=True)
        raise Overtaken(fresh.moves[-1] if fresh and fresh.moves else None)
    _write(inspection_id, asked, move.target, person.staff_id)
    enclose(row, asked, person)
    audit.note(asked.step, f"inspection:{inspection_id}")
    db.session.commit()


def _held(inspection_id: int) -> Inspection | None:
    """The case as it stands, held until the commit: of two people at once the second sees it new."""
    return db.session.get(Inspection, inspection_id, populate_existing=True, with_for_update=True)


def add_file(inspection_id: int, told: Input, person: Mover) -> None:
    """Attach one more file to a desk review under way. Commits. Raises :class:`Refused`.

    Codes: order, recused, not_team.
    """
    row = _held(inspection_id)
    if row is None or row.stage != Stage.DESK_REVIEW:
        raise Refused("order")
    if person.recused:
        raise Refused("recused")
    if person.staff_id not in seated(row):
        raise Refused("not_team")
    attach(row.id, (told,), person)
    audit.note("attach", f"inspection:{row.id}", f"kept_file:{told.file_id}")
    db.session.commit()


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
            visit=asked.visit if asked.step is Step.NOTICE else None,
        )
    )


def add_finding(inspection_id: int, told: dict[str, Any], person: Mover) -> Finding:
    """Take down a finding, by :data:`headings.NEEDS`.

    Raises :class:`Refused` with the name of the missing field, "recused", "not_team", or "order"
    where the case no longer takes findings.
    """
    # Held until the commit: no finding slips in behind a draft that is being made.
    row = _held(inspection_id)
    if row is None or row.stage not in WRITING:
        raise Refused("order")
    if person.recused:
        raise Refused("recused")
    if person.staff_id not in seated(row):
        raise Refused("not_team")
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
    db.session.flush()
    audit.note("find", f"finding:{finding.id}")
    db.session.commit()
    return finding
