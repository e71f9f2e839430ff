"""A talk beside its story: what is grave, what is no story, receipts, the staff, a restart."""

import pytest

from bots.ears import Places, Reading
from bots.memory import Step, talk_from_json, talk_to_json
from bots.turns import Attached, NotAttached, Odd, Oddity, Picked
from bots.wishes import File, Judge, LookUp, MakeLink, Write
from tests.bots.person import CAO_LANH, HONG_NGU, KNOWN, REFERENCE, SECRET, Person, Placing

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
UNDATED = "Tôi đi chứng thực giấy tờ mà phải chờ rất lâu"
DOSSIER = "Hồ sơ giấy phép của tôi trễ hẹn 2 tuần"


KNOWS = Placing(Reading(Places((CAO_LANH,), sure=True)))
TORN = Placing(Reading(Places((HONG_NGU, CAO_LANH))))
GRAVE = Placing(Reading(Places((CAO_LANH,), sure=True), grave=True, about_dossier=True))


def test_what_is_grave_is_not_asked_about_but_given_a_link() -> None:
    person = Person(GRAVE)
    answer = person.says(UNDATED)
    assert person.wishes == [MakeLink()]
    assert "https://langnghe.example/tiep/x" in answer
    assert person.at(Step.CONFIRM)


def test_a_name_is_never_asked_for_here() -> None:
    person = Person(KNOWS)
    person.says(STORY)
    answer = person.taps("name")
    assert "https://langnghe.example/tiep/x" in answer
    assert person.at(Step.CONFIRM)


def test_an_old_button_does_nothing_but_repeat_the_question() -> None:
    person = Person(TORN)
    person.says(STORY)
    old = person.talk.ask
    person.says("2")
    person.does(Picked("u1", old))
    assert person.talk.told.unit == CAO_LANH
    assert "câu đã qua" in person.read


def test_send_pressed_twice_sends_once() -> None:
    person = Person(KNOWS)
    person.says(STORY)
    button = Picked("send", person.talk.ask)
    person.does(button)
    person.does(button)
    assert person.wishes == [File()]


def test_thanks_and_greetings_are_no_story() -> None:
    person = Person(KNOWS)
    for words in ("chào bạn", "Dạ em chào anh chị ạ", "cảm ơn nha", "ok", "dạ"):
        assert person.says(words)
        assert person.talk.told.text == ""


def test_a_photograph_of_the_slip_answers_the_question_for_the_code() -> None:
    there = Reading(where=KNOWN["sở xây dựng"], about_dossier=True)
    person = Person(reader=Placing(there))
    person.says(DOSSIER)
    answer = person.does(Attached(1))
    assert "Kèm theo: 1 tệp" in answer
    assert person.at(Step.CONFIRM)


def test_a_caption_begins_the_story() -> None:
    person = Person(KNOWS)
    person.does(Attached(1, STORY, 5))
    assert person.talk.told.text == STORY
    assert person.at(Step.CONFIRM)


def test_a_refused_file_says_why_and_loses_nothing() -> None:
    person = Person(KNOWS)
    person.says(STORY)
    assert person.does(NotAttached("Tệp này trống.")) == "Tệp này trống."
    assert SECRET in person.says("gửi")


@pytest.mark.parametrize("kind", list(Oddity))
def test_what_cannot_be_read_gets_an_answer(kind: Oddity) -> None:
    assert Person().does(Odd(kind))


def test_thanks_to_an_office_is_praise_and_a_story() -> None:
    person = Person(KNOWS)
    person.says("Cảm ơn cán bộ một cửa hôm nay")
    assert person.at(Step.CONFIRM)


def test_english_is_spoken_on_request_and_when_spoken_to() -> None:
    assert Person().says("English").startswith("[en]")
    person = Person(KNOWS)
    assert "[en]" in person.says("They asked me to come back today and told me to wait")
    assert "[en]" not in person.says("tiếng việt")


def test_a_business_is_noticed_and_can_be_corrected() -> None:
    person = Person(KNOWS)
    assert "doanh nghiệp" in person.says("Công ty tôi hôm nay lại phải nộp thêm giấy")
    person.taps("fix")
    person.taps("who")
    assert not person.talk.told.business


def test_status_needs_reference_and_secret() -> None:
    person = Person()
    person.says("tra cứu", REFERENCE)
    assert person.wishes == []
    assert "Dạ có." in person.says(SECRET)
    assert person.wishes == [LookUp(REFERENCE, SECRET)]


def test_a_forwarded_receipt_opens_its_submission() -> None:
    person = Person()
    person.says(f"Mã tra cứu: {REFERENCE}\nMã bí mật: {SECRET}\nXin giữ kỹ")
    assert person.at(Step.OPENED)


def test_a_message_to_the_staff_is_sent_only_on_purpose() -> None:
    person = Person()
    person.says(f"{REFERENCE} {SECRET}", "Họ đã gọi lại cho tôi")
    assert person.at(Step.WHICH)
    person.taps("write")
    assert person.wishes[-1] == Write(7, "Họ đã gọi lại cho tôi")


def test_words_beside_an_opened_submission_may_be_a_new_story() -> None:
    person = Person(KNOWS)
    person.says(f"{REFERENCE} {SECRET}", STORY)
    person.taps("new")
    assert person.talk.told.text == STORY
    assert person.talk.opened == 0


def test_an_answer_is_followed_by_one_question_and_settled_ends_it() -> None:
    person = Person()
    assert "Việc này đã được giải quyết chưa?" in person.says(f"{REFERENCE} {SECRET}")
    assert "Cảm ơn" in person.says("xong rồi")
    assert person.wishes[-1] == Judge(7, "fixed")
    assert "Yêu cầu xem lại" not in person.read


def test_what_is_not_settled_may_be_reopened_and_explained() -> None:
    person = Person()
    person.says(f"{REFERENCE} {SECRET}")
    assert "Yêu cầu xem lại" in person.says("vẫn chưa")
    person.taps("reopened")
    assert person.at(Step.WRITE)
    person.says("Họ vẫn chưa trả hồ sơ")
    assert person.wishes[-3:] == [
        Judge(7, "not_fixed"),
        Judge(7, "reopened"),
        Write(7, "Họ vẫn chưa trả hồ sơ"),
    ]


def test_erasure_is_asked_for_through_the_thread() -> None:
    person = Person()
    person.says(f"{REFERENCE} {SECRET}")
    person.taps("erase")
    wish = person.wishes[-1]
    assert isinstance(wish, Write)
    assert "xóa" in wish.words


def test_a_story_half_told_waits_while_another_is_looked_up() -> None:
    person = Person(KNOWS)
    person.says(STORY, "tra cứu", f"{REFERENCE} {SECRET}", "thôi")
    assert person.at(Step.CONFIRM)
    assert person.talk.told.text == STORY


def test_whatever_was_reached_survives_being_written_down() -> None:
    person = Person(TORN)
    person.says(STORY, "1", "sửa", "tra cứu", REFERENCE)
    assert talk_from_json(talk_to_json(person.talk)) == person.talk
