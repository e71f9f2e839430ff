"""What was filed through Open311, and which of it is shown: never what names an office at fault.

Law: only what came through Open311 under a listed service is ever shown, masked, and its words
only once they were understood and nothing in them was found grave or about an office. Until then,
and for ever where something was, whoever has the id sees that it was received, and no word of it;
no list holds it. Under a ``blackbox`` service, or by another door, nothing is known here.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlalchemy import ForeignKey, Row, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from intake import handling
from intake.clock import today
from intake.db import Model, db, now
from intake.open311.filing import without_link
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
    page: int = 1
    size: int = MOST


@dataclass(frozen=True)
class Shown:
    """One request as anybody may see it; ``description`` is masked, or withheld."""

    reference: str
    service_code: str
    closed: bool
    description: str | None
    requested: datetime
    updated: datetime
    address: str
    address_id: str
    lat: float | None
    long: float | None


_Rows = Sequence[Row[tuple[Submission, Open311Request]]]
_Steps = dict[int, list[handling.HandlingStep]]


def find(asked: Asked, hidden: Hidden) -> list[Shown]:
    """The newest first, a page of them."""
    if asked.ids:
        return list(_by_id(asked.ids[:MOST], hidden))
    skipped = (asked.page - 1) * asked.size
    return list(islice(_wanted(asked, hidden), skipped, skipped + asked.size))


def _by_id(ids: Sequence[str], hidden: Hidden) -> Iterator[Shown]:
    rows = db.session.execute(_under(_open_codes()).where(Submission.reference.in_(ids))).all()
    kept_back, steps = _kept_back(rows, hidden), _steps(rows)
    for said, request in rows:
        mine = steps[said.id]
        if not _taken_out(mine):
            withheld = said.id in kept_back or said.placed_at is None
            yield _shown(said, request, mine, withheld)


def _wanted(asked: Asked, hidden: Hidden) -> Iterator[Shown]:
    """All that match, however many are left out on the way."""
    codes = _open_codes()
    start, end = _span(asked)
    query = _under(codes & set(asked.codes) if asked.codes else codes).where(
        Submission.placed_at.is_not(None),
        Submission.received_at >= start,
        Submission.received_at <= end,
    )
    seen = 0
    while rows := db.session.execute(query.offset(seen).limit(MOST)).all():
        seen += len(rows)
        kept_back, steps = _kept_back(rows, hidden), _steps(rows)
        for said, request in rows:
            mine = steps[said.id]
            if said.id in kept_back or _taken_out(mine):
                continue
            one = _shown(said, request, mine, withheld=False)
            if not asked.statuses or ("closed" if one.closed else "open") in asked.statuses:
                yield one


def _under(codes: Collection[str]) -> Select[tuple[Submission, Open311Request]]:
    return (
        select(Submission, Open311Request)
        .join(Open311Request, Open311Request.submission_id == Submission.id)
        .where(Open311Request.service_code.in_(codes))
        .order_by(Submission.received_at.desc(), Submission.id.desc())
    )


def _open_codes() -> set[str]:
    return {s.code for s in services(today()).values() if s.listed}


def _kept_back(rows: _Rows, hidden: Hidden) -> set[int]:
    return set(hidden([said.id for said, _ in rows]))


def _taken_out(steps: list[handling.HandlingStep]) -> bool:
    return any(step.act == handling.Act.HANDED_OVER for step in steps)


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


def _steps(rows: _Rows) -> _Steps:
    found = defaultdict[int, list[handling.HandlingStep]](list)
    step = handling.HandlingStep
    ids = [said.id for said, _ in rows]
    for row in db.session.scalars(
        select(step).where(step.submission_id.in_(ids)).order_by(step.id)
    ):
        found[row.submission_id].append(row)
    return found


def _shown(
    said: Submission,
    request: Open311Request,
    steps: list[handling.HandlingStep],
    withheld: bool,
) -> Shown:
    closed = handling.last_close(steps)
    reopened = [step.at for step in steps if step.act == handling.Act.REOPENED]
    return Shown(
        reference=said.reference,
        service_code=request.service_code,
        closed=closed is not None,
        description=None if withheld else mask(without_link(said.text)).text,
        requested=said.received_at,
        updated=closed.at if closed else max([said.received_at, *reopened]),
        address="" if withheld else mask(request.address).text,
        address_id="" if withheld else request.address_id,
        lat=None if withheld else request.lat,
        long=None if withheld else request.long,
    )
