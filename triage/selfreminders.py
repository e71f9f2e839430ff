"""Remind heads of units that their report on themselves is owed: by dated days, or when asked.

A letter says the year, the day and where to write; each is put down once, and whoever was away on
its day is told by the next sweep. The only writer of these notices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intake import outbox, units
from intake.clock import today
from intake.db import db
from intake.outbox import Letter, News, Notice, Way
from intake.staff import Duty, Role, Staff
from triage.inspections import knowing
from triage.inspections.selfinspections import in_force, reports


@dataclass(frozen=True)
class Owed:
    """One unit that has not reported for a year, and until when it should have."""

    unit_id: int
    year: int
    due: date


def can_write() -> bool:
    """Whether this installation sends e-mail."""
    return Way.EMAIL in current_app.extensions.get("postmen", {})


def owed(year: int) -> list[Owed]:
    """Every unit that owes its report for the year."""
    filed = reports(year)
    return [Owed(u, year, due) for u, due in knowing.owing(year).items() if u not in filed]


def remind() -> int:
    """Put down the letters whose day has come; again the same day, nothing happens. How many."""
    if not can_write():
        return 0
    letters: dict[str, tuple[Owed, str]] = {}
    for year in (today().year - 1, today().year):
        days = {kind: due.remind for kind, due in in_force(knowing.dues(), year).items()}
        for one in owed(year):
            past = [n for n in days[units.book().by_id[one.unit_id].kind] if _since(one) >= n]
            if past and _since(one) - past[-1] < _FRESH:
                letters |= _letters([one], f"{past[-1]:+d}")
    return _put_down(letters)


_FRESH = 7  # days after which a missed reminder is not made up for: the next one says the same


def remind_now(missing: Iterable[Owed]) -> int:
    """Put down a letter to the head of each; twice a day it is one. How many."""
    return _put_down(_letters(missing, str(today()))) if can_write() else 0


def reminded(year: int) -> dict[int, datetime]:
    """Unit -> when its head was last written to about the year."""
    start = f"self:{year}:"
    query = select(Notice.once_key, Notice.made_at).where(
        Notice.once_key.startswith(start, autoescape=True)
    )
    return {int(key.split(":")[2]): at for key, at in db.session.execute(query.order_by(Notice.id))}


def heads() -> dict[int, list[str]]:
    """Unit -> the addresses of its heads."""
    query = (
        select(Staff.home_unit_id, Staff.email)
        .join(Staff.roles)
        .where(Role.name == Duty.HEAD, Staff.active, Staff.home_unit_id.is_not(None))
    )
    found: dict[int, list[str]] = {}
    for unit_id, email in db.session.execute(query):
        found.setdefault(unit_id, []).append(email)
    return found


def _since(one: Owed) -> int:
    return (today() - one.due).days


def _letters(missing: Iterable[Owed], turn: str) -> dict[str, tuple[Owed, str]]:
    """Key -> whose report, and to whom."""
    known = heads()
    return {
        f"self:{one.year}:{one.unit_id}:{turn}:{to}"[:120]: (one, to)
        for one in missing
        for to in known.get(one.unit_id, [])
    }


def _put_down(letters: dict[str, tuple[Owed, str]]) -> int:
    there = set(db.session.scalars(select(Notice.once_key).where(Notice.once_key.in_(letters))))
    new = {key: told for key, told in letters.items() if key not in there}
    for key, (one, to) in new.items():
        words = {"year": str(one.year), "due": f"{one.due.day}/{one.due.month}/{one.due.year}"}
        box = outbox.seal(current_app.extensions["settings"], Letter(to, words))
        outbox.post(News.SELF_REPORT, Way.EMAIL, box, key)
    try:
        db.session.commit()
    except IntegrityError:  # another sweep was first: it wrote them
        db.session.rollback()
        return 0
    return len(new)
