"""Whether the machine's clock is to be believed before anything is deleted by its age.

A clock that leapt ahead makes everything old at once. It leaves a hole in what is written every
day (heads of the audit trail, its entries), and a database on another machine says another time.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from intake import audit, auditchain
from intake.audit import AuditEntry
from intake.clock import day_of, today
from intake.db import db, now

LOOKED_AT = 5_000  # of the newest entries of the trail, for whoever runs no sweep
APART = timedelta(days=1)  # no two clocks that anybody set are further from each other
BELIEVED = "clock_believed"


def doubt(most: int) -> str:
    """Why the clock looks ahead; "" where nothing speaks against it.

    A leap over more than ``most`` days is doubted until the clock was seen on as many days since,
    or somebody said it is right (:func:`believe`).
    """
    there = database_clock()
    if there is not None and now() - there > APART:
        return f"this machine says {now():%Y-%m-%d %H:%M} UTC, the database {there:%Y-%m-%d %H:%M}"
    here, since = today(), [today()]
    for day in _days_seen(here):
        if since[-1] - day > timedelta(days=most):
            if len(since) >= most or _believed_since(since[-1]):
                return ""
            return (
                f"nothing was written between {day} and {since[-1]}, {(since[-1] - day).days} days:"
                f" the machine was off, or its clock (today: {here}) is ahead"
            )
        since.append(day)
    return ""


def believe() -> None:
    """Somebody says the clock is right; in the audit trail, and commits."""
    audit.note(BELIEVED, f"day:{today()}")
    db.session.commit()


def database_clock() -> datetime | None:
    """The time of the database's own clock; SQLite has none."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        return None
    found: datetime | None = connection.scalar(select(func.clock_timestamp()))
    return found


def _days_seen(here: date) -> list[date]:
    """The days something was written on, before this one, the latest first."""
    newest = select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(LOOKED_AT)
    seen = {day_of(at) for at in db.session.scalars(newest)}
    seen |= {head.day for head in auditchain.heads()}
    return sorted((day for day in seen if day < here), reverse=True)


def _believed_since(day: date) -> bool:
    said = select(AuditEntry.at).where(AuditEntry.act == BELIEVED)
    return any(day <= day_of(at) <= today() for at in db.session.scalars(said))
