"""Whole stories over HTTP: from a proposal to a remedy, and everything that must be refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from intake import units
from intake.clock import today
from intake.db import db
from intake.staff import Staff
from intake.tidying import tidy
from tests.bells import drain
from tests.installation import ALICE, BOB
from tests.test_main_line import ALIKE, file, proposed
from tests.triage.inspections.office import (
    ACCEPT,
    APPROVER,
    DAY,
    LEAD,
    SHORTCOMING,
    commune,
    fresh,
    go,
    opened,
    person,
    put_right,
    staff_id,
    stage,
    until_arrival,
    until_decided,
)
from triage.inspections.cases import Inspection, InspectionMove
from triage.inspections.results import outcomes
from triage.proposals import Decision, Proposal, move
from triage.workflow import Act


def test_from_a_proposal_to_a_verified_remedy(house: Flask) -> None:
    for i, words in enumerate(ALIKE):
        file(house, words, sender=f"người thứ {i}")
    (row,) = proposed(house).values()
    alice = person(house, ALICE)
    assert alice.post(f"/noi-bo/de-xuat/{row.id}", data=ACCEPT).status_code == 303
    with house.app_context():
        page = f"/noi-bo/kiem-tra/{db.session.scalars(select(Inspection.id)).one()}"
    assert page in alice.get(f"/noi-bo/de-xuat/{row.id}").text
    basis = person(house, APPROVER).get(page).text
    assert "người gửi" in basis  # why it was proposed
    assert ALIKE[0] not in basis  # but nobody's words
    assert "đủ ba điều kiện của khoản 2 Điều 25" in alice.get(f"/noi-bo/de-xuat/{row.id}").text
    slip = person(house, APPROVER).get(f"{page}/van-ban/to-trinh.docx").data
    told = "\n".join(p.text for p in Document(BytesIO(slip)).paragraphs)
    assert "Ông (bà) Alice đã xem xét và xác nhận" in told  # nobody gave a name
    assert "khoản 2 Điều 25 Luật Tố cáo" in told
    until_arrival(house, page)
    assert person(house, BOB).post(f"{page}/ket-qua", data=SHORTCOMING).status_code == 303
    for email, step, more in (
        (BOB, "minutes", {"text": "Đã ký."}),
        (BOB, "report", {"text": "12 hồ sơ trễ."}),
        (BOB, "draft", {}),
        (BOB, "explain", {"text": "Thiếu người."}),
        (LEAD, "conclude", {"number": "7/KL-ĐKT", "day": DAY}),
        (LEAD, "rectify", {}),
        (BOB, "file", {"text": "Đã phân công."}),
        (LEAD, "not_enough", {"text": "Chưa gửi thư xin lỗi."}),
        (BOB, "file", {"text": "Đã gửi đủ 12 thư."}),
        (ALICE, "verify", {"text": "Đã xem 12 thư."}),
        (LEAD, "close", {}),
        (LEAD, "publish", {"text": "Trang cải cách hành chính, không nêu người phản ánh."}),
    ):
        if step == "verify":
            put_right(house, page)
        assert go(house, page, email, step, **more) == 303, step
    shown = alice.get(page).text
    for said in ("12/QĐ-ĐKT", "7/KL-ĐKT", SHORTCOMING["root_cause"], "Đã gửi đủ 12 thư."):
        assert said in shown
    file(house, ALIKE[0], sender="người đến sau")
    drain(house)
    later = alice.get(page).text.split("Từ khi có kết luận")[1]
    assert "Phản ánh mới về đơn vị này" in later
    assert "1 trên 1 cuộc" in alice.get("/noi-bo/kiem-tra/ket-qua-chung").text
    with house.app_context():
        (found,) = outcomes()
        assert (found.chosen, found.findings) == ("proposed", ("procedures_one_stop",))


def test_a_stop_between_decision_and_case_is_made_good_by_the_sweep_once(house: Flask) -> None:
    for i, words in enumerate(ALIKE):
        file(house, words, sender=f"người thứ {i}")
    (row,) = proposed(house).values()
    with house.app_context():
        move(row.id, Decision(Act.ACCEPT, staff_id=None))  # and the process dies here
        tidy()
        tidy()
        case = db.session.scalars(select(Inspection)).one()
        assert (case.proposal_id, case.source) == (row.id, "citizen_feedback")


def test_a_unit_under_inspection_gets_no_second_one(house: Flask) -> None:
    opened(house)
    with house.app_context():
        unit_id = db.session.scalars(select(Inspection.unit_id)).one()
        db.session.add(Proposal(unit_id=unit_id, state="accepted", tier="propose", worth=1.0))
        db.session.commit()
        tidy()
        assert len(db.session.scalars(select(Inspection)).all()) == 1


def test_of_four_at_once_one_approves(house: Flask) -> None:
    page = opened(house)
    assert go(house, page, ALICE, "submit", text="Cần xem.") == 303
    clients = [fresh(house, APPROVER) for _ in range(4)]
    form = {"step": "approve", "seen": "submitted"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda c: c.post(page, data=form).status_code, clients))
    assert sorted(answers) == [303, 409, 409, 409]
    with house.app_context():
        rows = db.session.scalars(select(InspectionMove).where(InspectionMove.step == "approve"))
        assert len(rows.all()) == 1


def test_a_team_set_twice_from_the_same_page_is_set_once(desk: Flask) -> None:
    page = opened(desk)
    until_arrival(desk, page)
    team = [staff_id(desk, LEAD), staff_id(desk, BOB)]
    stale = {"step": "set_team", "seen": "team_set", "head": team[0], "team": team}
    late = person(desk, LEAD).post(page, data=stale)
    assert late.status_code == 409
    assert "Bob" in late.text


def test_a_step_out_of_order_or_without_its_paper_is_refused_and_keeps_what_was_typed(
    desk: Flask,
) -> None:
    page = opened(desk)
    assert go(desk, page, LEAD, "conclude", number="7", day=DAY) == 422
    assert go(desk, page, ALICE, "submit", text=" ") == 422
    assert go(desk, page, ALICE, "dance") == 400
    assert go(desk, page, ALICE, "submit", text="Cần xem ngay.") == 303
    assert go(desk, page, APPROVER, "approve") == 303
    future = str(today() + timedelta(days=1))
    sent = {"step": "decide", "seen": "approved", "number": "15/QĐ", "day": future}
    back = person(desk, LEAD).post(page, data=sent | {"form": "on_site"})
    assert back.status_code == 422
    assert "15/QĐ" in back.text
    assert stage(desk) == "approved"


def test_a_shortcoming_says_where_why_and_what_to_do_until_when(desk: Flask) -> None:
    page = opened(desk)
    until_arrival(desk, page)
    bob = person(desk, BOB)
    for field in ("kind", "scope", "text", "place", "root_cause", "remedy", "due"):
        half = SHORTCOMING | {field: ""}
        assert bob.post(f"{page}/ket-qua", data=half).status_code == 422, field
    assert bob.post(f"{page}/ket-qua", data=SHORTCOMING).status_code == 303


def test_whoever_works_there_learns_of_nothing(desk: Flask) -> None:
    page, unit_id = opened(desk), commune(desk)
    with desk.app_context():
        unit = units.book().by_id[unit_id]
        row = db.session.scalars(select(Staff).where(Staff.email == BOB)).one()
        row.home_unit_id = unit.id
        db.session.commit()
    bob = person(desk, BOB)
    assert bob.get(page).status_code == 404
    assert (
        bob.post(page, data={"step": "submit", "seen": "accepted", "text": "x"}).status_code == 404
    )
    assert unit.name not in bob.get("/noi-bo/kiem-tra").text
    assert unit.name in person(desk, ALICE).get("/noi-bo/kiem-tra").text


def test_nobody_of_the_unit_sits_in_the_team(desk: Flask) -> None:
    page, unit_id = opened(desk), commune(desk)
    with desk.app_context():
        row = db.session.scalars(select(Staff).where(Staff.email == BOB)).one()
        row.home_unit_id = unit_id
        db.session.commit()
    until_decided(desk, page)
    team = [staff_id(desk, LEAD), staff_id(desk, BOB)]
    assert go(desk, page, LEAD, "set_team", head=team[0], team=team) == 422
    assert "Bob" not in person(desk, LEAD).get(page).text.split("next-heading")[1]


def test_history_cannot_be_rewritten(house: Flask) -> None:
    opened(house)
    with house.app_context(), pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE inspection_move SET text = 'khác'"))
