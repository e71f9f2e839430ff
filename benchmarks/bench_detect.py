"""Surveillance beside its peers: detection, calibration, time and memory. Prints tables.

``python -m benchmarks.bench_detect``; the panel is skipped with a line where the data are absent.
"""

import resource
import time
from dataclasses import replace
from datetime import date

import numpy as np

from benchmarks import detect_panel as panel_of
from benchmarks.detect_panel import FIRST, VARIANTS, Panel, Row, difference, judge
from benchmarks.detect_worlds import WORLDS, measure
from triage.calibrate import alarms, calibrate, rate_at
from triage.growth import Floats
from triage.network import Rows
from triage.policy import load
from triage.simulate import World, simulate
from triage.surveillance import Watch, watch

MONDAY = date(2019, 1, 7)
POLICY = load()
PEERS = {
    "farringtonFlexible weekly [R]": "ff_week",
    "GLR-NB daily [R]": "glrnb_day",
    "GLR-NB weekly [R]": "glrnb_week",
    "CUSUM rossi daily [R]": "cusum_day",
    "EARS C2 daily [R]": "ears2",
}


def ours(panel: Panel, start: int = 0) -> dict[str, Floats]:
    """Our scores of the evaluated year. Outbreaks come one at a time: others are the clean panel.

    All variants run at once: rows with an outbreak stand beside the network and lean on it
    without their own clean twin, which is what one run for every outbreak would do.
    """
    units = len(panel.clean)
    tables = [panel.clean, *(panel.outbreaks[v][0] for v in VARIANTS)]
    stacked = np.concatenate(tables)[:, start:]
    rows = Rows(np.arange(len(stacked)) < units, np.tile(np.arange(units), len(tables)))
    score = watch(stacked, MONDAY, policy=POLICY, rows=rows).score[:, FIRST - start :]
    parts = np.split(score, len(tables))
    return dict(zip(("null", *VARIANTS), parts, strict=True))


def scores_of(counts: Floats, start: int = 0) -> Floats:
    """Our scores of the evaluated year for plain counts."""
    return watch(counts[:, start:], MONDAY, policy=POLICY).score[:, FIRST - start :]


def show(row: Row) -> None:
    """One line of the table of detection."""
    each = " ".join(f"{d:5.2f}" for d in np.isfinite(row.delay).mean(axis=1))
    print(
        f"{row.name:32s} {row.pod:5.3f} {row.soon:5.3f} {row.median_delay:4.0f} {each} "
        f"{row.shock:6.2f} {row.false_alarms:6.3f} {row.threshold:9.3g}"
    )


def detection(panel: Panel) -> Row:
    """Everybody's row at 0.5 false alarms per unit-year, ours first."""
    print("\nDetection on the development panel, 0.5 false alarms per unit-year")
    print(
        f"{'method':32s} {'POD':>5s} {'POD14':>5s} {'days':>4s} "
        + " ".join(f"{v:>5s}" for v in VARIANTS)
        + f" {'x1.6':>6s} {'f.a.':>6s} {'c':>9s}"
    )
    mine = judge("ours", ours(panel) | {"shock": scores_of(panel.shocked)}, panel)
    show(mine)
    show(judge("ours, 13 weeks of history", ours(panel, FIRST - 91), panel))
    for name, method in PEERS.items():
        stored = panel_of.stored(method)
        if stored is None:
            print(f"{name:32s} no stored scores")
            continue
        row = judge(name, stored, panel)
        show(row)
        _gaps(mine, row)
    return mine


def _gaps(mine: Row, peer: Row) -> None:
    said = [
        f"{what} {d:+.3f} [{low:+.3f}, {high:+.3f}]"
        for what, (d, low, high) in (
            ("POD", difference(mine, peer)),
            ("POD14", difference(mine, peer, soon=True)),
        )
    ]
    print(f"{'':4s}ours minus it, units redrawn in pairs, 95 %: {'; '.join(said)}")


def together(panel: Panel, threshold: float) -> None:
    """A quarter of the units rise at once for 56 days: four draws, three sizes.

    POD of the same rises one at a time stands beside it: what is lost by their coming together,
    and the ceiling for any watch that takes the shared part out of everybody's account.
    """
    print("\nA quarter of the units rise together for 56 days, at the same threshold")
    print(
        f"{'rise':8s} {'POD':>5s} {'POD14':>6s} {'alone':>6s}  false alarms of the others per unit-year"
    )
    of_all = []
    for times in (2.0, 3.0, 4.0):
        found = np.mean([_surge(panel, threshold, times, seed) for seed in range(4)], axis=0)
        of_all.append(found)
        print(f"x{times:<7g} {found[0]:5.2f} {found[1]:6.2f} {found[3]:6.2f}  {found[2]:.2f}")
    mean = np.mean(of_all, axis=0)
    print(f"{'mean':8s} {mean[0]:5.2f} {mean[1]:6.2f} {mean[3]:6.2f}  {mean[2]:.2f}")


