"""What is understood of a text: topic, kind, relevance."""

import pytest

from intake.fold import fold
from triage.facts import Facts
from triage.flags import Kind
from triage.reading import read, same_spelling
from triage.severity import Severity
from triage.topics import topics
from triage.understanding import understand

PLAIN = {
    "overdue_result": "Hồ sơ tách thửa quá hạn hơn tháng nay chưa có kết quả, không ai xin lỗi.",
    "absent_staff": "Chín giờ sáng lên xã mà quầy hộ tịch không có ai trực.",
    "attitude": "Chị ở quầy tiếp nhận quát nạt má tôi trước mặt bao nhiêu người.",
    "wrong_fee": "Thu lệ phí cao hơn bảng niêm yết mà không đưa biên lai.",
    "praise_good_practice": "Cán bộ một cửa tận tình lắm, làm xong trước hẹn hai ngày.",
    "unofficial_payment": "Cán bộ địa chính đòi hai triệu tiền bồi dưỡng mới chịu đo đất.",
}


@pytest.mark.parametrize("topic", PLAIN)
def test_a_plain_sentence_is_understood_with_and_without_marks(topic: str) -> None:
    for text in (PLAIN[topic], fold(PLAIN[topic])):
        assert understand(text).topics[0].code == topic


def test_text_typed_with_the_keyboard_switched_off_is_understood() -> None:
    raw = "Hoof sow tachs thuwar quas hanj hown thangs nay chuwa cos keets quar"
    assert understand(raw).topics[0].code == "overdue_result"
    assert understand(raw).relevant


def test_all_twenty_topics_are_listed_and_their_probabilities_sum_to_one() -> None:
    seen = understand("hồ sơ trễ hẹn")
    assert {t.code for t in seen.topics} == set(topics())
    assert sum(t.p for t in seen.topics) == pytest.approx(1)


@pytest.mark.parametrize(
    "closing", ["Xin cảm ơn.", "Trân trọng cảm ơn!", "Em cảm ơn anh chị ạ.", "Cám ơn nhiều"]
)
@pytest.mark.parametrize("topic", ["overdue_result", "absent_staff", "attitude", "wrong_fee"])
def test_thanks_at_the_end_make_no_praise(topic: str, closing: str) -> None:
    for text in (f"{PLAIN[topic]} {closing}", fold(f"{PLAIN[topic]} {closing}")):
        seen = understand(text)
        assert seen.kind is Kind.FEEDBACK
        assert seen.severity is not Severity.S0


@pytest.mark.parametrize(
    "text",
    [
        "Cảm ơn!",
        "ok cam on ban nhieu nhe",
        "Thẻ ATM của tôi bị nuốt, gọi ngân hàng hoài không ai nghe máy.",
        "shop giao hang cham qua, don hang 1 tuan chua toi",
        "Chúc mừng năm mới, chúc mọi người sức khỏe dồi dào.",
        "Thầy giảng nhanh quá sinh viên không theo kịp môn học này.",
    ],
)
def test_what_concerns_no_office_is_said_to_be_no_matter(text: str) -> None:
    seen = understand(text)
    assert not seen.relevant
    assert seen.p_relevant < 0.5
    assert seen.kind is Kind.NOT_A_MATTER


@pytest.mark.parametrize(
    "text",
    [
        "nộp hồ sơ mà chờ hoài không thấy kết quả",
        "can bo kho chiu, hoi khong tra loi",
        "Ngân hàng không cho vay vì xã xác nhận sai số thửa, lên sửa thì bị đuổi về.",
        "Đất của tôi cần sổ đỏ để vay ngân hàng mà trễ hẹn hoài.",
    ],
)
def test_a_true_complaint_is_kept_though_it_names_no_office_or_names_a_bank(text: str) -> None:
    assert understand(text).relevant


