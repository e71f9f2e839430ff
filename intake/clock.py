"""What day it is in Viet Nam, and how late a promise is in working days."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from intake.deadlines import RULES, load_rules
from intake.ownfiles import own
from intake.workdays import OVERRIDES, Calendar, load_calendar

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> date:
    """The date in Viet Nam now."""
    return datetime.now(HERE).date()


def day_of(moment: datetime) -> date:
    """The date in Viet Nam at that moment."""
    return moment.astimezone(HERE).date()


def local(moment: datetime) -> datetime:
    """The same moment by the clocks of Viet Nam."""
    return moment.astimezone(HERE)


def start_of(day: date) -> datetime:
    """The moment a date begins in Viet Nam."""
    return datetime.combine(day, time.min, HERE)


def calendar() -> Calendar:
    """The calendar of working days, with the province's own table of moved days if it has one."""
    return load_calendar(own(OVERRIDES))


def settled_within() -> int:
    """Calendar days in which plain feedback is settled, by the province's rules of today."""
    rules = (r for r in load_rules(own(RULES)) if r.holds("feedback", today()))
    return next(r.days for r in rules if r.step == "close")


def overdue_days(promised_on: date | None) -> int | None:
    """Working days past the promised date today; None where none was promised."""
    if promised_on is None:
        return None
    return max(0, calendar().working_days_between(promised_on, today()))
