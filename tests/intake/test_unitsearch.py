"""Looking units up as people type them."""

import statistics
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import unitsearch
from intake.unitbook import Kind
from intake.unitmatch import fit
from intake.unitsearch import Found, Hit, resolve, search
from tests.intake.shelf import IN_2022, IN_2026, shipped

AMBIGUOUS = {  # what people type, and every unit of 2022 they may mean
    "cao lanh": {"866", "873"},
    "hong ngu": {"868", "870"},
    "txhn": {"868", "870"},
    "tphn": {"HANOI", "868"},
    "phuong 1": {"29866", "29905"},
    "p1": {"29866", "29905"},
    "P. 2": {"29869", "29911"},
    "phường 3": {"29875", "29902"},
    "phuong 4": {"29872", "29908"},
    "an hoa": {"29919", "30019"},
    "binh thanh": {"29959", "30127", "30163", "30193"},
    "bình thạnh": {"29959", "30127"},
    "Bình Thành": {"30163", "30193"},
    "tan thanh": {"30157", "30226"},
    "tan binh": {"30154", "30256"},
    "tan hoa": {"30136", "30235"},
    "tan my": {"30145", "30175"},
    "tan phu": {"30160", "30274"},
    "tan phuoc": {"29944", "30220"},
    "lai vung": {"876", "30208"},
    "lap vo": {"875", "30169"},
    "thanh binh": {"874", "30130"},
    "my an": {"30037", "30064"},
    "my tho": {"30076", "30100", "82"},
    "lv": {"875", "876"},
}
ONE = {
    "tpcl": "866",
    "Thành phố Cao Lãnh": "866",
    "h. Cao Lãnh": "873",
    "phường An Hòa": "29919",
    "xã An Hoà": "30019",
    "Tân Thạnh": "30157",
    "phường 1 Sa Đéc": "29905",
    "Xã Tân Bình, huyện Châu Thành": "30256",
    "xa tan binh, h chau thanh, tinh dong thap": "30256",
    "UBND xã Gáo Giồng": "30079",
    "sở tnmt": "STNMT",
    "stnmt": "STNMT",
    "Sở TN&MT": "STNMT",
    "so ldtbxh": "SLDTBXH",
    "vp ubnd tỉnh": "VPUBND",
    "một cửa phường 6": "MC-29878",
    "van phong dat dai lai vung": "DD-876",
    "Ha\u0300 No\u0323\u0302i": "HANOI",
}


def found(query: str, day: date) -> list[str]:
    return [h.unit.code for h in search(shipped(), query, day)]


def shown(hits: list[Hit]) -> list[tuple[str, list[str]]]:
    return [(h.label, [u.name for u in h.now]) for h in hits]


@pytest.mark.parametrize("typed", AMBIGUOUS)
def test_a_name_of_several_units_asks(typed: str) -> None:
    answer = resolve(shipped(), typed, IN_2022)
    assert answer.status is Found.SEVERAL
    assert {h.unit.code for h in answer.hits} == AMBIGUOUS[typed]


@pytest.mark.parametrize("typed", ONE)
def test_a_name_of_one_unit_is_that_unit(typed: str) -> None:
    answer = resolve(shipped(), typed, IN_2022)
    assert answer.status is Found.ONE
    assert answer.hits[0].unit.code == ONE[typed]


@pytest.mark.parametrize("typed", ["", " ", ".,;", "xyz", "\x00", "🙂", "\u202e", "0" * 5000])
def test_what_names_nothing_finds_nothing(typed: str) -> None:
    assert resolve(shipped(), typed, IN_2022).status is Found.NONE


@pytest.mark.parametrize("typed", ["ct", "bình thánh", "tân nhuận", "trung tâm phục vụ"])
def test_a_guess_is_offered_and_not_taken(typed: str) -> None:
    answer = resolve(shipped(), typed, IN_2022)
    assert answer.status is Found.SEVERAL
    assert answer.hits


def test_beginnings_of_words_are_enough() -> None:
    assert found("tan nhu", IN_2022) == ["30253"]
    assert found("t n đ", IN_2022)[0] == "30253"


