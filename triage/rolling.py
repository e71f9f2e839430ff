"""A watch kept from day to day: today costs one step, whatever lies behind. Pure.

Law: the answer is bit for bit that of watching the whole table anew. Yesterday's state is kept;
today, which still changes with every matter, is stepped on a copy. Where a past day changed (a
person judged an old matter anew), the whole is watched again.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from threading import Lock

import numpy as np

from triage.growth import Floats
from triage.policy import Policy
from triage.surveillance import Watch, watch
from triage.verdict import Calibration

Watching = Callable[..., Watch]  # watch, or watch_alone
REMEMBERED = 400  # days of counts and expected that evidence may show


class Rolling:
    """The watch of one province, of its units or of totals, under one policy and calibration."""

    def __init__(
        self, policy: Policy, calibration: Calibration, watching: Watching = watch
    ) -> None:
        self.policy, self.calibration, self.watching = policy, calibration, watching
        self.whole = 0  # how often everything was watched anew: for tests and the log
        self._first: date | None = None
        self._past: Floats = np.zeros((0, 0))  # (U, days) taken in so far, all before today
        self._base: Watch | None = None

    def at(self, table: Floats, first_day: date, days_off: Sequence[bool]) -> Watch:
        """The watch at the end of the table's last day. ``table`` (U, T), ``days_off`` (T,)."""
        before = table.shape[1] - 1
        if before < 1:
            return self._watched(table, first_day, days_off)
        base = self._until(table[:, :before], first_day, days_off[:before])
        today = replace(base, watcher=deepcopy(base.watcher))
        return today.extend(table[:, before:], days_off=list(days_off[before:]))

    def _until(self, past: Floats, first_day: date, days_off: Sequence[bool]) -> Watch:
        known = self._past.shape[1]
        if self._base is None or not self._goes_on(past, first_day):
            self._base = self._watched(past, first_day, days_off).tail(REMEMBERED)
            self.whole += 1
        elif past.shape[1] > known:
            more = self._base.extend(past[:, known:], days_off=list(days_off[known:]))
            self._base = more.tail(REMEMBERED)
        self._first, self._past = first_day, past.copy()
        return self._base

    def _goes_on(self, past: Floats, first_day: date) -> bool:
        known = self._past.shape[1]
        same = first_day == self._first and past.shape[0] == self._past.shape[0]
        return bool(
            same
            and past.shape[1] >= known
            and np.array_equal(past[:, :known], self._past, equal_nan=True)
        )

    def _watched(self, table: Floats, first_day: date, days_off: Sequence[bool]) -> Watch:
        return self.watching(
            table,
            first_day,
            policy=self.policy,
            days_off=list(days_off),
            calibration=self.calibration,
        )


class Keeper:
    """One process's watch: kept while policy and calibration stay, begun anew when they change."""

    def __init__(self, watching: Watching = watch) -> None:
        self._watching = watching
        self._lock = Lock()
        self._under: tuple[str, Calibration] | None = None
        self._rolling: Rolling | None = None

    def at(
        self,
        policy: Policy,
        calibration: Calibration,
        table: Floats,
        first_day: date,
        days_off: Sequence[bool],
    ) -> Watch:
        """The watch at the end of the table's last day, whichever thread asks."""
        under = (policy.fingerprint, calibration)
        with self._lock:
            if self._rolling is None or under != self._under:
                self._under, self._rolling = under, Rolling(policy, calibration, self._watching)
            return self._rolling.at(table, first_day, days_off)
