"""What binds staff to units: where they worked, and where a near relative leads. Only added to.

The only writer of these rows. A change of somebody's office leaves a row by itself. A row is
withdrawn by another row; of two withdrawals at once the database keeps one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, ForeignKey, event, insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from intake import audit
from intake.clock import today
from intake.db import Model, UTCDateTime, db, now
from intake.staff import Staff
from triage.inspections.recusal import Ties, Worked


class Tie(StrEnum):
    """What a row says."""

    WORKED = "worked"
    RELATIVE = "relative"
    WITHDRAWN = "withdrawn"


class StaffTie(Model):
    """One tie of one person to one unit, or the withdrawal of one (``of_id``)."""

    __tablename__ = "staff_tie"
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    until: Mapped[date | None]
    text: Mapped[str] = mapped_column(default="")
    of_id: Mapped[int | None] = mapped_column(ForeignKey("staff_tie.id"), unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class TieRefused(ValueError):
    """``why``: until, text, gone, own."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Told:
    """What is declared; ``until``: the last day there, None for "still"."""

    kind: Tie
    unit_id: int
    until: date | None = None
    text: str = ""


def declare(staff_id: int, told: Told, by_id: int) -> StaffTie:
    """Take a tie down. Raises TieRefused. Declared twice it stands once."""
    if told.kind is Tie.WORKED and told.until is not None and told.until > today():
        raise TieRefused("until")
    for one in standing(staff_id):
        if (one.kind, one.unit_id, one.until) == (told.kind, told.unit_id, told.until):
            return one
    row = StaffTie(
        staff_id=staff_id,
        kind=told.kind,
        unit_id=told.unit_id,
        until=told.until if told.kind is Tie.WORKED else None,
        text=told.text.strip()[:1000],
        by_id=by_id,
    )
    db.session.add(row)
    audit.note("declare_tie", f"staff:{staff_id}", f"{row.kind}:{row.unit_id}")
    db.session.commit()
    return row


def withdraw(tie_id: int, text: str, by_id: int) -> None:
    """Say that a tie no longer holds, and why. Raises TieRefused.

    Where somebody worked is a fact: another person says that it was written down wrongly.
    """
    row = db.session.get(StaffTie, tie_id)
    if row is None or row.kind == Tie.WITHDRAWN:
        raise TieRefused("gone")
    if not text.strip():
        raise TieRefused("text")
    if row.kind == Tie.WORKED and row.staff_id == by_id:
        raise TieRefused("own")
    db.session.add(
        StaffTie(
            staff_id=row.staff_id,
            kind=Tie.WITHDRAWN,
            unit_id=row.unit_id,
            text=text.strip()[:1000],
            of_id=row.id,
            by_id=by_id,
        )
    )
    audit.note("withdraw_tie", f"staff:{row.staff_id}", str(tie_id))
    try:
        db.session.commit()
    except IntegrityError as taken:
        db.session.rollback()
        raise TieRefused("gone") from taken


def standing(staff_id: int) -> list[StaffTie]:
    """The ties that hold, oldest first."""
    return _standing([staff_id])


def _standing(staff_ids: Iterable[int]) -> list[StaffTie]:
    gone = select(StaffTie.of_id).where(StaffTie.of_id.is_not(None))
    query = select(StaffTie).where(
        StaffTie.staff_id.in_(staff_ids), StaffTie.kind != Tie.WITHDRAWN, StaffTie.id.not_in(gone)
    )
    return list(db.session.scalars(query.order_by(StaffTie.id)))


def history(staff_id: int) -> list[StaffTie]:
    """Everything that was said of a person, oldest first."""
    mine = StaffTie.staff_id == staff_id
    return list(db.session.scalars(select(StaffTie).where(mine).order_by(StaffTie.id)))


def ties_of(people: Iterable[Staff]) -> dict[int, Ties]:
    """What binds each of some people."""
    homes = {p.id: p.home_unit_id for p in people}
    rows = _standing(homes)
    return {
        staff_id: Ties(
            home,
            tuple(
                Worked(r.unit_id, r.until)
                for r in rows
                if r.staff_id == staff_id and r.kind == Tie.WORKED
            ),
            tuple(r.unit_id for r in rows if r.staff_id == staff_id and r.kind == Tie.RELATIVE),
        )
        for staff_id, home in homes.items()
    }


@event.listens_for(Staff, "after_update")
def _moved(_mapper: Mapper[Any], connection: Connection, person: Staff) -> None:
    """Whoever changes offices has worked in the old one until today."""
    left = [i for i in inspect(person).attrs.home_unit_id.history.deleted if i is not None]
    for unit_id in left:
        row = {
            "staff_id": person.id,
            "kind": str(Tie.WORKED),
            "unit_id": unit_id,
            "until": today(),
            "text": "",
            "at": now(),
        }
        connection.execute(insert(StaffTie).values(**row))
