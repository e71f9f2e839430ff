"""What is named and not complained of: homes, signatures, people, landmarks, other provinces."""

import pytest

from tests.triage.map_of_units import all_places, place, where
from triage.placing import Status


@pytest.mark.parametrize(
    "text",
    [
        "Ông Trần Bình Thành đánh người",
        "Bà Nguyễn Thị Mỹ Hiệp lấn đất nhà tôi",
        "Anh Phú Cường hàng xóm nuôi heo gây ô nhiễm",
        "Ong Le Van Tan Hoa cho vay nang lai",
        "Tôi tên Phan Thanh Bình",
        "Hợp tác xã Tân Bình làm ăn thua lỗ",
        "chợ Cao Lãnh ồn quá",
        "xe khách Sa Đéc chạy ẩu",
        "quán cơm Sa Đéc bán mắc",
        "hủ tiếu Sa Đéc, quýt hồng Lai Vung ngon lắm",
        "Tôi chỉ mong được thanh bình, hạnh phúc",
        "can nang cao lanh dao dia phuong",
        "Xã hội bây giờ phức tạp quá",
        "Tôi nộp hồ sơ ở xã mà chưa thấy trả lời",
        "Huyện không giải quyết đơn cho tôi",
        "Sở hẹn nhiều lần",
        "Tôi xin phường ca hát",
        "15p sau mới có người ra",
        "nộp 500k từ ngày 11/5",
        "có thông tin gì mới không",
    ],
)
def test_no_unit_is_read_into(text: str) -> None:
    assert place(text).unit_id is None


@pytest.mark.parametrize(
    "text",
    [
        "huyện Châu Thành, Long An",
        "xã Tân Phú, huyện Châu Thành, tỉnh Bến Tre làm giấy tờ chậm",
        "Tôi làm giấy ở huyện Châu Thành tỉnh Tiền Giang",
        "xa Tan Binh, huyen Chau Thanh, Tien Giang",
        "quận Bình Thạnh TP HCM thu phí sai",
        "Xã Vĩnh Thạnh Trung, huyện Châu Phú, An Giang chậm trả hồ sơ",
        "quận Tân Phú",
        "Sở Y tế tỉnh Long An trễ hẹn",
        "huyện Tân Thạnh, Long An",
    ],
)
def test_a_place_in_another_province_is_none_of_ours(text: str) -> None:
    assert where(text) == "none"


def test_coming_from_another_province_does_not_move_the_unit_there() -> None:
    text = "Tôi từ Long An về xã Phú Long làm giấy xác nhận độc thân mà bị đòi thêm giấy tờ"
    assert where(text) == "Xã Phú Long, Huyện Châu Thành"


def test_where_the_sender_lives_is_not_what_he_complains_of() -> None:
    text = "Tôi ở ấp 3, xã Tân Bình, huyện Châu Thành, nộp hồ sơ tại Sở Y tế bị hẹn hoài"
    assert where(text) == "Sở Y tế"


@pytest.mark.parametrize(
    "aside",
    ["Nhà tôi ở ấp 3, xã Tân Phước.", "Tôi tên Nguyễn Tân Phước."],
)
def test_a_homonym_settled_from_afar_still_stands_where_it_stands(aside: str) -> None:
    text = f"UBND xã Tân Dương, huyện Lai Vung bắt chờ mãi. {aside}"
    assert all_places(text) == ["Xã Tân Dương, Huyện Lai Vung"]


@pytest.mark.parametrize(
    "about",
    ["nop ho so dien tu", "so dien thoai toi de ben duoi, xin cap phep", "chi so dien cao, hoi"],
)
def test_a_telephone_or_an_electronic_file_is_no_power_company(about: str) -> None:
    assert where(f"{about} o xa tan my huyen lap vo") == "Xã Tân Mỹ, Huyện Lấp Vò"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("UBND xã cách nhà tôi ở thị trấn Lai Vung 5 km mà bắt lên hoài", "none"),
        ("ubnd xa cach nha toi o thi tran lai vung 5km, bat len hoai", "none"),
        (
            "UBND xã Long Thắng cách thị trấn Lai Vung 5 km mà hẹn hoài",
            "Xã Long Thắng, Huyện Lai Vung",
        ),
        ("khong hieu noi cach xa long thang lam viec", "Xã Long Thắng, Huyện Lai Vung"),
    ],
)
def test_how_far_a_place_is_says_nothing_of_whom_one_complains(text: str, unit: str) -> None:
    assert where(text) == unit


