"""Proposals to inspect. The only writer of proposals; history is appended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.clock import day_of, start_of, today
from intake.db import Model, UTCDateTime, db, now
from triage.inspections.casenumbers import TWO_DECLINE, number
from triage.workflow import MOVES, OPEN, Act, State, lands, needs

_OPEN_SQL = text("state IN ({})".format(", ".join(f"'{s}'" for s in OPEN)))


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


class SamePerson(RuntimeError):
    """A second person is asked for, and the first one came again."""


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
    """Decide a proposal, and commit. Of two people at once one wins.

    Raises :class:`Missing` where the move needs a reason, a text or a date, :class:`SamePerson`
    where four eyes are asked for, :class:`Conflict` where somebody was first.
    """
    claim(proposal_id, decision)
    db.session.commit()


def claim(proposal_id: int, decision: Decision) -> None:
    """The same without the commit, for a move that is one transaction with something else."""
    _complete(decision)
    last, rule = last_move(proposal_id), MOVES[decision.act]
    same = last is not None and last.act == rule.unlike and last.staff_id == decision.staff_id
    if same and decision.staff_id is not None:
        raise SamePerson
    target = lands(decision.act, decision.reason, two_decline(proposal_id))
    if not _moved(proposal_id, rule.sources, target, decision.until):
        db.session.rollback()
        raise Conflict(last_move(proposal_id))
    db.session.add(
        ProposalMove(
            proposal_id=proposal_id,
            staff_id=decision.staff_id,
            act=decision.act,
            target=target,
            reason=decision.reason or (last.reason if last and rule.unlike else ""),
            text=decision.text,
            until=decision.until,
        )
    )
    db.session.flush()


def _complete(decision: Decision) -> None:
    missing = tuple(
        n for n in needs(decision.act, decision.reason) if not _given(getattr(decision, n))
    )
    if decision.until is not None and decision.until <= today():
        missing = ("until",)
    if missing:
        raise Missing(missing)


def _given(value: str | date | None) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _moved(proposal_id: int, sources: tuple[State, ...], target: State, until: date | None) -> bool:
    """Whether it was ours to move; not where the unit has another proposal open by now."""
    try:
        with db.session.begin_nested():
            changed = db.session.execute(
                update(Proposal)
                .where(Proposal.id == proposal_id, Proposal.state.in_(sources))
                .values(state=target, deferred_until=until)
            )
    except IntegrityError:
        return False
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def two_decline(proposal_id: int) -> bool:
    """Whether it ranks so high that one person alone does not drop it."""
    row = db.session.get(Proposal, proposal_id)
    if row is None or not row.evidence:
        return False
    terms = row.evidence[-1].content.get("ranking", {}).get("terms", [])
    highest = sum(term["weight"] for term in terms)
    return bool(highest) and row.worth >= number(TWO_DECLINE, today()) * highest


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
    done = 0
    for proposal_id in due:
        try:
            move(proposal_id, Decision(Act.RESUME, staff_id=None))
        except Conflict:  # somebody decided it this very moment
            continue
        done += 1
    return done
