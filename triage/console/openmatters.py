"""Open matters with what was done about each, read in a handful of queries however many there are.

Only reads. A partner's list keeps its own time, and what is closed owes nothing any more.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from intake import handling
from intake.db import db
from intake.deadlines import History
from intake.handling import Act, HandlingStep
from intake.submissions import Channel, Message, Submission
from triage.console.recusing import seen
from triage.console.why import RESTRICTED
from triage.matters import Judgement, Matter


@dataclass(frozen=True)
class Open:
    """A matter nobody closed, its submission loaded with it, and its history so far."""

    matter: Matter
    history: History


def standing_open(restricted: bool, sure: ColumnElement[bool]) -> list[Open]:
    """Every open matter; ``sure`` tells the judgements that count as understood."""
    open_ = _open(restricted)
    said = open_.with_only_columns(Submission.id)
    steps = _by(
        select(
            HandlingStep.submission_id,
            HandlingStep.act,
            HandlingStep.at,
            HandlingStep.staff_id,
            HandlingStep.detail,
        )
        .where(HandlingStep.submission_id.in_(said))
        .order_by(HandlingStep.id)
    )
    messages = _by(
        select(Message.submission_id, Message.author, Message.written_at)
        .where(Message.submission_id.in_(said))
        .order_by(Message.id)
    )
    classified = _classified(open_.with_only_columns(Matter.id), sure)
    rows = db.session.scalars(open_.options(contains_eager(Matter.submission))).unique()
    return [
        Open(
            row,
            handling.told_by(
                row.submission.received_at,
                steps[row.submission_id],
                messages[row.submission_id],
                classified.get(row.id),
            ),
        )
        for row in rows
    ]


def _open(restricted: bool) -> Select[Any]:
    query = select(Matter).join(Submission, Matter.submission_id == Submission.id)
    query = query.where(Matter.relevant, Submission.channel != Channel.IMPORT, ~_closed())
    query = query.where(seen())
    return query if restricted else query.where(Matter.severity != RESTRICTED)


def _closed() -> ColumnElement[bool]:
    """Closed, and not reopened since."""
    close, again = aliased(HandlingStep), aliased(HandlingStep)
    reopened = select(again.id).where(
        again.submission_id == close.submission_id,
        again.act == Act.REOPENED,
        again.id > close.id,
    )
    return (
        select(close.id)
        .where(
            close.submission_id == Submission.id,
            close.act.in_(handling.CLOSING),
            ~reopened.correlate(close).exists(),
        )
        .correlate(Submission)
        .exists()
    )


def _by(query: Select[Any]) -> dict[int, list[Any]]:
    """Rows by their first column."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(row)
    return found


def _classified(matters: Select[Any], sure: ColumnElement[bool]) -> dict[int, datetime]:
    query = (
        select(Judgement.matter_id, func.min(Judgement.at))
        .where(Judgement.matter_id.in_(matters), sure)
        .group_by(Judgement.matter_id)
    )
    return dict(db.session.execute(query).tuples().all())
