"""When something must be done about a submission, and how it stands. Pure: no database, no clock.

Terms are counted by the Civil Code 2015, art. 147-148: the day of the event is day 0. Rules are
dated rows with their source (domain facts, not constants). The hard alarms are no terms of the
law: they never pause, never roll off a day off, and ring on their day.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from intake.workdays import Calendar

RULES = Path(__file__).parent / "data" / "deadline_rules.csv"
ANY_KIND = "*"
_NO_RULES = ("praise", "not_a_matter")  # nothing is owed, so nothing rings


class Standing(StrEnum):
    """How a deadline stands, worst last."""

    MET = "met"
    MET_LATE = "met_late"
    PAUSED = "paused"  # the sender was asked and has not answered
    RUNNING = "running"
    SOON = "soon"
    OVERDUE = "overdue"
    ALARM = "alarm"


class RuleError(ValueError):
    """A table of rules that cannot be read; the message names file, line and cure."""


@dataclass(frozen=True)
class Rule:
    """One term of ``days`` for one step, from one event until another, and where it is written."""

    kind: str
    step: str
    counted_from: str
    until: str
    days: int
    working: bool
    warn_before: int
    pauses: bool
    alarm: bool
    valid_from: date
    valid_to: date | None
    source: str
    after: str = ""  # begins only when this step is past its term, and ends with it

    def holds(self, kind: str, day: date) -> bool:
        """Whether the rule is in force for a kind on a day."""
        current = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return current and self.kind in (kind, ANY_KIND) and kind not in _NO_RULES


@dataclass(frozen=True)
class Wait:
    """Days we waited for the sender; ``until`` None while we still do."""

    since: date
    until: date | None = None


@dataclass(frozen=True)
class History:
    """The first day of each event ("received", "classified", ...), and the waits in order."""

    events: Mapping[str, date]
    waits: tuple[Wait, ...] = field(default=())

    @property
    def waiting(self) -> bool:
        """Whether the sender's answer is awaited now."""
        return any(wait.until is None for wait in self.waits)


@dataclass(frozen=True)
class Deadline:
    """One term as it stands. ``left``: days until ``due`` in the rule's own counting, 0 if past.

    ``calendar`` is the version of the calendar it was counted by.
    """

    rule: Rule
    due: date
    standing: Standing
    left: int
    calendar: str


def deadlines(
    kind: str, history: History, rules: Iterable[Rule], today: date, calendar: Calendar
) -> tuple[Deadline, ...]:
    """Every term that runs or ran for a submission of this kind, by due day.

    A rule counts if it was in force on the day its term began. Raises CalendarError for days
    no calendar is kept for.
    """
    rules, found = tuple(rules), list[Deadline]()
    for rule in (r for r in rules if not r.after):
        start = history.events.get(rule.counted_from)
        if start is not None and rule.holds(kind, start):
            found.append(_deadline(rule, start, history, today, calendar))
    late = {d.rule.step: d.due for d in found if d.standing in (Standing.OVERDUE, Standing.ALARM)}
    for rule in (r for r in rules if r.after in late):
        start = max(late[rule.after], history.events.get(rule.counted_from, late[rule.after]))
        if rule.holds(kind, start):
            found.append(_deadline(rule, start, history, today, calendar))
    return tuple(sorted(found, key=lambda d: (d.due, d.rule.step)))


def due_day(rule: Rule, start: date, waited: int, calendar: Calendar) -> date:
    """The last day of a term that began with an event on ``start`` and stood still ``waited``."""
    if rule.alarm:
        return start + timedelta(days=rule.days)
    if rule.working:
        return calendar.add_working_days(start, rule.days + waited)
    return calendar.calendar_deadline(start, rule.days + waited)


def worst(found: Iterable[Deadline]) -> Deadline | None:
    """The one to look at first: the gravest, then the nearest; None where nothing runs."""
    order = list(Standing)
    running = [d for d in found if d.standing not in (Standing.MET, Standing.MET_LATE)]
    return min(running, key=lambda d: (-order.index(d.standing), d.due), default=None)


def _deadline(
    rule: Rule, start: date, history: History, today: date, calendar: Calendar
) -> Deadline:
    done = history.events.get(rule.until)
    waited = _waited(rule, start, history, done or today, calendar) if rule.pauses else 0
    due = due_day(rule, start, waited, calendar)
    left = _days(rule, today, due, calendar)
    standing = _standing(rule, due, done, history, today, left)
    return Deadline(rule, due, standing, left, calendar.version)


def _standing(
    rule: Rule, due: date, done: date | None, history: History, today: date, left: int
) -> Standing:
    if done is not None:
        return Standing.MET if done <= due else Standing.MET_LATE
    if rule.alarm and today >= due:
        return Standing.ALARM
    if today > due:
        return Standing.OVERDUE  # a question asked too late takes nothing back
    if rule.pauses and history.waiting:
        return Standing.PAUSED
    return Standing.SOON if left <= rule.warn_before else Standing.RUNNING


def _waited(rule: Rule, start: date, history: History, end: date, calendar: Calendar) -> int:
    """Days of waiting within the term: those before it began are none of it."""
    return sum(
        _days(rule, max(w.since, start), min(w.until or end, end), calendar) for w in history.waits
    )


def _days(rule: Rule, start: date, end: date, calendar: Calendar) -> int:
    if rule.working:
        return calendar.working_days_between(start, end)
    return max(0, (end - start) // timedelta(days=1))


@lru_cache(maxsize=4)
def load_rules(path: Path = RULES) -> tuple[Rule, ...]:
    """The rules of a table. Raises :class:`RuleError`, naming file, line and cure."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return tuple(_rule(row, f"{path.name}, line {reader.line_num}") for row in reader)


def _rule(row: Mapping[str, str], where: str) -> Rule:
    if row["counting"] not in ("working", "calendar"):
        raise RuleError(f"{where}: 'counting' must be working or calendar")
    if not row["source"]:
        raise RuleError(f"{where}: name the source that says so")
    try:
        return Rule(
            kind=row["kind"],
            step=row["step"],
            counted_from=row["counted_from"],
            until=row["until"],
            days=int(row["days"]),
            working=row["counting"] == "working",
            warn_before=int(row["warn_before"]),
            pauses=row["pauses"] == "yes",
            alarm=row["alarm"] == "yes",
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
            after=row.get("after", ""),
        )
    except ValueError as error:
        raise RuleError(f"{where}: {error}") from error
