"""Who did and who read what. Rows are only ever added."""

from datetime import datetime

from flask import Response, after_this_request, has_request_context, request
from flask_security import current_user
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intake import work
from intake.db import Model, UTCDateTime, db, now, set_reading


class AuditEntry(Model):
    """One act of one person on one thing."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    act: Mapped[str]
    subject: Mapped[str]  # such as "matter:12"
    detail: Mapped[str] = mapped_column(default="")


def note(act: str, subject: str, detail: str = "") -> None:
    """Say what is done, in the name of whoever is signed in.

    A write is noted in the current transaction, which the caller commits. A read, also of the
    page that answers a refused write, is noted when its page is made and before it is sent, in a
    transaction of its own: no note, no page.
    """
    staff_id = current_user.id if current_user and current_user.is_authenticated else None
    entry = AuditEntry(staff_id=staff_id, act=act, subject=subject, detail=detail)
    if not has_request_context():
        db.session.add(entry)
    elif act == "read" or request.method in ("GET", "HEAD"):
        after_this_request(lambda response: _kept(entry, response))
    else:
        db.session.add(entry)
        after_this_request(_rung)


def _kept(entry: AuditEntry, response: Response) -> Response:
    db.session.rollback()  # the page's own transaction only read
    set_reading(False)
    db.session.add(entry)
    db.session.commit()
    return _rung(response)


def _rung(response: Response) -> Response:
    """Ask for the entry's place in the chain."""
    work.later("seal", 0)
    return response
