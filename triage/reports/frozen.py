"""What was told the public of a quarter, kept as it was told: the only writer of these rows.

Law: a published quarter never changes. Counted anew each day, one number going up and another down
would tell what became of one person's matter.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Model, UTCDateTime, db, now
from triage.reports.figures import invented
from triage.reports.periods import Period


class PublishedQuarter(Model):
    """One quarter's numbers as the public was told them. Never changed."""

    __tablename__ = "published_quarter"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[date] = mapped_column(unique=True)
    last_day: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


def frozen(period: Period, counted: Callable[[Period], dict[str, Any]]) -> dict[str, Any]:
    """The quarter's numbers as first told; counted and kept where nobody was told yet.

    What is invented, or nothing at all, is counted anew and never kept: a list of past years may
    still be taken in.
    """
    kept = None if invented() else _kept(period)
    if kept is None:
        fresh = counted(period)
        if invented() or fresh["received"] == 0:
            return fresh
        try:
            with db.session.begin_nested():
                db.session.add(
                    PublishedQuarter(first_day=period.first, last_day=period.last, content=fresh)
                )
            db.session.commit()
        except IntegrityError:
            pass  # somebody else was first; what they kept is what is told
        kept = _kept(period)
    assert kept is not None
    return kept.content


def _kept(period: Period) -> PublishedQuarter | None:
    query = select(PublishedQuarter).where(PublishedQuarter.first_day == period.first)
    return db.session.scalar(query)
