"""The table of moves: who may, in which order, with what, and never the same pair of eyes."""

from datetime import date

import pytest

from intake.duties import Duty
from triage.inspections.grounds import Place, PlaceKind
from triage.inspections.life import (
    BEFORE_ARRIVAL,
    MOVES,
    UNDER_WAY,
    Asked,
    Form,
    Person,
    Stage,
    Standing,
    Step,
    open_to,
    refusal,
)

AN = Person(1, frozenset({Duty.INSPECTOR, Duty.LEAD}))
DUNG = Person(2, frozenset({Duty.APPROVER}))
BINH = Person(3, frozenset({Duty.INSPECTOR}))
DAY = date(2026, 3, 2)
ONE_STOP = (Place(PlaceKind.ONE_STOP),)
ARRIVE = Asked(Step.ARRIVE, places=ONE_STOP)


def decides(*scopes: str) -> Asked:
    return Asked(Step.DECIDE, number="5", day=DAY, form="on_site", scopes=scopes)


def stands(stage: Stage, **more: object) -> Standing:
    return Standing(stage, **{"team": frozenset({AN.staff_id, BINH.staff_id})} | more)  # type: ignore[arg-type]


def test_every_stage_but_the_ends_has_a_way_on_and_every_stage_is_reached() -> None:
    ends = {Stage.PUBLISHED, Stage.CANCELLED, Stage.REFERRED, Stage.MERGED}
    anybodys = [m for m in MOVES.values() if m.duties]
    assert {s for s in Stage if not any(s in m.sources for m in anybodys)} == ends
    assert {m.target for m in MOVES.values()} | {Stage.ACCEPTED} == set(Stage)


def test_nothing_can_be_cancelled_once_the_team_is_there() -> None:
    cancel = Asked(Step.CANCEL, text="Đơn vị đang bão lũ.")
    said = {s: refusal(stands(s), cancel, AN) for s in Stage}
    assert {s for s, why in said.items() if not why} == set(BEFORE_ARRIVAL)


@pytest.mark.parametrize("step", [s for s in Step if s is not Step.OPEN])
def test_a_recused_person_makes_no_move_at_all(step: Step) -> None:
    anybody = Person(9, frozenset(Duty), recused=True)
    stage = MOVES[step].sources[0]
    assert refusal(stands(stage), Asked(step, text="x", number="1", day=DAY), anybody) == "recused"
    assert open_to(stands(stage), anybody) == ()


def test_who_submitted_does_not_approve() -> None:
    both = Person(1, frozenset({Duty.INSPECTOR, Duty.APPROVER}))
    case = stands(Stage.SUBMITTED, authors={Step.SUBMIT: frozenset({1})})
    assert refusal(case, Asked(Step.APPROVE), both) == "four_eyes"
    assert refusal(case, Asked(Step.APPROVE), DUNG) == ""


def test_who_concluded_does_not_verify() -> None:
    case = stands(Stage.FILED, shortcomings=1, authors={Step.CONCLUDE: frozenset({1})})
    verify = Asked(Step.VERIFY, text="Đã đến xem lại.")
    assert refusal(case, verify, AN) == "four_eyes"
    assert refusal(case, verify, BINH) == "tasks_verified"
    seen = stands(Stage.FILED, shortcomings=1, verified=1, authors={Step.CONCLUDE: frozenset({1})})
    assert refusal(seen, verify, BINH) == ""


@pytest.mark.parametrize("step", [m.step for m in MOVES.values() if m.team])
def test_what_the_team_does_nobody_else_writes_down(step: Step) -> None:
    case = stands(MOVES[step].sources[0], form=MOVES[step].form or Form.ON_SITE)
    stranger = Person(8, frozenset(Duty))
    assert refusal(case, Asked(step), stranger) == "not_team"
    assert refusal(case, Asked(step), AN) != "not_team"


def test_an_inspector_approves_nothing() -> None:
    assert refusal(stands(Stage.SUBMITTED), Asked(Step.APPROVE), BINH) == "duty"


def test_a_surprise_inspection_is_never_announced() -> None:
    case = stands(Stage.TEAM_SET, form=Form.ON_SITE)
    assert refusal(case, Asked(Step.NOTICE, number="12", day=DAY), AN) == "kind"
    assert refusal(case, ARRIVE, AN) == ""


def test_a_planned_one_is_announced_before_the_team_comes() -> None:
    case = stands(Stage.TEAM_SET, planned=True, form=Form.ON_SITE)
    assert refusal(case, Asked(Step.ARRIVE), AN) == "notice_first"
    told = stands(Stage.NOTICED, planned=True, form=Form.ON_SITE)
    assert refusal(told, ARRIVE, AN) == ""


def test_a_desk_review_is_no_visit() -> None:
    case = stands(Stage.TEAM_SET, form=Form.ONLINE)
    assert refusal(case, Asked(Step.ARRIVE), AN) == "form_other"
    assert refusal(case, Asked(Step.REVIEW), AN) == "text"  # on which report, which figures?
    assert refusal(case, Asked(Step.REVIEW, text="Báo cáo 15/BC."), AN) == ""


@pytest.mark.parametrize(
    ("stage", "asked", "missing"),
    [
        (Stage.ACCEPTED, Asked(Step.SUBMIT, text="   "), "text"),
        (Stage.APPROVED, Asked(Step.DECIDE, day=DAY, form="on_site"), "number"),
        (Stage.APPROVED, Asked(Step.DECIDE, number="5", form="on_site"), "day"),
        (Stage.APPROVED, Asked(Step.DECIDE, number="5", day=DAY, form="call"), "form"),
        (Stage.APPROVED, Asked(Step.DECIDE, number="5", day=DAY, form="on_site"), "scopes"),
        (Stage.APPROVED, decides("procedures_one_stop", "weather"), "scopes"),
        (Stage.APPROVED, decides("other"), "other_scope"),
        (Stage.DECIDED, Asked(Step.SET_TEAM, team=(1, 1)), "team"),
        (Stage.DECIDED, Asked(Step.SET_TEAM, team=(1, 3), team_recused=True), "team_recused"),
        (Stage.REPORTED, Asked(Step.DRAFT), "findings"),
        (Stage.CONCLUDED, Asked(Step.RECTIFY), "shortcomings"),
        (Stage.ACCEPTED, Asked(Step.CONCLUDE, number="5", day=DAY), "order"),
        (Stage.ACCEPTED, Asked(Step.OPEN), "order"),
    ],
)
def test_what_is_missing_is_named(stage: Stage, asked: Asked, missing: str) -> None:
    assert refusal(stands(stage), asked, AN) == missing


def test_a_case_with_shortcomings_closes_only_when_they_are_verified() -> None:
    close = Asked(Step.CLOSE)
    assert refusal(stands(Stage.CONCLUDED, shortcomings=1), close, AN) == "remedied"
    assert refusal(stands(Stage.CONCLUDED), close, AN) == ""
    assert refusal(stands(Stage.VERIFIED, shortcomings=1), close, AN) == ""


def test_only_what_is_under_way_keeps_a_unit_busy() -> None:
    assert Stage.DRAFTED in UNDER_WAY
    assert Stage.CONCLUDED not in UNDER_WAY
