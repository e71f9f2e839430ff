"""What an operator writes down, understood."""

from datetime import date

import pytest

from intake.reception import blank, identity_level, note

TODAY = date(2026, 4, 10)


def test_a_day_is_read_as_people_say_it() -> None:
    assert note(blank() | {"when": "hôm qua"}, TODAY).words["occurred_on"] == "2026-04-09"


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"when": "mùng 6"}, "when"), ({"level": "told"}, "answer"), ({"way": "dove"}, "way")],
)
def test_what_cannot_be_filed_is_said_at_its_field(typed: dict[str, str], field: str) -> None:
    assert set(note(blank() | typed, TODAY).faults) == {field}


def test_an_answer_given_at_once_is_enough() -> None:
    assert note(blank() | {"level": "told", "answer": "Phí 20.000 đồng."}, TODAY).faults == {}


def test_a_name_declares_and_a_number_alone_does_not() -> None:
    assert identity_level("A", "0912345678") == "declared"
    assert identity_level("", "0912345678") == "contactable_pseudonym"
    assert identity_level("", "") == "anonymous"
