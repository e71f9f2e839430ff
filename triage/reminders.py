"""Tell staff once a day that something is due: those who answer before, the leads after as well.

The letter holds a number and where to look, nothing else.
"""

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intake import outbox
from intake.clock import today
from intake.db import db
from intake.deadlines import Standing
from intake.outbox import Letter, News, Notice, Way
from intake.staff import Duty, Role, Staff
from triage.console.clocks import due_matters
from triage.inspections import remedies

_PAST = (Standing.OVERDUE, Standing.ALARM)


def remind() -> int:
    """Put the day's letters down; again the same day, nothing happens. How many."""
    if Way.EMAIL not in current_app.extensions.get("postmen", {}):
        return 0
    begun = Notice.once_key.startswith(_once(""), autoescape=True)
    if db.session.scalar(select(Notice.id).where(begun).limit(1)) is not None:
        return 0
    everything = [one for one in due_matters(True) if not one["matter"].submission.sample]
    ours = [one for one in everything if one["matter"].severity != "S4"]
    past = [one for one in everything if one["deadline"].standing in _PAST]
    alarms = sum(one["deadline"].standing == Standing.ALARM for one in past)
    letters = _letters(Duty.TRIAGE, len(ours)) | _letters(Duty.LEAD, len(past))
    letters |= _to_heads()
    for to, count in letters.items():
        _post(to, count, alarms)
    return _commit(len(letters))


def _letters(duty: Duty, count: int) -> dict[str, int]:
    """Who of a duty is told of how many; nobody of none."""
    if not count:
        return {}
    holders = select(Staff.email).join(Staff.roles).where(Role.name == duty, Staff.active)
    return dict.fromkeys(db.session.scalars(holders), count)


def _to_heads() -> dict[str, int]:
    """Heads of units with something to put right that is due within days, or late."""
    heads = select(Staff).join(Staff.roles).where(Role.name == Duty.HEAD, Staff.active)
    told = {}
    for head in db.session.scalars(heads):
        home = [head.home_unit_id] if head.home_unit_id else []
        count = sum(remedies.due(row, today()) for row in remedies.of_units(home) if not row.sample)
        if count:
            told[head.email] = count
    return told


def _post(to: str, count: int, alarms: int) -> None:
    words = {"count": str(count)} | ({"alarms": str(alarms)} if alarms else {})
    box = outbox.seal(current_app.extensions["settings"], Letter(to, words))
    outbox.post(News.DEADLINE, Way.EMAIL, box, _once(to))


def _commit(letters: int) -> int:
    """All the day's letters or, where another sweep was first, none."""
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return 0
    return letters


def _once(to: str) -> str:
    return f"deadline:{today()}:{to}"
