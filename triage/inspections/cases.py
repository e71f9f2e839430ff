"""Inspections in the database: the only writer of a case, its history, team and findings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.db import Model, UTCDateTime, db, now
from triage.inspections.headings import NEEDS, Found, Scope
from triage.inspections.life import (
    MOVES,
    UNDER_WAY,
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

_UNDER_WAY_SQL = text("stage IN ({})".format(", ".join(f"'{s}'" for s in UNDER_WAY)))
WORDS = 20_000  # the most a person may write at one step


class Inspection(Model):
    """One inspection of one unit; at most one is under way a unit, by the database's own rule."""

    __tablename__ = "inspection"
    __table_args__ = (
        Index(
            "uq_inspection_under_way_unit",
            "unit_id",
            unique=True,
            postgresql_where=_UNDER_WAY_SQL,
            sqlite_where=_UNDER_WAY_SQL,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    stage: Mapped[str] = mapped_column(index=True)
    planned: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    sample: Mapped[bool] = mapped_column(default=False)
    moves: Mapped[list["InspectionMove"]] = relationship(
        lazy="selectin", order_by="InspectionMove.id"
    )
    team: Mapped[list["TeamMember"]] = relationship(lazy="selectin", order_by="TeamMember.id")
    findings: Mapped[list["Finding"]] = relationship(lazy="selectin", order_by="Finding.id")


class InspectionMove(Model):
    """One step of an inspection: who, when, with what. Only ever added."""

    __tablename__ = "inspection_move"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    step: Mapped[str]
    target: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    day: Mapped[date | None]


class TeamMember(Model):
    """One person of an inspection's team."""

    __tablename__ = "inspection_member"
    __table_args__ = (UniqueConstraint("inspection_id", "staff_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    head: Mapped[bool] = mapped_column(default=False)


class Finding(Model):
    """What was found, under one heading, with place, cause and remedy where it is a shortcoming."""

    __tablename__ = "finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]
    scope: Mapped[str]
    text: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    root_cause: Mapped[str] = mapped_column(default="")
    remedy: Mapped[str] = mapped_column(default="")
    addressed_to: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]


class TaskStep(Model):
    """One step of the task a shortcoming makes: see :mod:`triage.inspections.remedies`."""

    __tablename__ = "task_step"
    __table_args__ = (UniqueConstraint("finding_id", "turn"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    turn: Mapped[int]
    act: Mapped[str]
    text: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("kept_file.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


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
        _seat(row, asked.team)
    db.session.commit()


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
        )
    )


def _seat(row: Inspection, team: tuple[int, ...]) -> None:
    row.team.clear()
    for member in list(db.session.scalars(select(TeamMember).filter_by(inspection_id=row.id))):
        db.session.delete(member)
    db.session.flush()
    for place, staff_id in enumerate(dict.fromkeys(team)):
        db.session.add(TeamMember(inspection_id=row.id, staff_id=staff_id, head=place == 0))


def add_finding(inspection_id: int, told: dict[str, Any], person: Mover) -> Finding:
    """Take down a finding, by :data:`headings.NEEDS`.

    Raises :class:`Refused` with the name of the missing field, "recused", or "order" where the
    case no longer takes findings.
    """
    row = db.session.get(Inspection, inspection_id, populate_existing=True)
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
