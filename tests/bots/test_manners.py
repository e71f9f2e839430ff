"""When somebody may be told."""

from datetime import date, datetime

import pytest

from bots.manners import PolicyError, manners
from intake.clock import HERE

DAY = date(2026, 3, 2)
ZALO = manners("zalo", DAY)


def at(hour: int, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=HERE)


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [(at(20), at(20)), (at(21), at(7, 3)), (at(23), at(7, 3)), (at(3), at(7)), (at(7), at(7))],
)
def test_nobody_is_told_at_night(asked: datetime, allowed: datetime) -> None:
    assert ZALO.not_before(asked) == allowed


def test_a_letter_may_come_at_any_hour() -> None:
    assert manners("email", DAY).not_before(at(3)) == at(3)


def test_waits_double_up_to_the_longest() -> None:
    waits = [ZALO.wait(n).total_seconds() for n in (1, 2, 3, 30)]
    assert waits == [60, 120, 240, 21600]


def test_a_server_that_asks_for_more_time_gets_it() -> None:
    assert ZALO.wait(1, 900).total_seconds() == 900


def test_a_day_without_a_row_is_an_error_that_says_so() -> None:
    with pytest.raises(PolicyError, match="zalo"):
        manners("zalo", date(2010, 1, 1))
