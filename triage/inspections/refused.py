"""Why a case does not move: the rules refuse, somebody was first, its unit has another one."""

from datetime import date

from triage.inspections.caserows import InspectionMove


class Refused(ValueError):
    """A move or a finding the rules refuse; ``why`` is the code of :func:`life.refusal`.

    ``day``: the earliest day it could be, where that is what stands against it.
    """

    def __init__(self, why: str, day: date | None = None) -> None:
        super().__init__(why)
        self.why, self.day = why, day


class Overtaken(RuntimeError):
    """Somebody moved the inspection first; ``last`` is their step."""

    def __init__(self, last: InspectionMove | None) -> None:
        super().__init__("the inspection has moved on")
        self.last = last


class UnderWay(RuntimeError):
    """The unit has an inspection under way already."""