def test_marks_typed_put_their_bearers_first() -> None:
    assert found("bình thành", IN_2022)[:2] == ["30163", "30193"]
    assert found("bình thạ", IN_2022)[:3] == ["29959", "30127", "30205"]


def test_either_place_of_the_tone_is_the_same_name() -> None:
    assert found("Phường An Hoà", IN_2022)[0] == found("Phường An Hòa", IN_2022)[0] == "29919"


def test_order_matters() -> None:
    assert found("thanh binh", IN_2022)[:2] == ["874", "30130"]


def test_the_label_says_where_a_unit_stands() -> None:
    assert search(shipped(), "tân bình", IN_2022)[1].label == "Xã Tân Bình, huyện Châu Thành"
    assert search(shipped(), "một cửa xã tân bình", IN_2022)[0].label == (
        "Bộ phận Một cửa xã Tân Bình, huyện Thanh Bình"
    )


def test_an_old_name_shows_who_answers_today() -> None:
    assert shown(search(shipped(), "xã gáo giồng", IN_2026)) == [
        ("Xã Gáo Giồng, huyện Cao Lãnh", ["Xã Phú Cường", "Xã Phong Mỹ"])
    ]
    assert shown(search(shipped(), "sở tnmt", IN_2026)) == [
        ("Sở Tài nguyên và Môi trường", ["Sở Nông nghiệp và Môi trường"])
    ]


def test_an_old_name_of_the_other_side_is_found_after_the_merger_only() -> None:
    typed = "xã đạo thạnh, mỹ tho, tiền giang"
    assert found(typed, IN_2022) == []
    assert shown(search(shipped(), typed, IN_2026)) == [
        ("Xã Đạo Thạnh, thành phố Mỹ Tho", ["Phường Đạo Thạnh"])
    ]


def test_a_unit_that_goes_on_under_its_name_is_shown_once_by_old_address_too() -> None:
    for typed in ("Xã Phú Cường, huyện Tam Nông", "xã phú cường tam nông", "sở nội vụ"):
        hits = search(shipped(), typed, IN_2026)
        assert len(hits) == 1
        assert hits[0].unit.valid_on(IN_2026)


def test_a_name_used_again_asks_after_the_merger() -> None:
    answer = resolve(shipped(), "cao lanh", IN_2026)
    assert {h.unit.code for h in answer.hits} == {"866", "873", "29869"}
    assert {h.unit.name for h in resolve(shipped(), "Lai Vung", IN_2026).hits} == {
        "Xã Lai Vung", "Thị trấn Lai Vung", "Huyện Lai Vung",
    }  # fmt: skip


def test_a_desk_is_found_only_by_its_own_words() -> None:
    kinds = {h.unit.kind for h in search(shipped(), "tân bình", IN_2022)}
    assert kinds == {Kind.COMMUNE}
    assert search(shipped(), "đất đai lai vung", IN_2022)[0].unit.kind is Kind.LAND_OFFICE


def test_no_more_than_the_limit_is_returned() -> None:
    assert len(search(shipped(), "xã", IN_2022, limit=3)) == 3


@given(st.text(max_size=200))
def test_nothing_typed_breaks_the_search(typed: str) -> None:
    for hit in search(shipped(), typed, IN_2022):
        assert 0 < hit.score <= 100


def test_every_label_leads_back_to_its_unit() -> None:
    book = shipped()
    for day in (IN_2022, IN_2026):
        for unit in book.on(day):
            if unit.kind in (Kind.DISTRICT, Kind.COMMUNE, Kind.DEPARTMENT):
                label = next(h.label for h in search(book, unit.name, day, 40) if h.unit == unit)
                assert unit in [h.unit for h in resolve(book, label, day).hits], label


def test_while_it_is_typed_few_of_all_names_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[int] = []

    def counted(*args: Any) -> Any:
        weighed[-1] += 1
        return fit(*args)

    monkeypatch.setattr(unitsearch, "fit", counted)
    for turn, unit in enumerate(shipped().within_reach(IN_2026)):
        weighed.append(0)
        search(shipped(), unit.name[: 1 + turn % 12], IN_2026)
    every = len(unitsearch._index(shipped(), IN_2026)._forms)
    assert statistics.median(weighed) < every / 20
    assert max(weighed) < every  # not even of one letter
