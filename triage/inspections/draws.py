"""Draws that were made, with the list drawn from, so that each can be repeated. Only added to."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Model, UTCDateTime, db, now
from triage.inspections.draw import draw


class UnitDraw(Model):
    """One draw: seed, how many, the codes drawn from, and those drawn, in their order."""

    __tablename__ = "unit_draw"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]
    seed: Mapped[str]
    number: Mapped[int]
    codes: Mapped[list[str]] = mapped_column(JSON)
    drawn: Mapped[list[str]] = mapped_column(JSON)


def make(kind: str, seed: str, number: int, codes: Iterable[str], staff_id: int) -> UnitDraw:
    """Draw and write it down; the caller commits. Raises ValueError as :func:`draw.draw`."""
    among = sorted(set(codes))
    row = UnitDraw(
        staff_id=staff_id,
        kind=kind,
        seed=seed.strip(),
        number=number,
        codes=among,
        drawn=list(draw(seed, among, number)),
    )
    db.session.add(row)
    db.session.flush()
    return row
