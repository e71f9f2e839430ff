"""Names as thumbs write them: short, raw, joined, misspelt."""

import unicodedata
from typing import Literal

import pytest

from tests.triage.map_of_units import place, where

BINH_THANH = "Xã Bình Thành, Huyện Lấp Vò"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("nop hs o ub xa my an hung a ma k dc giay hen", "Xã Mỹ An Hưng A, Huyện Lấp Vò"),
        ("xa hoa an tpcl k chiu nhan hs", "Xã Hòa An, Thành phố Cao Lãnh"),
        ("x.tan thanh h.lai vung thu tien", "Xã Tân Thành, Huyện Lai Vung"),
        ("P.2 TPCL lam khai sinh qua cham", "Phường 2, Thành phố Cao Lãnh"),
        ("p1 sa dec thu 50k", "Phường 1, Thành phố Sa Đéc"),
        ("f11 tp.cl hen hoai", "Phường 11, Thành phố Cao Lãnh"),
        ("x.Thường Phước 1 H.Hồng Ngự", "Xã Thường Phước 1, Huyện Hồng Ngự"),
        ("phường hai thành phố Sa Đéc", "Phường 2, Thành phố Sa Đéc"),
        ("TT Cái Tàu Hạ", "Thị trấn Cái Tàu Hạ, Huyện Châu Thành"),
        ("h. thap 10 tra tre", "Huyện Tháp Mười"),
        ("xã Mĩ Quí, Tháp Mười", "Xã Mỹ Quý, Huyện Tháp Mười"),
        ("UBND TPSĐ trễ hẹn", "Thành phố Sa Đéc"),
        ("so tn&mt tra so tre", "Sở Tài nguyên và Môi trường"),
        ("STNMT", "Sở Tài nguyên và Môi trường"),
        ("sở GD-ĐT chậm", "Sở Giáo dục và Đào tạo"),
        ("so lao dong cham chi tro cap", "Sở Lao động - Thương binh và Xã hội"),
        ("VP UBND tỉnh", "Văn phòng UBND tỉnh"),
        ("ban quản lý các khu kinh tế", "Ban Quản lý Khu kinh tế"),
    ],
)
def test_short_forms_are_read(text: str, unit: str) -> None:
    assert where(text) == unit


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", ["xã Hoà An, TP Cao Lãnh", "XÃ HÒA AN, TP CAO LÃNH"])
def test_composition_case_and_tone_place_do_not_matter(
    form: Literal["NFC", "NFD"], text: str
) -> None:
    assert where(unicodedata.normalize(form, text)) == "Xã Hòa An, Thành phố Cao Lãnh"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_spans_are_places_in_the_text_as_written(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "😀 <b>Kính</b> gửi, xã Hoà An, TP. Cao Lãnh trễ hẹn")
    named = [text[s.start : s.end] for s in place(text).spans]
    assert [unicodedata.normalize("NFC", n) for n in named] == ["xã Hoà An", "TP. Cao Lãnh"]


def test_spans_of_a_very_long_text_are_places_in_the_whole_of_it() -> None:
    text = "bữa giờ chờ hoài " * 20_000 + "ở UBND xã Láng Biển"
    (span,) = place(text).spans
    assert text[span.start : span.end] == "xã Láng Biển"


@pytest.mark.parametrize(
    "text",
    [
        "xax Binhf Thanhf huyeenj Laaps Vof khoong tieeps daan",
        "UBND xax Bifnh Thafnh, huyeejn Laasp Vof thu phis sai",
        "xa4 Binh2 Thanh2 huyen65 Lap61 Vo2 kho6ng tie61p da6n",
        "xa4 Bi2nh Tha2nh huye65n La61p Vo2 kho6ng tie61p da6n",
    ],
)
def test_raw_telex_and_vni_are_decoded(text: str) -> None:
    assert where(text) == BINH_THANH


def test_raw_typing_keeps_the_marks_decisive() -> None:
    assert where("xax Taan Thanhj khoong tieeps daan hoaif") == "Xã Tân Thạnh, Huyện Thanh Bình"


@pytest.mark.parametrize(
    "text",
    [
        "xabinhthanh huyenlapvo khong tiep dan",
        "xaBinh Thanh huyen LapVo",
        "xã BìnhThành huyện LấpVò",
        "ubndxa binh thanh, huyenlap vo",
        "xa binh thanhthuoc huyen lap vo",
    ],
)
def test_joined_words_are_taken_apart(text: str) -> None:
    assert where(text) == BINH_THANH


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("xã Tân ThànhA thuộc huyện Tân Hồng", "Xã Tân Thành A, Huyện Tân Hồng"),
        ("xa phu thanha huyen tam nong", "Xã Phú Thành A, Huyện Tam Nông"),
        ("xa Binh Thanh Trunghuyen Lap Vo", "Xã Bình Thạnh Trung, Huyện Lấp Vò"),
        ("xã Mỹ An Hưng AHuyện Lấp Vò", "Xã Mỹ An Hưng A, Huyện Lấp Vò"),
    ],
)
def test_a_name_joined_to_what_follows_is_not_cut_short(text: str, unit: str) -> None:
    assert where(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("xã Bình Thàbh huyện Lấp Vò", BINH_THANH),
        ("xã Bình Thành huynệ Lấp Vò", BINH_THANH),
        ("xa bnih thanh huyen lap vo", BINH_THANH),
        ("xa binh thanh huyen lap o", BINH_THANH),
        ("huyện Tzm Nông trễ hẹn", "Huyện Tam Nông"),
        ("huynệ Hồng Ngự trễ hẹn", "Huyện Hồng Ngự"),
        ("thnh pho hong ngu tre hen", "Thành phố Hồng Ngự"),
        ("phườnf 6 thành phố Cao Lãnh", "Phường 6, Thành phố Cao Lãnh"),
        ("Sở Tư oháp thu phí sai", "Sở Tư pháp"),
        ("So Noi v thu phi sai", "Sở Nội vụ"),
        ("Van pong UBND tinh khong tra loi", "Văn phòng UBND tỉnh"),
        ("Thabh tra tỉnh chưa trả lời", "Thanh tra tỉnh"),
        ("xã Tân Phú Tung huyện Châu Thành", "Xã Tân Phú Trung, Huyện Châu Thành"),
        ("xã Mỹ An dưng A huyện Lấp Vò", "Xã Mỹ An Hưng A, Huyện Lấp Vò"),
        ("Sở Ti chính trả hồ sơ chậm", "Sở Tài chính"),
        ("Sở Nội ụ không trả lời", "Sở Nội vụ"),
    ],
)
def test_one_slip_of_the_finger_is_forgiven(text: str, unit: str) -> None:
    assert where(text) == unit


@pytest.mark.parametrize(
    "text",
    [
        "xã Mỹ Tn",  # Mỹ Tân, Mỹ An
        "xã Tân Abc, huyện Lai Vung",
        "xã Tân Hưng",
        "huyện Tân Hưng",
        "số thông tin của tôi",
        "phường 99",
        "Sở Du hành vũ trụ",
        "mất 4 lần phí 11k",
        "phườn g2 thuộc thành phố Sa Đéc",  # some ward of the city, not the city
    ],
)
def test_a_name_too_far_from_any_is_not_guessed(text: str) -> None:
    assert place(text).unit_id is None


def test_a_doubled_o_in_telex_is_the_marked_one_though_it_could_be_a_syllable() -> None:
    text = "Tooi bij Sowr Coong Thuwowng tuwf choois hoof sow maf khoong neeu lys do"
    assert where(text) == "Sở Công Thương"
