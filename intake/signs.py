"""One sign of an installation's health, with its cure. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How serious a sign is."""

    GOOD = "ok"
    ODD = "warn"  # works, but should be seen to
    BAD = "BAD"  # fails, or may lose or disclose something


@dataclass(frozen=True)
class Sign:
    """One thing looked at: what was seen, and what to do about it."""

    name: str
    health: Health
    seen: str
    cure: str = ""
