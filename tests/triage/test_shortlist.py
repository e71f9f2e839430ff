"""The month's short list: what is proposed, what is only watched, and why."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from tests.triage.test_assess import MONDAY, POLICY, matter
from triage.assess import Hold
from triage.counted import CountedMatter
from triage.fair import count, daily
from triage.policy import Policy
from triage.shortlist import Ground, Listed, Month, grave_of, shortlist
from triage.surveillance import Watch, watch
from triage.verdict import Tier
from triage.visited import Visits

LOUD = (3, 5, 8, 13, 21)
FRESH = Month()
LAST = MONDAY + timedelta(days=6)


def about(unit: int, number: int = 8, **changes: object) -> list[CountedMatter]:
    return [
        matter(100 * unit + n, n * 14.0, unit=unit, sender=f"s{unit}.{n}", **changes)
        for n in range(number)
    ]


def week_of(spoken: dict[int, list[CountedMatter]]) -> Watch:
    items = [(unit, i) for unit, ms in spoken.items() for i in count(ms, POLICY).items]
    calm = np.random.default_rng(6).poisson(0.01, (60, 365)).astype(float)
    table = np.concatenate([calm, daily(items, 60, MONDAY, 7)], axis=1)
    return watch(table, MONDAY - timedelta(days=365), policy=POLICY)


def listed(
    spoken: dict[int, list[CountedMatter]],
    *,
    real: Month = FRESH,
    visits: Visits | None = None,
    invented: frozenset[int] = frozenset(),
    policy: Policy = POLICY,
) -> dict[int, Listed]:
    ground = Ground(
        day=LAST,
        unit_ids=tuple(range(60)),
        kinds={},
        matters=lambda unit: spoken.get(unit, []),
        visits=visits or Visits(),
        invented=invented,
        grave={unit: grave_of(ms, LAST, policy) for unit, ms in spoken.items()},
    )
    found = shortlist(ground, week_of(spoken), policy, real, FRESH)
    return {one.place.unit: one for one in found if one.place.unit in spoken}


def test_the_month_holds_four_and_the_rest_are_watched_with_the_reason() -> None:
    found = listed({unit: about(unit, 6 + i) for i, unit in enumerate(LOUD)})
    proposed = [unit for unit, one in found.items() if one.proposed]
    watched = [one for one in found.values() if not one.proposed]
    assert len(proposed) == POLICY.count("propose.capacity_per_month") == 4
    assert [one.assessment.holds for one in watched] == [(Hold.BEYOND_CAPACITY,)]
    assert watched[0].place.worth <= min(found[u].place.worth for u in proposed)


def test_a_full_month_proposes_nothing_new_but_keeps_what_waits() -> None:
    spoken = {unit: about(unit) for unit in LOUD}
    found = listed(spoken, real=Month(4, frozenset({LOUD[0]})))
    assert [unit for unit, one in found.items() if one.proposed] == [LOUD[0]]


def test_invented_matters_take_no_capacity_from_real_ones() -> None:
    spoken = {unit: about(unit) for unit in LOUD}
    found = listed(spoken, invented=frozenset(m.id for m in spoken[LOUD[0]]))
    assert all(one.proposed for one in found.values())
    assert [unit for unit, one in found.items() if one.invented] == [LOUD[0]]


def test_a_unit_visited_or_declined_lately_is_watched_and_the_hold_says_which() -> None:
    lately = LAST - timedelta(days=20)
    visits = Visits(visited={3: lately}, declined={5: lately, 8: date(2025, 1, 1)})
    found = listed({unit: about(unit) for unit in (3, 5, 8)}, visits=visits)
    assert found[3].assessment.holds == (Hold.VISITED_RECENTLY,)
    assert found[5].assessment.holds == (Hold.DECLINED_RECENTLY,)
    assert found[8].proposed


def test_one_serious_matter_asks_for_review_until_it_is_old_or_a_visit_came_after() -> None:
    grave = {3: about(3, 1, severity="S3")}
    assert listed(grave)[3].assessment.tier is Tier.REVIEW
    assert not listed(grave)[3].proposed
    assert 3 not in listed(grave, visits=Visits(visited={3: LAST}))
    assert grave_of(grave[3], LAST + timedelta(days=30), POLICY) == []
    asked = [replace(m, kind="question") for m in grave[3]]
    assert grave_of(asked, LAST, POLICY) == []
    vague = {3: [replace(m, has_specifics=False) for m in grave[3]]}
    assert 3 not in listed(vague)


def test_s4_is_on_no_list() -> None:
    assert listed({3: about(3, 12, severity="S4")}) == {}
