"""A key of its own for every sealed identity and every attachment: dropped, nobody opens it again.

Law (crypto-shredding): the row here is the only way to what it locks, a backup of rows and files
does not hold it, and it lies sealed under the server's passing key. Delete the row and let the
passing key change, and every copy made before is closed, even to officers with their passphrases.
"""

import contextlib
from collections.abc import Iterable
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random as random_bytes
from sqlalchemy import LargeBinary, String, cast, delete, exists, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Model, db
from intake.rotatingkeys import RotatingKeys
from intake.submissions import Attachment, SealedIdentity

MARK = b"LNI2"  # an identity's box inside a box of its own key begins so


class Shredded(ValueError):
    """Its key was dropped: nobody can open it any more."""


class DataKey(Model):
    """The key of one sealed thing, named after it, under the passing key."""

    __tablename__ = "data_key"
    __table_args__ = {"info": {"apart": True}}  # never in the file of a backup
    name: Mapped[str] = mapped_column(primary_key=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)


def fresh() -> bytes:
    """A new key."""
    return bytes(random_bytes(SecretBox.KEY_SIZE))


def of_file(store_key: str) -> str:
    """The name of an attachment's key."""
    return f"file:{store_key}"


def next_of_file(store_key: str) -> str:
    """The name of a key an attachment is just being sealed under."""
    return f"next:{store_key}"


def of_identity(submission_id: int) -> str:
    """The name of a sealed identity's key."""
    return f"identity:{submission_id}"


def keep(instance: Path, name: str, key: bytes) -> None:
    """Put a key down; the caller commits, together with what it locks.

    One left by something deleted is written over: SQLite gives numbers out again.
    """
    db.session.merge(DataKey(name=name, box=RotatingKeys(instance).seal(key)))


def kept_once(instance: Path, name: str) -> bytes:
    """The key of that name, made now if there is none; commits. All who ask at once get one key."""
    key = find(instance, name)
    if key is None:
        db.session.commit()  # what was read before may not stand in the way of the insert
        db.session.add(DataKey(name=name, box=RotatingKeys(instance).seal(fresh())))
        with contextlib.suppress(IntegrityError):
            db.session.commit()
        db.session.rollback()
        key = find(instance, name)
    if key is None:
        raise Shredded(name)
    return key


def find(instance: Path, name: str) -> bytes | None:
    """The key of that name, or None. Raises KeyGone where the passing key is."""
    row = db.session.get(DataKey, name)
    return None if row is None else RotatingKeys(instance).open(row.box)


def drop(names: Iterable[str]) -> None:
    """Forget these keys; the caller commits."""
    db.session.execute(delete(DataKey).where(DataKey.name.in_(list(names))))


def rename(name: str, to: str) -> None:
    """Give a key another name; the caller commits."""
    db.session.execute(update(DataKey).where(DataKey.name == name).values(name=to))


def lock(instance: Path, row: SealedIdentity) -> None:
    """Put a sealed identity into a box of its own key; the caller commits."""
    if row.box.startswith(MARK):
        return
    key = fresh()
    keep(instance, of_identity(row.submission_id), key)
    row.box = MARK + bytes(SecretBox(key).encrypt(row.box))


def locked(instance: Path, box: bytes) -> tuple[bytes, bytes]:
    """A new key as it is put down, and a sealed identity inside a box of that key."""
    key = fresh()
    return bytes(RotatingKeys(instance).seal(key)), MARK + bytes(SecretBox(key).encrypt(box))


def unlocked(instance: Path, row: SealedIdentity) -> bytes:
    """What the officers' key opens: the box inside. Raises Shredded."""
    if not row.box.startswith(MARK):
        return row.box  # kept before identities had keys of their own
    key = find(instance, of_identity(row.submission_id))
    if key is None:
        raise Shredded(of_identity(row.submission_id))
    try:
        return SecretBox(key).decrypt(row.box[len(MARK) :])
    except CryptoError as error:
        raise Shredded("its key is another one") from error


def relocked(instance: Path, row: SealedIdentity, inner: bytes) -> bytes:
    """Another inner box under the row's own key, for the officers' keys to change."""
    key = find(instance, of_identity(row.submission_id)) if row.box.startswith(MARK) else None
    return inner if key is None else MARK + bytes(SecretBox(key).encrypt(inner))


def lock_older(instance: Path, limit: int = 500) -> int:
    """Give identities kept before there were such keys one of their own; how many."""
    old = select(SealedIdentity).where(
        ~exists().where(
            DataKey.name == literal("identity:") + cast(SealedIdentity.submission_id, String)
        )
    )
    done = 0
    for row in db.session.scalars(old.limit(limit)):
        if not row.box.startswith(MARK):
            lock(instance, row)
            done += 1
    db.session.commit()
    return done


def drop_unheld() -> int:
    """Forget the keys of what is gone: a draft's file, a deleted identity; how many."""
    held = (
        exists().where(
            DataKey.name.in_(
                (literal("file:") + Attachment.store_key, literal("next:") + Attachment.store_key)
            )
        ),
        exists().where(
            DataKey.name == literal("identity:") + cast(SealedIdentity.submission_id, String)
        ),
    )
    done = db.session.execute(
        delete(DataKey).where(~held[0], ~held[1]).execution_options(synchronize_session=False)
    )
    db.session.commit()
    return int(done.rowcount)  # type: ignore[attr-defined]
