"""The acceptance of the whole chain: counts, voices and policy together."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from triage.assess import Assessment, Hold, assess, recent
from triage.counted import CountedMatter
from triage.explain import explain
from triage.fair import count, daily
from triage.policy import load
from triage.surveillance import watch
from triage.verdict import Tier

POLICY = load()
MONDAY = date(2026, 3, 2)
QUIET = 7
History = Callable[[], np.ndarray]


def matter(number: int, hours: float = 0.0, **changes: object) -> CountedMatter:
    said = datetime(2026, 3, 2, 2, tzinfo=UTC) + timedelta(hours=hours)
    facts: dict[str, object] = {
        "id": number,
        "unit": QUIET,
        "topic": "overdue_result",
        "at": said,
        "sender": f"sender{number}",
        "identity_level": "declared",
        "severity": "S2",
        "has_specifics": True,
    }
    return CountedMatter(**{**facts, **changes})  # type: ignore[arg-type]


def judged(matters: list[CountedMatter], history: np.ndarray) -> Assessment:
    """The week's matters about the quiet unit, on top of a history of all units."""
    fair = count(matters, POLICY)
    week = daily(((QUIET, item) for item in fair.items), history.shape[0], MONDAY, 7)
    table = np.concatenate([history, week], axis=1)
    start = MONDAY - timedelta(days=history.shape[1])
    verdict = watch(table, start, policy=POLICY).verdict(QUIET)
    return assess(verdict, count(recent(matters, verdict), POLICY), POLICY)


def empty() -> np.ndarray:
    return np.zeros((175, 0))


def busy() -> np.ndarray:
    rates = np.random.default_rng(5).gamma(1.0, 3.0, 175) / 30
    rates[QUIET] = 0.0
    return np.random.default_rng(6).poisson(rates[:, None], (175, 365)).astype(float)


@pytest.mark.parametrize("history", [empty, busy])
@pytest.mark.parametrize("level", ["declared", "anonymous"])
@pytest.mark.parametrize("spacing", [0.2, 14.0])
def test_ten_senders_about_a_quiet_unit_in_a_week_are_proposed(
    history: History, level: str, spacing: float
) -> None:
    matters = [matter(n, n * spacing, identity_level=level) for n in range(10)]
    assert judged(matters, history()).tier is Tier.PROPOSE


@pytest.mark.parametrize("history", [empty, busy])
@pytest.mark.parametrize("number", [1, 2])
def test_one_or_two_matters_are_never_proposed(history: History, number: int) -> None:
    result = judged([matter(n, n * 20.0) for n in range(number)], history())
    assert result.tier is not Tier.PROPOSE


@pytest.mark.parametrize("history", [empty, busy])
@pytest.mark.parametrize("sender", ["same", None])
def test_thirty_copies_by_one_hand_are_not_proposed(history: History, sender: str | None) -> None:
    copies = [
        matter(n, n * 4.0, sender=sender, near_copy_of=None if n == 0 else 0) for n in range(30)
    ]
    result = judged(copies, history())
    assert result.tier is not Tier.PROPOSE
    assert result.fair.total <= 1


@pytest.mark.parametrize("history", [empty, busy])
def test_one_text_passed_round_thirty_fresh_accounts_is_told_as_a_burst(
    history: History,
) -> None:
    copies = [matter(n, n * 0.5, near_copy_of=None if n == 0 else 0) for n in range(30)]
    result = judged(copies, history())
    assert result.fair.total < 7
    assert [b.kind for b in result.fair.bursts] == ["copies"]


def test_vague_matters_are_watched_and_the_hold_says_why() -> None:
    matters = [matter(n, n * 14.0, has_specifics=False) for n in range(10)]
    result = judged(matters, busy())
    assert (result.tier, result.holds) == (Tier.WATCH, (Hold.FEW_SPECIFICS,))


def test_a_unit_visited_last_month_waits_unless_a_serious_matter_is_new() -> None:
    matters = [matter(n, n * 14.0) for n in range(10)]
    fresh = judged(matters, busy())
    held = assess(fresh.verdict, fresh.fair, POLICY, days_since_visit=30)
    assert (held.tier, held.holds) == (Tier.WATCH, (Hold.VISITED_RECENTLY,))
    grave = assess(fresh.verdict, fresh.fair, POLICY, days_since_visit=30, new_s3=True)
    assert grave.tier is Tier.PROPOSE


def test_a_single_serious_matter_asks_for_review_without_any_count() -> None:
    calm = judged([matter(1, severity="S3")], busy())
    assert assess(calm.verdict, calm.fair, POLICY, new_s3=True).tier is Tier.REVIEW


def test_matters_all_anonymous_are_marked_for_article_25() -> None:
    matters = [matter(n, n * 14.0, identity_level="anonymous") for n in range(10)]
    assert judged(matters, busy()).article_25
    assert not judged([*matters, matter(11, 20.0)], busy()).article_25


def test_the_evidence_is_explained_from_what_was_frozen() -> None:
    result = judged([matter(n, n * 14.0) for n in range(10)], empty())
    told = explain(result.as_dict(POLICY), say=str)
    assert "kiểm tra đột xuất" in told.headline
    assert any("10 người gửi khác nhau" in reason for reason in told.reasons)
    assert any("mô phỏng" in line for line in told.against)


def test_an_old_word_does_not_make_one_noisy_morning_last() -> None:
    morning = [matter(n, n * 0.2) for n in range(4)]
    told = judged([matter(99, -24.0 * 40), *morning], busy())
    assert Hold.SMALL_UNIT_WAIT in told.holds
    ancient = judged([matter(99, -24.0 * 90), *morning], busy())
    assert 99 not in [item.id for item in ancient.fair.items]
