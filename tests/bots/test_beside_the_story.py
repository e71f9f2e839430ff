"""What people type beside their story: anger, questions to the machine, raw keys, corrections."""

from dataclasses import dataclass, field, replace

import pytest

from bots.ears import Places, Reading, grave_in_english
from bots.memory import Step
from bots.places import vietnamese
from bots.smalltalk import Question, angry, question, urgent
from tests.bots.person import CAO_LANH, HONG_NGU, KNOWN, Person

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
DOSSIER = "Hồ sơ tách thửa của tôi nộp từ tháng trước mà chưa xong"
SO_XAY_DUNG = KNOWN["sở xây dựng"]


@dataclass(frozen=True)
class Knowing:
    """A reader that finds the department where a text names it, and types raw keys out."""

    reading: Reading = field(default_factory=Reading)

    def read(self, story: str) -> Reading:
        where = SO_XAY_DUNG if "xây dựng" in story.lower() else Places()
        return replace(self.reading, where=where, about_dossier="hồ sơ" in story.lower())

    def meant(self, words: str) -> str:
        return {"guwir": "gửi", "hoom qua": "hôm qua"}.get(words, words)


def person(**reading: bool) -> Person:
    return Person(reader=Knowing(Reading(**reading)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("làm sao để gửi phản ánh?", Question.HOW),
        ("cho em hỏi gửi ở đâu", Question.HOW),
        ("how do I complain", Question.HOW),
        ("mất bao lâu thì có trả lời", Question.HOW_LONG),
        ("chung nao co ket qua vay", Question.HOW_LONG),
        ("ai đọc tin này", Question.WHO_READS),
        ("có bị lộ tên không", Question.WHO_READS),
        ("có lộ tên không", Question.WHO_READS),
        ("bạn là robot hả", Question.MACHINE),
        ("tôi muốn gặp người thật", Question.MACHINE),
        ("hồ sơ của tôi bao giờ mới có kết quả", None),
        ("tôi lên xã muốn gặp cán bộ mà không ai tiếp", None),
        ("Cán bộ nói không biết khi nào xong rồi bỏ đi ăn trưa tới hai giờ", None),
    ],
)
def test_a_question_to_us_is_told_from_a_story(words: str, meant: Question | None) -> None:
    assert question(words) is meant


@pytest.mark.parametrize("words", ["bạn là máy hả", "mất bao lâu thì có trả lời", "ai đọc tin này"])
def test_a_question_to_us_is_answered_and_ours_put_again(words: str) -> None:
    anh = Person()
    anh.says(STORY)
    answer = anh.says(words)
    assert anh.at(Step.PLACE)
    assert "xã, phường nào" in answer
    assert words not in anh.talk.told.text


def test_anger_is_met_with_a_word_and_the_story_kept() -> None:
    anh = person()
    assert "Rất tiếc" in anh.says("Tụi bây làm ăn kiểu gì, hồ sơ ở Sở Xây dựng 3 tháng chưa xong")
    assert "Rất tiếc" not in anh.says("đéo nhớ")
    assert anh.at(Step.CONFIRM)


@pytest.mark.parametrize("words", ["cháy nhà cứu với", "có người đánh tôi ở ủy ban"])
def test_who_may_be_in_danger_is_told_whom_to_call_first(words: str) -> None:
    assert urgent(words)
    assert "113" in Person().says(words)


def test_a_hospital_and_a_slip_of_the_tongue_are_no_cry_for_help() -> None:
    assert not urgent("Khoa cấp cứu bệnh viện bắt chờ làm giấy ba tiếng")
    assert not angry("Cán bộ đeo kính ở quầy số 3 rất nhiệt tình")


@pytest.mark.parametrize(
    "words",
    ["không có mã", "ko nho", "mất rồi", "quên rồi ạ", "gửi luôn đi bạn", "ok", "I don't have it"],
)
def test_whoever_has_no_code_is_never_asked_for_it_again(words: str) -> None:
    anh = person()
    anh.says(f"{DOSSIER}, ở Sở Xây dựng")
    assert anh.at(Step.CODE)
    anh.says(words)
    assert anh.at(Step.CONFIRM)
    assert not anh.filed


def test_a_code_mistyped_twice_is_kept_as_words() -> None:
    anh = person()
    anh.says(f"{DOSSIER}, ở Sở Xây dựng")
    assert "không có" in anh.says("H20.12-22011")
    anh.says("H20.12-22011")
    assert anh.at(Step.CONFIRM)
    assert "H20.12-22011" in anh.talk.told.text


def test_raw_telex_is_a_day_and_a_yes() -> None:
    anh = person()
    anh.says("Tôi chờ chứng thực ở Sở Xây dựng", "hoom qua")
    assert anh.talk.told.occurred_on == "2026-11-23"
    anh.says("guwir")
    assert anh.filed


def test_a_place_said_in_passing_corrects_the_place() -> None:
    anh = person()
    anh.says(STORY, "binh thanh")
    anh.taps("u1")
    assert anh.talk.told.unit == HONG_NGU
    assert "Đã ghi nơi: Sở Xây dựng" in anh.says("à không, ở Sở Xây dựng")
    assert anh.at(Step.CONFIRM)
    assert anh.talk.told.text == STORY


def test_a_day_said_in_passing_corrects_the_day() -> None:
    anh = person()
    anh.says(f"{STORY} ở Sở Xây dựng")
    assert "Đã ghi ngày: 20/11/2026" in anh.says("à ngày 20/11")


