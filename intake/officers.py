"""Who can open sealed identities: the private key, wrapped once for each officer's passphrase.

The database holds the wrapped keys and the server's configuration nothing that opens them: both
together do not give the private key. Passphrases are stretched by Argon2id (RFC 9106).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.secret import SecretBox
from nacl.utils import random as random_bytes
from sqlalchemy import ForeignKey, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from intake import identity
from intake.db import Model, UTCDateTime, db, now
from intake.submissions import SealedIdentity

SHORTEST = 16  # characters of a passphrase: four or five words


class OfficerKey(Model):
    """The private half of one pair, wrapped for one officer.

    An older pair is held beside the newer one for as long as anything is sealed to it.
    """

    __tablename__ = "officer_key"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(primary_key=True)
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


class NotGiven(WrongPassphrase):
    """This person holds no key of that pair; others do."""


class LastOfficer(ValueError):
    """Without this officer nobody could open an identity any more."""


def count(key_id: str) -> int:
    """How many hold the key of that pair."""
    holders = select(func.count()).select_from(OfficerKey).where(OfficerKey.key_id == key_id)
    return db.session.scalar(holders) or 0


def begin_anew(instance: Path) -> None:
    """A new pair for what is said from now on; what is sealed so far stays sealed.

    For the day the last passphrase is lost. The wrapped keys stay: a passphrase remembered later
    opens again what was sealed to its pair. The new private half lies in ``identity.private`` as at
    first use, to be given to two officers and taken away.
    """
    for half in ("identity.private", "identity.public"):
        (instance / half).unlink(missing_ok=True)
    identity.officers_key(instance)


def holds_key(staff_id: int) -> bool:
    """Whether somebody has a wrapped key."""
    held = select(OfficerKey.staff_id).where(OfficerKey.staff_id == staff_id).limit(1)
    return db.session.scalar(held) is not None


def pairs_of(staff_id: int) -> list[str]:
    """The pairs somebody holds, the newest first."""
    held = select(OfficerKey.key_id).where(OfficerKey.staff_id == staff_id)
    return list(db.session.scalars(held.order_by(OfficerKey.made_at.desc(), OfficerKey.key_id)))


def private_key(staff_id: int, passphrase: str, key_id: str | None = None) -> PrivateKey:
    """The private key of a pair (the newest somebody holds), unwrapped. WrongPassphrase, NotGiven.

    Slow by intent, outside any transaction.
    """
    held = pairs_of(staff_id)
    kept = db.session.get(OfficerKey, (staff_id, key_id or held[0])) if held else None
    elsewhere = key_id is not None and count(key_id) > 0
    db.session.rollback()
    if kept is None:
        raise NotGiven if elsewhere else WrongPassphrase
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


def take_away(instance: Path, staff_id: int) -> None:
    """Remove an officer's wrapped keys; commits. Rotate after a bad parting.

    Raises LastOfficer where a pair that is in use, or that anything is still sealed to, would be
    held by nobody then.
    """
    needed = set(db.session.scalars(select(SealedIdentity.key_id).distinct()))
    needed.add(identity.key_id(identity.officers_key(instance)))
    others = select(OfficerKey.key_id).where(OfficerKey.staff_id != staff_id)
    if needed.intersection(pairs_of(staff_id)).difference(db.session.scalars(others)):
        raise LastOfficer
    db.session.execute(delete(OfficerKey).where(OfficerKey.staff_id == staff_id))
    db.session.commit()


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE,
        passphrase.encode(),
        salt,
        opslimit=cost.operations,
        memlimit=cost.memory,
    )
