"""A unit's topics and its total, watched together without two alarms for one rise. Pure.

The unit's score is half the total's e-value and half the mean of its topics'. A mean of e-values
is an e-value, so the bound of :mod:`triage.detector` holds for the unit as a whole: a rise that is
all of one topic is seen sooner, and no unit can be alarmed twice on one day.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from triage.growth import Floats
from triage.network import Rows
from triage.policy import Policy
from triage.surveillance import BadCounts, Settings, Watch, run, watch
from triage.thresholds import SIMULATED
from triage.verdict import Calibration


@dataclass(frozen=True)
class TopicWatch:
    """``units``: the units' watch with the joined score. ``topic_score``: (U, K, T)."""

    units: Watch
    topic_score: Floats

    def leading_topic(self, unit: int) -> int | None:
        """The topic that speaks most clearly on the last day, if it says more than the total."""
        last = self.topic_score[unit, :, -1]
        best = int(last.argmax())
        return best if last[best] > self.units.score[unit, -1] else None


def watch_topics(
    counts: ArrayLike,
    first_day: date,
    *,
    policy: Policy,
    exposure: ArrayLike | None = None,
    days_off: ArrayLike | None = None,
    calibration: Calibration = SIMULATED,
    settings: Settings | None = None,
) -> TopicWatch:
    """Watch counts (U, K, T) of K topics. Raises BadCounts as :func:`triage.surveillance.watch`.

    A topic stream leans on its unit's common factor, never on its own unit; topics of a unit start
    at the prior rate's share.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 3:
        raise BadCounts("counts must be units x topics x days")
    units, topics, days = table.shape
    total = np.where(np.isfinite(table).any(axis=1), np.nansum(table, axis=1), np.nan)
    rows = _rows(units, topics)
    stacked = np.concatenate([total, table.reshape(units * topics, days)])
    offered = None if exposure is None else np.asarray(exposure, dtype=np.float64)[rows.owner]
    seen = watch(
        stacked,
        first_day,
        policy=policy,
        exposure=offered,
        days_off=days_off,
        calibration=calibration,
        rows=rows,
        settings=settings,
    )
    per_topic = seen.score[units:].reshape(units, topics, days)
    joined = join(seen.score[:units], per_topic)
    return TopicWatch(
        replace(
            seen,
            counts=total,
            expected=seen.expected[:units],
            score=joined,
            factor=seen.factor[:units],
        ),
        per_topic,
    )


def joined_scores(counts: NDArray[np.int64], settings: Settings) -> Floats:
    """Joined scores (U, T) alone, of plain streams (U, K, T): what calibration needs."""
    units, topics, days = counts.shape
    stacked = np.concatenate([counts.sum(axis=1), counts.reshape(units * topics, days)])
    score = run(stacked.astype(np.float64), settings, _rows(units, topics))
    return join(score[:units], score[units:].reshape(units, topics, days))


def _rows(units: int, topics: int) -> Rows:
    owner = np.concatenate([np.arange(units), np.repeat(np.arange(units), topics)])
    return Rows(np.arange(len(owner)) < units, owner.astype(np.int64))


def join(total: Floats, per_topic: Floats) -> Floats:
    """One score (U, T) of the total's (U, T) and the topics' (U, K, T)."""
    return np.asarray((total + per_topic.mean(axis=1)) / 2.0)


def topic_shares(counts: Floats) -> Floats:
    """Each topic's share (U, K) of a unit's matters, shrunk to the network's by ten matters."""
    sums = np.nansum(counts, axis=2)
    whole = (sums.sum(axis=0) + 1.0) / (sums.sum() + sums.shape[1])
    return np.asarray((sums + 10.0 * whole) / (sums.sum(axis=1, keepdims=True) + 10.0))
