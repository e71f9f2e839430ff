"""No second check of the same unit within the policy's days, unless something serious is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from intake import units
from intake.clock import start_of
from intake.db import db
from triage.adopted import policy_on
from triage.matters import Matter
from triage.severity import Severity
from triage.visits import arrivals

SERIOUS = (Severity.S3, Severity.S4)


@dataclass(frozen=True)
class Spacing:
    """When a team last came, and from which day on one may come again."""

    last: date
    free: date


def too_soon(unit_id: int, day: date) -> Spacing | None:
    """Why nobody should come again yet; None where somebody may."""
    return too_soon_of([unit_id], day).get(unit_id)


def too_soon_of(unit_ids: Iterable[int], day: date) -> dict[int, Spacing]:
    """The same for many units at once."""
    days = policy_on(day).count("propose.cool_down_days")
    book, came = units.book(), dict[int, date]()
    for unit_id, last in arrivals(day).items():  # a desk's visit is that of whoever answers for it
        answering = book.accountable(unit_id).id
        came[answering] = max(last, came.get(answering, last))
    found = {}
    for unit_id in unit_ids:
        last_day = came.get(book.accountable(unit_id).id)
        if last_day is None or (day - last_day).days >= days or _serious_since(unit_id, last_day):
            continue
        found[unit_id] = Spacing(last_day, last_day + timedelta(days=days))
    return found


def _serious_since(unit_id: int, last: date) -> bool:
    answering = units.book().accountable(unit_id).id
    among = {
        u.id for u in units.book().by_id.values() if units.book().accountable(u.id).id == answering
    }
    return (
        db.session.scalar(
            select(Matter.id)
            .where(
                Matter.unit_id.in_(among),
                Matter.severity.in_(SERIOUS),
                Matter.relevant,
                Matter.said_at >= start_of(last + timedelta(days=1)),
            )
            .limit(1)
        )
        is not None
    )
