"""Merged: a proposal into a planned visit, a case into another; nothing lost, nothing twice."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, update

from intake import units
from intake.clock import today
from intake.db import db
from intake.tidying import tidy
from tests.installation import ALICE, BOB
from tests.test_main_line import ALIKE, file, proposed
from tests.triage.inspections.killed import killed
from tests.triage.inspections.office import LEAD, fresh, person
from triage.inspections import plans
from triage.inspections.cases import Inspection, Joined, open_case
from triage.inspections.life import Source, Stage
from triage.inspections.merging import PLANNED, evidence_of, plan_line
from triage.inspections.plans import Signed, Slot
from triage.inspections.results import triggers
from triage.proposals import Proposal

WHY = "Đi một chuyến, xem hết."


def a_proposal(app: Flask) -> int:
    for i, words in enumerate(ALIKE):
        file(app, words, sender=f"người thứ {i}", submitter_type="business" if i < 4 else "citizen")
    (row,) = proposed(app).values()
    return row.id


def a_case(app: Flask, nth: int = 0, source: Source = Source.PLAN) -> int:
    """A case of one of two departments, nobody's home here."""
    with app.app_context():
        unit = units.book().by_code(("STC", "STP")[nth], today())
        assert unit is not None
        return open_case(unit.id, source, staff_id=None, reason="Kế hoạch năm.").id


def state(app: Flask, proposal: int) -> str:
    with app.app_context():
        return str(db.session.get_one(Proposal, proposal).state)


def at(app: Flask, case: int) -> str:
    with app.app_context():
        return str(db.session.get_one(Inspection, case).stage)


def step(app: Flask, case: int, email: str, code: str, **more: object) -> int:
    form = {"step": code, "seen": at(app, case)} | more
    return person(app, email).post(f"/noi-bo/kiem-tra/{case}", data=form).status_code


def test_a_proposal_goes_along_with_a_planned_visit_and_is_decided_once(house: Flask) -> None:
    proposal, case = a_proposal(house), a_case(house)
    alice, page = person(house, ALICE), f"/noi-bo/de-xuat/{proposal}"
    merge = {"act": "merge", "text": WHY, "into": case}
    assert f'value="{case}"' in alice.get(page).text  # on offer
    for half in ({"into": ""}, {"into": 999}, {"text": " "}):
        assert alice.post(page, data=merge | half).status_code == 422
    assert alice.post(page, data=merge).status_code == 303
    assert person(house, BOB).post(page, data=merge).status_code == 409
    assert state(house, proposal) == "merged"
    assert f"/noi-bo/kiem-tra/{case}" in alice.get(page).text
    shown = alice.get(f"/noi-bo/kiem-tra/{case}").text
    assert page in shown
    assert "6 từ người dân, 4 từ doanh nghiệp" in shown
    with house.app_context():
        assert [p.id for p in evidence_of(case)] == [proposal]
        assert triggers() == {"both": 1}
    learnt = re.sub(r"<[^>]+>", "", person(house, LEAD).get("/noi-bo/kiem-tra/ket-qua-chung").text)
    assert "Theo phản ánh của cả hai:1" in learnt


def test_a_line_of_the_plan_takes_a_proposal_until_its_visit_is_begun(desk: Flask) -> None:
    proposal = a_proposal(desk)
    with desk.app_context():
        unit = db.session.get_one(Proposal, proposal).unit_id
        plan = plans.begin(today().year, 1)
        plans.put(plan.id, unit, Slot(4, "on_site"), "", 1)
        assert plan_line(unit, today()) is None  # a draft is no plan
        plans.issue(plan.id, Signed("7/KH-UBND", today(), "Chủ tịch"), 1)
        assert plan_line(unit, today()) is not None
        case = open_case(unit, Source.PLAN, staff_id=None, reason="Kế hoạch năm.").id
        assert plan_line(unit, today()) is None
        of_plan = update(Inspection).where(Inspection.id == case)
        db.session.execute(of_plan.values(stage=Stage.PUBLISHED))
        db.session.commit()
        assert plan_line(unit, today()) is None  # carried out: not a second time by the same line
        db.session.execute(of_plan.values(stage=Stage.CANCELLED))
        db.session.commit()
        assert plan_line(unit, today()) is not None
    merge = {"act": "merge", "text": WHY, "into": PLANNED}
    alice = person(desk, ALICE)
    assert alice.post(f"/noi-bo/de-xuat/{proposal}", data=merge).status_code == 303
    assert alice.post(f"/noi-bo/de-xuat/{proposal}", data=merge).status_code in {409, 422}
    with desk.app_context():
        assert len(db.session.scalars(select(Inspection)).all()) == 2


