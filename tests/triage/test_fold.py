"""Folding's laws: idempotent, the way back valid, marks without weight."""

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.fold import fold
from triage.fold import Folded, fold_text, read_as_meant

ANY = st.text(alphabet=st.characters(), max_size=60)
VIETNAMESE = st.text(alphabet="aàáạảãăằâầđeêềiìoôồơờuưừyỳ xXhHnNgt.,-", max_size=40)
HARD = ["\x00Xã\x00", "\ud800Hoà\udfff", "e\u0301\u0323", "\u0301", "İi", "ß", "각", "ﬁ", "ো", ""]


def harden(test: Callable[[str], None]) -> Callable[[str], None]:
    """Try the hard texts first."""
    for text in HARD:
        test = example(text)(test)
    return test


@harden
@given(ANY)
def test_the_folded_text_is_what_the_base_fold_gives(text: str) -> None:
    assert fold_text(text).text == fold(text)


@harden
@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_text(text).text
    assert fold_text(once).text == once


@harden
@given(ANY)
def test_every_folded_character_has_a_place_in_the_original(text: str) -> None:
    _check_places(fold_text(text), text)


@harden
@given(ANY)
def test_reading_as_meant_keeps_every_place_valid(text: str) -> None:
    _check_places(read_as_meant(text, frozenset({"xa", "binh", "thanh"})), text)


def _check_places(folded: Folded, text: str) -> None:
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert all(0 <= s <= e <= len(text) for s, e in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@given(VIETNAMESE)
def test_marks_never_change_the_fold(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    assert fold_text(text).text == fold_text(bare).text


@given(VIETNAMESE)
def test_composed_and_decomposed_typing_fold_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold_text(composed).text == fold_text(decomposed).text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_word_found_in_the_fold_is_marked_whole_in_the_original(
    form: Literal["NFC", "NFD"],
) -> None:
    text = unicodedata.normalize(form, "ở Xã Hoà An nè")
    folded = fold_text(text)
    at = folded.text.index("hoa an")
    start, end = folded.span(at, at + len("hoa an"))
    assert unicodedata.normalize("NFC", text[start:end]) == "Hoà An"


def test_both_tone_placements_fold_alike() -> None:
    assert fold_text("Hoà Thuỵ").text == fold_text("Hòa Thụy").text


def test_raw_telex_is_decoded_with_the_way_back() -> None:
    text = "uyr ban xax Hoaf Taan khoong tieeps"
    folded = read_as_meant(text)
    assert folded.text == "uy ban xa hoa tan khong tiep"
    at = folded.text.index("hoa tan")
    assert text[slice(*folded.span(at, at + 7))] == "Hoaf Taan"


def test_raw_vni_is_decoded() -> None:
    assert read_as_meant("xa4 Bi2nh Tha2nh huye65n La61p Vo2").text == "xa binh thanh huyen lap vo"


def test_one_english_word_is_no_telex() -> None:
    assert read_as_meant("boss nói vậy thôi chứ ai biết").text.startswith("boss ")


def test_joined_words_are_split_where_a_name_shows_through() -> None:
    names = frozenset({"xa", "binh", "thanh"})
    text = "lên xaBinhThanh hoài"
    folded = read_as_meant(text, names)
    assert "xa binh thanh" in folded.text
    at = folded.text.index("binh thanh")
    assert text[slice(*folded.span(at, at + 10))] == "BinhThanh"


def test_words_that_hold_no_name_are_left_joined() -> None:
    assert read_as_meant("facebook", frozenset({"xa", "binh"})).text == "facebook"


def test_teencode_is_written_out_with_the_way_back() -> None:
    text = "hs k dc giải quyết"
    folded = read_as_meant(text)
    assert folded.text == "ho so khong duoc giai quyet"
    at = folded.text.index("khong")
    assert text[slice(*folded.span(at, at + 5))] == "k"


def test_an_empty_span_stays_empty() -> None:
    folded = fold_text("Xã")
    assert folded.span(1, 1) == (1, 1)
    assert folded.span(5, 9) == (2, 2)
