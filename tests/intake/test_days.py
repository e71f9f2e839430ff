"""Days as people type them; never a lunar day for a solar one."""

from datetime import date

import pytest

from intake.days import parse_day, tells_time, told_day

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hôm nay", "2026-11-24"),
        ("sang nay", "2026-11-24"),
        ("bữa qua", "2026-11-23"),
        ("hôm kia", "2026-11-22"),
        ("3 ngày trước", "2026-11-21"),
        ("17/3", "2026-03-17"),
        ("17-3-2025", "2025-03-17"),
        ("17.3.25", "2025-03-17"),
        ("ngày 5 tháng 12", "2025-12-05"),
        ("ngày 5 tháng 12 năm 2024", "2024-12-05"),
        ("thứ hai", "2026-11-23"),
        ("thứ ba", "2026-11-17"),
        ("chủ nhật", "2026-11-22"),
        ("thứ sáu tuần trước", "2026-11-20"),
        ("t6", "2026-11-20"),
        ("yesterday", "2026-11-23"),
        ("2 days ago", "2026-11-22"),
        ("17th March 2026", "2026-03-17"),
    ],
)
def test_a_day_is_read(typed: str, day: str) -> None:
    assert parse_day(typed, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    ["mùng 6", "rằm tháng giêng", "6/1 âm lịch", "tuần trước", "31/2", "từ 3/5 tới 9/5", "", "2"],
)
def test_what_is_no_one_day_is_not_guessed(typed: str) -> None:
    assert parse_day(typed, TODAY) is None


def test_a_story_with_an_appointment_does_not_say_when_it_happened() -> None:
    assert told_day("Hẹn trả ngày 19/01 mà hôm nay chưa có", TODAY) is None
    assert told_day("Hôm qua tôi ra xã chờ cả buổi", TODAY) == date(2026, 11, 23)
    assert told_day("Hôm qua hẹn hôm nay, hôm nay hẹn mai", TODAY) is None


def test_a_story_tells_time_in_many_ways() -> None:
    told = ["tuần trước tôi ra xã", "thứ 2 ra phường", "chờ từ 8h", "nop 17/1", "last week"]
    assert all(tells_time(story) for story in told)
    assert not tells_time("Cán bộ nói chuyện khó nghe")
