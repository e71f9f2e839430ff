"""Terms in working days, against notices of the Government and dates worked out by hand."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.workdays import Calendar, CalendarError, load_calendar, read_overrides

CALENDAR = load_calendar()
HEADER = "date,working,document,source\n"

days = st.dates(date(2018, 1, 1), date(2029, 12, 31))


def day(text: str) -> date:
    """A date as it is written in Viet Nam: 17/01/2022."""
    d, m, y = text.split("/")
    return date(int(y), int(m), int(d))


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("17/01/2022", 5, "24/01/2022"),
        ("17/01/2022", 10, "07/02/2022"),
        ("17/01/2022", 15, "14/02/2022"),
        ("27/01/2022", 3, "08/02/2022"),
        ("28/04/2022", 2, "04/05/2022"),
        ("30/08/2022", 3, "06/09/2022"),
        ("24/04/2025", 3, "28/04/2025"),
        ("12/02/2026", 3, "24/02/2026"),
        ("20/08/2026", 3, "24/08/2026"),
        ("20/11/2026", 3, "26/11/2026"),
        ("31/12/2025", 1, "05/01/2026"),
        ("08/01/2026", 2, "10/01/2026"),
    ],
)
def test_a_term_in_working_days_ends_on_the_known_day(received: str, term: int, due: str) -> None:
    assert CALENDAR.add_working_days(day(received), term) == day(due)
    assert CALENDAR.working_days_between(day(received), day(due)) == term


@pytest.mark.parametrize(
    ("event", "term", "due"),
    [
        ("01/04/2022", 30, "04/05/2022"),
        ("05/01/2022", 30, "07/02/2022"),
        ("03/01/2022", 30, "07/02/2022"),
        ("10/01/2022", 7, "17/01/2022"),
    ],
)
def test_a_term_in_calendar_days_rolls_off_a_day_off(event: str, term: int, due: str) -> None:
    assert CALENDAR.calendar_deadline(day(event), term) == day(due)


@pytest.mark.parametrize("off", ["02/01/2026", "24/11/2026", "31/08/2026", "02/05/2025"])
def test_days_off_are_off(off: str) -> None:
    assert not CALENDAR.is_working(day(off))


@pytest.mark.parametrize(
    "worked", ["10/01/2026", "22/08/2026", "26/04/2025", "04/05/2024", "24/11/2025"]
)
def test_swapped_saturdays_and_plain_days_are_worked(worked: str) -> None:
    assert CALENDAR.is_working(day(worked))


def test_without_the_overrides_the_swap_of_january_2026_is_missed() -> None:
    """Once the library knows the swap this fails, and the two rows may go."""
    assert Calendar().is_working(day("02/01/2026"))
    assert not Calendar().is_working(day("10/01/2026"))


def test_the_overdue_example_counts_seven_days() -> None:
    assert CALENDAR.working_days_between(day("19/01/2022"), day("28/01/2022")) == 7


def test_what_is_not_yet_due_is_not_overdue() -> None:
    assert CALENDAR.working_days_between(day("19/01/2022"), day("19/01/2022")) == 0
    assert CALENDAR.working_days_between(day("19/01/2022"), day("10/01/2022")) == 0


def test_a_weekend_after_the_due_day_is_not_overdue() -> None:
    assert CALENDAR.working_days_between(day("21/01/2022"), day("23/01/2022")) == 0


def test_a_term_of_no_days_is_the_day_itself_if_worked() -> None:
    assert CALENDAR.add_working_days(day("17/01/2022"), 0) == day("17/01/2022")
    assert CALENDAR.add_working_days(day("22/01/2022"), 0) == day("24/01/2022")


@given(days, st.integers(1, 900))
def test_adding_and_counting_undo_each_other(start: date, term: int) -> None:
    due = CALENDAR.add_working_days(start, term)
    assert CALENDAR.is_working(due)
    assert CALENDAR.working_days_between(start, due) == term


@given(days, st.integers(0, 400))
def test_counting_agrees_with_walking_day_by_day(start: date, span: int) -> None:
    walked = sum(CALENDAR.is_working(start + timedelta(days=d)) for d in range(1, span + 1))
    assert CALENDAR.working_days_between(start, start + timedelta(days=span)) == walked


@given(days)
def test_rolling_forward_never_goes_back_and_lands_on_a_worked_day(start: date) -> None:
    rolled = CALENDAR.roll_forward(start)
    assert rolled >= start
    assert CALENDAR.is_working(rolled)
    assert CALENDAR.working_days_between(start, rolled) == (rolled != start)


@pytest.mark.parametrize("term", [-1, -1000])
def test_a_negative_term_is_refused(term: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(day("17/01/2022"), term)
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.calendar_deadline(day("17/01/2022"), term)


def test_years_beyond_the_calendar_are_said_and_not_guessed() -> None:
    with pytest.raises(CalendarError):
        CALENDAR.is_working(date(1802, 1, 1))
    with pytest.raises(CalendarError):
        CALENDAR.add_working_days(day("17/01/2022"), 10**9)
    with pytest.raises(CalendarError):
        CALENDAR.calendar_deadline(day("17/01/2022"), 10**9)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("day,working\n", "t.csv, line 1: the columns"),
        (HEADER + "02/01/2026,no,D,S\n", "line 2: write the date"),
        (HEADER + "2026-01-02,maybe,D,S\n", "line 2: 'working'"),
        (HEADER + "2026-01-02,no,,S\n", "line 2: name the document"),
        (HEADER + "2026-01-02,no,D,S\n2026-01-02,yes,D,S\n", "line 3: 2026-01-02 is there twice"),
        (HEADER + "2026-01-02\n", "line 2"),
        ("", "line 1"),
    ],
)
def test_a_broken_table_names_file_line_and_cure(table: str, complaint: str) -> None:
    with pytest.raises(CalendarError, match=complaint):
        read_overrides(table, "t.csv")


def test_the_version_names_the_library_and_the_table() -> None:
    assert CALENDAR.version.startswith("holidays-0.109+overrides-")


def test_however_many_terms_are_asked_for_a_year_is_counted_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[int] = []
    monkeypatch.setattr(Calendar, "_count", _noting(Calendar._count, counted))
    fresh = Calendar()
    for turn in range(1000):
        start = day("01/10/2022") + timedelta(days=turn % 90)
        fresh.working_days_between(start, fresh.add_working_days(start, 15))
    assert counted == [2022, 2023]


def _noting(
    count: Callable[[Calendar, int], tuple[int, ...]], counted: list[int]
) -> Callable[[Calendar, int], tuple[int, ...]]:
    def noted(calendar: Calendar, year: int) -> tuple[int, ...]:
        counted.append(year)
        return count(calendar, year)

    return noted
