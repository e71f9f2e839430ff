"""Coverage: the seed's 12 + 12 + 8, and what is left of it without districts."""

from datetime import date
from pathlib import Path

import pytest

from intake import unitfile
from intake.commands import SHIPPED
from intake.unitbook import Kind, UnitBook
from triage.inspections.coverage import Reached, reached, read_rules

SEED, NOW = date(2022, 3, 1), date(2026, 11, 24)
RULES = read_rules()


@pytest.fixture(scope="module")
def book() -> UnitBook:
    return UnitBook(unitfile.records(unitfile.read_units(SHIPPED)))


def of(book: UnitBook, kind: Kind, day: date = SEED) -> list[int]:
    return [u.id for u in book.on(day) if u.kind is kind]


def figures(found: tuple[Reached, ...]) -> dict[str, tuple[int, int]]:
    return {r.rule.kind: (r.done, r.required) for r in found}


def test_the_plan_of_2022_asks_for_thirty_two_units(book: UnitBook) -> None:
    none = figures(reached(RULES, book, SEED, ()))
    assert none == {"district": (0, 12), "commune": (0, 12), "department": (0, 8)}


def test_since_the_districts_ended_their_rules_ask_for_nothing(book: UnitBook) -> None:
    assert figures(reached(RULES, book, NOW, ())) == {"department": (0, 8)}


def test_many_communes_of_one_district_make_up_for_no_other(book: UnitBook) -> None:
    first = of(book, Kind.DISTRICT)[0]
    five = [u.id for u in book.on(SEED) if u.parent_id == first and u.kind is Kind.COMMUNE][:5]
    found = {r.rule.kind: r for r in reached(RULES, book, SEED, five)}
    assert (found[Kind.COMMUNE].done, found[Kind.COMMUNE].required) == (1, 12)
    assert all(u.parent_id != first for u in found[Kind.COMMUNE].missing)


def test_more_than_asked_is_no_more_than_done(book: UnitBook) -> None:
    found = reached(RULES, book, SEED, of(book, Kind.DEPARTMENT))
    assert figures(found)["department"] == (8, 8)
    assert next(r for r in found if r.rule.kind is Kind.DEPARTMENT).missing == ()


def test_what_is_missing_is_named(book: UnitBook) -> None:
    seen = of(book, Kind.DISTRICT)[:11]
    found = next(r for r in reached(RULES, book, SEED, seen) if r.rule.kind is Kind.DISTRICT)
    assert [u.id for u in found.missing] == of(book, Kind.DISTRICT)[11:]


@pytest.mark.parametrize(
    "line",
    ["planet,1,,2022-01-01,,x", "commune,0,,2022-01-01,,x", "commune,1,,1/1/2022,,x", "commune"],
)
def test_a_rule_that_cannot_be_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rules.csv"
    file.write_text(f"kind,minimum,per,valid_from,valid_to,source\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"rules\.csv:2"):
        read_rules(file)


def test_a_share_is_rounded_up_and_surprise_visits_count_where_the_rule_says_so(
    tmp_path: Path, book: UnitBook
) -> None:
    file = tmp_path / "rules.csv"
    file.write_text(
        "kind,minimum,per,valid_from,valid_to,surprise,source\ncommune,30%,,2025-07-01,,yes,x\n",
        encoding="utf-8",
    )
    (rule,) = read_rules(file)
    assert rule.surprise
    (found,) = reached((rule,), book, NOW, ())
    assert found.required == 31  # of 102


@pytest.mark.parametrize("minimum", ["0%", "130%", "x%"])
def test_a_share_that_cannot_be_is_refused(tmp_path: Path, minimum: str) -> None:
    file = tmp_path / "rules.csv"
    head = "kind,minimum,per,valid_from,valid_to,source"
    file.write_text(f"{head}\ncommune,{minimum},,2025-07-01,,x\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"rules\.csv:2"):
        read_rules(file)
