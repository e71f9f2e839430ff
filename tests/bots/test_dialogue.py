"""A talk, turn by turn: asks only what is missing, can be corrected, sends only on a yes."""

import pytest

from bots.ears import Place, Places, Reading
from bots.memory import Step
from bots.turns import Said
from bots.wishes import Drop, File
from tests.bots.person import CAO_LANH, HONG_NGU, KNOWN, SECRET, Person, Placing

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
UNDATED = "Tôi đi chứng thực giấy tờ mà phải chờ rất lâu"
DOSSIER = "Hồ sơ giấy phép của tôi trễ hẹn 2 tuần"


KNOWS = Placing(Reading(Places((CAO_LANH,), sure=True)))
TORN = Placing(Reading(Places((HONG_NGU, CAO_LANH))))
GRAVE = Placing(Reading(Places((CAO_LANH,), sure=True), grave=True, about_dossier=True))


def test_a_story_with_place_and_time_goes_to_the_last_look_at_once() -> None:
    person = Person(KNOWS)
    answer = person.says(STORY)
    assert person.at(Step.CONFIRM)
    assert "Nơi: Xã Bình Thạnh, huyện Cao Lãnh" in answer
    assert "Ngày: 24/11/2026" in answer
    assert not person.filed


def test_nothing_is_sent_before_a_yes() -> None:
    person = Person(KNOWS)
    person.says(STORY)
    assert not person.filed
    assert SECRET in person.says("gửi")
    assert person.wishes == [File()]


def test_which_of_two_bình_thạnh_is_asked() -> None:
    person = Person(TORN)
    answer = person.says(STORY)
    assert "1. Xã Bình Thạnh, thành phố Hồng Ngự" in answer
    assert "2. Xã Bình Thạnh, huyện Cao Lãnh" in answer
    person.says("2")
    assert person.talk.told.unit == CAO_LANH
    assert person.at(Step.CONFIRM)


def test_an_option_may_be_written_out() -> None:
    person = Person(TORN)
    person.says(STORY, "xa binh thanh, huyen cao lanh")
    assert person.talk.told.unit == CAO_LANH


def test_one_near_miss_is_asked_back_and_yes_takes_it() -> None:
    person = Person()
    assert "Có phải bạn nói Phường Sa Đéc không?" in person.says(STORY, "Sa Đéc")
    person.says("đúng rồi")
    assert person.talk.told.unit == Place(4, "Phường Sa Đéc")


def test_a_place_nobody_knows_is_kept_in_the_senders_words() -> None:
    person = Person()
    person.says(STORY, "chợ Vườn Thơm")
    assert person.talk.told.place == "chợ Vườn Thơm"
    assert person.at(Step.CONFIRM)


def test_not_knowing_the_place_is_an_answer() -> None:
    person = Person()
    person.says(STORY, "không biết")
    assert person.at(Step.CONFIRM)


def test_the_day_is_asked_only_of_a_story_without_time() -> None:
    person = Person(KNOWS)
    person.says(UNDATED)
    assert person.at(Step.WHEN)
    person.says("thứ hai")
    assert person.talk.told.occurred_on == "2026-11-23"


def test_a_day_to_come_is_not_taken() -> None:
    person = Person(KNOWS)
    assert "chưa tới" in person.says(UNDATED, "1/2/2027")
    assert person.at(Step.WHEN)


def test_words_that_are_no_day_join_the_story() -> None:
    person = Person(KNOWS)
    person.says(UNDATED, "hồi mùng 6 tết")
    assert person.talk.told.occurred_on == ""
    assert person.talk.told.text.endswith("hồi mùng 6 tết")
    assert person.at(Step.CONFIRM)


def at_the_department() -> Person:
    """Somebody whose story names the place."""
    return Person(reader=Placing(Reading(where=KNOWN["sở xây dựng"], about_dossier=True)))


def test_who_was_asked_for_the_place_is_asked_nothing_more() -> None:
    person = Person()
    assert "Có mã hồ sơ trên giấy hẹn thì ghi luôn" in person.says(DOSSIER)
    person.says("sở xây dựng")
    assert person.at(Step.CONFIRM)


def test_a_day_or_a_code_told_with_the_place_is_taken() -> None:
    person = Person()
    assert "Nhớ ngày thì ghi luôn" in person.says("Tôi đi chứng thực mà phải chờ rất lâu")
    person.says("ngã tư Mỹ Trà hôm qua")
    assert person.talk.told.occurred_on == "2026-11-23"
    person = Person()
    person.says(DOSSIER, "phòng giấy phép H20.12-261015-0001")
    assert person.talk.told.code == "H20.12-261015-0001"


