"""The numbers of the life of a case that a province may change, as they hold on a day."""

from datetime import date
from functools import partial
from pathlib import Path

from triage.dated import told
from triage.inspections.numbersfile import Dated, in_force

SHIPPED = Path(__file__).parents[1] / "data" / "case_numbers.csv"
TWO_DECLINE, WORKED_THERE, ASK_AGAIN = "two_decline_from", "worked_there_months", "ask_again_days"
NOTICE_LEAST, NOTICE_MOST = "notice_least_days", "notice_most_days"
SUBMIT, APPROVE, DECIDE, MINUTES = "days_submit", "days_approve", "days_decide", "days_minutes"
REPORT, EXPLAIN, CONCLUDE = "days_report", "days_explain", "days_conclude"
RECTIFY, VERIFY, PUBLISH = "days_rectify", "days_verify", "days_publish"
OF_STEPS = (
    SUBMIT, APPROVE, DECIDE, MINUTES, REPORT, EXPLAIN, CONCLUDE, RECTIFY, VERIFY, PUBLISH,
)  # fmt: skip
NAMES = (TWO_DECLINE, WORKED_THERE, ASK_AGAIN, NOTICE_LEAST, NOTICE_MOST, *OF_STEPS)


def held_on(day: date) -> dict[str, Dated]:
    """All of them. Raises DataBroken where the file cannot be obeyed.

    A number the province's own file does not have yet is the shipped one.
    """
    own = told(partial(in_force, (), day), SHIPPED)
    return in_force(NAMES, day, SHIPPED) | own


def number(name: str, day: date) -> float:
    """One of them."""
    return held_on(day)[name].value
