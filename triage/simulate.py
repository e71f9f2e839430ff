"""Invented streams whose truth is known: for tests, calibration and the sample year. Pure.

Every unit has a mean of its own (lognormal), a season, a trend and a drift; all share weekdays,
Tết and a common rhythm; counts are negative binomial, by the day or by the week (a bad week is bad
on every day). Built after Noufaily et al. 2013, with the low counts of a province. Seeded: the
same world and seed give the same streams. It describes nobody's real office.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from triage.growth import YEAR, Floats

TET_WEEKS = (4, 56, 108, 160, 212)  # index of the quiet week, from the first day, 52-week years


@dataclass(frozen=True)
class World:
    """How the units of an invented province behave; rates a week, the rest as shares or logs.

    ``weekly_mean`` is the median unit's, ``variety`` the standard deviation of its log over units.
    ``season``: largest yearly amplitude of a unit. ``trend``: standard deviation of the log change
    a year. ``drift``: of a random walk, a square-root year. ``scatter``: variance over mean of a
    week; ``by_week`` makes whole weeks vary instead of days. ``outbreaks_per_year``: unlabelled
    past rises a unit. ``common``: of the common rhythm's slow random walk.
    """

    units: int = 175
    days: int = 3 * 364
    weekly_mean: float = 0.2
    variety: float = 1.0
    season: float = 0.3
    seasonal_share: float = 0.5
    trend: float = 0.15
    drift: float = 0.0
    scatter: tuple[float, ...] = (1.0, 2.0)
    by_week: bool = False
    outbreaks_per_year: float = 0.25
    common: float = 0.1
    tet: float = 0.3
    weekday: tuple[float, ...] = (1.23, 1.2, 1.1, 1.11, 1.14, 0.75, 0.46)


@dataclass(frozen=True)
class Simulated:
    """Counts (U, T), their true means (U, T) without past outbreaks, and scatter (U,)."""

    counts: NDArray[np.int64]
    mean: Floats
    scatter: Floats


class Rise(StrEnum):
    """Shapes of an outbreak: a point source, a step, a ramp."""

    POINT = "point"
    STEP = "step"
    RAMP = "ramp"


@dataclass(frozen=True)
class Outbreak:
    """A rise of one unit. ``size``: standard deviations of a week (POINT) or multiple (others)."""

    kind: Rise
    size: float
    days: int = 56


POINT5 = Outbreak(Rise.POINT, 5.0)
POINT10 = Outbreak(Rise.POINT, 10.0)
DOUBLE = Outbreak(Rise.STEP, 2.0)
TRIPLE = Outbreak(Rise.STEP, 3.0)
FOURFOLD = Outbreak(Rise.STEP, 4.0)
SLOW5 = Outbreak(Rise.RAMP, 5.0, days=90)


def simulate(
    world: World, seed: int, weekly: Floats | None = None, scatter: Floats | None = None
) -> Simulated:
    """Streams of a world. The truth of every day is kept beside the counts.

    ``weekly`` and ``scatter`` (U,), where given, are the units' own means and scatter instead of
    drawn ones; ``world.units`` must agree.
    """
    rng = np.random.default_rng(seed)
    if weekly is None:
        weekly = world.weekly_mean * np.exp(world.variety * rng.normal(size=world.units))
    mean = _means(world, weekly, rng)
    if scatter is None:
        scatter = rng.choice(np.array(world.scatter), world.units)
    counts = _draw(mean, scatter, world.by_week, rng)
    counts += _past_outbreaks(world, mean, scatter, rng)
    return Simulated(counts, mean, scatter)


def extra(
    mean: Floats, scatter: float, outbreak: Outbreak, start: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], int]:
    """Matters an outbreak adds to one unit (T,), and its last day. ``mean`` (T,) is the truth."""
    if outbreak.kind is Rise.POINT:
        return _point(mean, scatter, outbreak.size, start, rng)
    end = min(start + outbreak.days, len(mean))
    growth = np.full(end - start, outbreak.size - 1.0)
    if outbreak.kind is Rise.RAMP:
        growth = np.linspace(0.0, outbreak.size - 1.0, end - start)
    added = np.zeros(len(mean), dtype=np.int64)
    added[start:end] = rng.poisson(mean[start:end] * growth)
    return added, end - 1


def _means(world: World, weekly: Floats, rng: np.random.Generator) -> Floats:
    units, day = world.units, np.arange(world.days)
    level = np.log(np.maximum(weekly, 1e-6) / 7.0)
    seasonal = rng.random(units) < world.seasonal_share
    size = seasonal * rng.uniform(0.3, 1.0, units) * world.season
    wave = np.cos(2 * np.pi * (day / YEAR - rng.random((units, 1))))
    trend = rng.normal(scale=world.trend, size=(units, 1)) * (day - world.days / 2) / YEAR
    walk = rng.normal(scale=world.drift / np.sqrt(YEAR), size=(units, world.days)).cumsum(axis=1)
    rhythm = rng.normal(scale=world.common / np.sqrt(YEAR), size=world.days).cumsum()
    log = level[:, None] + size[:, None] * wave + trend + walk + rhythm
    return np.asarray(np.exp(log) * _calendar(world))


def _calendar(world: World) -> Floats:
    """Weekday and Tết, with the catching up of the two weeks after it."""
    day = np.arange(world.days)
    shape = np.array(world.weekday)[day % 7]
    week = day // 7
    for tet in TET_WEEKS:
        shape = np.where(week == tet, shape * world.tet, shape)
        shape = np.where((week == tet + 1) | (week == tet + 2), shape * 1.25, shape)
    return np.asarray(shape)


def _draw(
    mean: Floats, scatter: Floats, by_week: bool, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Negative binomial counts: a gamma frailty for every day, or for every week."""
    span = 7 if by_week else 1
    weeks = -(-mean.shape[1] // span)
    padded = np.pad(mean, ((0, 0), (0, weeks * span - mean.shape[1])), mode="edge")
    block = padded.reshape(mean.shape[0], weeks, span).sum(axis=2)
    over = np.maximum(scatter - 1.0, 0.0)[:, None]
    size = np.maximum(block / np.maximum(over, 1e-9), 1e-9)
    frailty = np.where(over > 0, rng.gamma(size) / size, 1.0)
    counts = rng.poisson(mean * np.repeat(frailty, span, axis=1)[:, : mean.shape[1]])
    return np.asarray(counts, dtype=np.int64)


def _past_outbreaks(
    world: World, mean: Floats, scatter: Floats, rng: np.random.Generator
) -> NDArray[np.int64]:
    added = np.zeros(mean.shape, dtype=np.int64)
    number = rng.poisson(world.outbreaks_per_year * world.days / YEAR, world.units)
    for unit in np.flatnonzero(number):
        for _ in range(number[unit]):
            size, start = rng.uniform(3.0, 10.0), int(rng.integers(world.days - 28))
            added[unit] += _point(mean[unit], float(scatter[unit]), size, start, rng)[0]
    return added


def _point(
    mean: Floats, scatter: float, size: float, start: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], int]:
    """Poisson(size x week's standard deviation) matters, lognormal(0, 0.5) weeks after start."""
    week = mean[start : start + 7].sum()
    number = max(int(rng.poisson(size * np.sqrt(scatter * week))), 2)
    days = start + np.floor(7 * rng.lognormal(0.0, 0.5, number)).astype(int)
    days = days[days < len(mean)]
    added = np.bincount(days, minlength=len(mean))
    return added, int(days.max(initial=start))
