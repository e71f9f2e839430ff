"""What people say of the talk itself is answered, and never written into what is sent."""

from dataclasses import replace

import pytest

from bots.ears import Places, Reading
from bots.memory import Step
from bots.remarks import Remark, remark
from bots.turns import Attached, Said
from bots.wishes import File, Forget, Hush, MakeLink
from tests.bots.person import CAO_LANH, HONG_NGU, KNOWN, Person, Placing

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
UNDATED = "Tôi đi chứng thực giấy tờ mà phải chờ rất lâu"
KNOWS = Placing(Reading(Places((CAO_LANH,), sure=True)))
TORN = Placing(Reading(Places((HONG_NGU, CAO_LANH))))
GRAVE = Placing(Reading(Places((CAO_LANH,), sure=True), grave=True))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("khoan đã", Remark.WAIT),
        ("cho chut nha", Remark.WAIT),
        ("để tôi tìm mã đã", Remark.WAIT),
        ("không hiểu gì hết", Remark.LOST),
        ("ủa rồi sao", Remark.LOST),
        ("what happens next?", Remark.LOST),
        ("mã ở đâu vậy", Remark.WHICH_CODE),
        ("sao hỏi hoài vậy", Remark.ENOUGH),
        ("nói rồi mà", Remark.ENOUGH),
        ("tôi muốn để lại số điện thoại", Remark.NAMED),
        ("không muốn mở link", Remark.NO_LINK),
        ("link không mở được", Remark.NEW_LINK),
        ("tôi muốn tố cáo", Remark.DENOUNCE),
        ("khiếu nại ở đây được không", Remark.COMPLAIN),
        ("cho em hỏi chút", Remark.OPENING),
        ("có ai không", Remark.OPENING),
        ("Bác năm nay 72 tuổi rồi cháu ơi", Remark.OPENING),
        ("không vào được cổng dịch vụ công", None),
        ("cán bộ nói rồi bỏ đi", None),
        ("tố cáo chủ tịch xã nhận tiền", None),
        ("khoan giếng mà xã không cho", None),
        ("chờ từ sáng tới chiều", None),
    ],
)
def test_a_remark_is_told_from_a_story(words: str, meant: Remark | None) -> None:
    assert remark(words) is meant


@pytest.mark.parametrize(
    "words",
    ["khoan đã", "không hiểu", "sao hỏi hoài vậy", "mã ở đâu vậy", "ủa rồi sao"],
)
@pytest.mark.parametrize("person", [Person(), Person(KNOWS), Person(TORN)])
def test_no_remark_is_ever_part_of_the_story(person: Person, words: str) -> None:
    anh = replace(person, wishes=[])
    anh.says(UNDATED, words)
    assert anh.talk.told.text == UNDATED
    assert anh.talk.told.place == ""


def test_who_does_not_understand_a_question_has_it_explained() -> None:
    anh = Person()
    assert "để chuyển đúng nơi" in anh.says(STORY, "hỏi làm gì")
    assert anh.at(Step.PLACE)
    assert "chưa gửi đi" in Person(KNOWS).says(STORY, "giờ sao")


def test_who_is_tired_of_questions_is_asked_no_more() -> None:
    anh = Person()
    assert "Xin lỗi" in anh.says(STORY, "sao hỏi hoài vậy")
    assert anh.at(Step.CONFIRM)


def test_the_last_look_is_not_read_out_again_for_a_remark() -> None:
    anh = Person(KNOWS)
    anh.says(STORY)
    answer = anh.says("không hiểu")
    assert STORY not in answer
    assert "1. Gửi ẩn danh" in answer
    anh.says("1")
    assert anh.filed


def test_the_place_is_asked_for_in_other_words_and_not_a_third_time() -> None:
    anh = Person()
    first = anh.says("Làm khai sinh chờ lâu, hôm qua")
    second = anh.says("Lúc tôi hỏi lại thì cán bộ còn lớn tiếng với tôi nữa")
    assert first not in second
    anh.says("Rồi nhân viên nói tôi về nhà chờ điện thoại của họ")
    assert anh.at(Step.CONFIRM)


