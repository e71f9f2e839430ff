"""How soon a threshold sees a rise of a given size at a given usual volume. Pure: simulated.

A province of the deployment's own usual volumes, as usual for ever, with a few rows of each level
added; each of these has one rise, on a day of its own so that no common rhythm hides it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from triage.calibrate import TWIN, YEAR_DAYS
from triage.growth import Floats
from triage.simulate import DOUBLE, FOURFOLD, TRIPLE, extra, simulate
from triage.surveillance import Settings, run

LEVELS = (0.3, 0.65, 1.2, 3.0, 8.0)  # usual matters a unit and month; 0.65 to 1.2 is the 1022 line
BURST_MATTERS, BURST_DAYS = 8, 7
SEEN_WITHIN = 56  # days: a rise lasts eight weeks, and what is not seen by then is missed
ROWS = 60  # of each level: a share's standard error is at most .065
CALM = 300
RISES = (("x2", DOUBLE), ("x3", TRIPLE), ("x4", FOURFOLD), ("burst", None))


@dataclass(frozen=True)
class Power:
    """``seen``: share of rises alarmed within 56 days. ``delay``: median days of those; NaN if none.

    ``usual``: matters a unit and month before the rise. ``rise``: x2, x3, x4 (eight weeks) or
    burst (8 matters within a week).
    """

    usual: float
    rise: str
    seen: float
    delay: float


def power(
    threshold: float,
    usual: Floats,
    settings: Settings,
    history: int,
    *,
    levels: Sequence[float] = LEVELS,
    seed: int = 7,
) -> tuple[Power, ...]:
    """Power and delay for every level and rise. ``usual`` (U,): the units' matters a month.

    ``history``: days watched before a rise may begin.
    """
    rng = np.random.default_rng(seed)
    calm = rng.choice(usual, CALM) if len(usual) else np.full(CALM, 1.0)
    monthly = np.concatenate([calm, np.repeat(levels, ROWS)])
    world = replace(TWIN, units=len(monthly), days=history + YEAR_DAYS)
    streams = simulate(world, seed, weekly=monthly * 12 * 7 / 365.25)
    starts = history + rng.integers(0, YEAR_DAYS - SEEN_WITHIN, len(levels) * ROWS)
    out = []
    for name, rise in RISES:
        counts = streams.counts.copy()
        for row, start in enumerate(starts, start=CALM):
            if rise is None:
                days = start + rng.integers(0, BURST_DAYS, BURST_MATTERS)
                np.add.at(counts[row], days, 1)
            else:
                mean, scatter = streams.mean[row], float(streams.scatter[row])
                counts[row] += extra(mean, scatter, rise, int(start), rng)[0]
        score = run(counts.astype(np.float64), settings)[CALM:]
        out += _levels(score > threshold, starts, levels, name)
    return tuple(sorted(out, key=lambda p: levels.index(p.usual)))


def _levels(
    over: NDArray[np.bool_], starts: NDArray[np.int64], levels: Sequence[float], name: str
) -> list[Power]:
    found = []
    for n, level in enumerate(levels):
        delays = [
            _delay(over[row, starts[row] : starts[row] + SEEN_WITHIN])
            for row in range(n * ROWS, (n + 1) * ROWS)
        ]
        seen = [d for d in delays if d is not None]
        middle = float(np.median(seen)) if seen else float("nan")
        found.append(Power(level, name, len(seen) / ROWS, middle))
    return found


def _delay(over: NDArray[np.bool_]) -> int | None:
    days = np.flatnonzero(over)
    return int(days[0]) if len(days) else None
