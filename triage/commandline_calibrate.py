"""The table of `flask triage calibrate`: what each rate of false alarms costs and buys. Pure."""

from collections.abc import Iterable, Iterator

from triage.calibrate import RATES
from triage.power import BURST_DAYS, BURST_MATTERS, RISES, SEEN_WITHIN, Power
from triage.verdict import Calibration

SOURCES = {
    "own_year": "this deployment's own trailing year",
    "simulator": "the simulator: there is not yet a year of own data",
}


def rate_lines(calibration: Calibration, units: int) -> Iterator[str]:
    """Each rate: its threshold and the proposals a month chance alone makes province-wide."""
    yield f"calibrated on {SOURCES.get(calibration.source, calibration.source)}"
    yield "rate (false alarms a unit and year)  threshold  expected by chance a month, all units"
    for rate in RATES:
        yield f"{rate:>35g}  {calibration.threshold(rate):>9.3g}  {rate * units / 12:>36.1f}"


def power_lines(rate: float, found: Iterable[Power]) -> Iterator[str]:
    """Power and median delay of each rise, a line a level of usual volume."""
    yield (
        f"at rate {rate:g}: share seen within {SEEN_WITHIN} days, median delay in days of those "
        f"seen (burst: {BURST_MATTERS} matters within {BURST_DAYS} days)"
    )
    yield "usual a month" + "".join(f"{name:>16}" for name, _ in RISES)
    rows: dict[float, dict[str, Power]] = {}
    for one in found:
        rows.setdefault(one.usual, {})[one.rise] = one
    for usual, by_rise in rows.items():
        yield f"{usual:>13g}" + "".join(_cell(by_rise[name]) for name, _ in RISES)


def _cell(one: Power) -> str:
    delay = f"{one.delay:.0f} d" if one.seen else "-"
    return f"{one.seen:>9.2f} {delay:>6}"
