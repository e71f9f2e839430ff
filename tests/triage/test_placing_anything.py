"""Whatever is typed has an answer, soon."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.growth import grows_no_faster_than_its_length
from tests.triage.map_of_units import IN_2022, IN_2026, placer
from triage.placing import Hints, Status

NAMES = "xã phường huyện tp 1 11 Tân Mỹ Bình Thành Thạnh Lấp Vò Cao Lãnh sở công an bưu điện ở tôi"
ODDS = "ông UBND tỉnh thị trấn , . ! \n h x p - \x00 \ud800 e\u0301 😀 xax Binhf bi2nh tanmy lapvo"
WORDS = st.sampled_from([*NAMES.split(), *ODDS.split(" ")])
JUMBLES = st.lists(WORDS, max_size=25).map(" ".join)


@given(JUMBLES | st.text(alphabet=st.characters(), max_size=80))
@example("")
@example("\x00")
@example("\ud800xã\udfff Tân Mỹ")
@example("xã")
@example("<b>xã</b> <i>Láng Biển</i>")
def test_an_answer_is_always_well_formed(text: str) -> None:
    for day in (IN_2022, IN_2026):
        found = placer().place(text, day, Hints(stated_place=text[:40], dossier_code=text[:20]))
        assert (found.unit_id is not None) == (found.status is Status.PLACED)
        scores = [c.score for c in found.candidates]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < s <= 1 for s in scores)
        assert all(0 <= s.start < s.end <= len(text) for s in found.spans)
        assert 0 <= found.margin <= 1


@given(JUMBLES)
def test_the_same_text_has_the_same_answer_twice(text: str) -> None:
    assert placer().places(text, IN_2022) == placer().places(text, IN_2022)


@pytest.mark.parametrize(
    "piece",
    ["xã ", "a", "xã Tân Mỹ ", "Cao Lãnh ", "\ud800", "e\u0301\u0323", "xax ", "ở ", "! ", "x.", "\n",
     "ông ", "h20.12-220101-0001 ", "xã Tâm Mỷ huyn ", "tanmylapvo", "公安 ", "công an "],
)  # fmt: skip
def test_a_megabyte_hangs_nobody(piece: str) -> None:
    grows_no_faster_than_its_length(
        lambda size: placer().place(piece * (size // len(piece)), IN_2022), 1_000_000
    )
