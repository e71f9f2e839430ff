"""Who is signed in, from where, until when: each sign-in is a row that can be ended.

A sitting ends by itself after an hour without a page, and after twelve hours in any case. The
cookie holds a random key, the table its hash. Ending is a conditional update; rows are kept.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import Flask, request, session
from flask_login import logout_user  # type: ignore[import-untyped]
from flask_security import password_changed, user_authenticated
from sqlalchemy import ForeignKey, LargeBinary, select, update
from sqlalchemy.orm import Mapped, mapped_column

from intake import audit
from intake.db import Model, UTCDateTime, db, now, set_reading
from intake.staff import Staff

IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)
KEY = "sitting"


class StaffSitting(Model):
    """One sign-in of one person in one browser."""

    __tablename__ = "staff_sitting"
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    device: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def install(app: Flask) -> None:
    """Begin a sitting at each sign-in, look at it before each page, end it at sign-out."""
    user_authenticated.connect(_begin, app)
    password_changed.connect(_changed, app)
    app.before_request(_look)
    app.before_request(_signing_out)


def open_ones(staff_id: int) -> list[StaffSitting]:
    """The sittings that still open pages, the latest first."""
    alive = (
        StaffSitting.ended_at.is_(None),
        StaffSitting.seen_at > now() - IDLE,
        StaffSitting.started_at > now() - LONGEST,
    )
    query = select(StaffSitting).where(StaffSitting.staff_id == staff_id, *alive)
    return list(db.session.scalars(query.order_by(StaffSitting.seen_at.desc())))


def end(staff_id: int, sitting_id: int | None = None) -> int:
    """End one sitting of a person, or all; how many. The caller commits."""
    query = update(StaffSitting).where(
        StaffSitting.staff_id == staff_id, StaffSitting.ended_at.is_(None)
    )
    if sitting_id is not None:
        query = query.where(StaffSitting.id == sitting_id)
    return int(db.session.execute(query.values(ended_at=now())).rowcount)  # type: ignore[attr-defined]


def is_mine(row: StaffSitting) -> bool:
    """Whether this very browser holds it."""
    return hmac.compare_digest(row.key_hash, _hash(session.get(KEY, "")))


def device_of(agent: str) -> str:
    """Browser and system, roughly, as far as the browser says."""
    browsers = ("Edg", "Firefox", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")
    browser = next((b for b in browsers if b in agent), "")
    system = next((s for s in systems if s in agent), "")
    named = "Edge" if browser == "Edg" else browser
    return ", ".join(part for part in (named, system) if part)


def _hash(key: str) -> bytes:
    return sha256(b"sitting\0" + key.encode()).digest()


def _begin(_app: Flask, user: Staff, authn_via: list[str] | None = None, **_more: Any) -> None:
    """After a password, a code, a passkey or the directory: a new key, whatever was there.

    The token of forms goes too: whoever planted the session that was there knows it.
    """
    session.pop("csrf_token", None)
    session[KEY] = secrets.token_urlsafe(24)
    db.session.add(
        StaffSitting(
            staff_id=user.id,
            key_hash=_hash(session[KEY]),
            device=device_of(request.user_agent.string),
            started_at=now(),
            seen_at=now(),
        )
    )
    how = ", ".join(authn_via or ()) or "second factor"
    db.session.add(
        audit.AuditEntry(staff_id=user.id, act="signed_in", subject=f"staff:{user.id}", detail=how)
    )
    db.session.commit()


def _signing_out() -> None:
    """The row ends with the cookie: a copy of the cookie opens nothing afterwards."""
    if request.method == "POST" and request.endpoint == "security.logout" and KEY in session:
        db.session.execute(
            update(StaffSitting)
            .where(StaffSitting.key_hash == _hash(session[KEY]), StaffSitting.ended_at.is_(None))
            .values(ended_at=now())
        )
        db.session.commit()
        session.pop(KEY)


def _changed(_app: Flask, user: Staff, **_more: Any) -> None:
    """A new password ends every sitting but this one."""
    db.session.execute(
        update(StaffSitting)
        .where(
            StaffSitting.staff_id == user.id,
            StaffSitting.key_hash != _hash(session.get(KEY, "")),
            StaffSitting.ended_at.is_(None),
        )
        .values(ended_at=now())
    )
    audit.note("password_changed", f"staff:{user.id}")


def _look() -> None:
    """Sign out whoever's sitting has ended; note that the others are still there."""
    if "_user_id" not in session or request.endpoint in {"web.static", "security.static"}:
        return
    row = db.session.scalar(
        select(StaffSitting).where(StaffSitting.key_hash == _hash(session.get(KEY, "")))
    )
    if row is None or row.ended_at is not None or _stale(row):
        logout_user()
        session.clear()
    elif row.seen_at < now() - _SEEN_EVERY:
        _seen(row.id)


def _stale(row: StaffSitting) -> bool:
    ahead = row.seen_at > now() + _SEEN_EVERY * 5  # by a clock since set back: it would never end
    return ahead or row.seen_at < now() - IDLE or row.started_at < now() - LONGEST


def _seen(sitting_id: int) -> None:
    """In a transaction of its own: the page itself may only read."""
    db.session.rollback()
    set_reading(False)
    db.session.execute(
        update(StaffSitting).where(StaffSitting.id == sitting_id).values(seen_at=now())
    )
    db.session.commit()
    set_reading(request.method in ("GET", "HEAD"))
