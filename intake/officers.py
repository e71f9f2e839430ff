"""Who can open sealed identities: the private key, wrapped once for each officer's passphrase.

The database holds the wrapped keys and the server's configuration nothing that opens them: both
together do not give the private key. Passphrases are stretched by Argon2id (RFC 9106).
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey
from nacl.secret import SecretBox
from nacl.utils import random as random_bytes
from sqlalchemy import ForeignKey, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from intake import datakeys, identity
from intake.db import Model, UTCDateTime, db, now
from intake.submissions import SealedIdentity

SHORTEST = 16  # characters of a passphrase: four or five words
UNDER_WAY = "identity.rotating"  # a file there only while a rotation runs
STEP = 200  # identities sealed anew a transaction


class OfficerKey(Model):
    """The officers' private key, wrapped for one of them."""

    __tablename__ = "officer_key"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    key_id: Mapped[str]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    operations: Mapped[int]
    memory: Mapped[int]
    box: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


@dataclass(frozen=True)
class Cost:
    """What one guess of a passphrase costs; kept with each wrapped key."""

    operations: int = pwhash.argon2id.OPSLIMIT_MODERATE
    memory: int = pwhash.argon2id.MEMLIMIT_MODERATE  # bytes


class WrongPassphrase(ValueError):
    """No key opens: the passphrase is wrong, or this person has none."""


class LastOfficer(ValueError):
    """Without this officer nobody could open an identity any more."""


def count() -> int:
    """How many hold the key."""
    return db.session.scalar(select(func.count()).select_from(OfficerKey)) or 0


def begin_anew(instance: Path) -> None:
    """A new pair for what is said from now on; what is sealed so far stays sealed; commits.

    For the day the last passphrase is lost. The new private half lies in ``identity.private`` as at
    first use, to be given to two officers and taken away.
    """
    db.session.execute(delete(OfficerKey))
    db.session.commit()
    for half in ("identity.private", "identity.public"):
        (instance / half).unlink(missing_ok=True)
    identity.officers_key(instance)


def holds_key(staff_id: int) -> bool:
    """Whether somebody has a wrapped key."""
    held = select(OfficerKey.staff_id).where(OfficerKey.staff_id == staff_id)
    return db.session.scalar(held) is not None


def private_key(staff_id: int, passphrase: str) -> PrivateKey:
    """The private key, unwrapped. Slow by intent, outside any transaction. WrongPassphrase."""
    kept = db.session.get(OfficerKey, staff_id)
    db.session.rollback()
    if kept is None:
        raise WrongPassphrase
    stretched = _stretched(passphrase, kept.salt, Cost(kept.operations, kept.memory))
    try:
        return PrivateKey(SecretBox(stretched).decrypt(kept.box))
    except CryptoError as error:
        raise WrongPassphrase from error


def private_key_in_file(file: Path) -> PrivateKey:
    """The private key as the server first made it. Raises ValueError on anything else."""
    return PrivateKey(bytes.fromhex(file.read_text(encoding="ascii").strip()))


def give(staff_id: int, private: PrivateKey, passphrase: str, cost: Cost | None = None) -> None:
    """Wrap the key for one more officer, or anew for one who lost the passphrase; commits."""
    if len(passphrase) < SHORTEST:
        raise ValueError(f"the passphrase needs at least {SHORTEST} characters")
    cost, salt = cost or Cost(), random_bytes(pwhash.argon2id.SALTBYTES)
    box = SecretBox(_stretched(passphrase, salt, cost)).encrypt(bytes(private))
    db.session.merge(
        OfficerKey(
            staff_id=staff_id,
            key_id=identity.key_id(private.public_key),
            salt=salt,
            operations=cost.operations,
            memory=cost.memory,
            box=bytes(box),
            made_at=now(),
        )
    )
    db.session.commit()


def take_away(staff_id: int) -> None:
    """Remove an officer's wrapped key; commits. Raises LastOfficer. Rotate after a bad parting."""
    others = select(func.count()).where(OfficerKey.staff_id != staff_id)
    if not db.session.scalar(others.select_from(OfficerKey)):
        raise LastOfficer
    db.session.execute(delete(OfficerKey).where(OfficerKey.staff_id == staff_id))
    db.session.commit()


def rotate(
    instance: Path, old: PrivateKey, staff_id: int, passphrase: str, cost: Cost | None = None
) -> int:
    """A new pair, wrapped for one officer, every identity sealed anew to it; how many.

    The others are given the new key afterwards; until then they open nothing. Killed half-way it
    is repeated with the old key: what is sealed to the new one already is passed over.
    """
    fresh = _pair_under_way(instance)
    give(staff_id, fresh, passphrase, cost)
    identity.use_public_key(instance, fresh.public_key)
    done = 0
    while some := _sealed_to(identity.key_id(old.public_key)):
        for row in some:
            _seal_to(fresh.public_key, old, instance, row)
        db.session.commit()
        done += len(some)
    _forget_others(identity.key_id(fresh.public_key))
    (instance / UNDER_WAY).unlink()
    return done


def _seal_to(fresh: PublicKey, old: PrivateKey, instance: Path, row: SealedIdentity) -> None:
    """One identity to the new pair; one whose own key was dropped only changes its label."""
    with contextlib.suppress(datakeys.Shredded):
        opened = identity.unseal(old, datakeys.unlocked(instance, row))
        again = identity.seal(fresh, opened["name"], opened["contact"])
        assert again is not None
        row.box = datakeys.relocked(instance, row, again.box)
    row.key_id = identity.key_id(fresh)


def _pair_under_way(instance: Path) -> PrivateKey:
    """The pair a rotation began with; it lies in a file only while the rotation runs."""
    file = instance / UNDER_WAY
    if not file.exists():
        half = file.with_suffix(".half")
        half.touch(mode=0o600)
        half.write_text(bytes(PrivateKey.generate()).hex(), encoding="ascii")
        half.replace(file)
    return private_key_in_file(file)


def _sealed_to(key_id: str) -> list[SealedIdentity]:
    sealed = select(SealedIdentity).where(SealedIdentity.key_id == key_id).limit(STEP)
    return list(db.session.scalars(sealed.with_for_update()))


def _forget_others(key_id: str) -> None:
    db.session.execute(delete(OfficerKey).where(OfficerKey.key_id != key_id))
    db.session.commit()


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE,
        passphrase.encode(),
        salt,
        opslimit=cost.operations,
        memlimit=cost.memory,
    )
