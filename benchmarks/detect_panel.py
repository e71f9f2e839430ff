"""The development panel of outbreaks and its scoring, in words: ``data/detect/README.md`` there.

Found through LANG_NGHE_EVAL (default ``../shared/data`` beside the repository); read only.
"""

import csv
import gzip
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage.calibrate import alarms, rate_at, threshold_at
from triage.growth import Floats

FIRST = 1092  # day the evaluated year starts
VARIANTS = ("A5", "A10", "B2", "B4", "C5")
GRACE = 7  # days after its end in which an alarm still counts as a detection
SOON = 14


def eval_data() -> Path:
    """Folder of the evaluation data; it may not exist."""
    here = Path(__file__).resolve().parents[1]
    return Path(os.environ.get("LANG_NGHE_EVAL", here / "../shared/data")).resolve()


@dataclass(frozen=True)
class Panel:
    """Clean counts, shocked counts, and per variant counts, start and end of each unit's outbreak.

    Counts are (U, T); starts and ends are days of the evaluated year.
    """

    clean: Floats
    shocked: Floats
    outbreaks: Mapping[str, tuple[Floats, NDArray[np.int64], NDArray[np.int64]]]


def load() -> Panel | None:
    """The panel, or None where the data are absent."""
    path = eval_data() / "detect" / "sim_dev.npz"
    if not path.exists():
        return None
    with np.load(path) as file:
        return Panel(
            file["y"].astype(float),
            file["y_shock"].astype(float),
            {
                v: (file[f"y_{v}"].astype(float), file[f"s_{v}"] - FIRST, file[f"e_{v}"] - FIRST)
                for v in VARIANTS
            },
        )


def stored(method: str) -> dict[str, Floats] | None:
    """R's stored scores of a method: variant -> (U, 364), days without a score as -inf."""
    folder = eval_data() / "detect" / "r_dev"
    out: dict[str, Floats] = {}
    for variant in (*VARIANTS, "null", "shock"):
        path = folder / f"R_{method}_{variant}.csv.gz"
        if not path.exists():
            return None
        with gzip.open(path, "rt", newline="") as file:
            rows = [[_number(cell) for cell in row] for row in csv.reader(file)]
        out[variant] = np.array(rows)
    return out


def _number(cell: str) -> float:
    return float(cell) if cell not in ("", "NA", "NaN") else -np.inf


@dataclass(frozen=True)
class Row:
    """A method's figures. ``delay``: (variants, U) days to the alarm, inf where missed."""

    name: str
    threshold: float
    false_alarms: float
    shock: float
    delay: Floats

    @property
    def pod(self) -> float:
        """Share of outbreaks with an alarm between start and end + 7 days."""
        return float(np.isfinite(self.delay).mean())

    @property
    def soon(self) -> float:
        """Share of outbreaks with an alarm within 14 days."""
        return float((self.delay <= SOON).mean())

    @property
    def median_delay(self) -> float:
        """Days to the alarm, median over the detected."""
        return float(np.median(self.delay[np.isfinite(self.delay)]))


def judge(name: str, scores: Mapping[str, Floats], panel: Panel, rate: float = 0.5) -> Row:
    """Set the threshold on the clean year for ``rate``, and see what it detects."""
    threshold = threshold_at(scores["null"], rate)
    delay = np.array(
        [
            delays(scores[v], threshold, panel.outbreaks[v][1], panel.outbreaks[v][2])
            for v in VARIANTS
        ]
    )
    shock = rate_at(scores["shock"], threshold) if "shock" in scores else float("nan")
    return Row(name, threshold, rate_at(scores["null"], threshold), shock, delay)


def delays(
    score: Floats, threshold: float, start: NDArray[np.int64], end: NDArray[np.int64]
) -> Floats:
    """Days (U,) from each outbreak's start to its first alarm; inf where there is none."""
    begun = alarms(score, threshold)
    out = np.full(len(start), np.inf)
    for unit, (first, last) in enumerate(zip(start, end, strict=True)):
        hits = np.flatnonzero(begun[unit, first : last + GRACE + 1])
        if len(hits):
            out[unit] = hits[0]
    return out


def difference(one: Row, other: Row, soon: bool = False, draws: int = 2000) -> tuple[float, ...]:
    """POD (or POD14) of one minus the other with a 95 % interval, units redrawn in pairs."""
    limit = SOON if soon else np.inf
    gap = ((one.delay <= limit) & np.isfinite(one.delay)).mean(axis=0)
    gap = gap - ((other.delay <= limit) & np.isfinite(other.delay)).mean(axis=0)
    rng = np.random.default_rng(1)
    drawn = gap[rng.integers(0, len(gap), (draws, len(gap)))].mean(axis=1)
    return (float(gap.mean()), *(float(q) for q in np.quantile(drawn, (0.025, 0.975))))
