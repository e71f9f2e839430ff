"""History played again: each day knows what was known, and two policies stand side by side."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from intake.clock import today
from tests.test_main_line import ALIKE, file
from tests.triage.test_adopted import text
from tests.triage.test_assess import MONDAY, POLICY, matter
from tests.triage.test_commands_policy import typed
from triage.backtest import Event, History, View, replay
from triage.counted import CountedMatter
from triage.policy import Policy, parse
from triage.sidebyside import as_csv, compare, proposals, summary
from triage.thresholds import SIMULATED

LOUD, SUNDAY = 7, MONDAY + timedelta(days=13)


def views(late: timedelta = timedelta()) -> list[View]:
    told = [matter(n, n * 14.0, unit=LOUD) for n in range(12)]
    earlier = [
        matter(100 + n, -24.0 * (9 * n + 30), unit=n, sender=f"e{n}")
        for n in range(30)
        if n != LOUD
    ]
    all_of = sorted([*told, *earlier], key=lambda m: m.at)
    return [View(m.id, m.at + late * (m.id < 100), m) for m in all_of]


def history(known: list[View]) -> History:
    return History(
        views=sorted(known, key=lambda v: v.known),
        watched=lambda day: tuple(range(40)),
        heir=lambda unit, day: unit,
        born=lambda unit: date(2000, 1, 1),
        day_off=lambda day: day.weekday() > 4,
    )


def proposed(known: list[View], policy: Policy = POLICY) -> list[Event]:
    found = replay(history(known), policy, SIMULATED, MONDAY - timedelta(days=30), SUNDAY)
    return list(proposals(found))


def test_a_rise_is_proposed_once_and_cools_down() -> None:
    (event,) = proposed(views())
    assert event.unit == LOUD
    assert MONDAY < event.day < SUNDAY


def test_what_was_known_only_later_is_not_used_earlier() -> None:
    at_once, late = proposed(views()), proposed(views(timedelta(days=5)))
    assert late[0].day >= MONDAY + timedelta(days=5)
    assert at_once[0].day < late[0].day


def test_a_person_s_later_view_counts_from_when_it_was_given() -> None:
    known, minute = views(), timedelta(minutes=1)
    given = [View(v.id, v.known + minute, _elsewhere(v.matter)) for v in known if v.id < 100]
    assert proposed([*known, *given]) == []


def _elsewhere(told: CountedMatter | None) -> CountedMatter | None:
    return None if told is None else replace(told, unit=10 + told.id)


def test_two_policies_stand_side_by_side() -> None:
    strict = parse(text("strict", min_distinct_senders="30"))
    old, new = proposed(views()), proposed(views(), strict)
    found = compare(old, new)
    assert [(p.old is None, p.new is None) for p in found.pairs] == [(False, True)]
    lines = list(summary(found, "a", "b", lambda unit: f"=unit {unit}"))
    assert lines[0].startswith("old a: 1 proposals about 1 units")
    assert lines[2] == "both 0, only old 1, only new 0"
    rows = as_csv(found, lambda unit: f"=unit {unit}").splitlines()
    assert rows[1].split(",")[3] == "'=unit 7"
    both = compare(old, proposed(views()))
    assert both.pairs[0].lead == 0


def test_the_command_writes_csv_and_a_page(embedded: Flask, tmp_path: Path) -> None:
    for i, words in enumerate(ALIKE):
        file(embedded, words, sender=f"người thứ {i}")
    new = tmp_path / "new.toml"
    new.write_text(text("new", min_distinct_senders="40"), encoding="utf-8")
    out = [str(tmp_path / name) for name in ("out.csv", "out.html")]
    done = typed(
        embedded, "triage", "backtest", "--policy", str(new), "--from", str(today()),
        "--to", str(today()), "--csv", out[0], "--html", out[1],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "both 0, only old 1, only new 0" in done.output
    assert "Xã Mỹ An Hưng" in Path(out[0]).read_text(encoding="utf-8-sig")
    page = Path(out[1]).read_text(encoding="utf-8")
    assert "<svg" in page
    assert "3 → 40" in page


@pytest.mark.parametrize(
    ("words", "cure"),
    [(["--from", "2026-02-01", "--to", "2026-01-01"], "give a later day")],
)
def test_days_the_wrong_way_round_are_refused(
    embedded: Flask, tmp_path: Path, words: list[str], cure: str
) -> None:
    new = tmp_path / "new.toml"
    new.write_text(text("new"), encoding="utf-8")
    done = typed(embedded, "triage", "backtest", "--policy", str(new), *words)
    assert done.exit_code == 1
    assert cure in done.output
