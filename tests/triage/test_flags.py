"""What a person must see at once, with marks and without."""

import pytest

from intake.fold import fold
from triage.flags import Flag, Kind
from triage.understanding import understand

RIGHT = "Tôi không đồng ý quyết định số 45 thu hồi đất của gia đình tôi, đề nghị xem xét lại."

SHOWN = {
    Flag.POSSIBLE_COMPLAINT: RIGHT,
    Flag.DENUNCIATION_LIKE: "Tôi tố cáo cán bộ lập khống hồ sơ hộ nghèo để ăn chặn tiền hỗ trợ.",
    Flag.BRIBE_WORDS: "nghe nói làm sổ đỏ ở đó phải có phong bì",
    Flag.BRIBE_ASKED: "cán bộ thụ lý gợi ý bồi dưỡng ba triệu đồng",
    Flag.RETALIATION: "góp ý xong thì gia đình tôi bị trù dập",
    Flag.DISCLOSURE: "có người trong cơ quan làm lộ thông tin người gửi đơn",
    Flag.PRAISE: "Cảm ơn cán bộ hộ tịch đã hướng dẫn tận tình, tôi rất hài lòng.",
    Flag.QUESTION: "Cho tôi hỏi làm lại giấy khai sinh cần những giấy tờ gì?",
    Flag.RECOMMENDATION: "Kiến nghị bãi bỏ quy định nộp giấy xác nhận vì đã có dữ liệu dân cư.",
    Flag.HEARSAY: "nghe nói ở đó cán bộ hay vòi tiền",
    Flag.VULNERABLE: "mẹ tôi bị tai biến mà bắt lên tận nơi ký tên",
    Flag.HARM: "công trình đình trệ, công ty thiệt hại 200 triệu đồng",
    Flag.HEAD_NAMED: "Chủ tịch xã quát mắng dân ngay tại phòng làm việc",
}


@pytest.mark.parametrize("flag", SHOWN)
def test_a_sign_is_flagged_with_marks_and_without(flag: Flag) -> None:
    for text in (SHOWN[flag], fold(SHOWN[flag])):
        assert flag in understand(text).flags


@pytest.mark.parametrize("flag", [f for f in SHOWN if f not in (Flag.BRIBE_WORDS, Flag.HEARSAY)])
def test_a_plain_delay_raises_no_such_flag(flag: Flag) -> None:
    assert flag not in understand("Hồ sơ đăng ký khai sinh trễ hẹn bốn ngày").flags


def test_the_word_khieu_nai_alone_makes_no_complaint_in_law() -> None:
    seen = understand("Tôi khiếu nại việc hồ sơ trễ hẹn mười ngày")
    assert Flag.POSSIBLE_COMPLAINT not in seen.flags
    assert seen.kind is Kind.FEEDBACK


def test_a_decision_contested_for_ones_own_right_is_like_a_complaint_in_law() -> None:
    assert understand(RIGHT).kind is Kind.COMPLAINT_LEGAL_LIKE


def test_a_question_about_a_procedure_is_a_question() -> None:
    text = "Cho tôi hỏi đăng ký kết hôn thì nộp giấy ở đâu ạ?"
    assert {understand(t).kind for t in (text, fold(text))} == {Kind.QUESTION}


def test_joking_about_an_envelope_is_flagged_as_a_joke() -> None:
    assert Flag.JOKE in understand("chắc kỳ này phải đưa phong bì quá haha").flags


def test_a_training_course_is_no_gift() -> None:
    text = "Cán bộ đi học lớp bồi dưỡng nghiệp vụ nên quầy vắng người"
    assert not {Flag.BRIBE_WORDS, Flag.BRIBE_ASKED} & understand(text).flags


@pytest.mark.parametrize(
    "text",
    [
        "Bà cụ 85 tuổi bị bắt đi lại sáu lần",
        "Má tui bịnh nặng mà bắt lên tận nơi ký tên",
        "Con tôi mới 3 tuổi chưa có khai sinh vì xã không nhận hồ sơ",
        "tui già rồi đi lên đi xuống hổng nổi nữa",
    ],
)
def test_old_sick_and_small_people_are_seen_in_southern_words_and_figures(text: str) -> None:
    for written in (text, fold(text)):
        assert Flag.VULNERABLE in understand(written).flags


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Bí thư kiêm Chủ tịch xã Tân Công Sính đích thân chỉ đạo không nhận đơn", Flag.HEAD_NAMED),
        ("thiệt hại của công ty tính ra gần hai trăm triệu đồng", Flag.HARM),
        ("số điện thoại tôi gửi phản ánh mà trưởng ấp lại biết", Flag.DISCLOSURE),
    ],
)
def test_a_sign_is_heard_over_the_names_between_its_words(text: str, flag: Flag) -> None:
    for written in (text, fold(text)):
        assert flag in understand(written).flags


def test_grown_up_children_are_not_small() -> None:
    assert Flag.VULNERABLE not in understand("con tôi 30 tuổi đi làm giấy").flags


