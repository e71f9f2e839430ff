"""After the result was told: one question later, to senders who agreed, and what they answered.

Whoever told the result offers it; the sender agrees or not on their own page. The question comes
once, on its day. A state changes by a conditional UPDATE, so a second click changes nothing.
"""

from datetime import date, datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake import handling
from intake.clock import today
from intake.db import Model, UTCDateTime, db, now
from intake.submissions import Author, Submission
from intake.thread import write

WORDS = 2000


class Aftercare(Model):
    """One submission whose result was told; ``about`` names what told it, for its owner alone."""

    __tablename__ = "aftercare"
    __table_args__ = (UniqueConstraint("submission_id", "about"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    about: Mapped[str] = mapped_column(index=True)
    told_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    ask_on: Mapped[date]
    agreed: Mapped[bool | None]
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    troubled: Mapped[bool | None]
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def offer(submission_id: int, about: str, ask_on: date) -> bool:
    """Offer the question; offered before, False. Commits."""
    db.session.add(Aftercare(submission_id=submission_id, about=about, ask_on=ask_on))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True


def offered(about: str) -> list[Aftercare]:
    """Everybody who was told of one thing."""
    query = select(Aftercare).where(Aftercare.about == about).order_by(Aftercare.id)
    return list(db.session.scalars(query))


def pending(submission_id: int) -> Aftercare | None:
    """What the sender may answer now: whether to be asked, or the question itself."""
    rows = db.session.scalars(
        select(Aftercare)
        .where(Aftercare.submission_id == submission_id, Aftercare.troubled.is_(None))
        .order_by(Aftercare.id.desc())
    )
    return next((r for r in rows if r.agreed is None or r.asked_at is not None), None)


def agree(row_id: int, yes: bool) -> None:
    """The sender wants to be asked, or not. Commits."""
    _once(row_id, Aftercare.agreed.is_(None), agreed=yes)


def answer(row: Aftercare, troubled: bool, words: str) -> None:
    """What the sender answers; words go into the thread, where staff read them. Commits."""
    asked = (Aftercare.asked_at.is_not(None), Aftercare.troubled.is_(None))
    done = _once(row.id, *asked, troubled=troubled, answered_at=now())
    if done and words.strip():
        write(row.submission_id, Author.SENDER, words.strip()[:WORDS], f"aftercare:{row.id}")


def ask_due() -> int:
    """Ask those whose day has come; how many. Run twice or beside another, it asks once."""
    query = select(Aftercare).where(
        Aftercare.agreed.is_(True), Aftercare.asked_at.is_(None), Aftercare.ask_on <= today()
    )
    done = 0
    for row in db.session.scalars(query).all():
        said = db.session.get_one(Submission, row.submission_id)
        if handling.handed_over(said.id) is None:
            with force_locale(said.locale or "vi"):
                words = _(
                    "Từ khi bạn phản ánh, có ai làm khó bạn vì đã lên tiếng không? "
                    "Xin trả lời trên trang này."
                )
            write(said.id, Author.STAFF, words, f"aftercare:{row.id}")
        done += _once(row.id, Aftercare.asked_at.is_(None), asked_at=now())
    return done


def _once(row_id: int, *still: object, **values: object) -> bool:
    done = db.session.execute(
        update(Aftercare).where(Aftercare.id == row_id, *still).values(**values)  # type: ignore[arg-type]
    )
    db.session.commit()
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
