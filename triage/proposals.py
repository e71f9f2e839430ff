"""Proposals to inspect. The only writer of proposals; history is appended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.clock import day_of, start_of, today
from intake.db import Model, UTCDateTime, db, now
from triage.workflow import MOVES, OPEN, Act, State

_OPEN_SQL = text("state IN ('proposed', 'deferred')")


class Proposal(Model):
    """A proposal to inspect one unit. At most one is open a unit, by the database's own rule."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(
            "uq_proposal_open_unit",
            "unit_id",
            unique=True,
            postgresql_where=_OPEN_SQL,
            sqlite_where=_OPEN_SQL,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str] = mapped_column(index=True)
    tier: Mapped[str]
    worth: Mapped[float]
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    deferred_until: Mapped[date | None]
    sample: Mapped[bool] = mapped_column(default=False)  # rests on invented matters
    evidence: Mapped[list["Evidence"]] = relationship(lazy="selectin", order_by="Evidence.id")
    moves: Mapped[list["ProposalMove"]] = relationship(lazy="selectin", order_by="ProposalMove.id")


class Evidence(Model):
    """What the machine saw when it proposed, or when more came; frozen as it was judged."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class ProposalMove(Model):
    """One move of a proposal: who, when, why."""

    __tablename__ = "proposal_move"
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    act: Mapped[str]
    target: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    until: Mapped[date | None]


class Missing(ValueError):
    """A move lacks something; ``fields`` names what."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class Conflict(RuntimeError):
    """Somebody moved the proposal first; ``last`` is their move."""

    def __init__(self, last: ProposalMove | None) -> None:
        super().__init__("the proposal is no longer open")
        self.last = last


@dataclass(frozen=True)
class Decision:
    """What a person says to a proposal."""

    act: Act
    staff_id: int | None
    reason: str = ""
    text: str = ""
    until: date | None = None


def propose(unit_id: int, *, tier: str, worth: float, content: dict[str, Any]) -> Proposal:
    """Open a proposal for the unit, or add evidence to the one that is open.

    Safe to run twice and at once: the database lets one open proposal a unit exist.
    """
    try:
        with db.session.begin_nested():
            row = Proposal(
                unit_id=unit_id,
                state=State.PROPOSED,
                tier=tier,
                worth=worth,
                sample=bool(content.get("sample")),
            )
            db.session.add(row)
    except IntegrityError:
        row = db.session.scalars(
            select(Proposal).where(Proposal.unit_id == unit_id, Proposal.state.in_(OPEN))
        ).one()
        row.worth, row.tier = worth, tier
    if not _same_evidence(row, content):
        db.session.add(Evidence(proposal_id=row.id, content=content))
    db.session.commit()
    return row


def _same_evidence(row: Proposal, content: dict[str, Any]) -> bool:
    last = db.session.scalar(
        select(Evidence).where(Evidence.proposal_id == row.id).order_by(Evidence.id.desc()).limit(1)
    )
    return last is not None and last.content.get("matters") == content.get("matters")


def move(proposal_id: int, decision: Decision) -> None:
    """Decide a proposal. Of two people at once one wins; the other gets :class:`Conflict`.

    Raises :class:`Missing` where the move needs a reason, a text or a date.
    """
    rule = MOVES[decision.act]
    missing = tuple(need for need in rule.needs if not getattr(decision, need))
    if decision.until is not None and decision.until <= today():
        missing = ("until",)
    if missing:
        raise Missing(missing)
    changed = db.session.execute(
        update(Proposal)
        .where(Proposal.id == proposal_id, Proposal.state.in_(rule.sources))
        .values(state=rule.target, deferred_until=decision.until)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(last_move(proposal_id))
    db.session.add(
        ProposalMove(
            proposal_id=proposal_id,
            staff_id=decision.staff_id,
            act=rule.act,
            target=rule.target,
            reason=decision.reason,
            text=decision.text,
            until=decision.until,
        )
    )
    db.session.commit()


def opened_this_month(moment: datetime, sample: bool) -> int:
    """Proposals opened in the month of ``moment`` that rest on invented matters, or on real ones.

    The two are counted apart: what is invented takes no capacity from what is real.
    """
    first = start_of(day_of(moment).replace(day=1))
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Proposal)
            .where(
                Proposal.opened_at >= first,
                Proposal.opened_at <= moment,
                Proposal.sample.is_(sample),
            )
        )
        or 0
    )


def last_move(proposal_id: int) -> ProposalMove | None:
    """The newest move of a proposal."""
    return db.session.scalar(
        select(ProposalMove)
        .where(ProposalMove.proposal_id == proposal_id)
        .order_by(ProposalMove.id.desc())
        .limit(1)
    )


def resume_due(day: date) -> int:
    """Bring back the deferred proposals whose date has come; how many."""
    due = db.session.scalars(
        select(Proposal.id).where(Proposal.state == State.DEFERRED, Proposal.deferred_until <= day)
    ).all()
    for proposal_id in due:
        move(proposal_id, Decision(Act.RESUME, staff_id=None))
    return len(due)
