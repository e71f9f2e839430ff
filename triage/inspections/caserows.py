"""The tables of a case: its row, its history, its team, its findings and their tasks.

They are written by :mod:`cases`, :mod:`remedies` and :mod:`followups`, each its own, by nobody else.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.db import Model, UTCDateTime, now
from triage.inspections.headings import Scope, unpacked
from triage.inspections.life import UNDER_WAY, Step

_UNDER_WAY_SQL = text("stage IN ({})".format(", ".join(f"'{s}'" for s in UNDER_WAY)))


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
    places: Mapped[list["VisitedPlace"]] = relationship(lazy="select", order_by="VisitedPlace.id")
    files: Mapped[list["CaseFile"]] = relationship(lazy="select", order_by="CaseFile.id")

    @property
    def seen(self) -> str:
        """What a page says it saw: the stage, and the last step it knew of."""
        return f"{self.stage}:{self.moves[-1].id if self.moves else 0}"

    @property
    def decided(self) -> "InspectionMove | None":
        """The decision in force: the last one written down."""
        return next((m for m in reversed(self.moves) if m.step == Step.DECIDE), None)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The headings the decision names; none while it says nothing of them."""
        return unpacked(self.decided.scopes) if self.decided else ()


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
    scopes: Mapped[str] = mapped_column(default="")  # of a decision: see headings.packed
    visit: Mapped[date | None]  # of a notice: the day the team begins


class Joined(Model):
    """A proposal, or a whole case, whose evidence and senders go along with a case.

    Only ever added; ``merged_id`` is a case that does nothing more unless this one is called off.
    """

    __tablename__ = "joined"
    __table_args__ = (
        UniqueConstraint("inspection_id", "proposal_id"),
        UniqueConstraint("inspection_id", "merged_id"),
        CheckConstraint("(proposal_id IS NULL) <> (merged_id IS NULL)", name="one_of_two"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    merged_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class TeamMember(Model):
    """One person of an inspection's team."""

    __tablename__ = "inspection_member"
    __table_args__ = (UniqueConstraint("inspection_id", "staff_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    head: Mapped[bool] = mapped_column(default=False)
    agency: Mapped[str] = mapped_column(default="")  # the body they came for, as it was then


class VisitedPlace(Model):
    """A place the team went to: the one-stop section, or a division by its name. Only ever added."""

    __tablename__ = "visited_place"
    __table_args__ = (UniqueConstraint("inspection_id", "kind", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class CaseFile(Model):
    """A file of a case: what a desk review rests on, what a unit proves by. Only ever added."""

    __tablename__ = "case_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    about: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int] = mapped_column(ForeignKey("kept_file.id"), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


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
    topic: Mapped[str] = mapped_column(default="")  # what senders call it, where they do
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
