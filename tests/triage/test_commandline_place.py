"""``flask triage place`` from the inside: a line in, a line out."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from tests import installation
from tests.triage.map_of_units import IN_2022, book, placer
from triage.commandline import place_lines


def answers(*lines: str) -> list[dict[str, Any]]:
    return [json.loads(a) for a in place_lines(lines, placer(), book(), IN_2022)]


def test_a_line_is_answered_with_codes_and_spans() -> None:
    text = "UBND xã Láng Biển trễ hẹn"
    (answer,) = answers(json.dumps({"id": 7, "text": text}))
    assert answer["id"] == 7
    assert answer["status"] == "placed"
    assert answer["unit"] == {"level": "commune", "code": "30070", "name": "Xã Láng Biển"}
    assert answer["candidates"] == ["30070"]
    assert [text[start:end] for start, end in answer["spans"]] == ["xã Láng Biển"]


def test_departments_are_told_by_their_short_code() -> None:
    (answer,) = answers('{"id": "a", "text": "Sở Tư pháp trễ hẹn"}')
    assert answer["unit"]["code"] == "STP"


def test_the_date_of_a_line_counts() -> None:
    line = {"id": 1, "text": "UBND xã Láng Biển trễ hẹn", "date": "2026-03-10"}
    (answer,) = answers(json.dumps(line))
    assert answer["unit"]["code"] != "30070"


def test_a_moment_counts_by_its_day_in_viet_nam() -> None:
    text = "UBND xã Láng Biển trễ hẹn"
    moments = ("2025-06-30T16:59:59Z", "2025-06-30T17:00:00Z", "2025-06-30T23:59:59")
    lines = [json.dumps({"id": 1, "text": text, "date": moment}) for moment in moments]
    old, new, local = (answer["unit"]["code"] for answer in answers(*lines))
    assert old == local == "30070"
    assert new != old


def test_an_undecided_line_has_no_unit_but_candidates() -> None:
    (answer,) = answers('{"id": 1, "text": "Phường 1"}')
    assert answer["unit"] is None
    assert set(answer["candidates"]) == {"29866", "29905"}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        "7",
        '{"id": 3}',
        '{"id": 3, "text": 5}',
        '{"id": 3, "text": "x", "date": "mai"}',
        '{"id": 3, "text": "x", "date": "17/01/2022"}',
        '{"id": 3, "text": "x", "date": "2022-01-17xyz"}',
        '{"id": 3, "text": "x", "date": 20220117}',
        '{"id": 3, "text": "x", "date": false}',
        '{"id": 3, "text": "x", "date": "0001-01-01T00:00:00+23:00"}',
        "[" * 100_000,
        '{"id": NaN, "text": "x"}',
        '{"id": [-Infinity], "text": "x"}',
        '{"id": 1e999, "text": "x"}',
    ],
)
def test_a_bad_line_is_answered_and_the_next_one_read(line: str) -> None:
    bad, good = answers(line, '{"id": 2, "text": ""}')
    assert bad["error"]
    assert good == {"id": 2, "status": "none", "unit": None, "candidates": [], "spans": []}


def test_answers_can_be_written_to_any_stream() -> None:
    line = '{"id": "\\ud800", "text": "\\ud800 xã Láng Biển"}'
    (answer,) = place_lines([line, "  "], placer(), book(), IN_2022)
    assert answer.isascii()


def test_anybody_may_measure_before_there_is_a_database(tmp_path: Path) -> None:
    bare = create_app(installation.settings(tmp_path, {}))
    line = json.dumps({"id": 1, "text": "UBND xã Láng Biển", "date": "2022-01-17"})
    told = bare.test_cli_runner().invoke(args=["triage", "place"], input=line)
    assert json.loads(told.output)["unit"]["code"] == "30070"
