"""The province's and each level's total, watched apart from the units. Pure.

The units' watch takes a shared rise out of everybody's account, so that it accuses nobody; here it
must not hide. An alarm of a total says "everywhere", and names no unit.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from triage.growth import Floats
from triage.network import Rows
from triage.policy import Policy
from triage.surveillance import Watch, checked, watch
from triage.verdict import BOUND, Calibration


def watch_totals(
    counts: ArrayLike,
    groups: Mapping[str, Sequence[int]],
    first_day: date,
    *,
    policy: Policy,
    days_off: ArrayLike | None = None,
    calibration: Calibration = BOUND,
) -> Watch:
    """Watch the sum of each group of rows; row i of the answer is the i-th group.

    A total has no others to lean on: its own level, trend, season, weekdays and days off are all
    there is. Thresholds are the theorem's, since there are too few totals to calibrate on.
    """
    return watch_alone(
        sums(checked(counts), groups),
        first_day,
        policy=policy,
        days_off=days_off,
        calibration=calibration,
    )


def sums(counts: Floats, groups: Mapping[str, Sequence[int]]) -> Floats:
    """The sum of each group of rows (G, T); days before a unit existed add nothing."""
    table = np.nan_to_num(counts)
    return np.stack([table[list(rows)].sum(axis=0) for rows in groups.values()])


def watch_alone(
    counts: ArrayLike,
    first_day: date,
    *,
    policy: Policy,
    days_off: ArrayLike | None = None,
    calibration: Calibration = BOUND,
) -> Watch:
    """Watch rows none of which leans on another."""
    table = checked(counts)
    alone = Rows(np.zeros(len(table), dtype=bool), np.arange(len(table), dtype=np.int64))
    return watch(
        table, first_day, policy=policy, days_off=days_off, rows=alone, calibration=calibration
    )
