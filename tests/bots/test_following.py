"""What became of a submission, and the two-way thread, inside a talk."""

from bots.ears import Place, Places, Reading
from bots.memory import Step
from bots.wishes import LookUp, Write
from tests.bots.person import REFERENCE, SECRET, Person, Placing

# synthetic: an invented story that alleges nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
KNOWS = Placing(Reading(Places((Place(2, "Xã Bình Thạnh, huyện Cao Lãnh"),), sure=True)))


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
    person.says("1")
    assert person.wishes[-1] == Write(7, "Họ đã gọi lại cho tôi")


def test_words_beside_an_opened_submission_may_be_a_new_story() -> None:
    person = Person(KNOWS)
    person.says(f"{REFERENCE} {SECRET}", STORY)
    person.taps("new")
    assert person.talk.told.text == STORY
    assert person.talk.opened == 0


def test_erasure_is_asked_for_through_the_thread() -> None:
    person = Person()
    person.says(f"{REFERENCE} {SECRET}")
    person.taps("erase")
    wish = person.wishes[-1]
    assert isinstance(wish, Write)
    assert "xóa" in wish.words


def test_a_story_half_told_waits_while_another_is_looked_up() -> None:
    person = Person(KNOWS)
    person.says(STORY, "tra cứu", f"{REFERENCE} {SECRET}", "xong")
    assert person.at(Step.CONFIRM)
    assert person.talk.told.text == STORY
