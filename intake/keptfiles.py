"""Files of the office: signed plans, reports, notes of a visit, kept sealed in the file store.

What a file holds is decided by its content, cleaned as an attachment is; a row is never changed.
"""

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from flask import Response, current_app, send_file
from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from intake import filebox
from intake.db import Model, UTCDateTime, db, now
from intake.filebox import SealedStore
from intake.files import CleanFile
from intake.scanner import inspected

TEXT = "text/plain; charset=utf-8"


class KeptFile(Model):
    """One file of the office in the store; whoever points at it says who may read it."""

    __tablename__ = "kept_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


def cleaned(source: BinaryIO, filename: str) -> CleanFile:
    """The file fit to keep. Raises FileRefused with a key of files.MESSAGES."""
    return inspected(source, filename, current_app.extensions["settings"])


def keep(clean: CleanFile, staff_id: int | None) -> KeptFile:
    """Seal a cleaned file; its row is flushed, the caller commits."""
    row = KeptFile(
        store_key=_store().put(clean.stream),
        name=clean.name,
        media_type=clean.media_type,
        size=clean.size,
        sha256=clean.sha256,
        staff_id=staff_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def keep_words(words: str, staff_id: int) -> KeptFile:
    """Seal plain words as a file of their own; flushed, the caller commits."""
    data = words.encode()
    clean = CleanFile(BytesIO(data), "ghi-chep.txt", TEXT, len(data), sha256(data).digest())
    return keep(clean, staff_id)


def opened(row: KeptFile) -> BinaryIO:
    """What was kept. Raises FileMissing and FileDamaged."""
    return _store().open(row.store_key)


def as_download(row: KeptFile, inline: bool = False) -> Response:
    """The file as an answer; ``inline`` only for pictures we drew ourselves."""
    return send_file(
        opened(row),
        mimetype=row.media_type,
        as_attachment=not inline,
        download_name=row.name,
        max_age=0,
    )


def _store() -> SealedStore:
    return filebox.of(current_app.extensions["settings"])
