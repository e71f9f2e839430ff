"""A unit's log rate as it drifts: level, trend and season, learnt from weekly counts. Pure.

Dynamic generalised linear model (West, Harrison and Migon 1985): the state is normal, the week's
rate is gamma with the same mean and spread, the count moves the gamma, the gamma moves the state.
Exact enough at 0.1 matters a week, where least squares is not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YEAR = 365.25
WEEK = 7.0 / YEAR
PARTS = 4  # level, trend a year, cosine, sine


@dataclass(frozen=True)
class Model:
    """How much a unit's log rate may differ (``prior``) and move (``drift``, a square-root year).

    Both are standard deviations of (level, trend a year, cosine, sine).
    """

    name: str
    prior: tuple[float, float, float, float]
    drift: tuple[float, float, float, float]


STEADY = Model("steady", (1.0, 0.0, 0.0, 0.0), (0.05, 0.0, 0.0, 0.0))
SEASONAL = Model("seasonal", (1.0, 0.2, 0.2, 0.2), (0.05, 0.0, 0.02, 0.02))
DRIFTING = Model("drifting", (1.0, 0.0, 0.1, 0.1), (0.3, 0.0, 0.02, 0.02))


@dataclass
class Growth:
    """Means (K, U, 4) and covariances (K, U, 4, 4) of K models for U rows."""

    models: tuple[Model, ...]
    mean: Floats
    spread: Floats

    @staticmethod
    def fresh(models: tuple[Model, ...], units: int) -> "Growth":
        """Every row at its prior."""
        prior = np.array([model.prior for model in models]) ** 2
        spread = np.zeros((len(models), units, PARTS, PARTS))
        spread[..., range(PARTS), range(PARTS)] = prior[:, None, :]
        return Growth(models, np.zeros((len(models), units, PARTS)), spread)

    def ahead(self, day: float, years: float) -> Floats:
        """Log rate (K, U) on ``day``, the state being ``years`` old."""
        return np.asarray(self.mean @ _direction(day, years))

    def doubt(self, day: float, years: float) -> Floats:
        """Variance (K, U) of :meth:`ahead`."""
        at = _direction(day, years)
        return np.asarray((self.spread @ at) @ at)

    def evolve(self) -> None:
        """Let a week pass: the trend moves the level, everything becomes a little less sure."""
        step = np.eye(PARTS)
        step[0, 1] = WEEK
        drift = np.array([model.drift for model in self.models]) ** 2 * WEEK
        self.mean = self.mean @ step.T
        self.spread = step @ self.spread @ step.T
        self.spread[..., range(PARTS), range(PARTS)] += drift[:, None, :]

    def absorb(self, day: float, counts: Floats, offered: Floats, scatter: Floats) -> None:
        """Learn from a week around ``day``: counts (U,) where a rate of 1 gives ``offered`` (U,).

        ``scatter`` (U,): variance over mean of the counts; it divides their weight.
        """
        at = _direction(day, 0.0)
        log = self.mean @ at
        lean = self.spread @ at
        doubt = np.maximum(lean @ at, 1e-9)
        shape = 1.0 / doubt + counts / scatter
        rate = np.exp(-log) / doubt + offered / scatter
        moved = (np.log(shape / rate) - log) / doubt
        sharper = (1.0 - 1.0 / (shape * doubt)) / doubt
        self.mean = self.mean + lean * moved[..., None]
        self.spread = self.spread - (lean * sharper[..., None])[..., :, None] * lean[..., None, :]

    def start_at(self, rows: NDArray[np.bool_], level: float, variance: float) -> None:
        """Put ``rows`` at a level: rows that never had a week take the network's."""
        self.mean[:, rows] = 0.0
        self.mean[:, rows, 0] = level
        for k, model in enumerate(self.models):
            self.spread[k, rows] = np.diag(np.array(model.prior) ** 2)
            self.spread[k, rows, 0, 0] = variance


def _direction(day: float, years: float) -> Floats:
    angle = 2.0 * np.pi * day / YEAR
    return np.array([1.0, years, np.cos(angle), np.sin(angle)])
