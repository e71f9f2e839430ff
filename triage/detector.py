"""The test: how strongly the last weeks speak for more than a tolerated rise. Pure.

For windows of 14 and 28 days, and several multiples rho of the usual, the likelihood ratio of
"usual x rho" against "usual x tolerated" under the negative binomial. Every ratio has mean at most
1 while the unit is as usual, so their average (the score) is an e-value on any day: the chance of
a score above c is at most 1/c a day, false alarms at most 365/c a unit-year. That bound is loose;
:mod:`triage.calibrate` measures the truth. Doubt about the baseline enters as extra scatter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.growth import Floats

CEILING = 40.0  # log; enough evidence for anybody


@dataclass(frozen=True)
class DetectorSettings:
    """``rises``: multiples of the usual looked for; ``tolerated``: no ground for a visit.

    ``mild_doubt``: a baseline whose log has much less variance than this counts as known, one
    with much more as a guess; a known baseline's small errors cost more power when charged in full
    than they cause false alarms (measured).
    """

    windows: tuple[int, ...] = (14, 28)
    rises: tuple[float, ...] = (1.7, 2.5, 4.0, 8.0)
    tolerated: float = 1.15
    mild_doubt: float = 0.05
    keep_days: int = 84


@dataclass
class Detector:
    """Counts and expected of the last days of every row; one ``step`` a day."""

    settings: DetectorSettings
    ring: Floats  # (keep_days, 2, U) counts and expected
    sums: Floats  # (windows, 2, U)
    climb: Floats  # (U,) log evidence since the present run began (CUSUM, rise of 2)
    since: NDArray[np.int64]  # (U,) day index at which the present run began
    day: int = 0

    @staticmethod
    def fresh(units: int, settings: DetectorSettings) -> "Detector":
        """No evidence against anybody."""
        return Detector(
            settings,
            np.zeros((settings.keep_days, 2, units)),
            np.zeros((len(settings.windows), 2, units)),
            np.zeros(units),
            np.zeros(units, dtype=np.int64),
        )

    def step(self, counts: Floats, mean: Floats, scatter: Floats, doubt: Floats) -> Floats:
        """Take the day's counts and their expected mean (U,) in; the score (U,) after it.

        ``scatter``: variance over mean. ``doubt``: variance of the log of the mean.
        Unobserved rows come with both 0.
        """
        today = np.stack([counts, mean])
        self._slide(today)
        self._follow(counts, mean)
        self.day += 1
        ratios = [self._ratio(window, scatter, doubt) for window in self.sums]
        return np.asarray(sum(ratios) / len(ratios))

    def _slide(self, today: Floats) -> None:
        keep = self.settings.keep_days
        for k, days in enumerate(self.settings.windows):
            self.sums[k] += today - self.ring[(self.day - days) % keep]
        self.ring[self.day % keep] = today

    def _ratio(self, window: Floats, scatter: Floats, doubt: Floats) -> Floats:
        """Mean likelihood ratio (U,) over the rises, for one window's counts and expected."""
        counts, mean = np.maximum(window[0], 0.0), np.maximum(window[1], 1e-6)
        tolerated = self.settings.tolerated
        guess = doubt**2 / (doubt + self.settings.mild_doubt)
        alpha = np.maximum(scatter - 1.0, 1e-3) / mean + guess
        size = counts + 1.0 / alpha
        base = np.log1p(alpha * tolerated * mean)
        total: Floats = np.zeros_like(counts)
        for rise in self.settings.rises:
            log = counts * np.log(rise / tolerated) - size * (np.log1p(alpha * rise * mean) - base)
            total += np.exp(np.minimum(log, CEILING))
        return np.asarray(total / len(self.settings.rises))

    def _follow(self, counts: Floats, mean: Floats) -> None:
        self.since = np.where(self.climb <= 0, self.day, self.since)
        tolerated = self.settings.tolerated
        gain = counts * np.log(2.0 / tolerated) - (2.0 - tolerated) * mean
        self.climb = np.maximum(self.climb + gain, 0.0)
