"""Opening a sealed identity: one person asks with a reason, another allows, the first opens once.

The only writer of reveals. Every step is in the audit trail for ever, and the sender is told on
the status page when it was opened (domain 6.4: need to know, four eyes).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from flask import current_app
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake import datakeys, identity, officers
from intake.audit import note
from intake.counting import Counts, Limit
from intake.db import Model, UTCDateTime, db, now
from intake.proof import text_hash
from intake.rotatingkeys import KeyGone
from intake.submissions import SealedIdentity, Submission

ASKED_FOR = timedelta(days=7)  # an answer after that answers another question
ALLOWED_FOR = timedelta(hours=24)
SHORTEST_REASON = 15  # characters
WRONG = Limit("wrong passphrases of an officer", 5, 900)
_UNDER_WAY = text("opened_at IS NULL AND ended_at IS NULL")


class Step(StrEnum):
    """How far a reveal has come."""

    NONE = "none"
    ASKED = "asked"
    ALLOWED = "allowed"


class Reveal(Model):
    """One asking to know who spoke."""

    __tablename__ = "reveal"
    __table_args__ = (
        CheckConstraint("allowed_by_id IS NULL OR allowed_by_id <> asked_by_id", name="four_eyes"),
        Index(
            "uq_reveal_one_at_a_time",
            "submission_id",
            unique=True,
            postgresql_where=_UNDER_WAY,
            sqlite_where=_UNDER_WAY,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    allowed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    allowed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Refused(ValueError):
    """The step cannot be taken; ``why`` is one of the words below."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


NOTHING_SEALED, REASON, UNDER_WAY, SAME_PERSON, NOT_NOW = (
    "nothing_sealed", "reason", "under_way", "same_person", "not_now",
)  # fmt: skip
PASSPHRASE, KEY_GONE, NOT_GIVEN, MISPLACED, TOO_OFTEN = (
    "passphrase", "key_gone", "not_given", "misplaced", "too_often",
)  # fmt: skip


def sealed(submission_id: int) -> bool:
    """Whether the sender left a name or a contact."""
    row = select(SealedIdentity.submission_id).where(SealedIdentity.submission_id == submission_id)
    return db.session.scalar(row) is not None


def under_way(submission_id: int) -> Reveal | None:
    """The reveal that is asked or allowed now; one too old is none."""
    row = db.session.scalar(
        select(Reveal).where(
            Reveal.submission_id == submission_id,
            Reveal.opened_at.is_(None),
            Reveal.ended_at.is_(None),
        )
    )
    return None if row is None or _too_old(row) else row


def opened_on(submission_id: int) -> list[datetime]:
    """When the identity of a submission was opened, oldest first; for its sender to see."""
    opened = select(Reveal.opened_at).where(
        Reveal.submission_id == submission_id, Reveal.opened_at.is_not(None)
    )
    return [at for at in db.session.scalars(opened.order_by(Reveal.opened_at)) if at is not None]


def step_of(row: Reveal | None) -> Step:
    """How far it has come."""
    if row is None:
        return Step.NONE
    return Step.ASKED if row.allowed_at is None else Step.ALLOWED


def ask(submission_id: int, staff_id: int, reason: str) -> None:
    """Ask to know who spoke; commits. Raises Refused."""
    if not sealed(submission_id):
        raise Refused(NOTHING_SEALED)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(REASON)
    _end_old(submission_id)
    db.session.add(Reveal(submission_id=submission_id, asked_by_id=staff_id, reason=reason.strip()))
    note("reveal_asked", f"submission:{submission_id}", reason.strip())
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(UNDER_WAY) from error


def allow(submission_id: int, staff_id: int) -> None:
    """The second person's yes; commits. Raises Refused for the first person, and where none asks."""
    row = under_way(submission_id)
    if row is not None and row.asked_by_id == staff_id:
        raise Refused(SAME_PERSON)
    _move(
        submission_id,
        [
            Reveal.allowed_at.is_(None),
            Reveal.asked_by_id != staff_id,
            Reveal.asked_at > now() - ASKED_FOR,
        ],
        {"allowed_by_id": staff_id, "allowed_at": now()},
    )
    note("reveal_allowed", f"submission:{submission_id}")
    db.session.commit()


