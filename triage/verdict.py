"""What the watch says of one unit on one day, in numbers that may be frozen and explained. Pure."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from math import log
from typing import Any


class Tier(StrEnum):
    """How far the machine may go. REVIEW: a person must look at one serious matter."""

    NONE = "none"
    WATCH = "watch"
    REVIEW = "review"
    PROPOSE = "propose"


@dataclass(frozen=True)
class Calibration:
    """Which score is reached how often by chance alone.

    ``points``: (false alarms per unit-year, score), rates falling. ``source``: "simulator" until a
    deployment has a year of its own, then "own_year"; "bound" is the theorem's 365 / score.
    """

    source: str
    points: tuple[tuple[float, float], ...]
    measured: date | None = None

    def threshold(self, rate: float) -> float:
        """The score passed ``rate`` times per unit-year by chance; linear in the logarithms.

        Outside the measured rates the nearest point is continued by score x rate = constant,
        which is how the bound behaves.
        """
        first, last = self.points[0], self.points[-1]
        if rate >= first[0]:
            return first[1] * first[0] / rate
        if rate <= last[0]:
            return last[1] * last[0] / rate
        for (r0, c0), (r1, c1) in zip(self.points, self.points[1:], strict=False):
            if r1 <= rate <= r0:
                return float(c0 * (c1 / c0) ** (_log_share(r0, r1, rate)))
        raise AssertionError("points are sorted by falling rate")

    def rate(self, score: float) -> float:
        """False alarms per unit-year at a threshold of ``score``; inverse of :meth:`threshold`."""
        if score <= 0:
            return float("inf")
        first, last = self.points[0], self.points[-1]
        if score <= first[1]:
            return first[0] * first[1] / score
        if score >= last[1]:
            return last[0] * last[1] / score
        for (r0, c0), (r1, c1) in zip(self.points, self.points[1:], strict=False):
            if c0 <= score <= c1:
                return float(r0 * (r1 / r0) ** (_log_share(c0, c1, score)))
        raise AssertionError("points are sorted by rising score")


def _log_share(start: float, end: float, at: float) -> float:
    return log(at / start) / log(end / start) if end != start else 0.0


BOUND = Calibration("bound", ((1.0, 365.0),))


@dataclass(frozen=True)
class Window:
    """Counted and expected over the last ``days`` days; ``ic025`` is log2, lower bound."""

    days: int
    observed: float
    expected: float
    ic025: float


@dataclass(frozen=True)
class Verdict:
    """Statistics only: who sent it and what it says is for fair counting and policy to weigh.

    ``window_days``, ``observed``, ``expected`` and ``ic025`` are those of the window that speaks
    most clearly. ``usual_per_month`` is what the unit has in an ordinary month at this season.
    ``false_alarms_per_unit_year`` is how often chance alone reaches this score, and
    ``calibrated_on`` where that is known from. ``tier`` is NONE, WATCH or PROPOSE.
    """

    day: date
    score: float
    threshold: float
    watch_threshold: float
    alarm: bool
    tier: Tier
    window_days: int
    observed: float
    expected: float
    ic025: float
    usual_per_month: float
    common_factor: float
    since: date
    false_alarms_per_unit_year: float
    calibrated_on: str
    cold_start: bool
    history_days: int
    active: bool
    windows: tuple[Window, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON-able: what is frozen with a proposal."""
        plain = asdict(self)
        plain["day"], plain["since"] = self.day.isoformat(), self.since.isoformat()
        plain["windows"] = [asdict(window) for window in self.windows]
        return plain
