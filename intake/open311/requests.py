"""What was filed through Open311, and which of it is shown: never what names an office at fault.

Law: only what came through Open311 under a listed service is ever shown, masked, and only once
it was understood and nothing in it was found grave. What else is filed is not known here.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from intake import handling
from intake.clock import today
from intake.db import Model, db, now
from intake.open311.services import services
from intake.redact import mask
from intake.submissions import Submission

MOST = 1000
SPAN = timedelta(days=90)
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Hidden = Callable[[Sequence[int]], Collection[int]]


class Open311Request(Model):
    """What Open311 knows of a submission beside its words. Written once, with it."""

    __tablename__ = "open311_request"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    service_code: Mapped[str]
    address: Mapped[str]
    address_id: Mapped[str]
    lat: Mapped[float | None]
    long: Mapped[float | None]


@dataclass(frozen=True)
class Asked:
    """Which requests. With ids the rest does not count; without dates the last 90 days."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Shown:
    """One request as anybody may see it; ``description`` is masked."""

    reference: str
    service_code: str
    closed: bool
    description: str
    requested: datetime
    updated: datetime
    address: str
    address_id: str
    lat: float | None
    long: float | None


def find(asked: Asked, hidden: Hidden) -> list[Shown]:
    """The newest first, a thousand at most."""
    open_codes = {s.code for s in services(today()).values() if s.listed}
    query = (
        select(Submission, Open311Request)
        .join(Open311Request, Open311Request.submission_id == Submission.id)
        .where(Submission.placed_at.is_not(None))
        .order_by(Submission.received_at.desc(), Submission.id.desc())
    )
    if asked.ids:
        query = query.where(Submission.reference.in_(asked.ids[:MOST]))
    else:
        start, end = _span(asked)
        query = query.where(Submission.received_at >= start, Submission.received_at <= end)
        open_codes &= set(asked.codes) if asked.codes else open_codes
    rows = db.session.execute(
        query.where(Open311Request.service_code.in_(open_codes)).limit(MOST)
    ).all()
    kept_back = set(hidden([said.id for said, _ in rows]))
    steps = _steps([said.id for said, _ in rows])
    shown = [
        _shown(said, request, steps[said.id])
        for said, request in rows
        if said.id not in kept_back and not _taken_out(steps[said.id])
    ]
    return [one for one in shown if asked.ids or _wanted(one, asked)]


def _taken_out(steps: list[handling.HandlingStep]) -> bool:
    return any(step.act == handling.Act.HANDED_OVER for step in steps)


def _wanted(one: Shown, asked: Asked) -> bool:
    return not asked.statuses or ("closed" if one.closed else "open") in asked.statuses


def _span(asked: Asked) -> tuple[datetime, datetime]:
    """The days asked for, 90 at most. Nothing was filed in years a calendar hardly reaches."""
    if asked.start is None:
        end = _within_reach(asked.end or now())
        return end - SPAN, end
    start = _within_reach(asked.start)
    latest = start + SPAN
    return start, min(asked.end or latest, latest)


def _within_reach(moment: datetime) -> datetime:
    return min(max(moment, _FIRST), _LAST)


def _steps(ids: Sequence[int]) -> dict[int, list[handling.HandlingStep]]:
    found = defaultdict[int, list[handling.HandlingStep]](list)
    step = handling.HandlingStep
    for row in db.session.scalars(
        select(step).where(step.submission_id.in_(ids)).order_by(step.id)
    ):
        found[row.submission_id].append(row)
    return found


def _shown(said: Submission, request: Open311Request, steps: list[handling.HandlingStep]) -> Shown:
    return Shown(
        reference=said.reference,
        service_code=request.service_code,
        closed=handling.last_close(steps) is not None,
        description=mask(said.text).text,
        requested=said.received_at,
        updated=max([said.received_at, *(step.at for step in steps)]),
        address=mask(request.address).text,
        address_id=request.address_id,
        lat=request.lat,
        long=request.long,
    )