def test_small_talk_around_a_complaint_does_not_hide_it() -> None:
    talk = "Chúc cả nhà ngày mới vui vẻ. Shop nào bán nồi chiên giá tốt chỉ giùm."
    seen = understand(f"{talk} Hồ sơ xin phép xây dựng trễ hẹn hai mươi ngày rồi. {talk}")
    assert seen.relevant
    assert seen.topics[0].code == "overdue_result"


def test_what_the_sender_says_in_figures_counts_beside_the_words() -> None:
    late = understand("Hồ sơ trễ hẹn chưa có kết quả", Facts(overdue_working_days=45))
    assert late.severity is Severity.S3
    assert "long_overdue" in late.severity_rules


def test_naming_an_office_makes_a_doubtful_text_a_matter() -> None:
    for text in ("làm ăn vậy đó bà con", "thái độ tệ quá", "chờ hoài, chán thiệt"):
        alone, named = understand(text), understand(text, Facts(names_office=True))
        assert named.relevant >= alone.relevant
        assert named.p_relevant == alone.p_relevant


@pytest.mark.parametrize(
    "text",
    ["quyết định xử phạt tôi 5 triệu", "bị xử phạt hành chính 5 triệu đồng không biết lý do"],
)
def test_a_fine_under_a_decision_is_no_sign_of_a_bribe(text: str) -> None:
    meant = understand(text)
    assert meant.severity < Severity.S4
    assert meant.kind is not Kind.DENUNCIATION_LIKE


def test_money_asked_for_to_be_spared_the_fine_is() -> None:
    text = "Quyết định xử phạt tôi 5 triệu, cán bộ nói đưa 2 triệu thì bỏ qua."
    assert understand(text).severity is Severity.S4


@pytest.mark.parametrize(
    "text",
    [
        "cảm ơn Sở đã cấp giấy phép trước thời hạn",
        "Cảm ơn Phòng Tài nguyên, sổ của tôi ra trước ngày hẹn năm hôm",
        "đội ơn mấy cô một cửa, giấy khai tử trả sớm hơn hẹn",
    ],
)
def test_what_came_before_its_day_is_praise_and_nothing_overdue(text: str) -> None:
    for typed in (text, fold(text)):
        seen = understand(typed)
        assert (seen.kind, seen.severity) == (Kind.PRAISE, Severity.S0)


def test_thanks_for_another_dossier_do_not_hide_the_one_that_is_late() -> None:
    seen = understand("Cảm ơn đã trả giấy khai sinh trước hạn, nhưng hồ sơ đất thì trễ hẹn 2 tháng")
    assert seen.kind is Kind.FEEDBACK


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("khong ai vong vinh gi ca chi la tre hen", Kind.FEEDBACK),
        ("hổng ai vòi vĩnh gì, giấy tờ trễ hẹn thôi", Kind.FEEDBACK),
        ("cho mk hỏi đk kd cần j v", Kind.QUESTION),
        ("cho e hoi dk ket hon nop o dau a", Kind.QUESTION),
        ("Kiến nghị bãi bỏ quyết định thu phí tại xã", Kind.RECOMMENDATION),
        ("de nghi bai bo quy dinh xac nhan cua ap", Kind.RECOMMENDATION),
        ("Đề nghị rút ngắn thời gian cấp phép sửa nhà", Kind.RECOMMENDATION),
        ("Đề nghị bãi bỏ quyết định thu hồi đất của gia đình tôi", Kind.COMPLAINT_LEGAL_LIKE),
        ("Đề nghị rút ngắn thời gian, hồ sơ của tôi trễ hẹn 3 tháng rồi", Kind.FEEDBACK),
    ],
)
def test_short_words_are_a_matter_and_of_their_kind(text: str, kind: Kind) -> None:
    assert understand(text).kind is kind


def test_dk_is_to_register_but_not_behind_a_no() -> None:
    assert [w.bare for w in read("đk kd").words] == ["dang", "ky", "kinh", "doanh"]
    assert [w.bare for w in read("nộp k đk").words] == ["nop", "khong", "duoc"]
    assert [w.norm for w in read("chưa dk").words][-1] == same_spelling("được")
