"""Counts of fairly counted matters in, evidence against "as usual" out. Pure: no database.

One pass over the days; a day costs the same whatever the history, and a watch continued day by
day is bit for bit the watch computed at one go.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from triage.baseline import Baseline, BaselineSettings
from triage.detector import Detector, DetectorSettings
from triage.growth import Floats
from triage.network import Network, NetworkSettings, Rows
from triage.policy import Policy
from triage.thresholds import SIMULATED
from triage.verdict import Calibration, Tier, Verdict, Window

WINDOWS = (7, 14, 28, 84)
COLD_DAYS = 91  # below 13 weeks a verdict says that it stands on the prior


class BadCounts(ValueError):
    """Counts that cannot be watched; the text says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """The parts' settings; ``for_policy`` puts the policy's numbers in."""

    network: NetworkSettings = field(default_factory=NetworkSettings)
    baseline: BaselineSettings = field(default_factory=BaselineSettings)
    detector: DetectorSettings = field(default_factory=DetectorSettings)
    exposure_floor: float = 0.02  # a closed office can still be complained of

    @staticmethod
    def for_policy(policy: Policy) -> "Settings":
        """Defaults with the policy's prior rate and tolerated rise."""
        plain = Settings()
        per_day = policy["expected.prior_per_unit_month"] * 12 / 365.25
        return replace(
            plain,
            baseline=replace(plain.baseline, prior_per_day=per_day),
            detector=replace(plain.detector, tolerated=policy["expected.tolerated_rise"]),
        )


@dataclass(frozen=True)
class Today:
    """One day's answer for all rows (U,)."""

    expected: Floats
    score: Floats
    factor: Floats


class Watcher:
    """The running state of a watch: everything tomorrow needs to know of all days before."""

    def __init__(self, rows: Rows, first_day: date, settings: Settings) -> None:
        self.settings = settings
        self.first_day = first_day
        self.day = 0
        self.network = Network.fresh(rows, settings.network)
        self.baseline = Baseline.fresh(rows, settings.baseline)
        self.detector = Detector.fresh(len(rows.owner), settings.detector)
        self.exposure_unit = float("nan")
        self.days_seen = np.zeros(len(rows.owner), dtype=np.int64)

    def step(self, counts: Floats, exposure: Floats | None = None, day_off: bool = False) -> Today:
        """Take one day in. NaN counts: the row was not observed (not founded, ended, a gap).

        ``exposure`` (U,): dossiers handled, NaN where unknown (taken as average).
        """
        weekday = (self.first_day.weekday() + self.day) % 7
        here = ~np.isnan(counts)
        observed = here.astype(np.float64)
        seen = np.where(here, counts, 0.0)
        shape = self.network.shape(weekday, day_off)
        flat = self._relative(exposure, len(seen)) * shape * observed
        own = self.baseline.usual() * flat
        factor = self.network.factor(seen, own)
        expected = own * factor
        score = self.detector.step(seen, expected, self.baseline.scatter, self.baseline.doubt)
        self.network.learn(seen, own, weekday, day_off, shape, factor)
        self.network.heed(score)
        self.baseline.learn(seen, flat * factor)
        self.days_seen += here
        self.day += 1
        return Today(expected, score, factor)

    def usual(self) -> Floats:
        """Rate per day (U,) in ordinary times: own rate at the network's long-run level."""
        return np.asarray(self.baseline.usual() * self.network.level())

    def _relative(self, exposure: Floats | None, units: int) -> Floats:
        """Exposure as a multiple of the network's average on the first day it was known."""
        if exposure is None:
            return np.ones(units)
        known = np.isfinite(exposure) & (exposure > 0)
        if np.isnan(self.exposure_unit) and known.any():
            self.exposure_unit = float(exposure[known].mean())
        relative = np.where(np.isfinite(exposure), exposure / self.exposure_unit, 1.0)
        floored = np.maximum(np.nan_to_num(relative, nan=1.0), self.settings.exposure_floor)
        return np.asarray(floored)


