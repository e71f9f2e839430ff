"""What people really type where something is to be chosen, corrected or looked up."""

import pytest

from bots.ears import Place, Places, Reading
from bots.memory import Step
from bots.turns import Located
from bots.wishes import Drop, File, LookUp, MakeLink
from tests.bots.person import CAO_LANH, HONG_NGU, KNOWN, REFERENCE, SECRET, Person, Placing

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
LONG_AGO = "Tôi đi chứng thực giấy tờ mà phải chờ rất lâu"
NOW = Place(2, "Xã Bình Thạnh, huyện Cao Lãnh (nay là Xã Mỹ Hiệp)")
TORN = Placing(Reading(Places((HONG_NGU, NOW))))


class Once:
    """Reads the place of the story alone."""

    def read(self, story: str) -> Reading:
        """The commune of the first words."""
        return Reading(Places((CAO_LANH,), sure=True)) if story.startswith(STORY) else Reading()

    def meant(self, words: str) -> str:
        """As it stands."""
        return words


KNOWS = Placing(Reading(Places((CAO_LANH,), sure=True)))


@pytest.mark.parametrize(
    "words",
    ["2", "số 2 nha", "chọn số 2 đi", "cái thứ hai", "cái cuối", "cái ở huyện Cao Lãnh á",
     "cao lanh", "bên Mỹ Hiệp bây giờ đó", "the second one"],
)  # fmt: skip
def test_one_of_two_is_chosen_in_many_ways(words: str) -> None:
    person = Person(TORN)
    person.says(STORY, words)
    assert person.talk.told.unit == NOW


@pytest.mark.parametrize("words", ["xã Bình Thạnh", "số 9", "thứ hai", "ở đâu?"])
def test_what_fits_none_or_both_chooses_nothing(words: str) -> None:
    person = Person(TORN)
    person.says(STORY, words)
    assert person.talk.told.unit is None


@pytest.mark.parametrize(
    "words",
    ["không phải ở đó mà là Sở Xây dựng", "Sở Xây dựng chứ không phải chỗ kia đâu",
     "ko phải ubnd xã mà sở xây dựng"],
)  # fmt: skip
def test_not_there_but_here_corrects_the_place_and_joins_no_story(words: str) -> None:
    person = Person(Once())
    person.says(STORY, words)
    assert person.talk.told.unit == KNOWN["sở xây dựng"].places[0]
    assert person.talk.told.text == STORY


@pytest.mark.parametrize(
    "words",
    [REFERENCE, f"tra cứu {REFERENCE.lower()}", f"phản ánh {REFERENCE} tới đâu rồi"],
)
def test_a_reference_alone_asks_for_its_secret_and_is_no_story(words: str) -> None:
    person = Person()
    assert REFERENCE in person.says(words)
    assert person.at(Step.CODES)
    person.says(SECRET)
    assert person.wishes == [LookUp(REFERENCE, SECRET)]


def test_a_reference_cut_short_is_said_to_be_one() -> None:
    assert "9 ký tự" in Person().says("LN-12K4")


def test_a_story_that_names_an_earlier_reference_stays_a_story() -> None:
    person = Person(KNOWS)
    person.says(f"Tôi đã phản ánh mã {REFERENCE} từ tháng trước mà tới nay xã chưa trả lời gì hết")
    assert person.talk.told.story


def test_a_dossier_code_before_the_story_is_kept_for_it() -> None:
    person = Person(KNOWS)
    person.says("H20.12-260901-0007", STORY)
    assert person.talk.told.code == "H20.12-260901-0007"


def test_a_point_on_the_map_is_seen_at_the_last_look() -> None:
    person = Person(KNOWS)
    person.does(Located(10.29, 105.75))
    assert "Vị trí trên bản đồ" in person.says(STORY)


def test_what_is_grave_asks_nothing_in_the_chat_before_the_link() -> None:
    person = Person(Placing(Reading(grave=True, about_dossier=True)))
    person.says("Cán bộ đòi tôi đưa năm triệu mới ký giấy")
    assert person.wishes == [MakeLink()]
    assert person.at(Step.CONFIRM)
    person.says("không muốn mở link")
    assert person.at(Step.PLACE)  # who stays in the chat is asked there


@pytest.mark.parametrize("way", [("sửa",), ("sửa lời kể",)])
def test_stop_while_correcting_leaves_the_story_and_stop_again_drops_it(way: tuple[str]) -> None:
    person = Person(KNOWS)
    person.says(STORY, *way, "thôi")
    assert person.at(Step.CONFIRM)
    assert person.talk.told.text == STORY
    person.says("thôi")
    assert person.wishes == [Drop()]


@pytest.mark.parametrize("words", ["đúng rồi gửi đi em", "yes please", "gửi nữa đi"])
def test_more_ways_to_say_yes(words: str) -> None:
    person = Person(KNOWS)
    person.says(STORY, words)
    assert person.wishes == [File()]


def test_english_asked_for_or_written_turns_the_talk() -> None:
    assert Person().says("Can I write in English?").startswith("[en]")
    person = Person(KNOWS)
    person.says("hello my friend")
    answer = person.says("My certificate is three weeks late and nobody at the office answers")
    assert "[en]" in answer
