"""What was done toward the sender of a submission, step by step. Rows are only ever added."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from intake.clock import day_of
from intake.db import Model, UTCDateTime, db, now
from intake.deadlines import History, Wait
from intake.submissions import Author, Message, Submission


class Act(StrEnum):
    """A step of the staff, or the sender's word on it."""

    TAKEN = "taken"  # written down at the desk; ``detail`` is how it came and who settles it
    ASKED = "asked"  # the clock stands until the sender writes
    ANSWERED = "answered"
    REFERRED = "referred"  # told where this belongs; ``detail`` is the place's code
    HANDED_OVER = "handed_over"  # taken out of here as a denunciation; ``detail`` says where to
    FIXED = "fixed"
    HALF = "half"
    NOT_FIXED = "not_fixed"
    REOPENED = "reopened"


CLOSING = (Act.ANSWERED, Act.REFERRED, Act.HANDED_OVER)
VERDICTS = (Act.FIXED, Act.HALF, Act.NOT_FIXED)


class HandlingStep(Model):
    """One step; the sender's own have no ``staff_id``."""

    __tablename__ = "handling_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    act: Mapped[str]
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    detail: Mapped[str] = mapped_column(default="")
    once_key: Mapped[str] = mapped_column(unique=True)


def step(
    submission_id: int, act: Act, once: str, staff_id: int | None = None, detail: str = ""
) -> None:
    """Add one step; the caller commits, which breaks where ``once`` was there before."""
    db.session.add(
        HandlingStep(
            submission_id=submission_id,
            act=act,
            staff_id=staff_id,
            detail=detail,
            once_key=f"{submission_id}:{act}:{once}"[:120],
        )
    )


def steps_of(submission_id: int) -> list[HandlingStep]:
    """All steps, oldest first."""
    mine = HandlingStep.submission_id == submission_id
    return list(db.session.scalars(select(HandlingStep).where(mine).order_by(HandlingStep.id)))


def last_close(steps: Iterable[HandlingStep]) -> HandlingStep | None:
    """The step that closed it, unless it was reopened since."""
    closed: HandlingStep | None = None
    for one in steps:
        if one.act in CLOSING:
            closed = one
        elif one.act == Act.REOPENED:
            closed = None
    return closed


def verdict(steps: Iterable[HandlingStep]) -> Act | None:
    """What the sender said of the last answer; None before, and after a reopening."""
    found: Act | None = None
    for one in steps:
        if one.act in CLOSING or one.act == Act.REOPENED:
            found = None
        elif one.act in VERDICTS:
            found = Act(one.act)
    return found


def handed_over(submission_id: int) -> HandlingStep | None:
    """The step that took it out of here, if one did."""
    return db.session.scalar(
        select(HandlingStep).where(
            HandlingStep.submission_id == submission_id, HandlingStep.act == Act.HANDED_OVER
        )
    )


def history(said: Submission, classified: datetime | None = None) -> History:
    """The events deadlines are counted by; a reopening begins a new term."""
    steps = steps_of(said.id)
    begun = max((s.at for s in steps if s.act == Act.REOPENED), default=said.received_at)
    steps = [s for s in steps if s.at >= begun and s.act != Act.REOPENED]
    messages = [m for m in said.messages if m.written_at >= begun]
    events = {"received": day_of(begun)}
    if classified is not None:
        events["classified"] = day_of(max(classified, begun))
    handled = [s.at for s in steps if s.staff_id and s.act != Act.TAKEN]
    _first(events, "answered", [s.at for s in steps if s.act in CLOSING])
    _first(events, "closed", [s.at for s in steps if s.act in CLOSING])
    handled += [m.written_at for m in messages if m.author == Author.STAFF]
    _first(events, "handled", handled)
    _first(events, "forwarded", [s.at for s in steps if s.act in CLOSING] or _known(classified))
    return History(events, _waits(steps, messages))


def _known(classified: datetime | None) -> list[datetime]:
    return [classified] if classified else []  # found to be ours: there is nothing to send on


def _first(events: dict[str, date], name: str, moments: list[datetime]) -> None:
    if moments:
        events[name] = max(day_of(min(moments)), events["received"])


def _waits(steps: list[HandlingStep], messages: list[Message]) -> tuple[Wait, ...]:
    """From each question to the sender's next message; two questions running are one wait."""
    waits: list[Wait] = []
    answers = [m.written_at for m in messages if m.author == Author.SENDER]
    for asked in (s.at for s in steps if s.act == Act.ASKED):
        if waits and waits[-1].until is None:
            break
        answered = min((a for a in answers if a >= asked), default=None)
        waits.append(Wait(day_of(asked), day_of(answered) if answered else None))
    return tuple(waits)
