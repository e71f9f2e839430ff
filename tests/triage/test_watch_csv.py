"""`flask triage watch`: anyone's counts in, scores and alarms out, and faults with their cure."""

import csv
import random
from datetime import date, timedelta

import pytest
from flask import Flask

from triage.commandline_watch import HEADER

FIRST = date(2024, 1, 1)
DAYS = 600
SURGE = 560


def table(rate: float = 0.1, units: int = 12, seed: int = 1, surging: str = "u3") -> list[str]:
    """Quiet units; one of them surges fivefold from day 560 on."""
    chance = random.Random(seed)
    rows = ["unit,date,count"]
    for unit in (f"u{i}" for i in range(units)):
        for t in range(DAYS):
            now = rate * 5 if unit == surging and t >= SURGE else rate
            count = sum(chance.random() < now / 4 for _ in range(4))
            rows.append(f"{unit},{FIRST + timedelta(days=t)},{count}")
    return rows


def watched(app: Flask, rows: list[str], *args: str) -> list[dict[str, str]]:
    given = "\n".join(rows)
    answer = app.test_cli_runner().invoke(args=["triage", "watch", *args], input=given)
    assert answer.exit_code == 0, answer.output
    return list(csv.DictReader(answer.output.splitlines()))


def refused(app: Flask, rows: list[str], *args: str) -> str:
    answer = app.test_cli_runner().invoke(args=["triage", "watch", *args], input="\n".join(rows))
    assert answer.exit_code == 1, answer.output
    return answer.output


def test_the_unit_that_surges_alarms_soon_and_the_quiet_ones_hardly(embedded: Flask) -> None:
    until = str(FIRST + timedelta(days=SURGE - 1))
    seen = watched(embedded, table(), "--history-until", until)
    assert list(seen[0]) == HEADER.split(",")
    assert {row["unit"] for row in seen} == {f"u{i}" for i in range(12)}
    alarms = {(row["unit"], row["date"]) for row in seen if row["alarm"] == "1"}
    assert {unit for unit, _ in alarms} == {"u3"}
    assert min(day for _, day in alarms) <= str(FIRST + timedelta(days=SURGE + 21))


def test_without_a_history_every_day_is_judged_by_the_simulator(embedded: Flask) -> None:
    assert len(watched(embedded, table(units=2))) == 2 * DAYS


def test_a_higher_rate_of_false_alarms_alarms_at_least_as_often(embedded: Flask) -> None:
    rows = table(surging="none", rate=0.3)
    often, seldom = (
        sum(row["alarm"] == "1" for row in watched(embedded, rows, "--rate", rate))
        for rate in ("4", "0.1")
    )
    assert often > seldom


def test_a_gap_is_not_observed_and_not_printed(embedded: Flask) -> None:
    rows = table(units=1)
    seen = watched(embedded, rows[:100] + rows[130:])
    assert len(seen) == DAYS - 30
    assert all(float(row["score"]) >= 0 for row in seen)


def test_a_unit_that_ended_is_not_judged_after_its_end(embedded: Flask) -> None:
    rows = [r for r in table(units=2) if not r.startswith("u1,2025")]
    assert max(r["date"] for r in watched(embedded, rows) if r["unit"] == "u1") == "2024-12-31"


def test_a_unit_without_any_history_is_judged_by_the_others(embedded: Flask) -> None:
    new = [f"new,{FIRST + timedelta(days=t)},0" for t in range(DAYS - 10, DAYS)]
    seen = [row for row in watched(embedded, table(units=4) + new) if row["unit"] == "new"]
    assert len(seen) == 10
    assert all(float(row["expected"]) > 0 for row in seen)


def test_fractions_are_weights_and_an_exposure_of_zero_has_an_answer(embedded: Flask) -> None:
    rows = ["unit,date,count,exposure"]
    rows += [f"a,{FIRST + timedelta(days=t)},{0.5 * (t % 3 == 0)},{t % 2 * 40}" for t in range(120)]
    seen = watched(embedded, rows)
    assert len(seen) == 120
    assert all(row["score"] not in ("nan", "inf") for row in seen)


def test_days_on_which_clocks_change_are_days_like_others(embedded: Flask) -> None:
    rows = ["unit,date,count"]
    rows += [f"a,{date(2026, 3, 1) + timedelta(days=t)},{t % 2}" for t in range(60)]
    assert [r["date"] for r in watched(embedded, rows)] == [r.split(",")[1] for r in rows[1:]]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "no column unit"),
        (["unit,date"], "no column count"),
        (["unit,date,count"], "no line of counts"),
        (["unit,date,count,colour", "a,2026-01-01,1,red"], "unknown or repeated column"),
        (["unit,date,count", "a,2026-01-01,-1"], "line 2: count -1 must be 0 or more"),
        (["unit,date,count", "a,2026-01-01,many"], "line 2: count 'many' is not a number"),
        (["unit,date,count", "a,2026-01-01,nan"], "line 2: count nan must be"),
        (["unit,date,count", "a,31/01/2026,1"], "line 2: date '31/01/2026' must be a day such as"),
        (["unit,date,count", "a,2026-02-30,1"], "line 2: date '2026-02-30'"),
        (["unit,date,count", "a,2026-01-01,1", "a,2026-01-01,2"], "twice; add the counts up"),
        (["unit,date,count", ",2026-01-01,1"], "line 2: no unit"),
        (["unit,date,count", "a,2026-01-01"], "line 2: 2 fields, the header has 3"),
        (["unit,date,count", "a,1026-01-01,1", "a,2026-01-01,1"], "correct the mistyped year"),
    ],
)
def test_what_cannot_be_watched_is_told_with_its_line_and_cure(
    embedded: Flask, rows: list[str], told: str
) -> None:
    assert told in refused(embedded, rows)


def test_a_history_that_leaves_nothing_to_judge_is_refused(embedded: Flask) -> None:
    assert "choose a day from" in refused(embedded, table(units=1), "--history-until", "2030-01-01")


def test_a_rate_of_zero_is_refused(embedded: Flask) -> None:
    assert "above 0" in refused(embedded, table(units=1), "--rate", "0")
