"""Why the machine speaks up, in words: whole and weighted numbers, and what speaks against."""

from datetime import date
from typing import Any

import pytest

from tests.triage.test_assess import POLICY, empty, judged, matter
from triage.explain import Background, explain

ENGLISH = {"%(whole)s,%(tenths)s": "%(whole)s.%(tenths)s"}


def evidence(**verdict: Any) -> dict[str, Any]:
    frozen = judged([matter(n, n * 14.0) for n in range(10)], empty()).as_dict(POLICY)
    frozen["verdict"] |= verdict
    return frozen


def told(frozen: dict[str, Any], background: Background | None = None) -> str:
    words = explain(frozen, str, background)
    return "\n".join((*words.reasons, *words.against))


def test_a_fraction_is_said_as_weighted_and_a_whole_number_is_not() -> None:
    assert "tương đương 6,5 phản ánh sau khi cân trọng số" in told(evidence(observed=6.5))
    assert "có 6 phản ánh được tính" in told(evidence(observed=6.0))


def test_the_lower_bound_is_a_multiple_of_the_usual_or_is_not_said() -> None:
    assert "ít nhất gấp 4 lần" in told(evidence(ic025=2.0))
    assert "ít nhất gấp" not in told(evidence(ic025=-0.5))


@pytest.mark.parametrize(
    ("rate", "words"),
    [(2.0, "khoảng 2 lần một năm"), (0.2, "khoảng 5 năm"), (0.001, "hơn 100 năm")],
)
def test_how_often_chance_alone_does_it(rate: float, words: str) -> None:
    assert words in told(evidence(false_alarms_per_unit_year=rate))


def test_a_reader_of_english_sees_points_not_commas() -> None:
    words = explain(evidence(usual_per_month=2.5), lambda m: ENGLISH.get(m, m))
    assert "2.5" in words.reasons[0]


def test_what_speaks_against_is_said() -> None:
    copies = [matter(n, n * 0.5, near_copy_of=None if n == 0 else 0) for n in range(30)]
    frozen = judged(copies, empty()).as_dict(POLICY)
    around = Background(
        {}, [("một bài", 30)], new_channel=date(2026, 3, 3), outage=date(2026, 3, 4)
    )
    said = told(frozen, around)
    for words in ("gần như chép một nội dung", "kể cùng một chuyện", "03/03/2026", "04/03/2026"):
        assert words in said


def test_few_senders_are_called_few() -> None:
    frozen = judged([matter(n, n * 14.0) for n in range(4)], empty()).as_dict(POLICY)
    assert "Mới có 4 người gửi khác nhau" in told(frozen)
