"""How much is tried by the tests that try anything: FUZZ=10000 for a long evening."""

import os

from hypothesis import HealthCheck, settings

MANY = settings(
    max_examples=int(os.environ.get("FUZZ", "60")),
    derandomize="FUZZ" not in os.environ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
