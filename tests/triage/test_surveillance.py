"""The watch: day by day is at one go, alarms come at the stated rate, and bad counts are refused."""

from datetime import date

import numpy as np
import pytest

from triage.calibrate import alarms, calibrate
from triage.policy import load
from triage.surveillance import BadCounts, Watch, watch
from triage.verdict import Tier

POLICY = load()
FIRST = date(2023, 1, 2)
YEAR = 365


def quiet(units: int, days: int, rate: float = 0.05, seed: int = 5) -> np.ndarray:
    """Counts by pure chance."""
    return np.random.default_rng(seed).poisson(rate, (units, days)).astype(float)


def watched(counts: np.ndarray, **more: object) -> Watch:
    return watch(counts, FIRST, policy=POLICY, **more)  # type: ignore[arg-type]


def test_a_watch_continued_day_by_day_is_the_watch_at_one_go() -> None:
    counts = quiet(30, 200)
    counts[3, 150:] = np.nan  # a unit that ended
    counts[7, :40] = np.nan  # one not yet founded
    whole = watched(counts)
    by_day = watched(counts[:, :100])
    for t in range(100, 200):
        by_day = by_day.extend(counts[:, t : t + 1])
    assert np.array_equal(whole.score, by_day.score)
    assert np.array_equal(whole.expected, by_day.expected)
    assert [whole.verdict(u) for u in range(30)] == [by_day.verdict(u) for u in range(30)]


def test_what_is_forgotten_does_not_change_tomorrow() -> None:
    counts = quiet(10, 300)
    short = watched(counts[:, :299]).tail().extend(counts[:, 299:])
    assert short.verdict(4) == watched(counts).verdict(4)


@pytest.mark.parametrize("rate", [0.5, 1.0])
def test_in_a_year_not_calibrated_on_false_alarms_come_at_the_stated_rate(rate: float) -> None:
    counts = quiet(300, 3 * YEAR)
    threshold = calibrate(watched(counts[:, : 2 * YEAR])).threshold(rate)
    score = watched(counts).score[:, 2 * YEAR :]
    realised = alarms(score, threshold).sum() / 300
    assert 0.5 * rate <= realised <= 1.3 * rate


def test_a_rise_everywhere_accuses_nobody_and_a_rise_in_one_unit_does() -> None:
    counts = quiet(100, 2 * YEAR, rate=0.2)
    shock, one = counts.copy(), counts.copy()
    chance = np.random.default_rng(6)
    shock[:, -28:] = chance.poisson(0.32, (100, 28))
    one[0, -28:] = chance.poisson(0.8, 28)
    seen = watched(shock)
    accused = sum(seen.verdict(u).tier is Tier.PROPOSE for u in range(100))
    assert accused <= 3
    assert watched(one).verdict(0).tier is Tier.PROPOSE


def test_thirteen_weeks_are_enough_to_see_a_fourfold_rise() -> None:
    counts = quiet(100, 91 + 42, rate=0.15)
    counts[5, -42:] = np.random.default_rng(8).poisson(0.6, 42)
    assert watched(counts).verdict(5).tier is not Tier.NONE


def test_a_unit_that_ended_is_in_no_tier() -> None:
    counts = quiet(5, 200)
    counts[2, 150:160] = 5
    counts[2, 160:] = np.nan
    verdict = watched(counts).verdict(2)
    assert (verdict.active, verdict.tier) == (False, Tier.NONE)


def test_more_dossiers_handled_make_more_matters_usual() -> None:
    counts, exposure = quiet(20, 400, rate=0.1), np.ones((20, 400))
    counts[1, -40:] = 1
    exposure[1, -40:] = 10
    busy = watched(counts, exposure=exposure).verdict(1)
    assert busy.score < watched(counts).verdict(1).score


def test_an_exposure_of_zero_has_a_finite_answer() -> None:
    counts, exposure = quiet(4, 100), np.ones((4, 100))
    exposure[2] = 0
    assert np.isfinite(watched(counts, exposure=exposure).score).all()


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (np.array([[1.0, -1.0]]), "negative"),
        (np.array([[1.0, np.inf]]), "infinite"),
        (np.array([1.0, 2.0]), "units x days"),
    ],
)
def test_what_is_no_count_is_refused(counts: np.ndarray, told: str) -> None:
    with pytest.raises(BadCounts, match=told):
        watched(counts)


def test_exposure_of_another_shape_is_refused() -> None:
    with pytest.raises(BadCounts, match="shape"):
        watched(quiet(2, 10), exposure=np.ones((2, 9)))


def test_a_unit_nobody_ever_spoke_of_expects_a_little_and_alarms_at_a_burst() -> None:
    counts = quiet(50, 400)
    counts[9] = 0
    counts[9, -5:] = 2
    verdict = watched(counts).verdict(9)
    assert 0 < verdict.expected < 2
    assert verdict.tier is Tier.PROPOSE
