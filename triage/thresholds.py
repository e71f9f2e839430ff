"""Scores and how often chance reaches them in the simulator's province. Pure.

What stands behind "false alarms per unit-year" until a deployment has streams of its own:
:func:`triage.calibrate.simulated` of the default world (400 units, geometric mean of seeds 0 to 3,
no history; 13 weeks or a year of history move no point by more than 12 %).
"""

from triage.verdict import Calibration

SIMULATED = Calibration(
    "simulator", ((4.0, 0.89), (2.0, 1.55), (1.0, 2.8), (0.5, 5.8), (0.25, 13.0), (0.1, 48.0))
)
