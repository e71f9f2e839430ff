"""What a threshold sees, and how the table says it."""

import numpy as np

from triage.commandline_calibrate import power_lines, rate_lines
from triage.power import LEVELS, Power, power
from triage.surveillance import Settings
from triage.thresholds import SIMULATED


def test_larger_rises_and_larger_offices_are_seen_more_often() -> None:
    found = power(5.8, np.full(50, 1.0), Settings(), 91, levels=(0.65, 8.0))
    seen = {(one.usual, one.rise): one.seen for one in found}
    assert seen[8.0, "x4"] > seen[8.0, "x2"] > 0.2
    assert seen[8.0, "x3"] > seen[0.65, "x3"]
    assert seen[0.65, "burst"] > 0.9


def test_a_stricter_threshold_sees_less() -> None:
    lax, strict = (power(t, np.ones(1), Settings(), 91, levels=(3.0,)) for t in (3.0, 300.0))
    assert sum(p.seen for p in strict) < sum(p.seen for p in lax)


def test_the_table_has_a_line_a_rate_and_a_line_a_level() -> None:
    lines = list(rate_lines(SIMULATED, 175))
    assert "simulator" in lines[0]
    assert lines[5].split() == ["0.5", "5.8", "7.3"]
    rows = list(power_lines(0.5, [Power(1.2, r, 0.5, 14.0) for r in ("x2", "x3", "x4", "burst")]))
    assert rows[2].split()[:4] == ["1.2", "0.50", "14", "d"]
    assert len(LEVELS) == 5
