"""Masking: both what must go and what must stay."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.personal import Kind
from intake.redact import MASKS, mask
from tests.growth import grows_no_faster_than_its_length
from tests.intake.redaction_cases import HIDDEN, KEPT


@pytest.mark.parametrize(("said", "shown"), HIDDEN)
def test_personal_particulars_are_masked(said: str, shown: str) -> None:
    assert mask(said).text == shown


@pytest.mark.parametrize("said", KEPT)
def test_what_says_nothing_of_a_person_stays(said: str) -> None:
    assert mask(said) == mask("") if not said else mask(said).text == said


@pytest.mark.parametrize("said", KEPT)
def test_nothing_is_reported_masked_where_nothing_was(said: str) -> None:
    assert mask(said).kinds == ()


def test_the_case_set_is_large_in_both_directions() -> None:
    assert min(len(HIDDEN), len(KEPT)) >= 60


def test_kinds_are_told_in_order_and_repeated() -> None:
    found = mask("0912345678, a.b@example.com, 0939111222").kinds
    assert found == (Kind.PHONE, Kind.EMAIL, Kind.PHONE)


def test_every_kind_has_a_mask_in_words() -> None:
    assert set(MASKS) == set(Kind)


@pytest.mark.parametrize(("said", "shown"), HIDDEN)
def test_decomposed_typing_is_masked_alike(said: str, shown: str) -> None:
    assert mask(unicodedata.normalize("NFD", said)).text == shown


def test_a_whole_letter_is_masked_everywhere_at_once() -> None:
    said = "\n".join(said for said, _ in HIDDEN)
    assert mask(said).text == "\n".join(shown for _, shown in HIDDEN)


@given(st.text())
def test_masking_twice_masks_no_more(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


mobile = st.from_regex(r"0[35789][0-9]{8}", fullmatch=True)


@given(
    mobile, st.sampled_from(["", " ", ".", "-"]), st.sampled_from([(4, 3, 3), (3, 3, 4), (2,) * 5])
)
def test_no_mobile_number_survives_however_it_is_grouped(
    number: str, mark: str, groups: tuple[int, ...]
) -> None:
    parts, at = [], 0
    for length in groups:
        parts.append(number[at : at + length])
        at += length
    shown = mask(f"xin gọi {mark.join(parts)} giùm").text
    assert not any(c.isdigit() for c in shown)


@given(st.from_regex(r"0[0-9]{11}", fullmatch=True))
def test_no_national_id_survives(number: str) -> None:
    assert not any(c.isdigit() for c in mask(f"Tôi mang số {number} đây").text)


@given(st.integers(1, 999_999_999))
def test_no_sum_of_money_is_masked(sum_of_money: int) -> None:
    said = f"thu {sum_of_money:,} đồng".replace(",", ".")
    assert mask(said).text == said


@given(st.dates())
def test_no_date_is_masked(day: object) -> None:
    said = f"nộp ngày {day:%d/%m/%Y}, hẹn {day:%d-%m-%Y}"
    assert mask(said).text == said


@pytest.mark.parametrize(
    "piece",
    ["0 ", "09", "a@", "a.", "toi ten ", "toi ten nguyen ", "stk a ", "H20.", "1.000.", "khong ",
     "cmnd: ", "9-", "@a", "(0", "+84 ", "\u0301", "0o", "Ký tên\n", "1 000 ", "05.01."],
)  # fmt: skip
def test_masking_takes_no_longer_than_the_length_of_the_text(piece: str) -> None:
    grows_no_faster_than_its_length(lambda size: mask(piece * (size // len(piece))), 300_000)
