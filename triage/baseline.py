"""What is usual for a unit: its own rate, trend, season and scatter, learnt with a delay. Pure.

The last ``lag_weeks`` weeks never enter a unit's own baseline, so that a slow rise cannot become
its own excuse, and a week far above the expected is taken in only up to ``clip`` standard
deviations. Several models compete for every unit and are weighted by how well they foretold it;
units without much history lean on what all units show (empirical Bayes).
"""

from dataclasses import dataclass

import numpy as np

from triage.growth import DRIFTING, SEASONAL, STEADY, YEAR, Floats, Growth, Model
from triage.network import Rows


@dataclass(frozen=True)
class BaselineSettings:
    """``prior_per_day``: the policy's rate. ``scatter_weeks``: pooled weeks mixed into a unit's."""

    prior_per_day: float = 1.0 / 30.0
    models: tuple[Model, ...] = (STEADY, SEASONAL, DRIFTING)
    lag_weeks: int = 3
    clip: float = 3.0
    memory: float = 0.99  # of a model's record, a week
    scatter_memory: float = 0.995
    scatter_weeks: float = 10.0
    scatter_most: float = 6.0
    pool_after_weeks: int = 30


@dataclass
class Baseline:
    """Running state of every row (U,); one ``usual`` and one ``learn`` call a day."""

    rows: Rows
    settings: BaselineSettings
    growth: Growth
    day: int
    record: Floats  # (K, U) discounted log score of each model's forecasts
    share: Floats  # (K, U) weight of each model, columns sum to 1
    doubt: Floats  # (U,) variance of the log rate
    residual: Floats  # (2, U) weighted squared weekly residuals, weights
    scatter: Floats  # (U,) variance over mean
    week: Floats  # (2, U) counts and offered of the week being filled
    queue: Floats  # (lag, 2, U) whole weeks not yet learnt
    seen: Floats  # (U,) offered so far learnt: 0 means no history

    @staticmethod
    def fresh(rows: Rows, settings: BaselineSettings) -> "Baseline":
        """A baseline that has seen nothing: the policy's prior everywhere."""
        units, models = len(rows.owner), len(settings.models)
        growth = Growth.fresh(settings.models, units)
        return Baseline(
            rows=rows,
            settings=settings,
            growth=growth,
            day=0,
            record=np.zeros((models, units)),
            share=np.full((models, units), 1.0 / models),
            doubt=np.ones(units),
            residual=np.zeros((2, units)),
            scatter=np.ones(units),
            week=np.zeros((2, units)),
            queue=np.zeros((settings.lag_weeks, 2, units)),
            seen=np.zeros(units),
        )

    def usual(self) -> Floats:
        """Rate per day (U,) today at average exposure and without the common factor."""
        behind = (self.day % 7 + 7 * self.settings.lag_weeks + 3.5) / YEAR
        logs = np.clip(self.growth.ahead(self.day, behind), -9.0, 9.0)
        return np.asarray((self.share * np.exp(logs)).sum(axis=0) * self.settings.prior_per_day)

    def learn(self, counts: Floats, offered: Floats) -> None:
        """Take in a day: ``offered`` (U,) is exposure x shape x common factor, 0 if unobserved."""
        self.week[0] += counts
        self.week[1] += offered * self.settings.prior_per_day
        self.day += 1
        if self.day % 7 == 0:
            self._close_week(self.day // 7 - 1)

    def _close_week(self, week: int) -> None:
        lag = self.settings.lag_weeks
        slot = week % lag
        counts, offered = self.queue[slot].copy()
        self.queue[slot], self.week = self.week, np.zeros_like(self.week)
        if week >= lag:
            self._absorb(7.0 * (week - lag) + 3.0, counts, offered, week)

    def _absorb(self, day: float, counts: Floats, offered: Floats, week: int) -> None:
        if week >= self.settings.pool_after_weeks // 2:
            self._place_newcomers()
        self.growth.evolve()
        foretold = offered * np.exp(np.clip(self.growth.ahead(day, 0.0), -9.0, 9.0))
        mean = (self.share * foretold).sum(axis=0)
        doubt = (self.share * self.growth.doubt(day, 0.0)).sum(axis=0)
        self._scatter(counts, mean, doubt)
        room = mean + self.settings.clip * np.sqrt(self.scatter * mean + doubt * mean**2) + 1.0
        tame = np.minimum(counts, room)
        self._compare(tame, foretold, week)
        self.growth.absorb(day, tame, offered, self.scatter)
        self.seen += offered
        behind = (7.0 * self.settings.lag_weeks + 7.0) / YEAR
        doubts = self.growth.doubt(day + YEAR * behind, behind)
        self.doubt = np.asarray((self.share * doubts).sum(axis=0))

    def _scatter(self, counts: Floats, mean: Floats, doubt: Floats) -> None:
        s = self.settings
        squares = (counts - mean) ** 2 / np.maximum(mean * (1.0 + mean * doubt), 0.05)
        weight = np.minimum(mean, 1.0)
        fresh = np.stack([np.minimum(squares, 16.0) * weight, weight])
        self.residual = self.residual * s.scatter_memory + fresh
        pool = self.residual[:, self.rows.member].sum(axis=1) + 100.0
        own = self.residual[0] + s.scatter_weeks * pool[0] / pool[1]
        self.scatter = np.clip(own / (self.residual[1] + s.scatter_weeks), 1.0, s.scatter_most)

    def _compare(self, counts: Floats, foretold: Floats, week: int) -> None:
        """Weight the models by their forecasts (prequential), the network's mix as the prior."""
        gain = (counts * np.log(np.maximum(foretold, 1e-9)) - foretold) / self.scatter
        self.record = self.record * self.settings.memory + gain
        odds = np.exp(self.record - self.record.max(axis=0))
        if week >= self.settings.pool_after_weeks and self.rows.member.any():
            alone = odds / odds.sum(axis=0)
            odds = odds * alone[:, self.rows.member].mean(axis=1)[:, None]
        self.share = odds / odds.sum(axis=0)

    def _place_newcomers(self) -> None:
        """Rows never observed start where the network's units are, not at the policy's guess."""
        new = self.seen == 0
        known = ~new & self.rows.member
        if not new.any() or known.sum() < 5:
            return
        levels = (self.share * self.growth.mean[..., 0]).sum(axis=0)[known]
        average = float(np.log(np.exp(levels).mean()))
        self.growth.start_at(new, average, float(np.clip(levels.var(), 0.25, 2.0)))
