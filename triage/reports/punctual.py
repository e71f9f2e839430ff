"""How much of what was due in a period was settled by its day. Only reads.

The day is that of the last term a submission has: to close it, to settle or decide a complaint, to
answer a question. Waiting for the sender does not count; a partner's list keeps its own time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from intake import handling
from intake.clock import calendar, start_of, today
from intake.db import db
from intake.deadlines import RULES, Deadline, Standing, deadlines, load_rules
from intake.handling import HandlingStep
from intake.ownfiles import own
from intake.submissions import Channel, Message, Submission
from triage.flags import Kind
from triage.matters import Matter
from triage.reports.figures import invented
from triage.reports.periods import Period

LAST = ("settle", "decide", "close", "answer")  # the first of these a kind has is its last term
LONGEST = timedelta(days=150)  # no term with its waits is longer


@dataclass(frozen=True)
class Punctual:
    """Submissions due in a period, and how many of them were settled by their day."""

    due: int
    in_time: int

    @property
    def share(self) -> float | None:
        """Per cent; None of nothing."""
        return 100 * self.in_time / self.due if self.due else None


def punctual(period: Period) -> Punctual:
    """Of the terms that ended in the period; one that still runs is nobody's fault yet."""
    ended = [one for one in _last_terms(period) if period.first <= one.due <= period.last]
    over = [one for one in ended if one.standing is Standing.MET or one.due < today()]
    return Punctual(len(over), sum(one.standing is Standing.MET for one in over))


def _last_terms(period: Period) -> Iterator[Deadline]:
    begin = start_of(period.first - LONGEST)
    filed = (
        Submission.received_at >= begin,
        Submission.received_at < start_of(period.last),
        Submission.channel != Channel.IMPORT,
        Submission.sample == invented(),
    )
    ids = select(Submission.id).where(*filed)
    step, message = HandlingStep, Message
    steps = _by(
        select(step.submission_id, step.act, step.at, step.staff_id, step.detail)
        .where(step.submission_id.in_(ids))
        .order_by(step.id)
    )
    messages = _by(
        select(message.submission_id, message.author, message.written_at)
        .where(message.submission_id.in_(ids))
        .order_by(message.id)
    )
    for submission_id, received_at, kind in _kinds(filed):
        history = handling.told_by(received_at, steps[submission_id], messages[submission_id])
        if any(event.startswith("accepted_") for event in history.events):
            kind = Kind.COMPLAINT_LEGAL_LIKE  # counted as one from then on
        found = deadlines(kind, history, load_rules(own(RULES)), today(), calendar())
        named = {one.rule.step: one for one in found if one.standing is not Standing.PAUSED}
        last = next((named[name] for name in LAST if name in named), None)
        if last is not None:
            yield last


def _kinds(filed: tuple[Any, ...]) -> Iterator[Any]:
    """(id, when, kind of its first matter) of every submission that is one."""
    first = select(Submission.id, Submission.received_at, Matter.kind).join(
        Matter, Matter.submission_id == Submission.id
    )
    seen = set[int]()
    for row in db.session.execute(first.where(*filed, Matter.relevant).order_by(Matter.id)):
        if row[0] not in seen:
            seen.add(row[0])
            yield row


def _by(query: Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(row)
    return found
