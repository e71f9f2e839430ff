"""Who did and who read what. Rows are only ever added."""

from datetime import datetime

from flask_security import current_user
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Model, UTCDateTime, db, now


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
    """Add a row to the current transaction, in the name of whoever is signed in."""
    staff_id = current_user.id if current_user and current_user.is_authenticated else None
    db.session.add(AuditEntry(staff_id=staff_id, act=act, subject=subject, detail=detail))
