"""Names that several units bear: the table of ambiguities, and what settles them."""

import pytest

from tests.triage.map_of_units import IN_2026, all_places, choices, place, where
from triage.placing import Status

TABLE = [
    ("cao lanh", {"Thành phố Cao Lãnh", "Huyện Cao Lãnh"}),
    ("hong ngu", {"Thành phố Hồng Ngự", "Huyện Hồng Ngự"}),
    ("phuong 1", {"Phường 1, Thành phố Cao Lãnh", "Phường 1, Thành phố Sa Đéc"}),
    ("p1", {"Phường 1, Thành phố Cao Lãnh", "Phường 1, Thành phố Sa Đéc"}),
    ("phuong 2", {"Phường 2, Thành phố Cao Lãnh", "Phường 2, Thành phố Sa Đéc"}),
    ("F.3", {"Phường 3, Thành phố Cao Lãnh", "Phường 3, Thành phố Sa Đéc"}),
    ("phường 4", {"Phường 4, Thành phố Cao Lãnh", "Phường 4, Thành phố Sa Đéc"}),
    ("an hoa", {"Phường An Hoà, Thành phố Sa Đéc", "Xã An Hòa, Huyện Tam Nông"}),
    (
        "xa binh thanh",
        {
            "Xã Bình Thạnh, Thành phố Hồng Ngự",
            "Xã Bình Thạnh, Huyện Cao Lãnh",
            "Xã Bình Thành, Huyện Thanh Bình",
            "Xã Bình Thành, Huyện Lấp Vò",
        },
    ),
    ("xa tan thanh", {"Xã Tân Thạnh, Huyện Thanh Bình", "Xã Tân Thành, Huyện Lai Vung"}),
    ("xã tan binh", {"Xã Tân Bình, Huyện Thanh Bình", "Xã Tân Bình, Huyện Châu Thành"}),
    ("xa tan hoa", {"Xã Tân Hòa, Huyện Thanh Bình", "Xã Tân Hòa, Huyện Lai Vung"}),
    ("Xã Tân Mỹ", {"Xã Tân Mỹ, Huyện Thanh Bình", "Xã Tân Mỹ, Huyện Lấp Vò"}),
    ("xa tan phu", {"Xã Tân Phú, Huyện Thanh Bình", "Xã Tân Phú, Huyện Châu Thành"}),
    ("xa tan phuoc", {"Xã Tân Phước, Huyện Tân Hồng", "Xã Tân Phước, Huyện Lai Vung"}),
    ("lai vung", {"Huyện Lai Vung", "Thị trấn Lai Vung, Huyện Lai Vung"}),
    ("lap vo", {"Huyện Lấp Vò", "Thị trấn Lấp Vò, Huyện Lấp Vò"}),
    ("Thanh Bình", {"Huyện Thanh Bình", "Thị trấn Thanh Bình, Huyện Thanh Bình"}),
    ("UBND Mỹ An", {"Thị trấn Mỹ An, Huyện Tháp Mười", "Xã Mỹ An, Huyện Tháp Mười"}),
    ("UBND Mỹ Thọ", {"Thị trấn Mỹ Thọ, Huyện Cao Lãnh", "Xã Mỹ Thọ, Huyện Cao Lãnh"}),
    ("lv", {"Huyện Lấp Vò", "Huyện Lai Vung"}),
]


@pytest.mark.parametrize(("typed", "meant"), TABLE, ids=[typed for typed, _ in TABLE])
def test_an_ambiguous_name_is_asked_for_never_picked(typed: str, meant: set[str]) -> None:
    assert place(typed).status is Status.AMBIGUOUS
    assert meant <= choices(typed)


def test_tphn_is_not_taken_for_hong_ngu_without_asking() -> None:
    assert where("tphn làm giấy tờ chậm") == "ambiguous"


def test_two_letters_alone_name_nothing() -> None:
    assert where("ct hẹn hoài không trả") == "none"


def test_the_old_town_of_hong_ngu_is_the_city_of_today() -> None:
    assert where("UBND thị xã Hồng Ngự trễ hẹn") == "Thành phố Hồng Ngự"


def test_order_matters_between_binh_thanh_and_thanh_binh() -> None:
    assert where("huyen thanh binh cham tra") == "Huyện Thanh Bình"
    assert choices("huyen thanh binh cham tra") == {"Huyện Thanh Bình"}


def test_typed_marks_decide() -> None:
    assert where("xã Tân Thạnh thu phí sai") == "Xã Tân Thạnh, Huyện Thanh Bình"
    assert where("xã Tân Thành thu phí sai") == "Xã Tân Thành, Huyện Lai Vung"
    assert choices("xã Bình Thạnh") == {
        "Xã Bình Thạnh, Thành phố Hồng Ngự",
        "Xã Bình Thạnh, Huyện Cao Lãnh",
    }


def test_the_namesake_but_for_the_marks_stays_a_candidate() -> None:
    candidates = choices("xã Tân Thạnh thu phí sai", at_least=0)
    assert "Xã Tân Thành, Huyện Lai Vung" in candidates


def test_hoi_written_for_nga_is_no_other_place() -> None:
    assert where("xả Mỷ Xương làm việc trể") == "Xã Mỹ Xương, Huyện Cao Lãnh"


def test_the_word_for_the_sort_decides() -> None:
    assert where("phuong an hoa") == "Phường An Hoà, Thành phố Sa Đéc"
    assert where("xa an hoa") == "Xã An Hòa, Huyện Tam Nông"
    assert where("thi tran lap vo") == "Thị trấn Lấp Vò, Huyện Lấp Vò"
    assert where("huyen lap vo") == "Huyện Lấp Vò"
    assert where("TP. Cao Lãnh") == "Thành phố Cao Lãnh"


@pytest.mark.parametrize(
    "text",
    [
        "xã Bình Thành, huyện Lấp Vò",
        "x.binh thanh h lap vo",
        "XÃ BÌNH THÀNH THUỘC HUYỆN LẤP VÒ",
        "huyện Lấp Vò, xã Bình Thành",
        "Bình Thành Lấp Vò chậm trả kết quả",
        "Hồi sáng xuống Lấp Vò, ghé xã Bình Thành nộp đơn mà không ai nhận",
        "UBND xã Bình Thành (huyện Lấp Vò)",
        "xã Bình Thành - LV",
    ],
)
def test_a_parent_named_settles_homonyms(text: str) -> None:
    assert where(text) == "Xã Bình Thành, Huyện Lấp Vò"


def test_a_commune_said_to_lie_where_it_does_not_is_not_picked() -> None:
    assert place("xã Gáo Giồng, huyện Lai Vung").unit_id is None


def test_two_settled_namesakes_are_two_matters() -> None:
    text = "Xã Tân Mỹ huyện Lấp Vò làm tốt, còn xã Tân Mỹ huyện Thanh Bình thì hẹn hoài"
    assert all_places(text) == ["Xã Tân Mỹ, Huyện Lấp Vò", "Xã Tân Mỹ, Huyện Thanh Bình"]


def test_a_later_short_name_is_the_unit_settled_before() -> None:
    text = "Tôi lên UBND xã Tân Mỹ, huyện Lấp Vò. Cán bộ Tân Mỹ nói chờ sếp ký."
    assert all_places(text) == ["Xã Tân Mỹ, Huyện Lấp Vò"]


def test_an_old_name_is_ambiguous_in_2026_where_its_heirs_differ() -> None:
    assert where("phường 1", IN_2026) == "ambiguous"
    assert len(choices("phường 1", IN_2026)) >= 3
