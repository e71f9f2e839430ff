"""Notes and photos of a visit, and dossiers drawn for it. The only writer of both.

A note carries the identity its telephone gave it: sent again, it is the one that is there. Words
and photos lie sealed in the file store; rows are only added.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake import audit, keptfiles
from intake.db import Model, UTCDateTime, db, now
from intake.files import CleanFile
from triage.inspections.draw import draw, list_digest
from triage.inspections.life import Stage

AHEAD = (Stage.TEAM_SET, Stage.NOTICED, Stage.ON_SITE, Stage.DESK_REVIEW, Stage.MINUTES)
WORDS, CODES, MOST = 8000, 100, 5000


class FieldNote(Model):
    """One note or photo of one member of the team. ``uuid`` was made on the telephone."""

    __tablename__ = "field_note"
    __table_args__ = (
        CheckConstraint("words_id IS NOT NULL OR photo_id IS NOT NULL", name="says_something"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    item: Mapped[str] = mapped_column(default="")  # of the checklist, where it belongs to one
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)  # by the telephone's clock
    words_id: Mapped[int | None] = mapped_column(ForeignKey("kept_file.id"))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("kept_file.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class DossierDraw(Model):
    """Dossiers drawn from a unit's list. Every draw stays, so none can be tried till it suits."""

    __tablename__ = "dossier_draw"
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    seed: Mapped[str]
    digest: Mapped[str]  # of the list drawn from
    listed: Mapped[list[Any]] = mapped_column(JSON)
    drawn: Mapped[list[Any]] = mapped_column(JSON)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class NoteRefused(ValueError):
    """``why``: uuid, empty, other (the identity is somebody else's or of another case)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def take_note(
    inspection_id: int,
    staff_id: int,
    uuid: str,
    item: str = "",
    words: str = "",
    written_at: datetime | None = None,
    photo: CleanFile | None = None,
) -> tuple[FieldNote, bool]:
    """Keep a note once; the note, and whether it is new. Raises NoteRefused. Commits."""
    uuid = _uuid(uuid)
    there = _there(uuid, inspection_id, staff_id)
    if there:
        return there, False
    words = words.strip()[:WORDS]
    if not words and photo is None:
        raise NoteRefused("empty")
    row = FieldNote(
        uuid=uuid,
        inspection_id=inspection_id,
        staff_id=staff_id,
        item=item[:50],
        written_at=min(written_at or now(), now()),
        words_id=keptfiles.keep_words(words, staff_id).id if words else None,
        photo_id=keptfiles.keep(photo, staff_id).id if photo else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the same note came over another line a moment before
        db.session.rollback()
        there = _there(uuid, inspection_id, staff_id)
        if there is None:
            raise
        return there, False
    audit.note("note", f"inspection:{inspection_id}", f"field_note:{row.id}")
    db.session.commit()
    return row, True


def _uuid(said: str) -> str:
    try:
        return str(UUID(said))
    except ValueError as error:
        raise NoteRefused("uuid") from error


def _there(uuid: str, inspection_id: int, staff_id: int) -> FieldNote | None:
    row = db.session.scalar(select(FieldNote).where(FieldNote.uuid == uuid))
    if row is not None and (row.inspection_id, row.staff_id) != (inspection_id, staff_id):
        raise NoteRefused("other")
    return row


def notes(inspection_id: int) -> list[FieldNote]:
    """The notes of a visit, by when they were written."""
    mine = select(FieldNote).where(FieldNote.inspection_id == inspection_id)
    return list(db.session.scalars(mine.order_by(FieldNote.written_at, FieldNote.id)))


def draw_dossiers(
    inspection_id: int, seed: str, codes: list[str], number: int, staff_id: int
) -> DossierDraw:
    """Draw from the unit's list as :func:`draw.draw`, and keep list, seed and result. Commits.

    Raises ValueError for an empty seed, an empty list or a number below one.
    """
    listed = sorted({c.strip()[:CODES] for c in codes if c.strip()})[:MOST]
    if not listed:
        raise ValueError("a draw needs a list")
    row = DossierDraw(
        inspection_id=inspection_id,
        seed=seed.strip()[:200],
        digest=list_digest(listed),
        listed=listed,
        drawn=list(draw(seed[:200], listed, number)),
        staff_id=staff_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.note("draw", f"inspection:{inspection_id}", f"dossier_draw:{row.id}")
    db.session.commit()
    return row


def draws(inspection_id: int) -> list[DossierDraw]:
    """The draws of a visit, the first one first."""
    mine = select(DossierDraw).where(DossierDraw.inspection_id == inspection_id)
    return list(db.session.scalars(mine.order_by(DossierDraw.id)))
