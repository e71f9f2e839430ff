"""A unit's matters counted again, from the first that a change can touch. Only reads.

Law: what is counted from there on equals counting everything. Whatever counts for a matter lies
within one burst window of it, or was a voice before it: so the days up to a window before the
change stand as they were, and of older matters only voices that meet the later ones are looked up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Index, Row, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from intake.clock import day_of, start_of
from intake.db import Model, UTCDateTime, db
from intake.submissions import Submission
from triage import fair
from triage.bursts import family
from triage.counted import NO_PAST, CountedMatter, Past
from triage.countedrows import matters_about
from triage.matters import Matter
from triage.policy import Policy

EVER = datetime(1970, 1, 1, tzinfo=UTC)  # before any matter: everything is counted
AT_ONCE = 200  # names in one query

Weights = NDArray[np.float64]  # (2, n): ordinals of the days with weight, and their weights


class Voice(Model):
    """A matter that adds a voice to a watched unit, weakened or not. Written with its tally."""

    __tablename__ = "voice"
    __table_args__ = (
        Index("ix_voice_unit_at", "unit_id", "at"),
        {"info": {"derived": True}},
    )
    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    matter_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True)
class Tally:
    """A unit's counts: the day of its first matter, and the weights of its days."""

    first_day: date | None
    days: Weights


UNCOUNTED = Tally(None, np.zeros((2, 0)))


@dataclass(frozen=True)
class Counted:
    """What a counting found: the whole tally, and the voices from ``since`` on."""

    tally: Tally
    since: datetime
    voices: tuple[tuple[int, datetime], ...]  # matter, moment


def recount(
    unit: int, of: Sequence[int], policy: Policy, before: Tally, changed: datetime
) -> Counted:
    """Count ``unit``, which answers for the units ``of``, again from what ``changed`` touches.

    ``before``: its tally as it stood; ``changed``: when the earliest matter that changed was said.
    """
    window = timedelta(hours=policy["counting.burst_window_hours"])
    if before.first_day is None or before.first_day >= day_of(max(changed, EVER + window) - window):
        return _whole(unit, of, policy)
    since = start_of(day_of(changed - window))
    matters = matters_about(unit, of, since - window)
    counted = _with_matters(matters, policy, _past(unit, matters, since - window))
    late = [(item, matter) for item, matter in counted if matter.at >= since]
    earlier = before.days[:, before.days[0] < day_of(since).toordinal()]
    days = np.concatenate([earlier, _weights(late)], axis=1)
    return Counted(Tally(before.first_day, days), since, _voices(late))


def _whole(unit: int, of: Sequence[int], policy: Policy) -> Counted:
    matters = matters_about(unit, of, EVER)
    counted = _with_matters(matters, policy, NO_PAST)
    first = min((day_of(m.at) for m in matters), default=None)
    return Counted(Tally(first, _weights(counted)), EVER, _voices(counted))


def _with_matters(
    matters: Sequence[CountedMatter], policy: Policy, past: Past
) -> list[tuple[fair.Item, CountedMatter]]:
    by_id = {m.id: m for m in matters}
    return [(item, by_id[item.id]) for item in fair.count(matters, policy, past).items]


def _weights(counted: Iterable[tuple[fair.Item, CountedMatter]]) -> Weights:
    by_day: dict[int, float] = defaultdict(float)
    for item, _matter in counted:
        if item.weight:
            by_day[item.day.toordinal()] += item.weight
    return np.array(sorted(by_day.items()), dtype=np.float64).reshape(-1, 2).T


def _voices(
    counted: Iterable[tuple[fair.Item, CountedMatter]],
) -> tuple[tuple[int, datetime], ...]:
    return tuple((m.id, m.at) for item, m in counted if item.why in fair.VOICES)


def _past(unit: int, matters: Iterable[CountedMatter], before: datetime) -> Past:
    """The voices before ``before`` that share a sender, a dossier or a text with ``matters``."""
    later = list(matters)
    senders = {bytes.fromhex(m.sender) for m in later if m.sender}
    dossiers = {m.dossier_key for m in later if m.dossier_key is not None}
    families = {family(m) for m in later}
    found = [
        *_voiced(unit, before, Submission.sender_hash, senders),
        *_voiced(unit, before, Submission.dossier_code, dossiers),
        *_voiced(unit, before, Matter.id, families),
        *_voiced(unit, before, Matter.near_copy_of, families),
    ]
    texts: dict[tuple[str | None, int], int] = {}
    known: dict[str, tuple[datetime, int]] = {}
    papers: dict[str, int] = {}
    for row in found:
        sender = row.sender_hash.hex() if row.sender_hash else None
        texts[sender, row.near_copy_of or row.id] = row.id
        if row.dossier_code is not None:
            papers[row.dossier_code] = row.id
        if sender is not None:
            known[sender] = max((row.said_at, row.id), known.get(sender, (row.said_at, row.id)))
    return Past(texts, papers, known)


def _voiced(
    unit: int, before: datetime, column: InstrumentedAttribute[Any], among: Iterable[Any]
) -> Iterator[Row[Any]]:
    query = (
        select(
            Matter.id,
            Matter.said_at,
            Matter.near_copy_of,
            Submission.sender_hash,
            Submission.dossier_code,
        )
        .join(Submission, Matter.submission_id == Submission.id)
        .join(Voice, Voice.matter_id == Matter.id)
        .where(Voice.unit_id == unit, Voice.at < before)
    )
    rest = iter(among)
    while some := list(islice(rest, AT_ONCE)):
        yield from db.session.execute(query.where(column.in_(some)))
