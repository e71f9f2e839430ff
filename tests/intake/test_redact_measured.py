"""Masking measured on the planted set; `make bench-redact` prints the whole tables."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.bench_redact import falsely_masked, nobodys, ordinary, recall
from benchmarks.redaction_fresh import UNSEEN, Voice, fresh_sentences, still_read
from benchmarks.redaction_letters import SETS, letters
from benchmarks.redaction_set import Planted, Style, planted_sentences, survives
from intake import units
from intake.redact import mask

_UNITS = Path(units.__file__).parent / "data" / "units"
UNIT_LISTS = (
    _UNITS / "units_dongthap_2021_11.csv",
    _UNITS / "units_dongthap_old_to_new_2025.csv",
)
CASES = list(planted_sentences())


def test_the_planted_set_is_large_and_written_in_every_style() -> None:
    styles = Counter(case.style for case in CASES)
    assert len(CASES) >= 400
    assert len({case.text for case in CASES}) >= 400
    assert set(styles) == set(Style)


def test_at_least_98_in_100_planted_particulars_are_masked_of_every_kind() -> None:
    found = recall(CASES)
    assert found.share >= 0.98, found.left
    for kind, count in found.planted.items():
        assert found.masked[kind] / count >= 0.95, kind


def test_at_least_98_in_100_are_masked_in_the_sets_of_another_hand_too() -> None:
    fresh = list(fresh_sentences())
    assert {case.style for case in fresh} == set(Voice)
    for cases, most in ((fresh, 400), (list(fresh_sentences(UNSEEN)), 150)):
        found = recall(cases, reads=still_read)
        assert found.planted.total() >= most
        assert found.share >= 0.98, found.left


def test_at_least_98_in_100_are_masked_in_letters_written_one_by_one() -> None:
    sets = [list(letters(file)) for file in SETS]
    assert [len(cases) for cases in sets] == [101, 61, 62, 60, 40, 25]
    for cases in sets:
        found = recall(cases, reads=still_read)
        assert len(found.left) <= max(1, 0.02 * found.planted.total()), found.left


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Tôi\u00a0tên\u00a0Nguyễn\u00a0Văn\u00a0Thử.", "Tôi\u00a0tên\u00a0[tên]."),
        ("Em là\u2009Trần\u2009Thị\u2009Mẫu,\u2009ở ấp 3", "Em là\u2009[tên],\u2009ở ấp 3"),
        ('Tôi tên "Nguyễn Văn Thử"', 'Tôi tên "[tên]"'),
        ("tôi tên: *Nguyễn Văn Thử*", "tôi tên: *[tên]*"),
        ("Tôi tên là “Thử”", "Tôi tên là “[tên]”"),
        ("0912345678/0987654321", "[điện thoại]/[điện thoại]"),
        ("gọi 0912 345 678/0987 654 321 nhé", "gọi [điện thoại]/[điện thoại] nhé"),
        ("0912345678,0387.654.321", "[điện thoại],[điện thoại]"),
        ("tôi là “người bán hàng rong”", "tôi là “người bán hàng rong”"),
        ("nghị quyết 123/0987", "nghị quyết 123/0987"),
    ],
)
def test_pasted_spaces_quotes_and_a_second_number_hide_nothing(said: str, shown: str) -> None:
    assert mask(said).text == shown


def test_no_unit_of_the_state_is_taken_for_a_person_where_its_name_stands_alone() -> None:
    old, new = UNIT_LISTS
    names = [row["full_name"] for row in csv.DictReader(old.open(encoding="utf-8"))]
    names += [row["new_name"] for row in csv.DictReader(new.open(encoding="utf-8"))]
    bare = {
        re.sub("^(Thành phố|Thị xã|Thị trấn|[A-ZĐ][a-zàáãạêệỉòóôườởươ]+) ", "", n) for n in names
    }
    assert len(bare) > 150
    assert [name for name in bare if mask(name).kinds] == []


@pytest.mark.parametrize(
    "said",
    ["ông Nguyễn Văn Bình, 0277 3851 234", "gặp bà Trần Thị Lan", "đường Lê Văn Duyệt ngập nặng",
     "bị làm khó bởi anh Phạm Văn Tài", "Trường THPT Nguyễn Thị Minh Khai", "kẹt xe ở cầu Trần Văn Thời",
     "con đường số 3 chưa có đèn", "theo Quyết định số 12 ngày 3/4", "lấy số 45 lúc 8h"],
)  # fmt: skip
def test_who_and_where_it_is_about_stays_readable(said: str) -> None:
    kept = said.partition(",")[0]
    assert mask(said).text.startswith(kept)


def test_at_most_one_ordinary_sentence_in_500_loses_a_word() -> None:
    texts = ordinary()[::7]
    assert len(falsely_masked(texts)) / len(texts) <= 0.002


def test_what_was_written_to_tempt_the_masking_stays() -> None:
    assert len(nobodys()) > 70
    assert falsely_masked(nobodys()) == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Tôi tên N g u y ễ n V ă n T h ử, ở ấp 3", "Tôi tên [tên], ở ấp 3"),
        ("tôi tên N̶g̶u̶y̶ễ̶n̶ ̶V̶ă̶n̶ ̶T̶h̶ử̶ nha", "tôi tên [tên] nha"),
        ("gọi 0̶9̶1̶2̶3̶4̶5̶6̶7̶8̶ nhé", "gọi [điện thoại] nhé"),
        ("tôi tên n-g-u-y-ễ-n v-ă-n t-h-ử nha", "tôi tên [tên] nha"),
        ("tôi tên Ng\u200buyễn Văn Thử ạ", "tôi tên [tên] ạ"),
        ("x e m lại giùm, r ấ t k é m", "x e m lại giùm, r ấ t k é m"),
        ("U.B.N.D. xã, T-P-H-C-M", "U.B.N.D. xã, T-P-H-C-M"),
    ],
)
def test_letters_taken_apart_or_struck_through_are_read_together(said: str, shown: str) -> None:
    assert mask(said).text == shown


def test_what_survives_is_seen_whatever_the_marks_between() -> None:
    assert survives("0912345678", "gọi 0912.345.678 nhé")
    assert survives("Nguyễn Văn An", "ông an nộp")
    assert survives("an.vo70@example.com", "thư AN.VO70 (at) example.com")
    assert not survives("0912345678", "gọi [điện thoại] nhé")


@given(st.lists(st.sampled_from(CASES), min_size=2, max_size=6))
def test_particulars_hide_in_a_long_letter_as_they_do_alone(cases: list[Planted]) -> None:
    letter = mask("\n".join(case.text for case in cases)).text
    assert letter == "\n".join(mask(case.text).text for case in cases)


@given(st.sampled_from(CASES))
def test_what_was_masked_stays_masked_when_shown_again(case: Planted) -> None:
    once = mask(case.text).text
    assert mask(once).text == once
