"""The province's and each level's total, watched apart from the units. Pure.

The units' watch takes a shared rise out of everybody's account, so that it accuses nobody; here it
must not hide. An alarm of a total says "everywhere", and names no unit.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

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
    table = np.nan_to_num(checked(counts))
    sums = np.stack([table[list(rows)].sum(axis=0) for rows in groups.values()])
    alone = Rows(np.zeros(len(sums), dtype=bool), np.arange(len(sums), dtype=np.int64))
    return watch(
        sums, first_day, policy=policy, days_off=days_off, rows=alone, calibration=calibration
    )
