"""Units watched but not proposed, as they stood when the province was last weighed.

The only writer of watched units. What was proposed stays for ever; what is watched is the present
state and is written anew at every weighing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Model, UTCDateTime, db, now


class WatchedUnit(Model):
    """A unit the machine watches or wants reviewed, with the evidence it is watched for."""

    __tablename__ = "watched_unit"
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    tier: Mapped[str]
    worth: Mapped[float]
    sample: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True)
class Standing:
    """What is written of one unit."""

    tier: str
    worth: float
    sample: bool
    content: dict[str, Any]


def keep(standing: Mapping[int, Standing]) -> None:
    """Make these the watched units, and commit; of two at once the first one stands."""
    try:
        _write(standing)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()


def _write(standing: Mapping[int, Standing]) -> None:
    there = set(db.session.scalars(select(WatchedUnit.unit_id).with_for_update()))
    gone = there - set(standing)
    db.session.execute(delete(WatchedUnit).where(WatchedUnit.unit_id.in_(gone)))
    for unit_id, one in standing.items():
        db.session.merge(WatchedUnit(unit_id=unit_id, seen_at=now(), **vars(one)))


def listed() -> list[WatchedUnit]:
    """Watched units: those that want a person's look first, then by worth."""
    rows = db.session.scalars(select(WatchedUnit)).all()
    return sorted(rows, key=lambda w: (w.tier != "review", -w.worth, w.unit_id))
