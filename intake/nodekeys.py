"""Whether this machine holds the keys the others seal with: nodes that differ lose what they share.

The database is shared, so it is asked under which keys it was written; a key named there and not
held here was made by another node for itself. Reads, changes nothing.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from intake import filebox
from intake.datakeys import DataKey
from intake.db import db
from intake.files import FileMissing
from intake.keptfiles import KeptFile
from intake.outbox import NoticeAddress
from intake.rotatingkeys import MARK, RotatingKeys
from intake.submissions import Attachment

_NAMED = len(MARK) + 8  # bytes of a box that name its key
_LATEST = 20  # files looked at


def missing(instance: Path, store: filebox.SealedStore) -> Iterator[str]:
    """What is shared and cannot be opened here, in words; nothing where all is well."""
    held = {key.mark for key in RotatingKeys(instance).all()}
    for column in (DataKey.box, NoticeAddress.box):
        marks = db.session.scalars(select(func.substr(column, 1, _NAMED)).distinct())
        strange = {bytes(mark) for mark in marks if bytes(mark).startswith(MARK)} - held
        if strange:
            yield f"{column.class_.__tablename__} was sealed with a key rotating.keys has not"
    yield from _files(store)


def _files(store: filebox.SealedStore) -> Iterator[str]:
    keys = store.keys()
    held = {filebox.key_id(key) for key in keys}
    for table in (KeptFile, Attachment):
        names = select(table.store_key).order_by(table.id.desc()).limit(_LATEST)
        for name in db.session.scalars(names):
            try:
                with store.backend.open(name) as file:
                    head = file.read(_NAMED)
            except FileMissing:
                yield f"file {name} is not in this machine's store"
                return
            except OSError:
                return  # the store is away: not a matter of keys
            if head.startswith(filebox.MARK) and head[len(filebox.MARK) :] not in held:
                yield f"file {name} was sealed with a key files.keys has not"
                return
