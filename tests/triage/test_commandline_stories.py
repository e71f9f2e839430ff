"""``flask triage stories``, from the inside and through the door: a line in, a line out."""

import json

import pytest
from flask import Flask

from tests.triage.telling import BRIDGE, NOISE
from triage.commandline_stories import story_lines


def line(id: object, text: object, at: object = 0, unit: object = 1) -> str:
    return json.dumps({"id": id, "unit": unit, "text": text, "at": at})


def test_the_command_answers_each_line_in_order_with_the_ids_given() -> None:
    lines = [line("a", BRIDGE[0]), line("b", NOISE[0]), "", line("c", BRIDGE[0] + " !")]
    assert [json.loads(answer) for answer in story_lines([lines])] == [
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
        line(1, "x", at=True),
        line(1, "x", unit=None),
        line(1, "x", unit=False),
        line(True, "x"),
        line(1, "x", unit=[]),
        line(None, "x"),
        '{"id": 1, "unit": 1, "text": "x", "at": NaN}',
        '{"id": 1, "unit": 1, "text": "x", "at": 1' + "0" * 400 + "}",
    ],
)
def test_a_bad_line_is_answered_and_the_next_is_read(bad: str) -> None:
    first, second = (json.loads(answer) for answer in story_lines([[bad, line(2, BRIDGE[0])]]))
    assert first["error"]
    assert second == {"id": 2, "story": 2, "near_copy_of": None}


def test_how_lines_are_cut_into_batches_changes_no_answer() -> None:
    lines = [line(i, f"{BRIDGE[i % 4]} {i % 7}", at="2022-01-01T08:00+07:00") for i in range(60)]
    one_by_one = list(story_lines([one] for one in lines))
    assert one_by_one == list(story_lines([lines]))
    assert [json.loads(answer)["id"] for answer in one_by_one] == list(range(60))


# What a line may hold; every one is answered.
RUDE = [
    "",
    "a",
    "\0",
    "\ud800",
    "<script>alert(1)</script>",
    "quá chậm " * 120_000,
    "x" * 1_000_000,
]


@pytest.mark.parametrize("text", RUDE, ids=range(len(RUDE)))
def test_any_text_is_answered(text: str) -> None:
    (answer,) = story_lines([[line(5, text)]])
    assert json.loads(answer) == {"id": 5, "story": 5, "near_copy_of": None}


def test_the_command_survives_bytes_that_are_no_text(embedded: Flask) -> None:
    given = b"\xef\xbb\xbf" + line("một", BRIDGE[0]).encode() + b"\n\xff\xfe{\0\n\n"
    given += b'{"id": "\\udc80", "unit": "\xff", "text": "\xe1\xbb", "at": 1}\n'
    done = embedded.test_cli_runner().invoke(args=["triage", "stories"], input=given)
    assert done.exit_code == 0, done.output
    first, second, third = (json.loads(answer) for answer in done.output.splitlines())
    assert first == {"id": "một", "story": "một", "near_copy_of": None}
    assert second["error"]
    assert third["story"] == "\udc80"