def test_where_the_sender_lives_is_all_there_is() -> None:
    found = place("Gia đình tôi ở xã Tân Huề, xin hỏi vì sao tiền hỗ trợ đến giờ chưa nhận được")
    assert found.status is Status.PLACED
    assert "residence_only" in found.why


def test_a_whole_address_is_where_somebody_lives_though_nobody_says_so() -> None:
    home = "Ng.V.T, tổ 5, ấp Bình Hòa, xã Bình Thành, huyện Lấp Vò"
    assert where(f"{home}\nCán bộ phòng Lao động huyện Lấp Vò nạt nộ") == "Huyện Lấp Vò"
    assert (
        where("Cột điện ở tổ 5, ấp Bình Hòa, xã Vĩnh Thới bị ngã") == "Xã Vĩnh Thới, Huyện Lai Vung"
    )
    assert where("Khóm 2, phường 3, tp Sa Đéc hẹn tới hẹn lui") == "Phường 3, Thành phố Sa Đéc"


def test_the_district_not_named_is_the_one_of_the_home_that_is() -> None:
    text = "Nhà tôi ở xã Tân Huề. Lên huyện nộp đơn ba lần mà huyện không trả lời."
    assert where(text) == "Huyện Thanh Bình"


def test_the_commune_not_named_is_not_guessed_from_the_district() -> None:
    assert where("Tôi ngụ huyện Lai Vung, UBND xã không chịu chứng thực") == "ambiguous"


def test_whom_a_letter_greets_is_not_complained_of() -> None:
    text = "Kính gửi: Sở Nội vụ tỉnh Đồng Tháp. Cán bộ phường 1 TP Sa Đéc quát người già."
    assert where(text) == "Phường 1, Thành phố Sa Đéc"


def test_a_signature_is_not_complained_of() -> None:
    text = (
        "Cán bộ phường 3 thành phố Cao Lãnh hẹn ba lần.\n"
        "Người viết: Lê Thị Mỹ Long, xã Tân Quy Tây, thành phố Sa Đéc"
    )
    assert where(text) == "Phường 3, Thành phố Cao Lãnh"


def test_the_unit_may_be_named_at_the_very_end_of_a_story() -> None:
    story = "Bữa đó mùng 6 tui đi từ sớm, trời mưa, đường lầy. " * 40
    assert where(story + "Chuyện là ở UBND xã Láng Biển đó.") == "Xã Láng Biển, Huyện Tháp Mười"


@pytest.mark.parametrize(
    "text",
    [
        "Công an xã Phú Hựu bắt tôi đi lại 4 lần để làm tạm trú",
        "Tôi ngụ xã Phú Hựu, huyện Châu Thành. Công an huyện bắt tôi chờ cả ngày",
        "Làm căn cước ở công an phường 11 chờ cả buổi",
        "Điện lực Lai Vung cúp điện không báo trước",
        "Chi cục thuế khu vực Sa Đéc - Lai Vung - Lấp Vò gây khó dễ",
        "Bảo hiểm xã hội huyện Tam Nông chậm trả thẻ",
        "toa an nhan dan huyen cao lanh hoan phien toa",
        "BHXH TP Cao Lãnh làm mất sổ",
    ],
)
def test_bodies_not_under_the_province_are_outside(text: str) -> None:
    found = place(text)
    assert found.status is Status.OUTSIDE
    assert found.unit_id is None


def test_an_outside_body_beside_a_unit_leaves_the_unit() -> None:
    text = "Công an và UBND xã Bình Tấn không giải quyết tiếng ồn karaoke"
    assert where(text) == "Xã Bình Tấn, Huyện Thanh Bình"


