"""How long before a planned team begins its unit is told, in the province's working days (domain 6.1).

Law: a notice names the day; nobody begins before that day, nor before the term has run from the
first notice that named it. A surprise has no notice.
"""

from dataclasses import dataclass
from datetime import date

from intake.clock import calendar, day_of, today
from intake.workdays import CalendarError
from triage.inspections.casenumbers import NOTICE_LEAST, NOTICE_MOST, held_on
from triage.inspections.caserows import Inspection, InspectionMove
from triage.inspections.life import Asked, Stage, Step


@dataclass(frozen=True)
class Term:
    """The term of a notice of some day: working days, and the first and last usual day to begin."""

    least: int
    most: int
    first: date
    last: date
    source: str


def term(given: date) -> Term:
    """What a notice of that day gives. Raises CalendarError outside the calendar's years."""
    held, days = held_on(given), calendar()
    least, most = int(held[NOTICE_LEAST].value), int(held[NOTICE_MOST].value)
    ends = (days.add_working_days(given, least), days.add_working_days(given, max(least, most)))
    return Term(least, most, *ends, held[NOTICE_LEAST].source)


def notice(row: Inspection) -> InspectionMove | None:
    """The notice in force: the last one; none where its team was set anew since."""
    if not row.planned or row.stage == Stage.TEAM_SET:
        return None
    return next((m for m in reversed(row.moves) if m.step == Step.NOTICE), None)


def given(row: Inspection, visit: date | None, day: date) -> date:
    """The day the unit first heard of a visit on that day; ``day`` where it had not."""
    told = [_day(m) for m in row.moves if m.step == Step.NOTICE and visit and m.visit == visit]
    return min([*told, day])


def _day(move: InspectionMove) -> date:
    return move.day or day_of(move.at)


def opens(row: Inspection) -> date | None:
    """The first day the team may begin; None where no notice binds it."""
    told = notice(row)
    if told is None:
        return None
    first = term(given(row, told.visit, _day(told))).first
    return max(first, told.visit or first)


def fault(row: Inspection, asked: Asked) -> tuple[str, date | None]:
    """Why a notice, or a beginning, is refused, and the earliest day there is; ("", None) if not.

    Codes: day, notice_before, visit_early, too_early.
    """
    if asked.step is Step.NOTICE and asked.day is not None:
        return _of_notice(row, asked, asked.day)
    if asked.step in (Step.ARRIVE, Step.REVIEW):
        first = opens(row)
        if first is not None and today() < first:
            return "too_early", first
    return "", None


def _of_notice(row: Inspection, asked: Asked, day: date) -> tuple[str, date | None]:
    if row.decided and row.decided.day and day < row.decided.day:
        return "notice_before", row.decided.day
    try:
        first = term(given(row, asked.visit, day)).first
    except CalendarError:
        return "day", None
    return ("visit_early", first) if asked.visit and asked.visit < first else ("", None)
