"""Tell staff once a day that something is due: those who answer before, the leads after as well.

The letter holds a number and where to look, nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

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
from triage.console.why import RESTRICTED
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
    ours = [one for one in everything if one["matter"].severity != RESTRICTED]
    letters = _to(Duty.TRIAGE, ours, len(ours)) | _to(Duty.LEAD, everything, _past(everything))
    letters = _to_heads() | letters
    for to, words in letters.items():
        box = outbox.seal(current_app.extensions["settings"], Letter(to, words))
        outbox.post(News.DEADLINE, Way.EMAIL, box, _once(to))
    return _commit(len(letters))


def _past(due: Sequence[Mapping[str, Any]]) -> int:
    return sum(one["deadline"].standing in _PAST for one in due)


def _to(duty: Duty, due: Sequence[Mapping[str, Any]], count: int) -> dict[str, dict[str, str]]:
    """Who of a duty is told of how many, and of how many alarms among what they may see."""
    if not count:
        return {}
    alarms = sum(one["deadline"].standing == Standing.ALARM for one in due)
    words = {"count": str(count)} | ({"alarms": str(alarms)} if alarms else {})
    holders = select(Staff.email).join(Staff.roles).where(Role.name == duty, Staff.active)
    return dict.fromkeys(db.session.scalars(holders), words)


def _to_heads() -> dict[str, dict[str, str]]:
    """Heads of units with something to put right that is due within days, or late."""
    heads = select(Staff).join(Staff.roles).where(Role.name == Duty.HEAD, Staff.active)
    told = {}
    for head in db.session.scalars(heads):
        home = [head.home_unit_id] if head.home_unit_id else []
        count = sum(remedies.due(row, today()) for row in remedies.of_units(home) if not row.sample)
        if count:
            told[head.email] = {"count": str(count), "of": "tasks"}
    return told


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
