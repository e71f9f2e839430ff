"""Matters that tell one story get one name, the same however the state was built."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.commandline_stories import story_lines
from triage.stories import Entry, Mark, Stories, digest, recluster

# Invented sentences; they allege nothing about anybody.
BRIDGE = (
    "Cầu ván bắc qua kênh mục nát, sụp mấy tấm rồi",
    "cay cau go trong ap hu nang, xe may khong dam qua",
    "Lan can cầu gãy, tụi nhỏ đi học rất nguy hiểm",
    "Đề nghị sửa cầu vì trụ cầu nghiêng sắp sập",
)
LATE = (
    "Hồ sơ sang tên đất của tôi quá hẹn hai tháng chưa trả",
    "lam so do hen 30 ngay ma ba thang chua xong",
    "Giấy chứng nhận quyền sử dụng đất trễ hẹn không một lời xin lỗi",
)
NOISE = (
    "Hàng xóm hát karaoke loa kéo tới nửa đêm",
    "quan nhau mo nhac am i ca dem khong ai ngu duoc",
    "Tiếng ồn loa kẹo kéo suốt ngày, con nít không học bài được",
)
DAY = 86_400.0


def entries(*texts: str, unit: int = 1, first: int = 0) -> list[Entry]:
    return [Entry(first + i, unit, text, i * DAY) for i, text in enumerate(texts)]


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


def test_hindsight_joins_what_the_stream_kept_apart() -> None:
    said = entries(*BRIDGE, *NOISE)
    apart = [Mark(entry.id, None, 0.0) for entry in said]
    assert [mark.story for mark in recluster(said, apart)] == [0] * 4 + [4] * 3


def test_hindsight_parts_what_the_stream_mixed_and_the_larger_part_keeps_the_name() -> None:
    said = entries(*NOISE[:1], *BRIDGE)
    mixed = [Mark(0, None, 0.0) for _ in said]
    stories = [mark.story for mark in recluster(said, mixed)]
    assert stories == [stories[0], 0, 0, 0, 0]
    assert stories[0] != 0


def test_hindsight_changes_nothing_the_second_time() -> None:
    said = entries(*BRIDGE, *LATE, *NOISE)
    once = recluster(said, Stories().add_many(said))
    assert recluster(said, once) == once


def test_hindsight_keeps_near_copies_together() -> None:
    said = entries(BRIDGE[0], NOISE[0], "Xin phản ánh: " + BRIDGE[0])
    marks = Stories().add_many(said)
    assert marks[2].near_copy_of == 0
    new = recluster(said, [replace(mark, story=i) for i, mark in enumerate(marks)])
    assert new[0].story == new[2].story != new[1].story


def test_a_digest_names_what_people_said_in_their_own_words() -> None:
    found = digest(entries(*BRIDGE))
    assert found.representative in range(4)
    assert any("cầu" in phrase for phrase in found.phrases)
    assert len(found.phrases) <= 5


def test_a_digest_shows_marks_where_anybody_typed_them() -> None:
    found = digest(entries("cau van sap", "cầu ván sập", "cau van sap roi"))
    assert "cầu ván" in found.phrases


def test_a_digest_shows_no_names_and_no_numbers() -> None:
    found = digest(entries("Ông Trần Văn Mẫu thu lệ phí 250000 đồng, gọi 0900000000"))
    assert "thu lệ phí" in found.phrases or "lệ phí" in found.phrases
    shown = " ".join(found.phrases)
    assert not any(part in shown for part in ("trần", "mẫu", "0900000000", "250000"))


def test_a_digest_needs_a_matter() -> None:
    with pytest.raises(ValueError, match="at least one"):
        digest([])


def line(id: object, text: object, at: object = 0, unit: object = 1) -> str:
    return json.dumps({"id": id, "unit": unit, "text": text, "at": at})


def test_the_command_answers_each_line_in_order_with_the_ids_given() -> None:
    lines = [line("a", BRIDGE[0]), line("b", NOISE[0]), "", line("c", BRIDGE[0] + " !")]
    assert [json.loads(answer) for answer in story_lines(lines)] == [
        {"id": "a", "story": "a", "near_copy_of": None},
        {"id": "b", "story": "b", "near_copy_of": None},
        {"id": "c", "story": "a", "near_copy_of": "a"},
    ]


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "null",
        '"x"',
        "[" * 100_000,
        line(1, None),
        line(1, "x", at="yesterday"),
        line(1, "x", at=None),
        line(1, "x", unit=None),
        line(1, "x", unit=[]),
        line(None, "x"),
        '{"id": 1, "unit": 1, "text": "x", "at": NaN}',
        '{"id": 1, "unit": 1, "text": "x", "at": 1' + "0" * 400 + "}",
    ],
)
def test_a_bad_line_is_answered_and_the_next_is_read(bad: str) -> None:
    first, second = (json.loads(answer) for answer in story_lines([bad, line(2, BRIDGE[0])]))
    assert first["error"]
    assert second == {"id": 2, "story": 2, "near_copy_of": None}


def test_the_command_reads_more_lines_than_it_answers_at_once() -> None:
    lines = [line(i, BRIDGE[i % 4], at="2022-01-01T08:00:00+07:00") for i in range(600)]
    assert [json.loads(answer)["id"] for answer in story_lines(lines)] == list(range(600))
