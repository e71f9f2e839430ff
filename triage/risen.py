"""Rises shared by the province or by all units of a kind, as last weighed. The only writer.

The units' watch takes a shared rise out of everybody's account; here it is told apart, and
accuses no unit. Written anew at every weighing, as watched units are.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Model, UTCDateTime, db, now
from triage.verdict import Verdict

PROVINCE = "province"


class SharedRise(Model):
    """A total that stands above its own usual: of the province, or of one kind of unit."""

    __tablename__ = "shared_rise"
    among: Mapped[str] = mapped_column(primary_key=True)  # PROVINCE, or a kind of unit
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON)


def keep(risen: Mapping[str, Verdict]) -> None:
    """Make these the shared rises, and commit; of two at once the first one stands."""
    try:
        db.session.execute(delete(SharedRise).where(SharedRise.among.not_in(risen)))
        for among, verdict in risen.items():
            db.session.merge(SharedRise(among=among, seen_at=now(), verdict=verdict.as_dict()))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()


def listed() -> list[SharedRise]:
    """The province first."""
    rows = db.session.scalars(select(SharedRise)).all()
    return sorted(rows, key=lambda row: (row.among != PROVINCE, row.among))
