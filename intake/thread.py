"""The thread between a sender and the staff: who may open it, what may be written."""

import secrets
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intake import handling, outbox, receipts, work
from intake.answers import Elsewhere, places
from intake.clock import today
from intake.db import db
from intake.submissions import Author, Message, Submission

MESSAGE_MAX = 2000


def submission_of(reference: str, secret: str) -> Submission | None:
    """The submission a reference and its secret open."""
    row = db.session.scalar(select(Submission).where(Submission.reference == reference))
    known = row.secret_hash if row else bytes(32)
    matches = receipts.secret_matches(secret, known)  # as long for an unknown reference
    return row if matches else None


def message_fault(words: str) -> str:
    """Why a message cannot be sent; empty when it can."""
    if not words.strip():
        return _("Xin viết lời nhắn.")
    if len(words) > MESSAGE_MAX:
        return _("Lời nhắn dài quá: tối đa %(limit)s ký tự.", limit=MESSAGE_MAX)
    return ""


@dataclass(frozen=True)
class Deed:
    """What a message of the staff does to the matter."""

    act: handling.Act
    detail: str = ""


def write(
    submission_id: int,
    author: Author,
    words: str,
    once: str,
    staff_id: int | None = None,
    deed: Deed | None = None,
) -> None:
    """Add one message to a thread; ``once`` written before is not written again."""
    once = once or secrets.token_hex(16)
    key = f"{submission_id}:{author}:{once}"
    db.session.add(
        Message(
            submission_id=submission_id,
            author=author,
            text=words,
            staff_id=staff_id,
            once_key=key[:120],
        )
    )
    try:
        db.session.flush()
        if author == Author.STAFF:
            outbox.tell(submission_id, outbox.News.MESSAGE, key)
        if deed is not None:
            handling.step(submission_id, deed.act, once, staff_id, deed.detail)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return
    if author == Author.STAFF:
        work.later("notify", 0)


def gone(submission_id: int) -> str:
    """Why nothing more is written here; empty while it may be."""
    if handling.handed_over(submission_id) is None:
        return ""
    return _("Nội dung này đã được chuyển đi, nên không nhắn thêm ở đây được nữa.")


def legible(row: Submission) -> list[Message]:
    """The messages of a thread that may still be read: none of what was handed over."""
    return [] if handling.handed_over(row.id) else list(row.messages)


@dataclass(frozen=True)
class Guide:
    """Where a matter belongs instead. ``passed_to``: who has it now; empty where nobody was told."""

    place: Elsewhere
    passed_to: str


def guide_of(submission_id: int, lang: str) -> Guide | None:
    """Where its sender is sent, if what closed it says so."""
    closed = handling.last_close(handling.steps_of(submission_id))
    if closed is None or closed.act == handling.Act.ANSWERED:
        return None
    handed = closed.act == handling.Act.HANDED_OVER
    place = places(lang, today()).get("denunciation" if handed else closed.detail)
    passed_to = closed.detail.partition("|")[2] if handed else ""
    return Guide(place, passed_to) if place else None


def state_of(row: Submission) -> str:
    """What the sender is told. "Under review" until publication, whatever is planned."""
    steps = handling.steps_of(row.id)
    if handling.last_close(steps) is not None:
        return "answered"
    if handling.history(row).waiting:
        return "asked"
    under_way = any(step.act in (handling.Act.REOPENED, handling.Act.ASKED) for step in steps)
    if not under_way and any(m.author == Author.STAFF for m in row.messages):
        return "answered"
    return "reviewing" if row.placed_at else "received"
