"""What is usual for a unit: its own rate, its season and its scatter, learnt with a delay. Pure.

The last ``lag`` days never enter a unit's own baseline, so that a slow rise cannot become its own
excuse. Rates are gamma posteriors; their prior is fitted across the units (empirical Bayes), and
while there is no history it is the policy's prior rate.
"""

from dataclasses import dataclass

import numpy as np

from triage.network import Floats, Rows

YEAR = 365.25


@dataclass(frozen=True)
class BaselineSettings:
    """Days, unless another unit is named."""

    prior_per_day: float = 1.0 / 30.0
    half_life: float = 365.0
    lag: int = 25
    season_after: int = 364
    season_amplitude: float = 0.2  # prior standard deviation, share of the level
    scatter_units: float = 20.0  # weeks' worth of the pool's scatter mixed into a unit's own
    prior_weight: float = 1.0  # months of exposure the policy's prior rate is worth


@dataclass
class Baseline:
    """Sufficient statistics of every row (U,); one ``usual`` and one ``learn`` call a day."""

    rows: Rows
    settings: BaselineSettings
    day: int
    seen: Floats  # discounted counts
    offered: Floats  # discounted exposure x day shape x season x common factor
    normal: Floats  # (6, U) sums of exposure x (1, c, s, cc, cs, ss) for the season
    moment: Floats  # (3, U) sums of counts x (1, c, s)
    season: Floats  # (2, U) cosine and sine amplitude, share of the level
    scatter: Floats  # (2, U) weighted squared weekly residuals, weights
    week: Floats  # (2, U) counts and expected of the week being filled
    waiting: Floats  # (lag, 3, U) counts, flat exposure, expected of the days not yet learnt
    prior: tuple[float, float]  # gamma shape and rate
    pooled_scatter: float

    @staticmethod
    def fresh(rows: Rows, settings: BaselineSettings) -> "Baseline":
        """A baseline that has seen nothing: the policy's prior everywhere."""
        units = len(rows.owner)
        return Baseline(
            rows=rows, settings=settings, day=0,
            seen=np.zeros(units), offered=np.zeros(units),
            normal=np.zeros((6, units)), moment=np.zeros((3, units)),
            season=np.zeros((2, units)), scatter=np.zeros((2, units)), week=np.zeros((2, units)),
            waiting=np.zeros((settings.lag, 3, units)),
            prior=(1.0, 1.0 / settings.prior_per_day), pooled_scatter=1.0,
        )

    def usual(self) -> tuple[Floats, Floats]:
        """Rate per day at usual exposure (U,), and its gamma shape (U,): how well it is known."""
        shape, rate = self.prior
        return (shape + self.seen) / (rate + self.offered), shape + self.seen

    def season_today(self) -> Floats:
        """Seasonal factor (U,) of the coming day; 1 until there is a year of history."""
        wave = self.season[0] * np.cos(self._angle(self.day)) + self.season[1] * np.sin(
            self._angle(self.day)
        )
        return np.asarray(1.0 + wave)

    def dispersion(self) -> Floats:
        """Variance over mean of a unit's counts (U,), shrunk to the pool; at least 1."""
        k = self.settings.scatter_units
        own = (self.scatter[0] + k * self.pooled_scatter) / (self.scatter[1] + k)
        return np.asarray(np.clip(own, 1.0, 6.0))

    def learn(self, counts: Floats, flat: Floats, expected: Floats) -> None:
        """Queue the day; learn from the day that leaves the queue.

        ``flat`` is what a rate of 1 would have given today without the season, ``expected`` the
        mean that was used; both 0 where the row was not observed.
        """
        slot = self.day % self.settings.lag
        leaving = self.waiting[slot].copy()
        self.waiting[slot] = counts, flat, expected
        self.day += 1
        if self.day > self.settings.lag:
            self._take(leaving, self.day - 1 - self.settings.lag)
        if self.day % 7 == 0:
            self._refit()

    def _take(self, leaving: Floats, day: int) -> None:
        counts, flat, expected = leaving
        cos, sin = np.cos(self._angle(day)), np.sin(self._angle(day))
        keep = 0.5 ** (1 / self.settings.half_life)
        swing = 1.0 + self.season[0] * cos + self.season[1] * sin
        self.seen = self.seen * keep + counts
        self.offered = self.offered * keep + flat * swing
        basis = np.array([1.0, cos, sin, cos * cos, cos * sin, sin * sin])
        self.normal = self.normal * 0.9995 + basis[:, None] * flat
        self.moment = self.moment * 0.9995 + basis[:3, None] * counts
        self.week += np.stack([counts, expected])
        if day % 7 == 6:
            self._take_week()

    def _take_week(self) -> None:
        seen, expected = self.week
        squares = np.minimum((seen - expected) ** 2 / np.maximum(expected, 0.05), 16.0)
        weight = np.minimum(expected, 1.0)
        self.scatter = self.scatter * 0.98 + np.stack([squares * weight, weight])
        self.week = np.zeros_like(self.week)

    def _refit(self) -> None:
        member = self.rows.member
        self.prior = self._fit_prior()
        pool = self.scatter[:, member].sum(axis=1) + 100.0
        self.pooled_scatter = float(pool[0] / pool[1])
        if self.day >= self.settings.season_after:
            self.season = self._fit_season()

    def _fit_prior(self) -> tuple[float, float]:
        """Method of moments for the gamma prior, with the policy's rate as one month of data."""
        s = self.settings
        known = self.rows.member & (self.offered > 0)
        weight = 30.0 * s.prior_weight
        seen, offered = self.seen[known], self.offered[known]
        mean = (seen.sum() + weight * s.prior_per_day) / (offered.sum() + weight)
        if not known.any():
            return 1.0, 1.0 / mean
        rates = seen / offered
        spread = float(((rates - mean) ** 2 - rates / np.maximum(offered, 1.0)).mean())
        shape = float(np.clip(mean**2 / max(spread, (0.3 * mean) ** 2), 0.3, 10.0))
        return shape, shape / mean

    def _fit_season(self) -> Floats:
        """Ridge regression on one yearly wave (level free), closed form for all rows at once."""
        n, c, s, cc, cs, ss = self.normal
        y0, y1, y2 = self.moment
        n = np.maximum(n, 1e-6)
        level = np.maximum(self.usual()[0], 1e-6)
        ridge = self.dispersion() / (level * self.settings.season_amplitude**2)
        a11, a12, a22 = cc + ridge - c * c / n, cs - c * s / n, ss + ridge - s * s / n
        r1, r2 = y1 - c * y0 / n, y2 - s * y0 / n
        det = a11 * a22 - a12 * a12
        b1, b2 = (r1 * a22 - r2 * a12) / det, (r2 * a11 - r1 * a12) / det
        b0 = np.maximum((y0 - c * b1 - s * b2) / n, 1e-6)
        wave = np.stack([b1 / b0, b2 / b0])
        return np.asarray(wave * np.minimum(1.0, 0.7 / np.maximum(np.hypot(*wave), 1e-9)))

    def _angle(self, day: int) -> float:
        return 2.0 * np.pi * day / YEAR
