"""Another pair of the officers' keys, and every identity sealed to it. Safe to kill and to repeat.

Law: a wrapped key is forgotten only when nothing is sealed to its pair, so that whatever stops
half-way, or runs twice at once, leaves every identity to somebody who can open it.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey
from sqlalchemy import delete, exists, func, or_, select

from intake import datakeys, durable, identity, officers
from intake.db import db, now
from intake.officers import Cost, OfficerKey
from intake.onlyone import alone
from intake.rotatingkeys import KeyGone
from intake.submissions import SealedIdentity

UNDER_WAY = "identity.rotating"  # names the pair of a rotation that has not ended; holds no key
LOCK = "identity.public"
STEP = 200  # identities sealed anew a transaction
LATE = timedelta(days=1)  # who read the old public key a moment before writes within this


@dataclass(frozen=True)
class Rotated:
    """How many identities were sealed anew, and how many this officer could not."""

    done: int
    left: int


def rotate(instance: Path, staff_id: int, passphrase: str, cost: Cost | None = None) -> Rotated:
    """A new pair, wrapped for one officer, and what that officer opens sealed anew to it.

    The others are given the new key afterwards. One that was stopped is ended first, with the pair
    it began. Raises WrongPassphrase, Busy.
    """
    officers.private_key(staff_id, passphrase)  # before anything changes
    with _alone(instance):
        fresh = _begun(instance, staff_id)
        if fresh is None:
            pair = PrivateKey.generate()
            fresh = pair.public_key
            _mark(instance, fresh)
            officers.give(staff_id, pair, passphrase, cost)
        identity.use_public_key(instance, fresh)
        rotated = _gather(instance, staff_id, passphrase, fresh)
        (instance / UNDER_WAY).unlink(missing_ok=True)
        return rotated


def gather(instance: Path, staff_id: int, passphrase: str) -> Rotated:
    """Seal what this officer opens and lies under an older pair to the one in use."""
    officers.private_key(staff_id, passphrase)
    with _alone(instance):
        return _gather(instance, staff_id, passphrase, identity.officers_key(instance))


def left_behind(key_id: str) -> int:
    """How many identities are sealed to another pair than this one."""
    older = select(func.count()).select_from(SealedIdentity)
    return db.session.scalar(older.where(SealedIdentity.key_id != key_id)) or 0


def _alone(instance: Path) -> AbstractContextManager[None]:
    return alone(instance / LOCK, wait=False)


def _begun(instance: Path, staff_id: int) -> PublicKey | None:
    """The pair a stopped rotation began with, where this officer was given it."""
    marker = instance / UNDER_WAY
    if not marker.exists():
        return None
    public = PublicKey(bytes.fromhex(marker.read_text(encoding="ascii").strip()))
    return public if identity.key_id(public) in officers.pairs_of(staff_id) else None


def _mark(instance: Path, fresh: PublicKey) -> None:
    durable.write(instance / UNDER_WAY, bytes(fresh).hex().encode())


def _gather(instance: Path, staff_id: int, passphrase: str, fresh: PublicKey) -> Rotated:
    target, done = identity.key_id(fresh), 0
    for key_id in officers.pairs_of(staff_id):
        if key_id == target:
            continue
        try:
            old = officers.private_key(staff_id, passphrase, key_id)
        except officers.WrongPassphrase:
            continue  # wrapped for a passphrase of before: another officer may still open it
        done += _seal_all_anew(instance, key_id, old, fresh)
    _forget_unneeded(target, staff_id)
    return Rotated(done, left_behind(target))


def _seal_all_anew(instance: Path, key_id: str, old: PrivateKey, fresh: PublicKey) -> int:
    last, done = 0, 0
    while some := _sealed_to(key_id, last):
        for row in some:
            last = row.submission_id
            done += _seal_to(fresh, old, instance, row)
        db.session.commit()
    return done


def _seal_to(fresh: PublicKey, old: PrivateKey, instance: Path, row: SealedIdentity) -> bool:
    """One identity to the new pair; one whose own key was dropped only changes its label.

    One that does not open is left as it is, and does not stop the others.
    """
    try:
        opened = identity.unseal(old, datakeys.unlocked(instance, row))
    except datakeys.Shredded:
        row.key_id = identity.key_id(fresh)
        return True
    except (CryptoError, KeyGone, ValueError):
        return False
    again = identity.seal(fresh, opened["name"], opened["contact"], opened.get("of", ""))
    assert again is not None
    row.box = datakeys.relocked(instance, row, again.box)
    row.key_id = identity.key_id(fresh)
    return True


def _sealed_to(key_id: str, after: int) -> list[SealedIdentity]:
    sealed = select(SealedIdentity).where(
        SealedIdentity.key_id == key_id, SealedIdentity.submission_id > after
    )
    ordered = sealed.order_by(SealedIdentity.submission_id).limit(STEP)
    return list(db.session.scalars(ordered.with_for_update()))


def _forget_unneeded(key_id: str, staff_id: int) -> None:
    """Wrapped keys of pairs nothing is sealed to; this officer keeps the last one for a day."""
    db.session.execute(
        delete(OfficerKey)
        .where(
            OfficerKey.key_id != key_id,
            ~exists().where(SealedIdentity.key_id == OfficerKey.key_id),
            or_(OfficerKey.staff_id != staff_id, OfficerKey.made_at < now() - LATE),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
