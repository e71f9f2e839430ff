"""Keys of programs that file for others: shown once, kept as a hash, with scopes. Audited."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import ForeignKey, LargeBinary, select, update
from sqlalchemy.orm import Mapped, mapped_column

from intake.audit import AuditEntry
from intake.db import Model, UTCDateTime, db, now

_PREFIX = "lnk_"


class Scope(StrEnum):
    """What a key allows. Filing without a key stays open to everybody, but for Open311."""

    FILE = "submissions:write"
    READ = "submissions:read"  # the list of what was filed with this key
    OPEN311 = "open311:write"


class ApiKey(Model):
    """One program's key. Its name is for the province's own list; revoked keys stay in it."""

    __tablename__ = "api_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[str]  # parted by spaces
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ApiFiling(Model):
    """Which key a submission was filed with."""

    __tablename__ = "api_filing"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id"), index=True)


class NameTaken(ValueError):
    """Another key bears this name."""


@dataclass(frozen=True)
class Caller:
    """Who holds a good key, and what it allows."""

    key_id: int
    scopes: frozenset[Scope]


def create(name: str, scopes: Collection[Scope]) -> str:
    """A new key, which is never shown again. Raises :class:`NameTaken`. Commits."""
    if db.session.scalar(select(ApiKey.id).where(ApiKey.name == name)):
        raise NameTaken(name)
    key = _PREFIX + secrets.token_urlsafe(24)
    row = ApiKey(name=name, key_hash=_hash(key), scopes=" ".join(sorted(set(scopes))))
    db.session.add(row)
    db.session.flush()
    db.session.add(AuditEntry(act="api_key_made", subject=f"api_key:{row.id}", detail=row.scopes))
    db.session.commit()
    return key


def revoke(name: str) -> bool:
    """End a key at once; False where no living key bears the name. Commits."""
    ended = db.session.scalar(
        update(ApiKey)
        .where(ApiKey.name == name, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now())
        .returning(ApiKey.id)
    )
    if ended is None:
        db.session.rollback()
        return False
    db.session.add(AuditEntry(act="api_key_revoked", subject=f"api_key:{ended}", detail=""))
    db.session.commit()
    return True


def holder(key: str) -> Caller | None:
    """Who a key belongs to; None for no living key."""
    row = db.session.scalar(
        select(ApiKey).where(ApiKey.key_hash == _hash(key), ApiKey.revoked_at.is_(None))
    )
    return None if row is None else Caller(row.id, frozenset(map(Scope, row.scopes.split())))


def known() -> list[ApiKey]:
    """Every key there ever was, oldest first."""
    return list(db.session.scalars(select(ApiKey).order_by(ApiKey.id)))


def _hash(key: str) -> bytes:
    """Plain SHA-256: a key is 192 random bits, which no list of guesses holds."""
    return sha256(b"api key\0" + key.encode("utf-8", "surrogatepass")).digest()
