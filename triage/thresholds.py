"""Scores and how often chance reaches them, measured on the simulator. Pure.

Until a deployment has a year of its own this is what stands behind "false alarms per unit-year";
:func:`triage.calibrate.from_simulator` measures it anew.
"""

from triage.verdict import Calibration

SIMULATED = Calibration(
    "simulator", ((4.0, 0.7), (2.0, 1.25), (1.0, 2.4), (0.5, 4.6), (0.25, 9.5), (0.1, 40.0))
)
