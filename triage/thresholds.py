"""Scores and how often chance reaches them, measured on the simulator. Pure.

Until a deployment has a year of its own this is what stands behind "false alarms per unit-year";
:func:`triage.calibrate.from_simulator` measures it anew.
"""

from triage.verdict import Calibration

SIMULATED = Calibration("simulator", ((2.0, 25.0), (1.0, 50.0), (0.5, 95.0), (0.25, 200.0)))