def _surge(panel: Panel, threshold: float, times: float, seed: int) -> tuple[float, ...]:
    """Matters added in proportion to the unit's mean of the last 84 days before."""
    rng = np.random.default_rng(seed)
    units, start, length = len(panel.clean), FIRST + 60 + 50 * seed, 56
    rising = rng.permutation(units) < units // 4
    counts = panel.clean[:, : start + length + panel_of.GRACE + 1].copy()
    usual = panel.clean[:, start - 84 : start].mean(axis=1)
    counts[rising, start : start + length] += rng.poisson(
        (times - 1.0) * usual[rising, None], (int(rising.sum()), length)
    )
    begun = alarms(scores_of(counts), threshold)[:, start - FIRST :]
    alone = alarms(_one_at_a_time(panel, counts), threshold)[:, start - FIRST :]
    years = (~rising).sum() * begun.shape[1] / 365
    return (
        begun[rising].any(axis=1).mean(),
        begun[rising, : panel_of.SOON + 1].any(axis=1).mean(),
        begun[~rising].sum() / years,
        alone[rising].any(axis=1).mean(),
    )


def _one_at_a_time(panel: Panel, counts: Floats) -> Floats:
    """Scores of the evaluated year when each row rises while all others stay as they were."""
    units, days = counts.shape
    stacked = np.concatenate([panel.clean[:, :days], counts])
    rows = Rows(np.arange(2 * units) < units, np.tile(np.arange(units), 2))
    return watch(stacked, MONDAY, policy=POLICY, rows=rows).score[units:, FIRST:]


def calibration(panel: Panel) -> None:
    """Stated against realised false alarms: thresholds from the history, alarms from the year."""
    print(
        "\nCalibration: realised / stated false alarms in the year after the history it was set on"
    )
    history = watch(panel.clean[:, :FIRST], MONDAY, policy=POLICY)
    _realised("panel, 3 years of history", history, panel.clean[:, FIRST:])
    short = watch(panel.clean[:, FIRST - 91 : FIRST], MONDAY, policy=POLICY)
    _realised("panel, 13 weeks of history", short, panel.clean[:, FIRST:])


def _realised(name: str, history: Watch, year: Floats) -> None:
    found = calibrate(history)
    score = history.extend(year).score[:, -year.shape[1] :]
    cells = [
        f"{rate:g}: {rate_at(score, found.threshold(rate)) / rate:.2f}"
        for rate in (2.0, 1.0, 0.5, 0.25)
    ]
    print(f"{name:30s} ({found.source}) " + "  ".join(cells))


def worlds() -> None:
    """The simulator's other shapes: power and calibration where nothing was tuned to the panel."""
    print(
        "\nSimulated worlds, 200 units, 3 years before; threshold set on the clean year (c) "
        "and calibrated on the history"
    )
    print(f"{'world':22s} {'POD':>5s} {'POD14':>6s} {'c':>6s}  realised / stated at 0.5")
    for name, world in WORLDS.items():
        found = measure(world, POLICY, seed=1)
        print(
            f"{name:22s} {found.pod:5.2f} {found.soon:6.2f} {found.threshold:6.1f}  "
            f"{found.realised:.2f}"
        )


def timings() -> None:
    """Whole runs and a daily update; memory is the process's peak."""
    print("\nTime and memory, one process")
    for units in (1_000, 15_000):
        world = World(units=units, days=3 * 364, weekly_mean=1.0)
        counts = simulate(replace(world, units=1_000), 1).counts.astype(float)
        counts = np.tile(counts, (units // 1_000, 1))
        began = time.perf_counter()
        seen = watch(counts[:, :-1], MONDAY, policy=POLICY)
        whole = time.perf_counter() - began
        daily = seen.tail()
        began = time.perf_counter()
        updated = daily.extend(counts[:, -1:])
        day = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        again = watch(counts, MONDAY, policy=POLICY).score[:, -1] if units == 1_000 else None
        same = "" if again is None else f", equal: {np.array_equal(again, updated.score[:, -1])}"
        print(
            f"{units:6d} units x 3 years {whole:6.2f} s; one more day {day * 1000:7.1f} ms{same}; "
            f"peak {peak:.0f} MB"
        )


def main() -> None:
    """Print everything."""
    panel = panel_of.load()
    if panel is None:
        print(f"no panel under {panel_of.eval_data()}; set LANG_NGHE_EVAL")
    else:
        mine = detection(panel)
        together(panel, mine.threshold)
        calibration(panel)
    worlds()
    timings()


if __name__ == "__main__":
    main()
