"""Matters that tell one story get one name, the same however the state was built."""

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.telling import BRIDGE, DAY, LATE, NOISE, entries
from triage.stories import Entry, Mark, Stories, digest
from triage.storyline import Storyline
from triage.storyterms import terms

WORDS_HEARD = " ".join((*BRIDGE, *LATE, *NOISE)).split()


def told(*texts: str) -> list[int]:
    return [mark.story for mark in Stories().add_many(entries(*texts))]


@pytest.mark.parametrize("story", [BRIDGE, LATE, NOISE])
def test_the_same_thing_in_other_words_is_one_story(story: tuple[str, ...]) -> None:
    assert set(told(*story)) == {0}


def test_different_things_are_different_stories() -> None:
    mixed = [text for three in zip(BRIDGE, LATE, NOISE, strict=False) for text in three]
    stories = told(*mixed)
    assert [stories[i::3] for i in range(3)] == [[0] * 3, [1] * 3, [2] * 3]


def test_units_share_nothing() -> None:
    here, there = entries(*BRIDGE[:1]), entries(BRIDGE[0], unit=2, first=7)
    assert [mark.story for mark in Stories().add_many(here + there)] == [0, 7]


def test_a_near_copy_joins_what_it_copies() -> None:
    mark = Stories(entries(*NOISE, *LATE)).add(Entry(9, 1, LATE[0].upper() + "!!!", 9 * DAY))
    assert (mark.story, mark.near_copy_of) == (3, 3)
    assert mark.similarity > 0.9


def test_a_copy_of_something_long_past_goes_on_with_its_story() -> None:
    stories = Stories(entries(BRIDGE[0]))
    assert stories.add(Entry(5, 1, BRIDGE[0], 400 * DAY)).story == 0


def test_a_story_quiet_for_half_a_year_is_over() -> None:
    stories = Stories(entries(BRIDGE[0]))
    assert stories.add(Entry(5, 1, BRIDGE[1], 181 * DAY)).story == 5


def test_few_words_of_two_people_are_no_copies() -> None:
    stories = Stories([Entry(0, 1, "quá chậm", 0.0, sender="a")])
    assert stories.add(Entry(1, 1, "quá chậm", 1.0, sender="b")).near_copy_of is None


def test_a_moment_may_be_a_datetime_or_seconds() -> None:
    moment = datetime(2022, 3, 1, tzinfo=UTC)
    stories = Stories([Entry(0, 1, BRIDGE[0], moment)])
    late = moment + timedelta(days=200)
    assert stories.add(Entry(1, 1, BRIDGE[1], late.timestamp())).story == 1


texts = st.text(max_size=60) | st.sampled_from(BRIDGE + LATE + NOISE)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), texts), max_size=30), st.integers(0, 30))
def test_built_again_or_in_batches_the_marks_are_the_same(
    said: list[tuple[int, str]], cut: int
) -> None:
    all_of_them = [Entry(i, unit, text, i * DAY) for i, (unit, text) in enumerate(said)]
    at_once = Stories().add_many(all_of_them)
    one_by_one = Stories()
    assert [one_by_one.add(entry) for entry in all_of_them] == at_once
    assert Stories(all_of_them[:cut]).add_many(all_of_them[cut:]) == at_once[cut:]
    kept = [replace(e, story=m.story) for e, m in zip(all_of_them, at_once, strict=True)]
    assert Stories(kept[:cut]).add_many(all_of_them[cut:]) == at_once[cut:]


def test_what_was_marked_before_is_put_back_as_it_was() -> None:
    before = [replace(entry, story=77) for entry in entries(*BRIDGE[1:3])]
    assert Stories(before).add(Entry(9, 1, BRIDGE[0], 9 * DAY)).story == 77


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "\x00",
        "\ud800",
        "<script>alert(1)</script>",
        "é\u0301" * 9,
        "中文 العربية",
        "1" * 99,
    ],
)
def test_any_text_gets_a_mark(text: str) -> None:
    stories = Stories(entries(*BRIDGE))
    mark = stories.add(Entry(9, 1, text, 9 * DAY))
    assert mark == Mark(9, None, 0.0)
    assert digest([Entry(9, 1, text, 0.0)]).representative == 9


def test_a_megabyte_gets_a_mark() -> None:
    assert told(BRIDGE[0], (BRIDGE[1] + ". ") * 20_000) == [0, 0]


def test_memory_stays_bounded_on_an_endless_stream() -> None:
    random.seed(1)
    words = [f"từ{i}" for i in range(5000)]
    stories = Stories(room=500)
    for batch in range(20):
        stories.add_many(
            Entry(batch * 200 + i, 1, " ".join(random.sample(words, 8)), batch * DAY)
            for i in range(200)
        )
    unit = stories._units[1]
    assert len(unit._story_of) <= 500
    assert len(unit._line._open) <= 251


@given(st.lists(st.lists(st.sampled_from(WORDS_HEARD), min_size=1, max_size=9), max_size=60))
def test_words_passed_over_for_speed_change_no_story(said: list[list[str]]) -> None:
    quick, thorough = Storyline(), Storyline()
    thorough._longest = math.inf  # every story may still be reached: nothing is passed over
    for at, words in enumerate(said):
        told = terms(" ".join(words))
        assert quick.place(at, told, at)[0] == thorough.place(at, told, at)[0]
