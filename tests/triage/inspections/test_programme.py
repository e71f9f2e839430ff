"""The suggested programme: it fills every gap, and says why of each place."""

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
