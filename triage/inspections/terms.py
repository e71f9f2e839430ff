"""Until when the next step of a case should be made (domain 6.1): dated numbers, working days.

A term missed stops nothing: the case says that it is late. The day a step was made is day 0.
"""

from datetime import date

from intake.clock import calendar, day_of, today
from triage.inspections import casenumbers as numbers
from triage.inspections.caserows import Inspection
from triage.inspections.life import Stage, Step

BEGUN = (Step.ARRIVE, Step.REVIEW)
# Stage -> the number of its term, and the steps it is counted from; none: from the last one.
TERMS: dict[Stage, tuple[str, tuple[Step, ...]]] = {
    Stage.ACCEPTED: (numbers.SUBMIT, ()),
    Stage.SUBMITTED: (numbers.APPROVE, ()),
    Stage.APPROVED: (numbers.DECIDE, ()),
    Stage.ON_SITE: (numbers.MINUTES, ()),
    Stage.DESK_REVIEW: (numbers.REPORT, ()),
    Stage.MINUTES: (numbers.REPORT, ()),
    Stage.REPORTED: (numbers.CONCLUDE, BEGUN),
    Stage.DRAFTED: (numbers.EXPLAIN, ()),
    Stage.EXPLAINED: (numbers.CONCLUDE, BEGUN),
    Stage.FILED: (numbers.VERIFY, ()),
    Stage.CLOSED: (numbers.PUBLISH, ()),
}


def due(row: Inspection) -> date | None:
    """The last day of the step the case waits for; None where none runs."""
    name, steps = TERMS.get(Stage(row.stage), ("", ()))
    since = next((m for m in reversed(row.moves) if not steps or m.step in steps), None)
    if not name or since is None:
        return None
    begun = day_of(since.at)
    return calendar().add_working_days(begun, int(numbers.number(name, begun)))


def suggested() -> date:
    """The last day to put right what is found today, where nobody says otherwise."""
    return calendar().add_working_days(today(), int(numbers.number(numbers.RECTIFY, today())))