def test_a_story_of_a_dossier_is_asked_for_its_code_instead_of_the_day() -> None:
    person = at_the_department()
    person.says(DOSSIER)
    assert person.at(Step.CODE)
    person.says("h20.12 - 220117 - 0001")
    assert person.talk.told.code == "H20.12-220117-0001"
    assert person.at(Step.CONFIRM)


def test_a_wrong_code_is_explained_and_asked_again() -> None:
    person = at_the_department()
    answer = person.says(DOSSIER, "0912345678")
    assert "số điện thoại" in answer
    assert person.at(Step.CODE)


def test_a_code_inside_the_story_is_found() -> None:
    person = Person(KNOWS)
    person.says("Hồ sơ H20.12-220117-0001 của tôi trễ hẹn 2 tuần")
    assert person.talk.told.code == "H20.12-220117-0001"
    assert person.at(Step.CONFIRM)


def test_more_of_the_story_may_come_at_any_question() -> None:
    person = Person()
    person.says(STORY, "Lúc tôi hỏi lại thì cán bộ còn lớn tiếng với tôi nữa")
    assert person.at(Step.PLACE)
    assert len(person.talk.told.story) == 2


def test_parts_that_arrive_in_the_wrong_order_are_told_in_the_right_one() -> None:
    person = Person(KNOWS)
    person.does(Said("rồi hôm qua họ bảo tôi chờ thêm một tuần", order=12))
    person.does(Said("Tôi nộp giấy ở phường đã lâu", order=11))
    assert person.talk.told.text.startswith("Tôi nộp giấy")


def test_a_late_part_of_the_story_is_no_answer_to_the_question() -> None:
    person = Person()
    person.does(Said("Rồi họ nói mai quay lại", order=12))
    person.does(Said("Ra xã nộp giấy", order=11))
    assert person.talk.told.place == ""
    assert person.talk.told.text == "Ra xã nộp giấy\nRồi họ nói mai quay lại"


def test_a_message_edited_in_the_messenger_changes_the_story() -> None:
    person = Person(KNOWS)
    person.says(STORY)
    person.does(Said("Sáng nay tôi chờ có nửa giờ thôi", order=1, edited=True))
    assert person.talk.told.text == "Sáng nay tôi chờ có nửa giờ thôi"


def test_go_back_returns_to_the_question_before() -> None:
    person = Person(TORN)
    person.says(STORY, "1", "quay lại")
    assert person.at(Step.PLACE)
    assert person.talk.told.unit is None
    person.says("2")
    assert person.talk.told.unit == CAO_LANH


def test_one_part_can_be_corrected_and_the_others_stay() -> None:
    person = Person(KNOWS)
    person.says(STORY, "sửa ngày", "hôm kia")
    assert person.talk.told.occurred_on == "2026-11-22"
    assert person.talk.told.unit == CAO_LANH
    assert person.at(Step.CONFIRM)


def test_correct_asks_what_to_correct() -> None:
    person = Person(KNOWS)
    assert "1. Lời kể" in person.says(STORY, "sửa")
    person.says("1", "Hôm nay tôi được hướng dẫn tử tế")
    assert person.talk.told.text == "Hôm nay tôi được hướng dẫn tử tế"


def test_a_place_chosen_by_the_sender_outlives_what_the_reader_thinks() -> None:
    person = Person(KNOWS)
    person.says(STORY, "sửa nơi", "sở xây dựng", "À mà hôm đó có hai người cùng chờ với tôi")
    assert person.talk.told.unit == Place(3, "Sở Xây dựng")


@pytest.mark.parametrize("word", ["thôi", "Thoi.", "dừng", "cancel"])
def test_stop_sends_nothing_and_forgets(word: str) -> None:
    person = Person(KNOWS)
    person.says(STORY, word)
    assert person.wishes == [Drop()]
    assert person.talk.told.text == ""


def test_yes_without_marks_is_not_taken_for_stop() -> None:
    person = Person(KNOWS)
    person.says(STORY, "dung")
    assert person.wishes == [File()]


def test_a_command_inside_a_sentence_is_part_of_the_story() -> None:
    person = Person(KNOWS)
    person.says("Sửa giấy khai sinh sáng nay mà họ bảo thôi để mai")
    assert person.at(Step.CONFIRM)
    assert person.wishes == []
