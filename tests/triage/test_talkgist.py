"""What a talk is told of a story."""

import pytest

from triage.talkgist import gist, names_other_province, typed_out


@pytest.mark.parametrize(
    ("story", "grave"),
    [
        ("Cán bộ địa chính đòi 5 triệu mới ký hồ sơ cho tôi", True),
        ("can bo goi y phong bi moi lam", True),
        ("Đường trước nhà tôi ngập nước cả tháng", False),
        ("Hồ sơ tách thửa trễ hẹn 20 ngày chưa trả", False),
    ],
)
def test_what_is_grave_is_told_from_what_only_resembles_it(story: str, grave: bool) -> None:
    assert gist(story, names_something=True).grave is grave


@pytest.mark.parametrize(
    ("story", "names", "idle"),
    [
        ("đồ lừa đảo", False, True),
        ("asdfgh", False, True),
        ("asdfgh", True, False),
        ("họ quát tôi", False, False),
        ("em nộp hồ sơ đất", False, False),
    ],
)
def test_few_words_about_nothing_are_idle(story: str, names: bool, idle: bool) -> None:
    assert gist(story, names).idle is idle


@pytest.mark.parametrize(
    ("typed", "meant"), [("guwir ddi", "gửi đi"), ("hoom qua", "hôm qua"), ("send it", "send it")]
)
def test_raw_telex_is_put_into_letters(typed: str, meant: str) -> None:
    assert typed_out(typed) == meant


@pytest.mark.parametrize(
    ("story", "other"),
    [
        ("ở Cần Thơ làm giấy tờ khó quá", True),
        ("o can tho lam giay to kho qua", True),
        ("ở Tiền Giang làm giấy tờ khó quá", False),
        ("ra xã làm giấy tờ khó quá", False),
        ("phong nay chi phong kia, hai phong deu khong nhan", False),
    ],
)
def test_another_province_is_told_from_those_ours_was_made_of(story: str, other: bool) -> None:
    assert names_other_province(story, {"dong thap", "tien giang"}) is other


def test_an_idea_is_told_from_a_complaint() -> None:
    assert gist("Tôi đề nghị tỉnh cho nộp hồ sơ qua Zalo", names_something=True).idea
    assert not gist("Hồ sơ tách thửa trễ hẹn 20 ngày chưa trả", names_something=True).idea