def test_the_bare_word_denunciation_is_told_what_the_law_asks_and_told_it_once() -> None:
    anh = Person(GRAVE)
    assert "/noi-khac/denunciation" in anh.says("tôi muốn tố cáo")
    answer = anh.says("Tôi muốn tố cáo việc cán bộ đòi tiền sáng nay")
    assert "/noi-khac/denunciation" not in answer
    assert anh.talk.told.text.startswith("Tôi muốn tố cáo việc")


def test_the_bare_word_complaint_is_told_what_the_law_asks() -> None:
    anh = Person()
    assert "/noi-khac/complaint" in anh.says("tôi muốn khiếu nại")
    assert anh.talk.told.text == ""


def test_who_wishes_to_be_named_gets_the_link_and_loses_nothing() -> None:
    anh = Person(KNOWS)
    answer = anh.says(UNDATED, "gọi lại cho tôi nhé")
    assert anh.wishes == [MakeLink()]
    assert "https://langnghe.example/tiep/x" in answer
    assert anh.talk.told.text == UNDATED


def test_who_will_not_open_the_link_may_send_here() -> None:
    anh = Person(GRAVE)
    anh.says(STORY)
    assert "không mở cũng được" in anh.says("không muốn mở link")
    anh.says("link không mở được")
    assert anh.wishes == [MakeLink(), MakeLink()]


def test_a_lost_secret_is_not_asked_for_again() -> None:
    anh = Person()
    assert "không cấp lại được" in anh.says("tra cứu", "mất mã bí mật rồi")
    assert anh.at(Step.IDLE)


@pytest.mark.parametrize(
    "words",
    ["thủ tục đăng ký kết hôn cần giấy tờ gì", "cho hỏi làm giấy khai sinh mất bao nhiêu tiền",
     "cấp sổ đỏ theo luật bao nhiêu ngày vậy bạn"],
)  # fmt: skip
def test_a_question_of_law_is_answered_with_where_to_ask(words: str) -> None:
    anh = Person()
    assert "1022" in anh.says(words)
    assert anh.talk.told.text == ""


@pytest.mark.parametrize(
    "words", ["làm khai sinh mà xã thu 200 ngàn, có đúng quy định không",
              "hồ sơ giấy phép của tôi chưa xong, bao lâu nữa mới có"],
)  # fmt: skip
def test_a_complaint_put_as_a_question_is_a_story(words: str) -> None:
    anh = Person()
    anh.says(words)
    assert anh.talk.told.text == words


def test_shouting_in_the_middle_is_not_sent_either() -> None:
    anh = Person()
    anh.says("Chứng thực giấy tờ hôm nay phải chờ rất lâu", "chợ Vườn Thơm", "vcl lâu quá")
    assert "vcl" not in anh.talk.told.text
    assert anh.at(Step.CONFIRM)


def test_shouting_alone_is_met_with_a_word_and_not_sent() -> None:
    anh = Person()
    assert "Rất tiếc" in anh.says("đm tụi bây làm ăn vậy hả")
    assert anh.talk.told.text == ""
    assert anh.at(Step.IDLE)


def test_who_is_in_danger_is_asked_nothing() -> None:
    anh = Person()
    answer = anh.says("cứu tôi với nó đang cầm dao")
    assert "113" in answer
    assert "?" not in answer
    anh.says("Chuyện ở ủy ban sáng nay, họ dọa đuổi tôi ra")
    assert anh.talk.told.text.startswith("cứu tôi")


@pytest.mark.parametrize(
    "words", ["ừ gửi giùm bác", "ok r gửi đi ad", "gửi lẹ đi", "uhm", "oki", "dạ gửi giúp con với"]
)
def test_a_yes_as_people_write_it_sends(words: str) -> None:
    anh = Person(KNOWS)
    anh.says(STORY, words)
    assert anh.filed