@pytest.mark.parametrize("words", ["không đúng", "sai rồi", "không phải", "wrong", "nhầm rồi"])
def test_wrong_at_the_last_look_asks_what_to_correct(words: str) -> None:
    anh = person()
    anh.says(f"{STORY} ở Sở Xây dựng", words)
    assert anh.at(Step.FIX)
    anh.says("nơi")
    assert anh.at(Step.PLACE)


def test_one_of_two_namesakes_is_told_by_its_district() -> None:
    anh = Person()
    anh.says(STORY, "binh thanh", "cao lãnh")
    assert anh.talk.told.unit == CAO_LANH


@pytest.mark.parametrize("words", ["bọn mày có làm gì đâu", "ở đâu?", "hôm qua"])
def test_what_names_no_place_is_not_written_down_as_one(words: str) -> None:
    anh = Person()
    anh.says(STORY, words)
    assert anh.at(Step.PLACE)
    assert anh.talk.told.place == ""


def test_nobody_is_asked_for_the_place_for_ever() -> None:
    anh = Person()
    anh.says(STORY, "mấy người ngồi đó thôi chứ", "có ai thèm nói gì đâu")
    assert not anh.at(Step.PLACE)


def test_a_few_words_about_nothing_are_asked_to_tell_more_once() -> None:
    anh = person(idle=True)
    assert "kể rõ hơn" in anh.says("trời mưa quá")
    anh.says("chứng thực ở Sở Xây dựng hôm qua chờ lâu")
    assert anh.at(Step.CONFIRM)
    assert "trời mưa quá" in anh.talk.told.text


def test_praise_needs_no_day() -> None:
    anh = person(praise=True)
    anh.says("Chị tiếp dân ở Sở Xây dựng rất tận tình")
    assert anh.at(Step.CONFIRM)


@pytest.mark.parametrize("words", ["😡😡😡", "?", "..."])
def test_a_smile_is_no_part_of_a_story(words: str) -> None:
    anh = Person()
    anh.says(STORY, words)
    assert anh.talk.told.text == STORY


def test_who_says_denounce_is_told_what_the_law_asks() -> None:
    anh = person(grave=True)
    said = anh.says("Tôi muốn tố cáo cán bộ Sở Xây dựng nhận tiền")
    assert "/noi-khac/denunciation" in said
    assert "/tiep/" in said


def test_whoever_asks_after_their_own_is_told_where_to_look() -> None:
    assert "tra cứu" in Person().says("phản ánh của tôi tới đâu rồi")
    assert question("sao chưa thấy ai trả lời vậy") is Question.MINE
    assert question("ho so dat cua toi sao chua tra") is None


@pytest.mark.parametrize("words", ["7", "0", "99"])
def test_a_number_no_option_has_is_no_part_of_a_story(words: str) -> None:
    anh = person()
    anh.says("Chứng thực ở Sở Xây dựng chờ lâu quá", words)
    assert anh.at(Step.WHEN)
    assert words not in anh.talk.told.text


def test_what_was_said_already_is_not_written_twice() -> None:
    anh = person()
    anh.says("Chứng thực ở Sở Xây dựng hôm qua chờ lâu", "chung thuc o so xay dung hom qua cho lau")
    assert "\n" not in anh.talk.told.text
    chi = person()
    chi.says("Chứng thực ở Sở Xây dựng chờ lâu", "Chứng thực ở Sở Xây dựng chờ lâu")
    assert "\n" not in chi.talk.told.text


def test_send_while_choosing_what_to_correct_sends() -> None:
    anh = person()
    anh.says("Chứng thực ở Sở Xây dựng hôm qua chờ lâu", "sửa", "gửi ẩn danh giùm con")
    assert anh.filed


def test_a_story_that_tells_who_wrote_it_is_pointed_out() -> None:
    anh = person()
    assert "sửa lời kể" in anh.says("Tôi gọi 0912 345 678 cho Sở Xây dựng hôm qua không ai nghe")


def test_the_speech_of_the_south_is_not_anger() -> None:
    assert not angry("con lên ủy ban làm giấy mà mấy ổng hành lên hành xuống, bốn máy đều hư")


@pytest.mark.parametrize(
    ("english", "vietnamese_"),
    [
        ("rude at Sa Dec ward", "rude at phường Sa Dec"),
        ("the commune office of My An Hung", "the xã My An Hung"),
        ("the Department of Construction", "the Sở Xây dựng"),
        ("land office in Lap Vo", "chi nhánh văn phòng đăng ký đất đai Lap Vo"),
    ],
)
def test_places_named_in_english_are_turned_round(english: str, vietnamese_: str) -> None:
    assert vietnamese(english) == vietnamese_


def test_a_bribe_told_in_english_is_grave_and_papers_are_not() -> None:
    assert grave_in_english("They asked me for 2 million dong to process my papers")
    assert not grave_in_english("They asked me for two more papers and a photo")


def test_who_says_complaint_is_told_once_what_the_law_asks() -> None:
    anh = person()
    assert "/noi-khac/complaint" in anh.says("Tôi muốn khiếu nại quyết định của Sở Xây dựng")
    assert "/noi-khac/complaint" not in anh.says("khiếu nại từ tháng trước mà chưa ai trả lời tôi")
