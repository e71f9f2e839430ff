"""Senders whose last word nobody has taken up: a message, or the wish to have it looked at again.

A word is taken up by whatever a person of the staff writes or does after it, or by saying that it
was read and needs no answer. What the machine writes takes up nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import func, null, or_, select, union_all
from sqlalchemy.orm import contains_eager

from intake import handling
from intake.db import db
from intake.handling import Act, HandlingStep
from intake.submissions import Author, Message, Submission
from triage.console.recusing import seen
from triage.console.why import RESTRICTED
from triage.matters import Matter

SHOWN = 100


@dataclass(frozen=True)
class Unheard:
    """A matter whose sender spoke last, when, and whether to have it looked at again."""

    matter: Matter
    at: datetime
    reopened: bool


def unheard(restricted: bool) -> list[Unheard]:
    """Those whose sender waits, longest first, one of a submission; in one query.

    ``restricted`` with those for the lead alone.
    """
    theirs, ours = _theirs(), _ours()
    query = (
        select(Matter, theirs.c.at, theirs.c.again, ours.c.at)
        .join(Submission, Matter.submission_id == Submission.id)
        .join(theirs, theirs.c.submission_id == Submission.id)
        .outerjoin(ours, ours.c.submission_id == Submission.id)
        .where(or_(ours.c.at.is_(None), ours.c.at < theirs.c.at), seen())
        .where(Submission.id.not_in(handling.gone()))
        .options(contains_eager(Matter.submission))
        .order_by(theirs.c.at, Matter.id)
    )
    if not restricted:
        query = query.where(Matter.severity != RESTRICTED)
    first: dict[int, Unheard] = {}
    for matter, at, again, done in db.session.execute(query):
        reopened = again is not None and (done is None or done < again)
        first.setdefault(matter.submission_id, Unheard(matter, at, reopened))
    return list(first.values())


def last_word(submission_id: int) -> datetime | None:
    """When its sender spoke last, if nobody took it up since."""
    theirs, ours = _theirs(), _ours()
    said = db.session.scalar(select(theirs.c.at).where(theirs.c.submission_id == submission_id))
    done = db.session.scalar(select(ours.c.at).where(ours.c.submission_id == submission_id))
    return said if said is not None and (done is None or done < said) else None


def verdicts_of(submission_id: int) -> list[dict[str, str]]:
    """What the sender said of our answers, for the matter's page."""
    words = {
        Act.FIXED: _("Người gửi cho biết: đã xong."),
        Act.HALF: _("Người gửi cho biết: xong một phần."),
        Act.NOT_FIXED: _("Người gửi cho biết: chưa xong."),
        Act.REOPENED: _("Người gửi yêu cầu xem lại."),
    }
    steps = handling.steps_of(submission_id)
    return [
        {"when": format_datetime(s.at, "HH:mm d/M/yyyy"), "text": words[Act(s.act)]}
        for s in steps
        if s.act in words
    ]


def _theirs() -> Any:
    """When each sender spoke last, and asked last to have it looked at again."""
    step, message = HandlingStep, Message
    asked = select(step.submission_id, step.at.label("at"), step.at.label("again"))
    wrote = select(message.submission_id, message.written_at, null())
    both = union_all(
        asked.where(step.act == Act.REOPENED), wrote.where(message.author == Author.SENDER)
    ).subquery()
    latest = (func.max(both.c.at).label("at"), func.max(both.c.again).label("again"))
    return select(both.c.submission_id, *latest).group_by(both.c.submission_id).subquery()


def _ours() -> Any:
    """When a person of the staff last wrote or did something about each."""
    step, message = HandlingStep, Message
    did = select(step.submission_id, step.at.label("at")).where(step.staff_id.is_not(None))
    wrote = select(message.submission_id, message.written_at)
    both = union_all(did, wrote.where(message.staff_id.is_not(None))).subquery()
    latest = func.max(both.c.at).label("at")
    return select(both.c.submission_id, latest).group_by(both.c.submission_id).subquery()
