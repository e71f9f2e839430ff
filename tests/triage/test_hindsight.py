"""Stories drawn again at night, and what a person reads of each."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.telling import BRIDGE, LATE, NOISE, entries
from triage.hindsight import keep_names
from triage.stories import Mark, Stories, digest, recluster


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


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.data())
def test_names_stay_one_a_group_through_many_nights(first: list[int], data: st.DataObject) -> None:
    ids = list(range(1, len(first) + 1))
    names = [first.index(group) + 1 for group in first]
    for _night in range(3):
        drawn = st.lists(st.integers(0, 4), min_size=len(ids), max_size=len(ids))
        groups = data.draw(drawn)
        names = keep_names(ids, groups, names)
        assert len(set(zip(groups, names, strict=True))) == len(set(groups)) == len(set(names))


def test_hindsight_looks_at_the_latest_of_a_long_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.stories.MOST_REDRAWN", 3)
    said = entries(*BRIDGE[:2], *NOISE)
    apart = [Mark(entry.id, None, 0.0) for entry in said]
    assert [mark.story for mark in recluster(said, apart)] == [0, 1, 2, 2, 2]


def test_units_are_drawn_apart() -> None:
    said = entries(*BRIDGE) + entries(*BRIDGE, unit=2, first=10)
    apart = [Mark(entry.id, None, 0.0) for entry in said]
    assert [mark.story for mark in recluster(said, apart)] == [0] * 4 + [10] * 4


def test_nothing_told_is_nothing_drawn() -> None:
    assert recluster([], []) == []


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