@pytest.mark.parametrize(
    "text", ["đưa 2 chai mới chịu ký", "chi 5 xị cho anh địa chính là xong liền"]
)
def test_money_in_slang_is_money_asked_for(text: str) -> None:
    for written in (text, fold(text)):
        assert Flag.BRIBE_ASKED in understand(written).flags


@pytest.mark.parametrize(
    "text",
    [
        "Tôi khiếu nại quyết định thu hồi đất số 12/QĐ-UBND",
        "Quyết định kỷ luật tôi là sai, tôi đề nghị giải quyết lại",
        "Yêu cầu UBND huyện thu hồi quyết định cưỡng chế nhà của vợ chồng tôi",
        "Đề nghị hủy bỏ quyết định thu hồi đất số 12/QĐ-UBND",
        "Tôi không đồng ý quyết định xử phạt số 45, yêu cầu xem xét lại vì tôi không vi phạm",
    ],
)
def test_contesting_a_decision_in_few_words_is_like_a_complaint_in_law(text: str) -> None:
    for written in (text, fold(text)):
        seen = understand(written)
        assert seen.kind is Kind.COMPLAINT_LEGAL_LIKE
        assert (seen.topics[0].code, seen.severity) == ("lost_or_wrong_result", "S3")


def test_a_rule_wished_away_is_a_suggestion_though_a_decision_set_it() -> None:
    seen = understand("Kiến nghị bãi bỏ quyết định số 12 về quy định nộp giấy xác nhận")
    assert (seen.kind, seen.topics[0].code) == (Kind.RECOMMENDATION, "regulation_suggestion")


def test_another_wrong_told_of_beside_a_contested_decision_is_the_topic() -> None:
    seen = understand(
        "Quyết định thu hồi đất số 9 của gia đình tôi, tôi nộp đơn đề nghị xem xét lại mà hồ sơ "
        "trễ hẹn hai tháng chưa trả kết quả"
    )
    assert (seen.kind, seen.topics[0].code) == (Kind.COMPLAINT_LEGAL_LIKE, "overdue_result")


def test_thanks_before_a_delay_are_no_praise_even_without_marks() -> None:
    assert understand("Cam on cac anh chi nhung ho so van tre").kind is Kind.FEEDBACK


@pytest.mark.parametrize(
    ("text", "paid_back"),
    [
        ("từ ngày tôi viết đơn phản ánh, giấy nào nộp lên họ cũng bắt bẻ", True),
        ("từ ngày tôi viết đơn phản ánh cán bộ xã cứ bắt bẻ", True),
        ("Kể từ bữa tui góp ý, đi đâu làm gì cũng bị làm khó", True),
        ("tu hoi toi phan anh thi len xa lan nao cung bi hanh", True),
        ("Từ ngày tôi phản ánh, cán bộ không còn làm khó dân nữa", False),
        ("Từ ngày tôi phản ánh cán bộ gây khó dễ đến nay xã đã xin lỗi", False),
        ("Tôi phản ánh cán bộ bắt bẻ dân", False),
        ("Từ ngày tôi phản ánh tới giờ im lìm. Cán bộ vẫn làm khó dân như cũ", False),
    ],
)
def test_what_is_done_to_somebody_since_he_spoke_is_reprisal(text: str, paid_back: bool) -> None:
    for typed in (text, fold(text)):
        assert (Flag.RETALIATION in understand(typed).flags) is paid_back


@pytest.mark.parametrize(
    ("text", "bribe"),
    [
        ("thu phí 50k k đưa biên lai, v là sao", False),
        ("không đưa giấy hẹn, hỏi là la", False),
        ("không đưa thì giấy tờ ngâm hoài", True),
        ("phó chủ tịch nhận tiền của dân rồi hứa cấp đất", True),
        ("tôi lên xã nhận tiền hỗ trợ mà phải chờ", False),
        ("kêu chạy giấy ngoài 500 thì có liền", True),
    ],
)
def test_a_receipt_not_given_is_no_bribe_and_money_taken_is(text: str, bribe: bool) -> None:
    for typed in (text, fold(text)):
        assert (Flag.BRIBE_ASKED in understand(typed).flags) is bribe


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cho hỏi sao xã thu phí 50 ngàn mà không có biên lai?", Kind.FEEDBACK),
        ("cho tui hỏi 9 giờ rồi sao quầy không có ai trực vậy", Kind.FEEDBACK),
        ("xin hỏi vì sao tôi gửi phản ánh 3 tháng không ai trả lời", Kind.FEEDBACK),
        ("cho hỏi sao nộp online rồi còn bắt nộp giấy", Kind.FEEDBACK),
        ("cho hỏi phí chứng thực bao nhiêu", Kind.QUESTION),
        ("xin hỏi muốn sao y bản chính thì làm sao, nộp ở đâu", Kind.QUESTION),
        ("cho hỏi thủ tục khai sinh ra sao", Kind.QUESTION),
    ],
)
def test_who_asks_why_complains_and_who_asks_how_does_not(text: str, kind: Kind) -> None:
    for typed in (text, fold(text)):
        assert understand(typed).kind is kind
