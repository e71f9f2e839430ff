"""What was done toward the sender of a submission, step by step. Rows are only ever added."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake.clock import day_of
from intake.db import Model, UTCDateTime, db, now
from intake.deadlines import History, Wait
from intake.submissions import Author, Submission


class Act(StrEnum):
    """A step of the staff, or the sender's word on it."""

    TAKEN = "taken"  # written down at the desk; ``detail`` is how it came and who settles it
    ASKED = "asked"  # the clock stands until the sender writes
    ACCEPTED = "accepted"  # as a complaint at law; ``detail`` is its case, a bar, and the day
    ANSWERED = "answered"
    REFERRED = "referred"  # told where this belongs; ``detail`` is the place's code
    HANDED_OVER = "handed_over"  # taken out of here as a denunciation; ``detail`` says where to
    FIXED = "fixed"
    HALF = "half"
    NOT_FIXED = "not_fixed"
    REOPENED = "reopened"
    HEARD = "heard"  # the sender's last word was read, and needs no answer; at the word's moment


CLOSING = (Act.ANSWERED, Act.REFERRED, Act.HANDED_OVER)
VERDICTS = (Act.FIXED, Act.HALF, Act.NOT_FIXED)
# Complaints law, art. 28 and 37: who settles it, how complex it is, and whether it is far away.
CASES = tuple(
    f"{instance}{remote}{complex_}"
    for instance in ("first", "second")
    for remote in ("", "_remote")
    for complex_ in ("", "_complex")
)


class Stepped(Protocol):
    """What counting needs of a step."""

    act: str
    at: datetime
    staff_id: int | None
    detail: str


class Spoken(Protocol):
    """What counting needs of a message."""

    author: str
    written_at: datetime


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


def sayable(steps: Iterable[HandlingStep]) -> tuple[Act, ...]:
    """What the sender may say now: once of each answer how it went, or that it is not settled.

    Of a place we pointed to, only that it was the wrong one: nothing was settled here.
    """
    steps = list(steps)
    closed, said = last_close(steps), verdict(steps)
    if closed is None or closed.act == Act.HANDED_OVER:
        return ()
    if closed.act == Act.REFERRED:
        return (Act.REOPENED,)
    if said is None:
        return VERDICTS
    return (Act.REOPENED,) if said in (Act.HALF, Act.NOT_FIXED) else ()


def speak(submission_id: int, said: Act) -> bool:
    """Keep the sender's word on the last answer and commit; said twice it is one.

    False where it cannot be said now.
    """
    steps = steps_of(submission_id)
    closed = last_close(steps)
    if closed is None or said not in sayable(steps):
        return False
    kind = "reopened" if said == Act.REOPENED else "verdict"
    try:
        step(submission_id, said, f"{kind}:{closed.id}")
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
    return True


def handed_over(submission_id: int) -> HandlingStep | None:
    """The step that took it out of here, if one did."""
    return db.session.scalar(
        select(HandlingStep).where(
            HandlingStep.submission_id == submission_id, HandlingStep.act == Act.HANDED_OVER
        )
    )


def history(said: Submission, classified: datetime | None = None) -> History:
    """The events deadlines are counted by; a reopening begins a new term."""
    return told_by(said.received_at, steps_of(said.id), said.messages, classified)


def gone() -> Select[tuple[int]]:
    """The ids of all submissions taken out of here, whose words stand on no page any more."""
    return select(HandlingStep.submission_id).where(HandlingStep.act == Act.HANDED_OVER)


def all_handed_over() -> frozenset[int]:
    """The same, asked once where many rows are shown."""
    return frozenset(db.session.scalars(gone()))


def told_by(
    received: datetime,
    steps: Sequence[Stepped],
    messages: Iterable[Spoken],
    classified: datetime | None = None,
) -> History:
    """The same of rows already read, so that many are counted without asking for each."""
    begun = max((s.at for s in steps if s.act == Act.REOPENED), default=received)
    steps = [s for s in steps if s.at >= begun and s.act != Act.REOPENED]
    messages = [m for m in messages if m.written_at >= begun]
    events = {"received": day_of(begun)}
    closed = [s.at for s in steps if s.act in CLOSING]
    if classified is not None:
        events["classified"] = day_of(max(classified, begun))
    events |= _accepted(steps)
    said = [m.written_at for m in messages if m.author == Author.STAFF]
    _first(events, "classified", closed if classified is None else [])
    _first(events, "answered", closed)
    _first(events, "closed", closed)
    _first(events, "decided", closed + [s.at for s in steps if s.act == Act.ACCEPTED])
    _first(
        events,
        "handled",
        [s.at for s in steps if s.staff_id and s.act not in (Act.TAKEN, Act.HEARD)] + said,
    )
    _first(events, "forwarded", closed or _known(classified))
    if said:
        events["told"] = day_of(max(said))
    return History(events, _waits(steps, messages))


def _accepted(steps: Iterable[Stepped]) -> dict[str, date]:
    """A complaint's clock: from the day it was accepted, by the case last said of it.

    Found complex later, the term is longer but begins where it began; a second instance is new.
    """
    first: dict[str, date] = {}
    last = ""
    for case, _bar, day in (s.detail.partition("|") for s in steps if s.act == Act.ACCEPTED):
        first.setdefault(case.partition("_")[0], date.fromisoformat(day))
        last = case
    return {f"accepted_{last}": first[last.partition("_")[0]]} if last else {}


def _known(classified: datetime | None) -> list[datetime]:
    return [classified] if classified else []  # found to be ours: there is nothing to send on


def _first(events: dict[str, date], name: str, moments: list[datetime]) -> None:
    if moments:
        events[name] = max(day_of(min(moments)), events["received"])


def _waits(steps: Iterable[Stepped], messages: Iterable[Spoken]) -> tuple[Wait, ...]:
    """From each question to the sender's next message; two questions running are one wait."""
    waits: list[Wait] = []
    answers = [m.written_at for m in messages if m.author == Author.SENDER]
    for asked in (s.at for s in steps if s.act == Act.ASKED):
        if waits and waits[-1].until is None:
            break
        answered = min((a for a in answers if a >= asked), default=None)
        waits.append(Wait(day_of(asked), day_of(answered) if answered else None))
    return tuple(waits)