def refuse(submission_id: int, staff_id: int) -> None:
    """The second person's no, or the first one's change of mind; commits. Raises Refused."""
    _move(submission_id, [], {"ended_at": now()})
    note("reveal_refused", f"submission:{submission_id}", str(staff_id))
    db.session.commit()


def open_once(submission_id: int, staff_id: int, passphrase: str) -> dict[str, str]:
    """Name and contact, to whoever asked and was allowed, one time. Raises Refused.

    The passphrase is tried first, outside any transaction; a wrong one uses nothing up, but too
    many make this officer wait. The use is on disk before the name is shown. A box of another
    submission is not opened to anybody: whoever writes in the database may not have one reveal
    allowed and read another's name by it.
    ``of`` is empty where the box is older than that.
    """
    row = under_way(submission_id)
    if row is None or row.asked_by_id != staff_id or row.allowed_at is None:
        raise Refused(NOT_NOW)
    try:
        kept = db.session.get_one(SealedIdentity, submission_id)
        box = datakeys.unlocked(current_app.extensions["settings"].instance, kept)
    except (datakeys.Shredded, KeyGone) as error:
        raise Refused(KEY_GONE) from error
    if not officers.count(kept.key_id):  # sealed to a pair that was lost
        raise Refused(KEY_GONE)
    if kept.key_id not in officers.pairs_of(staff_id):
        raise Refused(NOT_GIVEN)
    private = _private_key(submission_id, staff_id, passphrase, kept.key_id)
    try:
        opened = identity.unseal(private, box)
    except CryptoError as error:  # changed by whoever has the database
        raise Refused(KEY_GONE) from error
    if opened.setdefault("of", "") and opened["of"] != _bond_of(submission_id):
        note("reveal_misplaced", f"submission:{submission_id}")
        db.session.commit()
        raise Refused(MISPLACED)
    _move(
        submission_id,
        [Reveal.asked_by_id == staff_id, Reveal.allowed_at > now() - ALLOWED_FOR],
        {"opened_at": now()},
    )
    note("reveal_opened", f"submission:{submission_id}")
    db.session.commit()
    return opened


def _private_key(submission_id: int, staff_id: int, passphrase: str, key_id: str) -> PrivateKey:
    """Tries are counted before they are looked at: many at once get no more than one by one."""
    counts: Counts = current_app.extensions["counts"]
    tries = counts.add(WRONG, str(staff_id))
    if tries > WRONG.times:
        if tries == WRONG.times + 1:
            note("reveal_guessed", f"submission:{submission_id}")
            db.session.commit()
        raise Refused(TOO_OFTEN)
    try:
        private = officers.private_key(staff_id, passphrase, key_id)
    except officers.WrongPassphrase as error:
        note("reveal_wrong_passphrase", f"submission:{submission_id}")
        db.session.commit()
        raise Refused(PASSPHRASE) from error
    counts.forget(WRONG, str(staff_id))
    return private


def _bond_of(submission_id: int) -> str:
    told = db.session.get_one(Submission, submission_id, populate_existing=True)
    return identity.bond(told.reference, text_hash(told.text))


def _move(submission_id: int, only: list[ColumnElement[bool]], values: dict[str, object]) -> None:
    moved = db.session.execute(
        update(Reveal)
        .where(
            Reveal.submission_id == submission_id,
            Reveal.opened_at.is_(None),
            Reveal.ended_at.is_(None),
            *only,
        )
        .values(**values)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Refused(NOT_NOW)


def _too_old(row: Reveal) -> bool:
    if row.allowed_at is not None:
        return row.allowed_at < now() - ALLOWED_FOR
    return row.asked_at < now() - ASKED_FOR


def _end_old(submission_id: int) -> None:
    row = db.session.scalar(
        select(Reveal).where(
            Reveal.submission_id == submission_id,
            Reveal.opened_at.is_(None),
            Reveal.ended_at.is_(None),
        )
    )
    if row is not None and _too_old(row):
        _move(submission_id, [Reveal.id == row.id], {"ended_at": now()})
