"""Whatever is typed is understood somehow, soon, and through the command line too."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from tests.growth import grows_no_faster_than_its_length
from triage.commandline_understand import understand_lines
from triage.severity import Severity
from triage.topics import topics
from triage.understanding import understand

WORDS = "hồ sơ trễ không có đòi tiền k ko . , ! ? \n <b> &amp; \x00 \ud800 😀 漢字 e\u0301 hoof sow"
JUMBLES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=25).map(" ".join)
ODD = {
    "empty": "",
    "one letter": "a",
    "spaces": " \t\n ",
    "nul": "hồ sơ\x00trễ hẹn",
    "lone surrogate": "\ud800 hồ sơ trễ hẹn \udfff",
    "markup": "<script>alert(1)</script><b>hồ sơ</b> trễ &lt;hẹn&gt; &#0;&bogus;",
    "mixed scripts": "дело 書類 hồ sơ ملف trễ hẹn",
    "marks alone": "\u0301\u0323\u0302" * 50,
    "number": "1" * 5000,
}
LONG = {
    "one word": "a" * 1_000_000,
    "words": "hồ sơ trễ hẹn không có đòi tiền " * 31_250,
    "sentences": "a. b! c? " * 111_111,
    "open tags": "<" * 1_000_000,
    "marks": "e\u0301" * 500_000,
    "not not not": "không " * 166_666,
    "gifts": "đưa đưa phong bì thì " * 47_000,
    "telex": "hoof sow treex henj " * 50_000,
}


@given(JUMBLES | st.text(alphabet=st.characters(), max_size=80))
@example("")
def test_every_text_has_a_well_formed_answer(text: str) -> None:
    seen = understand(text)
    assert {t.code for t in seen.topics} == set(topics())
    assert all(0 <= t.p <= 1 for t in seen.topics)
    assert 0 <= seen.p_relevant <= 1
    assert seen.severity in Severity


@pytest.mark.parametrize("name", LONG)
def test_a_megabyte_hangs_nobody(name: str) -> None:
    long = LONG[name]
    grows_no_faster_than_its_length(lambda size: understand(long[:size]), len(long))


def answers(*lines: str) -> list[dict[str, Any]]:
    return [json.loads(a) for a in understand_lines(lines)]


@pytest.mark.parametrize("name", ODD)
def test_the_command_line_answers_odd_texts(name: str) -> None:
    (answer,) = answers(json.dumps({"id": name, "text": ODD[name]}))
    assert answer["id"] == name
    assert len(answer["topics"]) == 20


def test_a_bad_line_is_answered_with_an_error_and_the_next_is_read() -> None:
    bad = ["{", "[]", "7", '{"id": 1}', '{"id": 2, "text": 3}', "[" * 100_000]
    bad += ['{"id": NaN, "text": "x"}', '{"id": 1e999, "text": "x"}']
    *errors, good = answers(*bad, "  \n", '{"id": 3, "text": "hồ sơ trễ hẹn"}')
    assert all("error" in e for e in errors)
    assert len(errors) == len(bad)
    assert good["id"] == 3


def test_the_command_answers_line_by_line(app: Flask) -> None:
    lines = [
        json.dumps({"id": 1, "text": "không có đòi tiền"}),
        '{"id": 2, "text": "\\ud800"}',
        '{"id": 3, "text": "đòi tiền mới làm"}',
    ]
    sent = "\n".join(lines).encode() + b'\n{"id": 4, "text": "\xff\xfe"}\n'
    done = app.test_cli_runner().invoke(args=["triage", "understand"], input=sent)
    assert done.exit_code == 0, done.output
    told = [json.loads(line) for line in done.output.splitlines()]
    assert [t["id"] for t in told] == [1, 2, 3, 4]
    assert [t["severity"] == "S4" for t in told] == [False, False, True, False]
    assert set(told[0]) >= {"id", "topics", "severity", "kind", "flags", "severity_rules"}