@dataclass
class Watch:
    """What came of watching U units over T days.

    ``counts``, ``expected``, ``score``: (U, T) float64, day 0 = ``first_day``. ``ic025``:
    window in days -> (U, T). :meth:`verdict` speaks of the last day.
    """

    first_day: date
    counts: Floats
    expected: Floats
    score: Floats
    watcher: Watcher
    policy: Policy
    calibration: Calibration
    factor: Floats  # (U,) of the last day

    @property
    def last_day(self) -> date:
        """The last day watched."""
        return self.first_day + timedelta(days=self.score.shape[1] - 1)

    @property
    def ic025(self) -> dict[int, Floats]:
        """Lower bound of log2 observed/expected over each window, (U, T) each."""
        return {days: self._ic(days) for days in WINDOWS}

    def _ic(self, days: int) -> Floats:
        return ic025(_rolling(np.nan_to_num(self.counts), days), _rolling(self.expected, days))

    def extend(
        self,
        counts: ArrayLike,
        *,
        exposure: ArrayLike | None = None,
        days_off: ArrayLike | None = None,
    ) -> "Watch":
        """The same watch with more days (U, d) behind it; the older watch must be let go."""
        more = checked(counts)
        if more.shape[0] != self.counts.shape[0]:
            raise BadCounts(f"the watch has {self.counts.shape[0]} units, not {more.shape[0]}")
        expected, score, factor = _run(self.watcher, more, exposure, days_off)
        return replace(
            self,
            counts=np.concatenate([self.counts, more], axis=1),
            expected=np.concatenate([self.expected, expected], axis=1),
            score=np.concatenate([self.score, score], axis=1),
            factor=factor,
        )

    def tail(self, days: int = max(WINDOWS)) -> "Watch":
        """The same watch, remembering only its last days: what a daily update needs."""
        drop = max(self.score.shape[1] - days, 0)
        return replace(
            self,
            first_day=self.first_day + timedelta(days=drop),
            counts=self.counts[:, drop:],
            expected=self.expected[:, drop:],
            score=self.score[:, drop:],
        )

    def verdict(self, unit: int) -> Verdict:
        """What may be said of row ``unit`` at the end of the last day."""
        score = float(self.score[unit, -1])
        limit = self.calibration.threshold(self.policy["propose.false_alarms_per_unit_year"])
        lower = self.calibration.threshold(self.policy["watch.false_alarms_per_unit_year"])
        windows = tuple(self._window(unit, days) for days in WINDOWS)
        best = max(windows, key=lambda window: window.ic025)
        active = bool(np.isfinite(self.counts[unit, -1]))
        tier = _tier(score, limit, lower, active)
        history = int(self.watcher.days_seen[unit])
        return Verdict(
            day=self.last_day,
            score=score,
            threshold=limit,
            watch_threshold=lower,
            alarm=tier is Tier.PROPOSE,
            tier=tier,
            window_days=best.days,
            observed=best.observed,
            expected=best.expected,
            ic025=best.ic025,
            usual_per_month=float(self.watcher.usual()[unit] * 365.25 / 12),
            common_factor=float(self.factor[unit]),
            since=self.watcher.first_day + timedelta(days=int(self.watcher.detector.since[unit])),
            false_alarms_per_unit_year=self.calibration.rate(score),
            calibrated_on=self.calibration.source,
            cold_start=history < COLD_DAYS,
            history_days=history,
            active=active,
            windows=windows,
        )

    def _window(self, unit: int, days: int) -> Window:
        seen = float(np.nansum(self.counts[unit, -days:]))
        expected = float(self.expected[unit, -days:].sum())
        return Window(days, seen, expected, float(ic025(np.array(seen), np.array(expected))))


def watch(
    counts: ArrayLike,
    first_day: date,
    *,
    policy: Policy,
    exposure: ArrayLike | None = None,
    days_off: ArrayLike | None = None,
    calibration: Calibration = SIMULATED,
    rows: Rows | None = None,
    settings: Settings | None = None,
) -> Watch:
    """Watch U units over T days.

    ``counts`` (U, T): fairly counted matters a day (fractions are weights; NaN = not observed).
    ``exposure`` (U, T): dossiers handled, NaN where unknown. ``days_off`` (T,) bool.
    Raises BadCounts for negative, infinite or wrongly shaped input.
    """
    table = checked(counts)
    rows = rows or Rows.plain(table.shape[0])
    watcher = Watcher(rows, first_day, settings or Settings.for_policy(policy))
    expected, score, factor = _run(watcher, table, exposure, days_off)
    return Watch(first_day, table, expected, score, watcher, policy, calibration, factor)


def run(counts: Floats, settings: Settings, rows: Rows | None = None) -> Floats:
    """Scores (U, T) alone, of streams beginning on a Monday: what calibration needs."""
    rows = rows or Rows.plain(counts.shape[0])
    watcher = Watcher(rows, date(2001, 1, 1), settings)
    return _run(watcher, counts, None, None)[1]


def _run(
    watcher: Watcher, counts: Floats, exposure: ArrayLike | None, days_off: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    units, days = counts.shape
    offered = None if exposure is None else _fitting(exposure, (units, days), "exposure")
    off = np.zeros(days, bool) if days_off is None else np.asarray(days_off, dtype=bool)
    if off.shape != (days,):
        raise BadCounts(f"days_off must have {days} entries, one a day")
    expected, score = np.zeros((units, days)), np.zeros((units, days))
    factor = np.ones(units)
    for t in range(days):
        today = watcher.step(counts[:, t], None if offered is None else offered[:, t], bool(off[t]))
        expected[:, t], score[:, t], factor = today.expected, today.score, today.factor
    return expected, score, factor


def checked(counts: ArrayLike) -> Floats:
    """Counts as (U, T) floats. Raises BadCounts for what is no count."""
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2:
        raise BadCounts(f"counts must be units x days, not {table.ndim}-dimensional")
    if np.isinf(table).any() or (table < 0).any():
        raise BadCounts("counts must not be negative or infinite; NaN marks a day not observed")
    return table


def _fitting(exposure: ArrayLike, shape: tuple[int, int], name: str) -> Floats:
    table = np.asarray(exposure, dtype=np.float64)
    if table.shape != shape:
        raise BadCounts(f"{name} must have the counts' shape {shape}, not {table.shape}")
    if np.isinf(table).any() or (table < 0).any():
        raise BadCounts(f"{name} must not be negative or infinite; NaN marks unknown")
    return table


def _rolling(table: Floats, days: int) -> Floats:
    total = np.cumsum(table, axis=1)
    total[:, days:] = total[:, days:] - total[:, :-days].copy() if table.shape[1] > days else 0
    return total


def ic025(observed: NDArray[np.float64], expected: NDArray[np.float64]) -> Floats:
    """Lower 95 % bound of log2 (observed / expected), shrunk (Norén et al. 2013, "ICTEMP")."""
    o = observed + 0.5
    return np.asarray(np.log2(o / (expected + 0.5)) - 3.3 * o**-0.5 - 2.0 * o**-1.5)


def _tier(score: float, limit: float, lower: float, active: bool) -> Tier:
    if not active:
        return Tier.NONE
    if score > limit:
        return Tier.PROPOSE
    return Tier.WATCH if score > lower else Tier.NONE
