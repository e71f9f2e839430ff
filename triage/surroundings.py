"""What else went on while a rise lasted: a new channel, an outage of the portal. Only reads."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import select

from intake.clock import day_of, start_of
from intake.db import db
from intake.submissions import Submission
from triage.matters import Matter

OUTAGE_UNITS = 4  # so many units with portal failures on one day are the portal's, not theirs
SETTLED_DAYS = 60  # a channel is new only where others were open so long before
LOOK_BACK = 90
PORTAL = "portal_failure"


def during(since: date, day: date) -> dict[str, str | None]:
    """ISO dates, or None: ``new_channel`` opened, ``outage`` of the portal, in since..day."""
    start = max(since, day - timedelta(days=LOOK_BACK))
    new, outage = new_channel(start, day), outage_day(start, day)
    return {
        "new_channel": new.isoformat() if new else None,
        "outage": outage.isoformat() if outage else None,
    }


def new_channel(since: date, day: date) -> date | None:
    """The day a channel was first used, if that is in since..day and others are older."""
    opened = []
    for channel in _channels(since, day):
        first = _first(Submission.channel == channel)
        if first is not None and since <= first <= day:
            opened.append(first)
    oldest = _first()
    if not opened or oldest is None or (since - oldest).days < SETTLED_DAYS:
        return None
    return min(opened)


def _channels(since: date, day: date) -> list[str]:
    return list(
        db.session.scalars(
            select(Submission.channel)
            .where(
                Submission.received_at >= start_of(since),
                Submission.received_at < start_of(day + timedelta(days=1)),
            )
            .distinct()
        )
    )


def _first(*conditions: object) -> date | None:
    query = select(Submission.received_at).where(*conditions)  # type: ignore[arg-type]
    first = db.session.scalar(query.order_by(Submission.received_at).limit(1))
    return None if first is None else day_of(first)


def outage_day(since: date, day: date) -> date | None:
    """The day on which most units had matters about the portal failing, if many did."""
    rows = db.session.execute(
        select(Matter.said_at, Matter.unit_id).where(
            Matter.topic == PORTAL,
            Matter.said_at >= start_of(since),
            Matter.said_at < start_of(day + timedelta(days=1)),
        )
    )
    units: dict[date, set[int | None]] = defaultdict(set)
    for said_at, unit_id in rows:
        units[day_of(said_at)].add(unit_id)
    worst = max(units, key=lambda d: (len(units[d]), d), default=None)
    return worst if worst is not None and len(units[worst]) >= OUTAGE_UNITS else None
