"""What the year's programme goes by: rules and numbers of this installation, and what is known."""

from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import partial

from intake import units
from intake.clock import today
from triage.adopted import policy_on
from triage.dated import DataBroken as DataBroken
from triage.dated import told as told
from triage.inspections import coverage, programme, selfinspections
from triage.inspections.coverage import Rule
from triage.inspections.programme import Known
from triage.tallies import ground, kept
from triage.visits import arrivals

YEAR = 365


def rules() -> tuple[Rule, ...]:
    """The rules of coverage of this installation."""
    return told(coverage.read_rules, coverage.SHIPPED)


def numbers(day: date) -> dict[str, float]:
    """The numbers of the programme of this installation."""
    return told(partial(programme.read_numbers, day), programme.SHIPPED)


def dues() -> tuple[selfinspections.Due, ...]:
    """Until when units report on themselves, in this installation."""
    return told(selfinspections.read_due, selfinspections.SHIPPED)


def owing(year: int) -> dict[int, date]:
    """Unit -> until when it reports on itself for the year."""
    return selfinspections.owing(dues(), units.book(), year, day_of_year(year))


def day_of_year(year: int) -> date:
    """The day whose rules and units a year's plan goes by: today, or the year's nearest day."""
    now, year = today(), min(max(year, MINYEAR), MAXYEAR)  # whatever an address says
    return min(max(now, date(year, 1, 1)), date(year, 12, 31))


def known(day: date) -> Known:
    """Fair counts of the twelve months before today, and when somebody last came.

    What was said of a desk counts for whoever answers for it.
    """
    now, book = today(), units.book()
    first = (now - timedelta(days=YEAR)).toordinal()
    said: dict[int, float] = {}
    for unit_id, tally in kept(ground(now, policy_on(now))).items():
        ordinals, weights = tally.days
        answering = book.accountable(unit_id).id
        said[answering] = said.get(answering, 0.0) + float(weights[ordinals > first].sum())
    return Known(said, arrivals(day))