def test_a_land_branch_is_the_departments_not_the_districts() -> None:
    found = place("Chi nhánh văn phòng đăng ký đất đai huyện Lấp Vò trễ hẹn 2 tháng")
    assert where("Chi nhánh văn phòng đăng ký đất đai huyện Lấp Vò trễ hẹn 2 tháng") == (
        "Sở Tài nguyên và Môi trường"
    )
    assert "land_office" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "vp dat dai sa dec ngam ho so",
        "VPĐKĐĐ huyện Cao Lãnh",
        "văn phòng đất đai ngâm hồ sơ",
        "vp dk dat dai tam nong",
        "ben vpdk dat dai tam nong tre hen",
        "cn vpdk tam nong ngam ho so",
        "CN VPĐK huyện Tháp Mười hẹn hoài",
        "văn phòng đk đất Lai Vung chưa trả sổ",
        "chi nhanh dang ky dat dai lap vo",
        "vp dang ki qsdd chau thanh",
    ],
)
def test_a_land_branch_is_known_by_its_short_names(text: str) -> None:
    assert where(text) == "Sở Tài nguyên và Môi trường"


def test_a_division_of_the_district_is_the_districts() -> None:
    text = "Phòng Tài nguyên và Môi trường huyện Lấp Vò trả hồ sơ trễ"
    assert where(text) == "Huyện Lấp Vò"


def test_a_desk_in_the_post_office_is_the_committees() -> None:
    found = place("Bưu điện huyện Lấp Vò nhận hồ sơ mà không đưa giấy hẹn")
    assert "post_office_desk" in found.why
    assert where("Bưu điện huyện Lấp Vò nhận hồ sơ mà không đưa giấy hẹn") == "Huyện Lấp Vò"


def test_a_parcel_is_the_posts_own() -> None:
    assert where("Bưu điện huyện Lấp Vò làm mất bưu phẩm") == "outside"
    assert where("bưu điện làm mất bưu phẩm của tôi") == "outside"


def test_a_desk_not_said_where_is_not_guessed() -> None:
    assert where("mấy cô ở bưu điện làm trễ hồ sơ") == "none"


def test_the_province_desk_answers_through_the_office_it_belongs_to() -> None:
    assert where("Trung tâm hành chính công tỉnh hẹn hoài") == "Văn phòng UBND tỉnh"


def test_several_units_are_several_matters() -> None:
    text = "Sở Kế hoạch và Đầu tư và Sở Xây dựng đều trả lời không thuộc thẩm quyền"
    assert all_places(text) == ["Sở Kế hoạch và Đầu tư", "Sở Xây dựng"]
    assert place(text).status is Status.AMBIGUOUS
    assert "several_units" in place(text).why


def test_one_text_of_one_unit_is_one_matter() -> None:
    text = "UBND huyện Tân Hồng trễ. Tôi hỏi, UBND huyện Tân Hồng nói chờ."
    assert all_places(text) == ["Huyện Tân Hồng"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("phong lao dong thanh binh cham tra tien ho tro", "Huyện Thanh Bình"),
        ("Phòng Tư pháp Lấp Vò bắt chờ", "Huyện Lấp Vò"),
        ("phòng một cửa Thanh Bình không ai trực", "ambiguous"),
        ("thị trấn Thanh Bình không ai trực", "Thị trấn Thanh Bình, Huyện Thanh Bình"),
    ],
)
def test_only_districts_have_divisions(text: str, unit: str) -> None:
    assert where(text) == unit


def test_a_firm_called_after_a_place_does_not_take_the_matter_from_the_department() -> None:
    text = "Công ty Thủy sản Hùng Vương Cao Lãnh nộp hồ sơ tại Sở Tài nguyên, quá hạn 25 ngày"
    assert all_places(text) == ["Sở Tài nguyên và Môi trường"]


def test_the_office_of_firms_is_no_land_branch() -> None:
    assert where("giấy đất nằm ở văn phòng đăng ký Tháp Mười") == "Sở Tài nguyên và Môi trường"
    assert where("văn phòng đăng ký kinh doanh trễ hẹn") == "Sở Kế hoạch và Đầu tư"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Ở Mỹ Tho làm giấy tờ chậm", "none"),  # of Tiền Giang on that day
        ("o my tho lam giay to cham", "ambiguous"),
        ("xã Mỹ Tho huyện Cao Lãnh làm giấy tờ chậm", "Xã Mỹ Thọ, Huyện Cao Lãnh"),
        ("Ở Mỹ Thọ làm giấy tờ chậm", "ambiguous"),
    ],
)
def test_a_place_elsewhere_written_to_the_letter_is_not_ours_short_of_a_mark(
    text: str, unit: str
) -> None:
    assert where(text) == unit


def test_a_dossier_is_one_in_short_forms_too() -> None:
    assert where("bưu điện tháp mười làm mất hs của tôi") == "Huyện Tháp Mười"
