"""What was known of every matter, and since when, for history played again. Only reads."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, select

from intake import units
from intake.clock import calendar
from intake.db import db
from intake.submissions import Submission
from triage.backtest import History, View
from triage.countedrows import counted
from triage.matters import Judgement, Matter
from triage.tallies import ANSWERING
from triage.visits import visits


def history(before: date) -> History:
    """All that was ever judged; what people decided only up to ``before``."""
    book = units.book()

    @cache
    def watched(day: date) -> tuple[int, ...]:
        found = book.within_reach(day)
        return tuple(u.id for u in found if u.kind in ANSWERING and u.valid_on(day))

    @cache
    def heir(unit_id: int, day: date) -> int | None:
        heirs = book.answering(unit_id, day)
        return heirs[0].id if len(heirs) == 1 else None

    return History(
        views=sorted(_views(), key=lambda v: v.known),
        watched=watched,
        heir=heir,
        born=lambda unit: book.by_id[unit].valid_from,
        day_off=lambda day: not calendar().is_working(day),
        kinds={u.id: u.kind for u in book.by_id.values()},
        visits=visits(before, watched(before), book),
    )


def _views() -> Iterable[View]:
    first = set[int]()
    for row in _rows():
        fresh = row.id not in first
        first.add(row.id)
        known = row.said_at if fresh and row.staff_id is None else row.at
        there = row.placement == "placed" and row.relevant and row.unit_id is not None
        yield View(row.id, known, counted(row, row.unit_id) if there else None)


def _rows() -> Iterable[Row[Any]]:
    return db.session.execute(
        select(
            Matter.id,
            Matter.said_at,
            Matter.near_copy_of,
            Matter.specific,
            Judgement.at,
            Judgement.staff_id,
            Judgement.placement,
            Judgement.relevant,
            Judgement.unit_id,
            Judgement.topic,
            Judgement.severity,
            Judgement.kind,
            Submission.sender_hash,
            Submission.network_hash,
            Submission.identity_level,
            Submission.dossier_code,
        )
        .join(Judgement, Judgement.matter_id == Matter.id)
        .join(Submission, Matter.submission_id == Submission.id)
        .order_by(Judgement.id)
    )
