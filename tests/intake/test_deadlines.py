"""Terms by the rules in force, counted as the law counts, standing still while we wait."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from intake.deadlines import (
    Deadline,
    History,
    Rule,
    RuleError,
    Standing,
    Wait,
    deadlines,
    due_day,
    load_rules,
    worst,
)
from intake.workdays import load_calendar

CALENDAR = load_calendar()
RULES = load_rules()
ALL_TIME = tuple(replace(rule, valid_from=date(2020, 1, 1)) for rule in RULES)
CLOSE = next(r for r in RULES if r.step == "close" and r.kind == "feedback")
ANSWER = next(r for r in RULES if r.step == "answer" and r.kind == "feedback")


def day(text: str) -> date:
    parts = text.split("/")
    return date(int(parts[2]), int(parts[1]), int(parts[0]))


def term(n: int, working: bool) -> Rule:
    return replace(CLOSE, days=n, working=working)


@pytest.mark.parametrize(
    ("received", "n", "due"),
    [
        ("17/01/2022", 5, "24/01/2022"),
        ("17/01/2022", 10, "07/02/2022"),
        ("17/01/2022", 15, "14/02/2022"),
        ("27/01/2022", 3, "08/02/2022"),
        ("28/04/2022", 2, "04/05/2022"),
        ("30/08/2022", 3, "06/09/2022"),
        ("24/04/2025", 3, "28/04/2025"),
        ("12/02/2026", 3, "24/02/2026"),
        ("20/08/2026", 3, "24/08/2026"),
        ("20/11/2026", 3, "26/11/2026"),
    ],
)
def test_working_days_pass_over_holidays_and_swapped_saturdays(
    received: str, n: int, due: str
) -> None:
    assert due_day(term(n, True), day(received), 0, CALENDAR) == day(due)


@pytest.mark.parametrize(
    ("event", "due"), [("01/04/2022", "04/05/2022"), ("05/01/2022", "07/02/2022")]
)
def test_calendar_days_that_end_on_a_day_off_roll_on(event: str, due: str) -> None:
    assert due_day(term(30, False), day(event), 0, CALENDAR) == day(due)


RECEIVED = date(2026, 3, 2)  # a Monday


def standing(step: str, after: int, kind: str = "feedback", **events: date) -> Deadline:
    history = History({"received": RECEIVED} | events)
    return found(step, after, history, kind)


def found(step: str, after: int, history: History, kind: str = "feedback") -> Deadline:
    today = RECEIVED + timedelta(days=after)
    ours = deadlines(kind, history, RULES, today, CALENDAR)
    return next(d for d in ours if d.rule.step == step)


@pytest.mark.parametrize(
    ("after", "expected"),
    [(5, Standing.RUNNING), (18, Standing.SOON), (21, Standing.SOON), (22, Standing.OVERDUE)],
)
def test_a_term_runs_then_warns_then_is_past(after: int, expected: Standing) -> None:
    assert standing("close", after).standing == expected


def test_what_was_done_in_time_is_met_and_what_was_late_says_so() -> None:
    late = RECEIVED + timedelta(days=25)
    assert standing("close", 30, closed=RECEIVED).standing == Standing.MET
    assert standing("close", 30, closed=late).standing == Standing.MET_LATE


def test_the_clock_stands_while_the_sender_is_waited_for() -> None:
    asked = RECEIVED + timedelta(days=4)
    history = History({"received": RECEIVED}, (Wait(asked),))
    assert found("close", 40, history).standing == Standing.PAUSED


def test_a_question_asked_after_the_term_hides_nothing() -> None:
    late = History({"received": RECEIVED}, (Wait(RECEIVED + timedelta(days=25)),))
    assert found("close", 26, late).standing == Standing.OVERDUE
    assert found("close", 60, late).standing == Standing.OVERDUE


def test_days_waited_before_a_term_began_are_none_of_it() -> None:
    classified = RECEIVED + timedelta(days=3)
    asked, told = RECEIVED + timedelta(days=1), RECEIVED + timedelta(days=4)
    events = {"received": RECEIVED, "classified": classified}
    due = found("answer", 5, History(events, (Wait(asked, told),))).due
    assert due == due_day(ANSWER, classified, 1, CALENDAR)


def test_a_deadline_bears_the_calendar_it_was_counted_by() -> None:
    assert standing("close", 1).calendar == CALENDAR.version


def test_days_waited_are_given_back() -> None:
    asked, told = RECEIVED + timedelta(days=4), RECEIVED + timedelta(days=11)
    history = History({"received": RECEIVED}, (Wait(asked, told),))
    due = found("close", 12, history).due
    assert due == RECEIVED + timedelta(days=28)  # 27 days on is a Sunday


def test_the_hard_alarms_ring_at_thirty_and_forty_days_and_never_pause() -> None:
    history = History({"received": RECEIVED}, (Wait(RECEIVED),))
    assert found("unhandled_30", 29, history).standing == Standing.SOON
    assert found("unhandled_30", 30, history).standing == Standing.ALARM
    assert found("unhandled_40", 39, history).standing == Standing.SOON
    assert found("unhandled_40", 40, history).standing == Standing.ALARM


@pytest.mark.parametrize("received", ["05/01/2022", "23/12/2021", "18/01/2026"])
def test_no_holiday_puts_an_alarm_off(received: str) -> None:
    """Forty days that end in Tết, rolled on, would ring when the forty-five are over."""
    begun = day(received)
    history = History({"received": begun, "classified": begun})
    for n in (30, 40):
        today = begun + timedelta(days=n)
        rung = [
            d.rule.step
            for d in deadlines("question", history, ALL_TIME, today, CALENDAR)
            if d.standing == Standing.ALARM
        ]
        assert rung == [f"unhandled_{m}" for m in (30, 40) if m <= n]


def test_nothing_rings_for_praise() -> None:
    history = History({"received": RECEIVED})
    assert deadlines("praise", history, RULES, RECEIVED + timedelta(90), CALENDAR) == ()


def test_the_answer_is_counted_from_the_day_it_was_understood() -> None:
    classified = date(2026, 3, 4)
    assert standing("answer", 5, classified=classified).due == due_day(
        ANSWER, classified, 0, CALENDAR
    )


def test_a_rule_not_yet_in_force_counts_for_nothing() -> None:
    early = History({"received": date(2021, 12, 1)})
    assert deadlines("feedback", early, RULES, date(2022, 3, 1), CALENDAR) == ()


def test_the_gravest_is_looked_at_first() -> None:
    history = History({"received": RECEIVED})
    ours = deadlines("feedback", history, RULES, RECEIVED + timedelta(days=50), CALENDAR)
    first = worst(ours)
    assert first is not None
    assert first.rule.step == "unhandled_30"


def test_every_rule_names_its_source() -> None:
    assert all(rule.source for rule in RULES)


def test_a_rule_that_counts_in_nothing_is_refused_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    head = "kind,step,counted_from,until,days,counting,warn_before,pauses,alarm,valid_from,valid_to"
    row = "feedback,close,received,closed,20,lunar,1,no,no,2022-01-01,,nobody"
    table.write_text(f"{head},source\n{row}\n")
    with pytest.raises(RuleError, match=r"line 2.*working or calendar"):
        load_rules(table)


@pytest.mark.parametrize(
    ("case", "accepted", "due"),
    [
        ("first", "01/04/2022", "04/05/2022"),  # 30 days end on a Sunday, then two days off
        ("first", "05/01/2022", "07/02/2022"),  # 30 days end in Tết
        ("first_complex", "02/03/2026", "16/04/2026"),
        ("first_remote", "02/03/2026", "16/04/2026"),
        ("first_remote_complex", "02/03/2026", "04/05/2026"),  # 60 days end on 1 May
        ("second", "02/03/2026", "16/04/2026"),
        ("second_complex", "02/03/2026", "04/05/2026"),
        ("second_remote", "02/03/2026", "04/05/2026"),
        ("second_remote_complex", "02/03/2026", "11/05/2026"),
    ],
)
def test_a_complaint_is_settled_in_the_days_of_its_case(case: str, accepted: str, due: str) -> None:
    received = day(accepted)
    history = History({"received": received, f"accepted_{case}": received, "decided": received})
    ours = deadlines("complaint_legal_like", history, RULES, received, CALENDAR)
    (settle,) = [d for d in ours if d.rule.step == "settle"]
    assert settle.due == day(due)
    assert next(d for d in ours if d.rule.step == "decide").standing == Standing.MET


def test_a_complaint_is_accepted_or_refused_in_ten_calendar_days() -> None:
    assert standing("decide", 0, "complaint_legal_like").due == date(2026, 3, 12)


def test_past_twenty_days_the_sender_is_told_every_seven() -> None:
    late, told = RECEIVED + timedelta(days=22), RECEIVED + timedelta(days=24)
    steps = [d.rule.step for d in deadlines("feedback", history(), RULES, RECEIVED, CALENDAR)]
    assert "status" not in steps
    assert found("status", 22, history()).due == date(2026, 3, 30)  # 23/3 and seven: a Monday
    assert found("status", 25, history(told=told)).due == date(2026, 4, 2)
    closed = deadlines("feedback", history(told=told, closed=told), RULES, late, CALENDAR)
    assert "status" not in [d.rule.step for d in closed]


def history(**events: date) -> History:
    return History({"received": RECEIVED} | events)
