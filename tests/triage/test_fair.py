"""One voice counts once; and counting on from the past is counting everything."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from triage import fair
from triage.bursts import family
from triage.counted import NO_PAST, CountedMatter, Past
from triage.fair import Why
from triage.policy import load

POLICY = load()
WINDOW = timedelta(hours=POLICY["counting.burst_window_hours"])
START = datetime(2026, 3, 2, 1, tzinfo=UTC)


def matter(id: int, hours: float, **said: object) -> CountedMatter:
    plain = {
        "unit": 1,
        "topic": "overdue_result",
        "sender": f"người {id}",
        "identity_level": "declared",
        "severity": "S2",
    }
    return CountedMatter(id=id, at=START + timedelta(hours=hours), **(plain | said))  # type: ignore[arg-type]


def whys(matters: list[CountedMatter]) -> list[Why]:
    return [item.why for item in fair.count(matters, POLICY).items]


def test_thirty_copies_of_one_sender_are_one_voice() -> None:
    copies = [matter(i, i, sender="một người", near_copy_of=0 if i else None) for i in range(30)]
    assert whys(copies) == [Why.COUNTED] + [Why.NEAR_COPY] * 29


def test_one_dossier_counts_once_whoever_speaks_of_it() -> None:
    two = [matter(i, i, dossier_key="H20.12-261103-0012") for i in range(2)]
    assert whys(two) == [Why.COUNTED, Why.SAME_DOSSIER]


def test_a_sender_is_a_new_voice_a_month_later() -> None:
    same = [matter(i, day * 24, sender="một người") for i, day in enumerate((0, 29, 30, 59, 60))]
    assert whys(same) == [
        Why.COUNTED,
        Why.SAME_SENDER,
        Why.COUNTED,
        Why.SAME_SENDER,
        Why.COUNTED,
    ]


def test_two_waves_of_one_text_months_apart_are_two_bursts() -> None:
    wave = [matter(i, i, near_copy_of=0 if i else None) for i in range(5)]
    later = [matter(10 + i, 24 * 60 + i, near_copy_of=0) for i in range(5)]
    found = fair.count([*wave, *later], POLICY)
    assert [burst.members for burst in found.bursts] == [(0, 1, 2, 3, 4), (10, 11, 12, 13, 14)]
    assert found.items[5].weight == 1.0


said = st.fixed_dictionaries(
    {
        "sender": st.sampled_from([None, "a", "b", "c", "d", "e", "f", "g", "h"]),
        "identity_level": st.sampled_from(["anonymous", "declared"]),
        "severity": st.sampled_from(["S2", "S2", "S2", "S0", "S4"]),
        "near_copy_of": st.sampled_from([None, None, -1, -2]),
        "dossier_key": st.sampled_from([None, None, None, "x", "y"]),
        "has_specifics": st.booleans(),
        "network": st.sampled_from([None, "one"]),
    }
)
histories = st.lists(
    st.tuples(st.integers(0, 30 * 24), said, st.booleans()), min_size=1, max_size=90
).map(
    lambda rows: [
        matter(i, hours / 4 if dense else hours, **facts)
        for i, (hours, facts, dense) in enumerate(rows)
    ]
)


def past_of(matters: list[CountedMatter], before: datetime) -> Past:
    """What the voices before a moment leave behind, written without the code under test."""
    texts, dossiers, senders = {}, {}, {}
    whole = fair.count(matters, POLICY).items
    by_id = {m.id: m for m in matters}
    for item in whole:
        m = by_id[item.id]
        if m.at < before and item.why in fair.VOICES:
            texts[m.sender, family(m)] = m.id
            if m.dossier_key:
                dossiers[m.dossier_key] = m.id
            if m.sender:
                senders[m.sender] = (m.at, m.id)
    return Past(texts, dossiers, senders)


@given(histories, st.integers(0, 30 * 24))
def test_counting_on_from_the_past_is_counting_everything(
    matters: list[CountedMatter], cut: int
) -> None:
    whole = {item.id: item for item in fair.count(matters, POLICY).items}
    first = START + timedelta(hours=cut)
    late = [m for m in matters if m.at >= first]
    for item in fair.count(late, POLICY, past_of(matters, first)).items:
        m = next(m for m in late if m.id == item.id)
        if m.at >= first + WINDOW:
            assert item == whole[item.id]


@given(histories, st.integers(0, 30 * 24))
def test_what_comes_leaves_alone_what_lies_a_window_before(
    matters: list[CountedMatter], cut: int
) -> None:
    moment = START + timedelta(hours=cut)
    known = fair.count([m for m in matters if m.at < moment], POLICY, NO_PAST).items
    whole = {item.id: item for item in fair.count(matters, POLICY).items}
    by_id = {m.id: m for m in matters}
    assert [i for i in known if by_id[i.id].at < moment - WINDOW and i != whole[i.id]] == []
