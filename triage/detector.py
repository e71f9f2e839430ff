"""The sequential test: how much evidence has built up that a unit is above its usual. Pure.

Shiryaev-Roberts e-detector (Shin, Ramdas and Rinaldo 2023, "E-detectors"): with LR_t the day's
likelihood ratio of "rate x rho" against "rate x tolerated rise" (negative binomial),
R <- forget (R + 1) LR, averaged over several rho. Under a correct null E[R_t] <= t, so a score
above c comes at most 365 / c times a unit-year; :mod:`triage.calibrate` says how often in truth.
"""

from dataclasses import dataclass

import numpy as np

from triage.network import Floats

CEILING = 1e12  # enough evidence for anybody; keeps the products finite


@dataclass(frozen=True)
class DetectorSettings:
    """``rises``: multiples of the usual looked for; ``tolerated``: no ground for a visit."""

    rises: tuple[float, ...] = (2.5, 4.0)
    tolerated: float = 1.15
    forget: float = 0.96


@dataclass
class Detector:
    """Running evidence of every row; one ``step`` a day."""

    settings: DetectorSettings
    evidence: Floats  # (rises, U)
    climb: Floats  # (U,) log evidence since the present run began (CUSUM)
    since: np.ndarray  # (U,) day index at which the present run began
    day: int = 0

    @staticmethod
    def fresh(units: int, settings: DetectorSettings) -> "Detector":
        """No evidence against anybody."""
        return Detector(settings, np.zeros((len(settings.rises), units)), np.zeros(units),
                        np.zeros(units, dtype=np.int64))

    def step(self, counts: Floats, mean: Floats, dispersion: Floats, observed: Floats) -> Floats:
        """Take the day's counts (U,) in; the score (U,) after it.

        ``observed`` (U,) is 1 or 0; an unobserved day changes nothing for its row.
        """
        logs = self._log_ratios(counts, mean, dispersion) * observed
        moved = self.settings.forget * (self.evidence + 1.0) * np.exp(np.minimum(logs, 50.0))
        self.evidence = np.where(observed > 0, np.minimum(moved, CEILING), self.evidence)
        self._follow(logs.mean(axis=0))
        self.day += 1
        return np.asarray(self.evidence.mean(axis=0))

    def _follow(self, log: Floats) -> None:
        fresh = self.climb <= 0
        self.since = np.where(fresh, self.day, self.since)
        self.climb = np.maximum(self.climb + log, 0.0)

    def _log_ratios(self, counts: Floats, mean: Floats, dispersion: Floats) -> Floats:
        usual = self.settings.tolerated * np.maximum(mean, 1e-9)
        risen = np.array(self.settings.rises)[:, None] * np.maximum(mean, 1e-9)
        a = np.maximum(dispersion - 1.0, 1e-3) / np.maximum(mean, 1e-9)
        thin = np.log1p(a * risen) - np.log1p(a * usual)
        return np.asarray(counts * (np.log(risen / usual) - thin) - thin / a)
