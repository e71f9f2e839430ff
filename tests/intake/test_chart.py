"""The weekly chart speaks to eyes, ears and paper, and survives odd numbers."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, FileSystemLoader

from tests.house.source import ROOT


def drawn(points: list[dict[str, Any]], expected: Any, lang: str = "vi", **kwargs: str) -> str:
    env = Environment(
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        loader=FileSystemLoader(ROOT / "intake/web/templates"),
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    page = '{% from "chart.html" import weekly_chart with context %}{{ weekly_chart(*given) }}'
    given = (points, expected, kwargs.get("title", "Mỗi tuần"), "Hai tuần.")
    return env.from_string(page).render(given=given, lang=lang)


def picture(html: str) -> ElementTree.Element:
    found = re.search(r'<svg viewBox="0 0 440.*?</svg>', html, re.S)
    assert found
    return ElementTree.fromstring(found.group(0))


def week(value: float, **more: Any) -> dict[str, Any]:
    return {"label": "5/1", "value": value, **more}


def test_each_week_with_a_count_has_one_bar() -> None:
    bars = picture(drawn([week(2), week(0), week(3)], 1)).findall("rect")
    assert len(bars) == 2
    assert float(bars[1].get("height", 0)) == pytest.approx(1.5 * float(bars[0].get("height", 0)))


def test_it_is_named_and_described_for_those_who_hear_it() -> None:
    image = picture(drawn([week(2)], 1))
    named = (image.get("aria-labelledby") or "").split()
    texts = {e.get("id"): e.text for e in image.iter() if e.get("id")}
    assert [texts[i] for i in named] == ["Mỗi tuần", "Hai tuần."]


def test_a_name_with_markup_stays_a_name() -> None:
    assert "<b>" not in drawn([week(1)], 1, title="<b>Xã</b>")


@pytest.mark.parametrize("values", [[], [0, 0], [0.5], [1, 90_000]])
def test_no_bar_leaves_the_picture(values: list[float]) -> None:
    image = picture(drawn([week(v) for v in values], 0.2))
    for bar in image.findall("rect"):
        assert 0 <= float(bar.get("y", -1)) <= 168
    assert len(image.findall("text")) <= 20


def test_the_expected_line_may_change_from_week_to_week() -> None:
    def line(expected: Any) -> str:
        return str(picture(drawn([week(1), week(1)], expected)).findall("path")[-1].get("d"))

    assert line([1, 1]) == line(1) != line([1, 2])


def test_the_weeks_in_question_are_darker_and_named() -> None:
    html = drawn([week(1), week(2, marked=True)], 1)
    fills = [bar.get("fill") for bar in picture(html).findall("rect")]
    assert fills[0] != fills[1]
    assert "Những tuần đang xét" in html


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert ">1,5<" in drawn([week(1.5)], 1)
    assert ">1.5<" in drawn([week(1.5)], 1, lang="en")