@pytest.mark.parametrize("words", ["no thanks, don't send", "thôi khỏi gửi nữa", "không gửi đâu"])
def test_a_no_as_people_write_it_sends_nothing(words: str) -> None:
    anh = Person(KNOWS)
    anh.says(STORY, words)
    assert not anh.filed
    assert anh.talk.told.text == ""


@pytest.mark.parametrize("words", ["hqua", "bữa qua đó bạn", "hum qua", "chắc khoảng hôm qua á"])
def test_a_day_as_people_write_it_is_a_day(words: str) -> None:
    anh = Person(KNOWS)
    anh.says(UNDATED, words)
    assert anh.talk.told.occurred_on == "2026-11-23"
    assert anh.at(Step.CONFIRM)


def test_a_second_story_at_another_place_may_be_sent_apart() -> None:
    class ByDay:
        def read(self, story: str) -> Reading:
            there = KNOWN["sở xây dựng"] if "xây dựng" in story else Places((CAO_LANH,), sure=True)
            return Reading(there)

        def meant(self, words: str) -> str:
            return words

    anh = Person(ByDay())
    other = "Còn ở sở xây dựng hôm nay thì tôi phải chờ thêm ba tiếng nữa"
    assert "chuyện khác" in anh.says(STORY, other)
    assert not anh.filed
    answer = anh.says("1")
    assert anh.wishes == [File()]
    assert anh.talk.told.text == other
    assert "Mã bí mật" in answer
    assert "Nơi: Sở Xây dựng" in answer
    anh.says(STORY, "2")  # not another story after all
    assert anh.talk.told.text == f"{other}\n{STORY}"


def test_an_album_is_not_asked_about_picture_by_picture() -> None:
    anh = Person()
    assert "Xin kể" in anh.does(Attached(1))
    assert anh.does(Attached(2)) == "Đã nhận 2 tệp."


def test_going_back_offers_the_same_places_again() -> None:
    anh = Person(TORN)
    anh.says(STORY, "1", "sửa nơi", "sở xây dựng")
    anh.says("quay lại", "quay lại", "quay lại")
    assert anh.at(Step.PLACE)
    assert "2. Xã Bình Thạnh, huyện Cao Lãnh" in anh.read


def test_erasing_says_what_is_kept_and_how_that_goes_too() -> None:
    anh = Person(KNOWS)
    answer = anh.says(STORY, "/xoa")
    assert anh.wishes == [Forget()]
    assert "Còn giữ: 1 phản ánh" in answer
    assert anh.talk.told.text == ""
    assert "không báo tin nữa" in anh.says("đừng báo")
    assert anh.wishes == [Forget(), Hush()]


def test_another_province_is_told_that_we_hear_of_ours_alone() -> None:
    anh = Person(Placing(Reading(elsewhere=True)))
    assert "trong tỉnh" in anh.says("Làm giấy tờ ở tỉnh bên khó quá, hôm qua")
    assert "trong tỉnh" not in anh.says("Lúc tôi hỏi lại thì cán bộ còn lớn tiếng với tôi nữa")


def test_a_body_outside_is_named_as_one() -> None:
    answer = Person(Placing(Reading(named="Công an", outside=True))).says(STORY)
    assert "ngoài Ủy ban nhân dân tỉnh" in answer


def test_an_idea_is_asked_for_no_day_and_no_code() -> None:
    anh = Person(Placing(Reading(idea=True, about_dossier=True)))
    assert "góp ý" in anh.says("Đề nghị tỉnh cho nộp hồ sơ qua điện thoại")
    anh.says("không")
    assert anh.at(Step.CONFIRM)


def test_english_is_noticed_with_place_names_in_vietnamese() -> None:
    anh = Person(KNOWS)
    anh.says("The officer at xã Mỹ An Hưng was rude when I asked for my permit")
    assert anh.talk.lang == "en"


def test_a_message_older_than_the_story_is_no_remark_gone_astray() -> None:
    anh = Person(KNOWS)
    anh.does(Said(STORY, 5))
    anh.does(Said("khoan đã", 4))
    assert anh.talk.told.text == STORY
