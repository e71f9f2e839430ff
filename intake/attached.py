"""What senders attach: sealed under a key of its own, so that dropping the key destroys the file.

Drop the key and every copy of the file, in whatever backup, is closed (`datakeys`).
"""

from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intake import datakeys
from intake.db import db
from intake.filebox import SealedStore
from intake.files import CleanFile, FileMissing
from intake.submissions import Attachment


def row_of(clean: CleanFile, store_key: str) -> Attachment:
    """The row of a cleaned file that is in the store."""
    return Attachment(
        store_key=store_key,
        name=clean.name,
        media_type=clean.media_type,
        size=clean.size,
        sha256=clean.sha256,
    )


def keep(clean: CleanFile, store: SealedStore) -> Attachment:
    """Put a cleaned file into the store, with its key; the caller owns the row and commits both."""
    own = datakeys.fresh()
    row = row_of(clean, store.put(clean.stream, own))
    datakeys.keep(store.instance, datakeys.of_file(row.store_key), own)
    return row


def opened(row: Attachment, store: SealedStore) -> BinaryIO:
    """The file as it was cleaned. Raises FileMissing, FileDamaged and OSError."""
    names = (datakeys.of_file(row.store_key), datakeys.next_of_file(row.store_key))
    keys = (datakeys.find(store.instance, name) for name in names)
    return store.open(row.store_key, next((key for key in keys if key), None))


def give_own_keys(store: SealedStore, limit: int = 200) -> int:
    """Seal what came while the database was away, or before there were such keys; how many.

    A key is on disk before a file lies under it; stopped between, the next time goes on. Two at
    once give the same key.
    """
    named = select(datakeys.DataKey.name)
    old = select(Attachment.store_key).where(("file:" + Attachment.store_key).not_in(named))
    return sum(_give(store, name) for name in db.session.scalars(old.limit(limit)).all())


def _give(store: SealedStore, name: str) -> int:
    coming = datakeys.next_of_file(name)
    own = datakeys.kept_once(store.instance, coming)
    try:
        store.give_own_key(name, own)
    except FileMissing:  # a draft's, dropped meanwhile
        return 0
    try:
        datakeys.rename(coming, datakeys.of_file(name))
        db.session.commit()
    except IntegrityError:  # another sweep gave it one since it was listed
        db.session.rollback()
        datakeys.drop([coming])
        db.session.commit()
        return 0
    return 1
