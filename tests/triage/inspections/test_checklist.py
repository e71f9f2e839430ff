"""The checklist is dated data: fourteen things to look at, and a wrong line is named."""

from datetime import date
from pathlib import Path

import pytest

from triage.inspections.checklist import in_force, read_checklist


def test_the_team_carries_fourteen_things_to_look_at() -> None:
    items = in_force(read_checklist(), date(2026, 11, 24))
    assert len({item.code for item in items}) == 14
    assert all(item.source for item in items)


def test_an_item_ends_with_its_dates(tmp_path: Path) -> None:
    file = tmp_path / "checklist.csv"
    file.write_text(
        "code,text,text_en,scope,valid_from,valid_to,source\na,b,,other,2022-01-01,2025-01-01,x\n",
        encoding="utf-8",
    )
    items = read_checklist(file)
    assert [len(in_force(items, date(year, 6, 1))) for year in (2021, 2024, 2025)] == [0, 1, 0]
    assert items[0].text_en == "b"


def test_a_heading_that_does_not_exist_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "checklist.csv"
    file.write_text(
        "code,text,text_en,scope,valid_from,valid_to,source\na,b,c,d,2022-01-01,,x\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=r"checklist\.csv:2"):
        read_checklist(file)
