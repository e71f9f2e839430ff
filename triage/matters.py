"""What triage understands by a submission: matters, and the judgements made on them, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.clock import today
from intake.db import Model, UTCDateTime, db, now
from intake.open311.services import services
from intake.submissions import Submission
from triage.flags import Kind
from triage.severity import Severity
from triage.topics import topics


class Matter(Model):
    """One thing one submission complains of, as it is judged now.

    The columns from ``placement`` to ``field`` repeat the newest judgement, so that lists and
    counts need no join; only :func:`judge` writes them.
    """

    __tablename__ = "matter"
    __table_args__ = (
        UniqueConstraint("submission_id", "ordinal"),
        Index("ix_matter_unit_said", "unit_id", "said_at"),
        Index("ix_matter_placement_said", "placement", "said_at"),
        Index("ix_matter_severity_said", "severity", "said_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    ordinal: Mapped[int]
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)
    folded: Mapped[str]  # for search; the words themselves stay with the submission
    placement: Mapped[str]  # placed, ambiguous, outside, none
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    topic: Mapped[str]
    field: Mapped[str]
    severity: Mapped[str]
    kind: Mapped[str]
    relevant: Mapped[bool]
    specific: Mapped[bool]  # says when, where in the office, on which paper, or shows it
    by_person: Mapped[bool] = mapped_column(default=False)
    story_id: Mapped[int | None] = mapped_column(index=True)  # see triage.storybook
    near_copy_of: Mapped[int | None] = mapped_column(index=True)
    drawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # its story, with hindsight
    submission: Mapped[Submission] = relationship(lazy="raise")
    judgements: Mapped[list["Judgement"]] = relationship(lazy="raise", order_by="Judgement.id")


class Judgement(Model):
    """How a matter was understood once, by the machine or by a person. Never edited."""

    __tablename__ = "judgement"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # null: the machine
    placement: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    topic: Mapped[str]
    field: Mapped[str]
    severity: Mapped[str]
    kind: Mapped[str]
    relevant: Mapped[bool]
    why: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True)
class View:
    """One understanding of a matter, as it is about to be written down."""

    placement: str
    unit_id: int | None
    topic: str
    field: str
    severity: str
    kind: str
    relevant: bool
    why: dict[str, Any]


def judge(matter: Matter, view: View, staff_id: int | None = None) -> None:
    """Write a judgement down and make it the matter's present state. The caller commits."""
    facts = vars(view)
    for name, value in facts.items():
        if name != "why":
            setattr(matter, name, value)
    matter.by_person = staff_id is not None
    db.session.flush()
    db.session.add(Judgement(matter_id=matter.id, staff_id=staff_id, **facts))


def not_for_the_public(submission_ids: Sequence[int]) -> set[int]:
    """Which of these are never shown: grave, complaints at law, denunciations, off the matter.

    Nor what is about an office or an official, whatever it was filed as.
    """
    open_to_all = (Kind.FEEDBACK, Kind.RECOMMENDATION, Kind.PRAISE, Kind.QUESTION)
    mine = services(today())
    of_offices = [code for code, one in topics().items() if not mine[one.number].listed]
    found = select(Matter.submission_id).where(
        Matter.submission_id.in_(submission_ids),
        Matter.severity.in_((Severity.S3, Severity.S4))
        | Matter.kind.not_in(open_to_all)
        | Matter.topic.in_(of_offices),
    )
    return set(db.session.scalars(found))


def news_since(unit_id: int, moment: datetime) -> int:
    """How many relevant matters about a unit came after a moment, what is restricted left out."""
    return (
        db.session.scalar(
            select(func.count(Matter.id)).where(
                Matter.unit_id == unit_id,
                Matter.said_at > moment,
                Matter.relevant,
                Matter.severity.not_in((Severity.S0, Severity.S4)),
            )
        )
        or 0
    )