def test_what_was_merged_into_a_visit_called_off_comes_back(desk: Flask) -> None:
    proposal, case = a_proposal(desk), a_case(desk)
    merge = {"act": "merge", "text": WHY, "into": case}
    assert person(desk, ALICE).post(f"/noi-bo/de-xuat/{proposal}", data=merge).status_code == 303
    assert step(desk, case, LEAD, "cancel", text="Bão lũ.") == 303
    with desk.app_context():
        tidy()
    assert state(desk, proposal) == "proposed"


def test_a_merged_case_does_nothing_more_and_the_other_has_its_voices(desk: Flask) -> None:
    proposal, first, second = a_proposal(desk), a_case(desk), a_case(desk, 1)
    merge = {"act": "merge", "text": WHY, "into": first}
    person(desk, ALICE).post(f"/noi-bo/de-xuat/{proposal}", data=merge)
    assert step(desk, first, LEAD, "merge", text=WHY, into=first) == 422  # into itself
    assert step(desk, first, LEAD, "merge", text=WHY) == 422
    assert step(desk, first, LEAD, "merge", text=WHY, into=second) == 303
    for code in ("submit", "merge", "cancel", "refer"):
        assert step(desk, first, LEAD, code, text=WHY, into=second) == 422, code
    with desk.app_context():
        assert [p.id for p in evidence_of(second)] == [proposal]
    alice = person(desk, ALICE)
    assert f"/noi-bo/kiem-tra/{second}" in alice.get(f"/noi-bo/kiem-tra/{first}").text
    assert f"/noi-bo/kiem-tra/{first}" in alice.get(f"/noi-bo/kiem-tra/{second}").text
    assert "dừng hẳn" in alice.get(f"/noi-bo/kiem-tra/{first}").text


@pytest.mark.parametrize("ending", ["cancel", "refer"])
def test_a_merged_case_comes_back_when_the_other_is_called_off(desk: Flask, ending: str) -> None:
    proposal, first, second = a_proposal(desk), a_case(desk), a_case(desk, 1)
    merge = {"act": "merge", "text": WHY, "into": first}
    person(desk, ALICE).post(f"/noi-bo/de-xuat/{proposal}", data=merge)
    assert step(desk, first, LEAD, "merge", text=WHY, into=second) == 303
    assert step(desk, first, LEAD, "reopen") == 422  # by no hand
    with desk.app_context():
        tidy()
    assert at(desk, first) == "merged"
    assert step(desk, second, LEAD, ending, text="Bão lũ.") == 303
    with desk.app_context():
        tidy()
        tidy()  # twice is once
        reopened = [m.step for m in db.session.get_one(Inspection, first).moves]
    assert reopened == ["open", "merge", "reopen"]
    assert (at(desk, first), state(desk, proposal)) == ("accepted", "merged")
    assert "dừng hẳn" not in person(desk, ALICE).get(f"/noi-bo/kiem-tra/{first}").text
    third = a_case(desk, 1)
    assert step(desk, first, LEAD, "merge", text=WHY, into=third) == 303  # and may be merged again
    with desk.app_context():
        assert [p.id for p in evidence_of(third)] == [proposal]
    assert step(desk, third, LEAD, "cancel", text="Bão lũ.") == 303
    assert step(desk, first, LEAD, "submit", text=WHY) == 422  # until the sweep
    with desk.app_context():
        tidy()
    assert step(desk, first, LEAD, "cancel", text="Bão lũ.") == 303
    with desk.app_context():
        tidy()
    assert state(desk, proposal) == "proposed"


