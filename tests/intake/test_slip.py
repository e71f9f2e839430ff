"""What may be said from a receipt slip alone. All cases here are synthetic."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.dossier import parse
from intake.slip import MESSAGES, Check, Slip, binding_due, checks
from intake.sliprules import CheckCode, SlipRulesError, load_slip_rules, read_slip_rules
from intake.workdays import load_calendar

CALENDAR = load_calendar()
TODAY = date(2022, 1, 28)
DUE = date(2022, 1, 19)
RECEIVED = date(2022, 1, 5)


def found(slip: Slip) -> dict[CheckCode, Check]:
    return {check.code: check for check in checks(slip, CALENDAR)}


def test_nothing_said_gives_nothing() -> None:
    assert checks(Slip(TODAY), CALENDAR) == ()


def test_the_example_of_the_late_dossier_is_seven_days_late() -> None:
    check = found(Slip(TODAY, received_on=RECEIVED, promised_on=DUE))[CheckCode.OVERDUE]
    assert check.values == {"working_days": 7, "since_first": 7, "due": DUE}
    assert check.citation == "Nghị định 61/2018/NĐ-CP, điều 31 khoản 1 điểm a"
    assert not check.near_line


def test_a_day_late_is_marked_as_near_the_line() -> None:
    assert found(Slip(date(2022, 1, 20), promised_on=DUE))[CheckCode.OVERDUE].near_line


def test_a_result_given_on_the_day_is_not_late() -> None:
    assert checks(Slip(TODAY, promised_on=DUE, returned_on=DUE, apology=False), CALENDAR) == ()


def test_only_days_off_since_the_promise_are_not_late() -> None:
    assert checks(Slip(date(2022, 2, 6), promised_on=date(2022, 1, 30)), CALENDAR) == ()


def test_lateness_ends_when_the_result_was_given() -> None:
    check = found(Slip(TODAY, promised_on=DUE, returned_on=date(2022, 1, 21)))[CheckCode.OVERDUE]
    assert check.values["working_days"] == 2


def test_the_first_new_date_binds_and_the_second_does_not() -> None:
    slip = Slip(TODAY, promised_on=DUE, reappointed=(date(2022, 1, 25), date(2022, 2, 15)))
    assert binding_due(slip) == date(2022, 1, 25)
    assert found(slip)[CheckCode.OVERDUE].values["working_days"] == 3
    assert found(slip)[CheckCode.OVERDUE].values["since_first"] == 7
    assert found(slip)[CheckCode.REAPPOINTED_AGAIN].values == {"times": 2, "limit": 1}


def test_one_new_date_is_allowed() -> None:
    slip = Slip(TODAY, promised_on=DUE, reappointed=(date(2022, 1, 31),), apology=True)
    assert checks(slip, CALENDAR) == ()


def test_late_without_an_apology_is_a_second_fact() -> None:
    both = found(Slip(TODAY, promised_on=DUE, apology=False))
    assert set(both) == {CheckCode.OVERDUE, CheckCode.APOLOGY_MISSING}
    assert both[CheckCode.APOLOGY_MISSING].citation == ("Nghị định 61/2018/NĐ-CP, điều 19 khoản 9")


def test_an_apology_not_spoken_of_is_not_missing() -> None:
    assert CheckCode.APOLOGY_MISSING not in found(Slip(TODAY, promised_on=DUE))


@pytest.mark.parametrize(("day", "late"), [(17, None), (18, None), (19, 1), (24, 6)])
def test_an_apology_is_due_a_day_before_the_promise(day: int, late: int | None) -> None:
    slip = Slip(TODAY, promised_on=DUE, apology=True, apology_on=date(2022, 1, day))
    check = found(slip).get(CheckCode.APOLOGY_LATE)
    assert (check and check.values["days"]) == late


def test_a_new_date_without_apology_is_a_breach_before_the_promise_passed() -> None:
    slip = Slip(date(2022, 1, 17), promised_on=DUE, reappointed=(date(2022, 1, 31),), apology=False)
    assert set(found(slip)) == {CheckCode.APOLOGY_MISSING}


@pytest.mark.parametrize(("asked", "breach"), [(None, False), (1, False), (2, True)])
def test_papers_may_be_asked_for_once(asked: int | None, breach: bool) -> None:
    slip = Slip(TODAY, received_on=RECEIVED, supplements=asked)
    assert (CheckCode.SUPPLEMENT_REPEATED in found(slip)) is breach


@pytest.mark.parametrize(("day", "breach"), [(10, False), (11, True), (18, True)])
def test_papers_may_be_asked_for_within_three_working_days(day: int, breach: bool) -> None:
    slip = Slip(TODAY, received_on=RECEIVED, first_supplement_on=date(2022, 1, day))
    assert (CheckCode.SUPPLEMENT_LATE in found(slip)) is breach


def test_a_slip_may_promise_later_than_the_published_term() -> None:
    slip = Slip(RECEIVED, received_on=RECEIVED, promised_on=DUE, term_working_days=7)
    check = found(slip)[CheckCode.TERM_TOO_LONG]
    assert check.values == {"working_days": 3, "due": date(2022, 1, 14), "promised": DUE}


def test_a_slip_that_promises_soon_is_no_breach() -> None:
    slip = Slip(RECEIVED, received_on=RECEIVED, promised_on=DUE, term_working_days=15)
    check = found(slip)[CheckCode.TERM_SHORT]
    assert not check.breach
    assert check.values["working_days"] == 5


def test_a_slip_that_keeps_the_term_is_silent() -> None:
    slip = Slip(RECEIVED, received_on=RECEIVED, promised_on=DUE, term_working_days=10)
    assert checks(slip, CALENDAR) == ()


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        (Slip(TODAY, slip_given=False), CheckCode.NO_SLIP),
        (Slip(TODAY, refused=True, refusal_slip=False), CheckCode.REFUSED_WITHOUT_SLIP),
        (Slip(TODAY, fee_paid=50_000, fee_published=10_000), CheckCode.FEE_TOO_HIGH),
    ],
)
def test_breaches_at_the_counter(slip: Slip, code: CheckCode) -> None:
    assert set(found(slip)) == {code}
    assert found(slip)[code].breach


@pytest.mark.parametrize(
    "slip",
    [
        Slip(TODAY, slip_given=False, result_at_once=True),
        Slip(TODAY, slip_given=False, refused=True, refusal_slip=True),
        Slip(TODAY, slip_given=True),
        Slip(TODAY, fee_paid=10_000, fee_published=10_000),
        Slip(TODAY, fee_paid=10_000),
    ],
)
def test_what_is_in_order_at_the_counter_is_silent(slip: Slip) -> None:
    assert checks(slip, CALENDAR) == ()


def test_dates_that_cannot_be_are_asked_about_and_not_held_against_anyone() -> None:
    slip = Slip(date(2022, 1, 3), received_on=RECEIVED, promised_on=date(2022, 1, 3))
    assert set(found(slip)) == {CheckCode.DATES_DISAGREE}
    assert not found(slip)[CheckCode.DATES_DISAGREE].breach


def test_a_code_of_another_day_is_noticed() -> None:
    slip = Slip(TODAY, code=parse("H20.12-220104-0001", TODAY), received_on=RECEIVED)
    assert found(slip)[CheckCode.CODE_DATE_DIFFERS].values["in_code"] == date(2022, 1, 4)


def test_breaches_come_first() -> None:
    slip = Slip(
        TODAY, code=parse("H20.12-220104-0001", TODAY), received_on=RECEIVED, slip_given=False
    )
    assert [check.breach for check in checks(slip, CALENDAR)] == [True, False]


@pytest.mark.parametrize(
    ("due", "decree"), [(date(2025, 6, 30), "61/2018"), (date(2025, 7, 1), "118/2025")]
)
def test_the_decree_of_the_day_is_cited(due: date, decree: str) -> None:
    check = found(Slip(date(2025, 8, 1), promised_on=due))[CheckCode.OVERDUE]
    assert decree in str(check.citation)


def test_every_check_has_a_sentence_its_values_fill() -> None:
    assert set(MESSAGES) == set(CheckCode)
    slip = Slip(
        TODAY, received_on=RECEIVED, promised_on=DUE, reappointed=(DUE, DUE), term_working_days=3,
        apology=True, apology_on=TODAY, supplements=3, first_supplement_on=TODAY, slip_given=False,
        fee_paid=2, fee_published=1, code=parse("H20.12-220104-0001", TODAY),
    )  # fmt: skip
    said = [MESSAGES[c.code] % c.values for c in checks(slip, CALENDAR)]
    assert len(said) == 9
    assert "%(" not in "".join(said)


def test_every_breach_has_a_rule_for_each_decree() -> None:
    silent = {CheckCode.TERM_SHORT, CheckCode.DATES_DISAGREE, CheckCode.CODE_DATE_DIFFERS}
    rules = load_slip_rules()
    for code in set(CheckCode) - silent:
        assert rules.on(code, date(2022, 1, 1))
        assert rules.on(code, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("overdu,2018-06-21,,D,,,S", "line 2.*overdu"),
        ("overdue,21/06/2018,,D,,,S", "line 2.*2025-07-01"),
        ("overdue,2018-06-21,,,,,S", "line 2: name the citation"),
        ("overdue,2018-06-21,,D,one,,S", "line 2.*whole number"),
    ],
)
def test_a_broken_rule_names_line_and_cure(row: str, complaint: str) -> None:
    header = "check,valid_from,valid_to,citation,limit,unit,source\n"
    with pytest.raises(SlipRulesError, match=complaint):
        read_slip_rules(header + row, "rules.csv")


days = st.none() | st.dates(date(2018, 7, 1), date(2026, 12, 31))


@given(st.dates(date(2018, 7, 1), date(2026, 12, 31)), days, days, st.lists(days), days, days, days)
def test_no_combination_of_dates_breaks_the_checks(
    today: date,
    received: date | None,
    promised: date | None,
    again: list[date | None],
    returned: date | None,
    apology: date | None,
    supplement: date | None,
) -> None:
    slip = Slip(
        today, received_on=received, promised_on=promised,
        reappointed=tuple(d for d in again if d), returned_on=returned,
        apology=True, apology_on=apology, first_supplement_on=supplement, term_working_days=10,
    )  # fmt: skip
    for check in checks(slip, CALENDAR):
        assert MESSAGES[check.code] % check.values
