"""Which score is reached how often by chance, here: the false-alarm rate made true. Pure.

One threshold does not fit all provinces. With a year of its own behind it, a deployment reads its
own streams: the scores passed two and four times a unit-year, where true rises are few among the
alarms, carried to rarer rates by the slope its bootstrap twin shows. Before that, the twin (its
units' means and scatter, as usual for ever) stands alone, and the screen says so.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from triage.growth import Floats
from triage.simulate import World, simulate
from triage.surveillance import Settings, Watch, Watcher, run
from triage.topicwatch import joined_scores
from triage.verdict import Calibration

RATES = (4.0, 2.0, 1.0, 0.5, 0.25, 0.1)  # false alarms per unit-year
ANCHORS = (4.0, 2.0)  # read from the streams themselves
TWIN_UNITS = 600  # small provinces are copied up to this, or the rare rates are noise
TWIN = World(drift=0.15, outbreaks_per_year=0.0)  # how a unit lives when nothing is wrong
SILENCE = 28  # days a unit is quiet after an alarm
YEAR_DAYS = 364
WARM_UP = 182  # days of history before a unit's own scores are believed
SETTLE = 28  # first days not counted


def alarms(score: Floats, threshold: float, silence: int = SILENCE) -> NDArray[np.bool_]:
    """Days (U, T) on which an alarm starts; the ``silence`` days after it start none."""
    over = score > threshold
    quiet_until = np.zeros(score.shape[0], dtype=np.int64)
    started = np.zeros(score.shape, dtype=bool)
    for day in np.flatnonzero(over.any(axis=0)):
        fresh = over[:, day] & (quiet_until <= day)
        started[fresh, day] = True
        quiet_until[fresh] = day + silence
    return started


def rate_at(score: Floats, threshold: float) -> float:
    """Alarms per unit-year, the first days not counted."""
    started = alarms(score, threshold)[:, SETTLE:]
    return float(started.sum() / (started.size / 365.0))


def threshold_at(score: Floats, rate: float) -> float:
    """The smallest score whose alarms come at most ``rate`` times per unit-year."""
    values = np.unique(score[:, SETTLE:])
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if rate_at(score, float(values[middle])) <= rate:
            high = middle
        else:
            low = middle + 1
    return float(values[low])


def points(score: Floats, rates: Iterable[float] = RATES) -> tuple[tuple[float, float], ...]:
    """(rate, threshold) pairs of a table of scores (U, T), rates falling, thresholds rising."""
    out: list[tuple[float, float]] = []
    for rate in rates:
        floor = out[-1][1] * 1.01 if out else 1e-3
        out.append((rate, max(threshold_at(score, rate), floor)))
    return tuple(out)


def calibrate(watch: Watch, *, seed: int = 1, shares: Floats | None = None) -> Calibration:
    """What fits the watch's own units: its trailing year if it has one, else its twin.

    ``watch`` must hold its whole history (not a ``tail``). ``shares`` (U, K): topics' shares, for
    the units' part of a :class:`triage.topicwatch.TopicWatch`.
    """
    days = watch.score.shape[1]
    twin = points(twin_scores(watch, seed=seed, shares=shares))
    if days < WARM_UP + YEAR_DAYS:
        return Calibration("simulator", twin, measured=watch.last_day)
    member = watch.watcher.network.rows.member[: watch.score.shape[0]]
    own = watch.score[member, -YEAR_DAYS:]
    steps = [np.log(threshold_at(own, rate) / dict(twin)[rate]) for rate in ANCHORS]
    step = float(np.exp(np.mean(steps)))
    return Calibration(
        "own_year", tuple((rate, c * step) for rate, c in twin), measured=watch.last_day
    )


def twin_scores(watch: Watch, *, seed: int = 1, shares: Floats | None = None) -> Floats:
    """Scores (units x copies, 364) of units with this watch's means and scatter, as usual for ever.

    The twin has as many days of history as the watch; its scored year begins where the watch's
    trailing year began, or, where there is none, where the watch ends.
    """
    watcher = watch.watcher
    member = watcher.network.rows.member
    copies = max(TWIN_UNITS // max(int(member.sum()), 1), 1)
    weekly = np.tile(watcher.usual()[member] * 7.0, copies)
    scatter = np.tile(watcher.baseline.scatter[member], copies)
    days = watch.score.shape[1]
    history = days - YEAR_DAYS if days >= WARM_UP + YEAR_DAYS else days
    world = replace(TWIN, units=len(weekly), days=history + YEAR_DAYS)
    streams = simulate(world, seed, weekly=weekly, scatter=scatter)
    if shares is None:
        return scored(streams.counts, watcher.settings, history)
    return _scored_by_topic(streams.counts, np.tile(shares, (copies, 1)), watcher, history, seed)


def _scored_by_topic(
    counts: NDArray[np.int64], shares: Floats, watcher: Watcher, history: int, seed: int
) -> Floats:
    """Joined scores of streams whose matters fall to topics by chance, by the units' shares."""
    rng = np.random.default_rng(seed)
    split = rng.multinomial(counts, shares[:, None, :])
    return joined_scores(np.moveaxis(split, 2, 1), watcher.settings)[:, history:]


def scored(counts: NDArray[np.int64], settings: Settings, history: int) -> Floats:
    """Scores (U, T - history) of plain streams after ``history`` days, thresholds aside."""
    return run(counts.astype(np.float64), settings)[:, history:]


def simulated(world: World, settings: Settings, history: int, seed: int = 1) -> Calibration:
    """A world's own curve: for deployments without any data. See :mod:`triage.thresholds`."""
    calm = replace(world, outbreaks_per_year=0.0, days=history + YEAR_DAYS)
    score = scored(simulate(calm, seed).counts, settings, history)
    return Calibration("simulator", points(score))
