"""Invented worlds of other shapes than the panel, with outbreaks put in one at a time."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from benchmarks.detect_panel import SOON, delays
from triage.calibrate import calibrate, rate_at, threshold_at
from triage.network import Rows
from triage.policy import Policy
from triage.simulate import (
    DOUBLE,
    FOURFOLD,
    POINT5,
    POINT10,
    SLOW5,
    Outbreak,
    Simulated,
    World,
    extra,
    simulate,
)
from triage.surveillance import watch

HISTORY = 1092
KINDS = (POINT5, POINT10, DOUBLE, FOURFOLD, SLOW5)
BASE = World(units=200, days=HISTORY + 364)
WORLDS = {
    "province, 0.2 a week": BASE,
    "varied volumes": replace(BASE, weekly_mean=1.6, variety=1.6),
    "big drift": replace(BASE, weekly_mean=1.5, drift=0.4),
    "whole bad weeks": replace(BASE, weekly_mean=1.5, by_week=True, scatter=(1.0, 2.0, 3.0)),
    "many past outbreaks": replace(BASE, weekly_mean=1.0, outbreaks_per_year=1.0),
    "calm, pure chance": replace(
        BASE, weekly_mean=0.5, scatter=(1.0,), seasonal_share=0.0, trend=0.0
    ),
}


@dataclass(frozen=True)
class Measured:
    """Power at 0.5 false alarms per unit-year, and realised over stated after calibration."""

    pod: float
    soon: float
    threshold: float
    realised: float


def measure(world: World, policy: Policy, seed: int) -> Measured:
    """History with unlabelled outbreaks, then a year without: the same means, drawn anew."""
    past = simulate(world, seed)
    calm = simulate(replace(world, outbreaks_per_year=0.0), seed)
    counts = past.counts.copy()
    counts[:, HISTORY:] = calm.counts[:, HISTORY:]
    tables, times = _outbreaks(counts, calm, np.random.default_rng(seed + 1000))
    stacked = np.concatenate([counts, *tables]).astype(float)
    rows = Rows(
        np.arange(len(stacked)) < world.units, np.tile(np.arange(world.units), len(KINDS) + 1)
    )
    first = date(2019, 1, 7)
    score = watch(stacked, first, policy=policy, rows=rows).score[:, HISTORY:]
    null, *parts = np.split(score, len(KINDS) + 1)
    threshold = threshold_at(null, 0.5)
    late = np.array(
        [delays(part, threshold, *when) for part, when in zip(parts, times, strict=True)]
    )
    found = calibrate(watch(counts[:, :HISTORY].astype(float), first, policy=policy))
    realised = rate_at(null, found.threshold(0.5)) / 0.5
    return Measured(
        float(np.isfinite(late).mean()), float((late <= SOON).mean()), threshold, realised
    )


def _outbreaks(
    counts: NDArray[np.int64], calm: Simulated, rng: np.random.Generator
) -> tuple[list[NDArray[np.int64]], list[tuple[NDArray[np.int64], NDArray[np.int64]]]]:
    """For every kind: counts with one outbreak a unit, and its first and last days of the year."""
    tables, times = [], []
    for kind in KINDS:
        start = rng.integers(HISTORY + 60, HISTORY + 240, len(counts))
        added = [_one(calm, unit, kind, int(day), rng) for unit, day in enumerate(start)]
        tables.append(counts + np.stack([table for table, _ in added]))
        times.append((start - HISTORY, np.array([end for _, end in added]) - HISTORY))
    return tables, times


def _one(
    calm: Simulated, unit: int, kind: Outbreak, day: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], int]:
    return extra(calm.mean[unit], float(calm.scatter[unit]), kind, day, rng)
