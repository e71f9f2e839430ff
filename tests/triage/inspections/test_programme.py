"""The suggested programme: it fills every gap, and says why of each place."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import unitfile
from intake.commands import SHIPPED
from intake.unitbook import Kind, UnitBook
from triage.inspections.coverage import reached, read_rules
from triage.inspections.life import Form
from triage.inspections.programme import Known, Suggestion, Why, read_numbers, suggest

BOOK = UnitBook(unitfile.records(unitfile.read_units(SHIPPED)))
RULES, DAY = read_rules(), date(2022, 3, 1)
NUMBERS = read_numbers(DAY)
NOTHING = Known()
DISTRICT = next(u for u in BOOK.on(DAY) if u.kind is Kind.DISTRICT)
COMMUNES = [u.id for u in BOOK.on(DAY) if u.parent_id == DISTRICT.id and u.kind is Kind.COMMUNE]


def made(chosen: set[int], known: Known = NOTHING, day: date = DAY) -> tuple[Suggestion, ...]:
    return suggest(RULES, BOOK, day, chosen, known, NUMBERS)


def codes(one: Suggestion) -> set[Why]:
    return {reason.code for reason in one.reasons}


@given(st.sets(st.sampled_from([u.id for u in BOOK.on(DAY)]), max_size=60))
def test_whatever_was_chosen_the_rest_is_filled_and_nothing_twice(chosen: set[int]) -> None:
    added = [one.unit_id for one in made(chosen)]
    assert len(set(added)) == len(added)
    assert not chosen & set(added)
    missing = [r for r in reached(RULES, BOOK, DAY, chosen | set(added)) if r.done < r.required]
    assert missing == []
    before = sum(r.required - r.done for r in reached(RULES, BOOK, DAY, chosen))
    assert len(added) == before  # and not one unit more than asked


def test_the_empty_plan_of_2022_gets_thirty_two_units_over_the_rest_of_the_year() -> None:
    lines = made(set())
    assert len(lines) == 32
    assert [line.quarter for line in lines] == sorted(line.quarter for line in lines)
    assert {line.quarter for line in lines} == {1, 2, 3, 4}
    assert {line.quarter for line in made(set(), day=date(2022, 8, 1))} == {3, 4}


def test_following_it_reaches_what_the_plan_of_2022_asked_counted_by_hand() -> None:
    loud = {unit_id: float(9 - n) for n, unit_id in enumerate(COMMUNES)}
    followed = [BOOK.by_id[line.unit_id] for line in made(set(), Known(loud))]
    count = Counter(u.kind for u in followed)
    districts = {u.id for u in BOOK.on(DAY) if u.kind is Kind.DISTRICT}
    assert {u.id for u in followed if u.kind is Kind.DISTRICT} == districts
    assert len(districts) == 12
    assert {u.parent_id for u in followed if u.kind is Kind.COMMUNE} == districts
    assert count[Kind.DEPARTMENT] >= 8
    assert sum(count.values()) == 32 + 3  # what is asked, and three more much was said of
    assert [u.id for u in followed if u.id in loud] == COMMUNES[:4]  # by what was said of them


def test_half_a_year_visited_leaves_the_other_half_and_a_surplus_elsewhere_fills_nothing() -> None:
    districts = [u.id for u in BOOK.on(DAY) if u.kind is Kind.DISTRICT]
    visited = {*districts[:6], *COMMUNES[:5]}  # five communes of one district: four too many
    left = Counter(BOOK.by_id[line.unit_id].kind for line in made(visited))
    assert left == {Kind.DISTRICT: 6, Kind.COMMUNE: 11, Kind.DEPARTMENT: 8}


def test_since_the_districts_are_gone_the_provinces_own_rule_is_filled(tmp_path: Path) -> None:
    day, file = date(2026, 3, 2), tmp_path / "coverage_rules.csv"
    file.write_text(
        "kind,minimum,per,valid_from,valid_to,surprise,source\n"
        "commune,30%,,2025-07-01,,no,x\ndepartment,8,,2022-01-01,,no,x\n",
        encoding="utf-8",
    )
    communes = [u for u in BOOK.on(day) if u.kind is Kind.COMMUNE]
    gone = next(u.id for u in BOOK.on(DAY) if u.kind is Kind.COMMUNE and not u.valid_on(day))
    loud = {communes[-1].id: 7.0, gone: 99.0}
    lines = suggest(read_rules(file), BOOK, day, set(), Known(loud), NUMBERS)
    count = Counter(BOOK.by_id[line.unit_id].kind for line in lines)
    assert count == {Kind.COMMUNE: 31, Kind.DEPARTMENT: 8}  # 30% of 102, rounded up
    assert len(communes) == 102
    assert lines[0].unit_id == communes[-1].id
    assert gone not in {line.unit_id for line in lines}


def test_each_district_gets_the_commune_most_is_said_of_and_the_reason_names_it() -> None:
    loud = COMMUNES[3]
    line = next(x for x in made(set(), Known({loud: 9.0})) if x.unit_id == loud)
    assert codes(line) == {Why.PARENT_EMPTY, Why.MOST_FEEDBACK, Why.NEVER}
    assert {(r.number, r.unit_id) for r in line.reasons} >= {(9, None), (0, DISTRICT.id)}
    assert line.form is Form.ON_SITE


def test_where_nothing_is_said_who_was_not_seen_for_longest_comes_first() -> None:
    last = {unit_id: date(2022, 1, 5) for unit_id in COMMUNES}
    long_ago = COMMUNES[5]
    last[long_ago] = date(2019, 1, 5)
    (line,) = [x for x in made(set(), Known({}, last)) if x.unit_id in COMMUNES]
    assert (line.unit_id, Why.LONG_AGO in codes(line)) == (long_ago, True)


def test_with_every_rule_met_only_places_much_was_said_of_are_suggested() -> None:
    all_of = {line.unit_id for line in made(set())}
    assert made(all_of) == ()
    loud = next(unit_id for unit_id in COMMUNES if unit_id not in all_of)
    assert [line.unit_id for line in made(all_of, Known({loud: 3.0}))] == [loud]


def test_numbers_that_cannot_be_read_are_refused_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "programme.csv"
    file.write_text("name,value,valid_from,source\nfeedback,much,2022-01-01,x\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"programme\.csv:2"):
        read_numbers(DAY, file)


def test_a_commune_much_is_said_of_is_suggested_though_no_rule_asks_for_communes_any_more() -> None:
    day = date(2026, 11, 24)
    loud = next(u.id for u in BOOK.on(day) if u.kind is Kind.COMMUNE)
    found = [line.unit_id for line in made(set(), Known({loud: 5.0}), day)]
    assert found[0] == loud
    assert len(found) == 9  # eight departments, and this one
