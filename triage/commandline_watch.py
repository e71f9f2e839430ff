"""``flask triage watch``: CSV of anyone's counts in, CSV of scores and alarms out. Pure.

In: ``unit,date,count[,exposure][,topic]``. Out: ``unit,date,score,alarm,expected,ic025``, one line
a unit and day after ``history_until`` (every day without it), unit by unit. ``alarm`` is 1 on the
day an alarm starts; the 28 days after it start none. ``expected`` is the day's, ``ic025`` that of
the last 28 days.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from triage.calibrate import alarms, calibrate
from triage.policy import Policy
from triage.streamcsv import Table, day_index, read
from triage.surveillance import Watch, watch
from triage.thresholds import SIMULATED
from triage.topicwatch import topic_shares, watch_topics
from triage.verdict import Calibration

HEADER = "unit,date,score,alarm,expected,ic025"


def watch_csv(
    lines: Iterable[str], rate: float, history_until: date | None, policy: Policy
) -> Iterator[str]:
    """Score the counts; thresholds are set for ``rate`` false alarms per unit-year.

    With ``history_until`` they are calibrated on the days up to and with it, which are not judged;
    without it they are the simulator's. Raises BadCounts naming the line and the cure, ValueError
    for a rate that is not positive.
    """
    if not rate > 0:
        raise ValueError(f"rate {rate}: give the false alarms per unit and year, above 0")
    table = read(lines)
    begin = 0 if history_until is None else day_index(table, history_until)
    seen = _watched(table, policy, None)
    calibration = _calibrated(table, policy, begin) if begin else SIMULATED
    score = seen.score[:, begin:]
    started = alarms(score, calibration.threshold(rate))
    yield HEADER
    yield from _lines(table, seen, begin, started)


def _calibrated(table: Table, policy: Policy, until: int) -> Calibration:
    history = table.counts[:, :, :until]
    shares = topic_shares(history) if len(table.topics) > 1 else None
    return calibrate(_watched(table, policy, until), shares=shares)


def _watched(table: Table, policy: Policy, until: int | None) -> Watch:
    exposure = None if table.exposure is None else table.exposure[:, :until]
    counts = table.counts[:, :, :until]
    if len(table.topics) > 1:
        return watch_topics(counts, table.first_day, policy=policy, exposure=exposure).units
    return watch(counts[:, 0], table.first_day, policy=policy, exposure=exposure)


def _lines(table: Table, seen: Watch, begin: int, started: NDArray[np.bool_]) -> Iterator[str]:
    bound = seen.ic025[28]
    days = [(table.first_day + timedelta(days=t)).isoformat() for t in range(seen.score.shape[1])]
    observed = np.isfinite(seen.counts)
    for row, unit in enumerate(table.units):
        name = _quoted(unit)
        for t in range(begin, len(days)):
            if observed[row, t]:
                yield (
                    f"{name},{days[t]},{seen.score[row, t]:.6g},{int(started[row, t - begin])},"
                    f"{seen.expected[row, t]:.5g},{bound[row, t]:.4f}"
                )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n\r') else text
