"""A watch kept from day to day says exactly what watching everything anew says."""

from datetime import date, timedelta

import numpy as np

from triage.policy import load
from triage.rolling import Rolling
from triage.surveillance import watch
from triage.thresholds import SIMULATED
from triage.totals import sums, watch_alone, watch_totals
from triage.verdict import BOUND

POLICY = load()
FIRST = date(2025, 1, 6)
TABLE = np.random.default_rng(3).poisson(0.05, (40, 150)).astype(float)
TABLE[7, :60] = np.nan
OFF = [(FIRST + timedelta(days=n)).weekday() > 4 for n in range(150)]


def same(rolling: Rolling, table: np.ndarray) -> None:
    days = table.shape[1]
    kept = rolling.at(table, FIRST, OFF[:days])
    whole = watch(table, FIRST, policy=POLICY, days_off=OFF[:days], calibration=SIMULATED)
    np.testing.assert_array_equal(kept.score[:, -1], whole.score[:, -1])
    assert [kept.verdict(u) for u in range(40)] == [whole.verdict(u) for u in range(40)]


def test_days_stepped_and_days_changed_today_equal_the_whole() -> None:
    rolling, table = Rolling(POLICY, SIMULATED), TABLE.copy()
    for days in (120, 121, 124):
        same(rolling, table[:, :days])
        table[5, days - 1] += 3  # more comes on the same day
        same(rolling, table[:, :days])
    assert rolling.whole == 1


def test_todays_matters_do_not_make_it_watch_the_whole_again() -> None:
    rolling, table = Rolling(POLICY, SIMULATED), TABLE.copy()
    for _ in range(5):
        table[5, 119] += 1
        same(rolling, table[:, :120])
    same(rolling, table[:, :121])
    assert rolling.whole == 1


def test_a_changed_past_a_new_unit_or_another_first_day_is_watched_anew() -> None:
    rolling, table = Rolling(POLICY, SIMULATED), TABLE.copy()
    same(rolling, table)
    table[3, 20] += 5
    same(rolling, table)
    assert rolling.whole == 2


def test_totals_kept_from_day_to_day_equal_the_whole() -> None:
    groups = {"all": range(40), "half": range(20)}
    rolling, table = Rolling(POLICY, BOUND, watch_alone), TABLE.copy()
    for days in (120, 121, 140):
        table[5, days - 1] += 3
        kept = rolling.at(sums(table[:, :days], groups), FIRST, OFF[:days])
        whole = watch_totals(table[:, :days], groups, FIRST, policy=POLICY, days_off=OFF[:days])
        assert [kept.verdict(u) for u in range(2)] == [whole.verdict(u) for u in range(2)]