def test_a_merged_case_waits_while_its_unit_has_another_under_way(desk: Flask) -> None:
    first, second = a_case(desk), a_case(desk, 1)
    step(desk, first, LEAD, "merge", text=WHY, into=second)
    other = a_case(desk)
    step(desk, second, LEAD, "cancel", text="Bão lũ.")
    with desk.app_context():
        tidy()
    assert (at(desk, first), at(desk, other)) == ("merged", "accepted")
    step(desk, other, LEAD, "cancel", text="Bão lũ.")
    with desk.app_context():
        tidy()
    assert at(desk, first) == "accepted"


def test_of_two_cases_merged_into_each_other_at_once_one_lives(house: Flask) -> None:
    one, two = a_case(house), a_case(house, 1)
    clients = [fresh(house, LEAD), fresh(house, LEAD)]
    forms = [(one, two), (two, one)]

    def merge(which: int) -> int:
        case, into = forms[which]
        form = {"step": "merge", "seen": "accepted", "text": WHY, "into": into}
        return clients[which].post(f"/noi-bo/kiem-tra/{case}", data=form).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(merge, (0, 1)))
    assert answers[0] == 303
    assert answers[1] in (409, 422)
    assert sorted((at(house, one), at(house, two))) == ["accepted", "merged"]


def test_merging_and_calling_off_at_once_leave_no_evidence_with_a_dead_case(house: Flask) -> None:
    proposal, case = a_proposal(house), a_case(house)
    merge = {"act": "merge", "text": WHY, "into": case}
    cancel = {"step": "cancel", "seen": "accepted", "text": "Bão lũ."}
    asked = [
        (fresh(house, ALICE), f"/noi-bo/de-xuat/{proposal}", merge),
        (fresh(house, LEAD), f"/noi-bo/kiem-tra/{case}", cancel),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda a: a[0].post(a[1], data=a[2]).status_code, asked))
    with house.app_context():
        tidy()
    assert (at(house, case), state(house, proposal)) == ("cancelled", "proposed")


@pytest.mark.slow
def test_killed_in_the_middle_of_a_merge_it_never_happened_and_can_be_done(house: Flask) -> None:
    proposal, case = a_proposal(house), a_case(house)
    killed(
        house,
        f"""
        from triage.proposals import Decision, claim
        from triage.workflow import Act
        claim({proposal}, Decision(Act.MERGE, staff_id=None, text="x"))
        die()
        """,
    )
    assert state(house, proposal) == "proposed"
    merge = {"act": "merge", "text": WHY, "into": case}
    assert person(house, ALICE).post(f"/noi-bo/de-xuat/{proposal}", data=merge).status_code == 303


def test_accepted_for_a_unit_somebody_goes_to_anyway_it_goes_along_once(house: Flask) -> None:
    proposal = a_proposal(house)
    with house.app_context():
        unit = db.session.get_one(Proposal, proposal).unit_id
        case = open_case(unit, Source.PLAN, staff_id=None, reason="Kế hoạch năm.").id
    form = {"act": "accept", "clear_subject": "1", "specific_evidence": "1", "verifiable": "1"}
    assert person(house, ALICE).post(f"/noi-bo/de-xuat/{proposal}", data=form).status_code == 303
    with house.app_context():
        tidy()
        rows = db.session.scalars(select(Joined)).all()
        assert [(r.inspection_id, r.proposal_id) for r in rows] == [(case, proposal)]
        assert len(db.session.scalars(select(Inspection)).all()) == 1


def test_who_cannot_decide_on_cases_merges_none(desk: Flask) -> None:
    one, two = a_case(desk), a_case(desk, 1)
    assert step(desk, one, ALICE, "merge", text=WHY, into=two) == 422


def test_the_pack_carries_the_evidence_of_what_was_merged(desk: Flask) -> None:
    proposal, case = a_proposal(desk), a_case(desk)
    merge = {"act": "merge", "text": WHY, "into": case}
    assert person(desk, ALICE).post(f"/noi-bo/de-xuat/{proposal}", data=merge).status_code == 303
    with desk.app_context():
        db.session.execute(update(Inspection).values(stage=Stage.TEAM_SET))
        db.session.commit()
    pack = person(desk, ALICE).get(f"/noi-bo/kiem-tra/{case}/mang-theo").text
    assert "Không có phản ánh nào" not in pack
    assert ALIKE[0][:20] in pack
