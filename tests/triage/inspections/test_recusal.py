"""Who keeps away: own office, former office, a relative's, the team's own; and who then may not sit."""

from datetime import date, timedelta

import pytest
from flask import Flask

from intake import units
from intake.clock import today
from intake.db import db
from intake.duties import Duty
from intake.staff import Staff, ensure_staff
from intake.unitbook import Kind, Level, Share, UnitBook, UnitRecord
from tests.installation import ALICE, BOB, CHARLIE, PASSWORD
from tests.triage.inspections.office import (
    APPROVER,
    DECIDED,
    LEAD,
    commune,
    go,
    office,
    opened,
    person,
    staff_id,
    stage,
    until_decided,
)
from triage.console.recusing import hidden_from
from triage.inspections import agencies
from triage.inspections.cases import TeamMember, open_case
from triage.inspections.life import Source
from triage.inspections.merging import along
from triage.inspections.recusal import Ties, Why, Worked, kept_from, reasons
from triage.inspections.ties import StaffTie, Tie, TieRefused, Told, declare, standing, withdraw
from triage.proposals import Proposal, ProposalMove

FROM, SPLIT = date(2020, 1, 1), date(2025, 3, 1)


def unit(i: int, kind: Kind, parent: int | None = None, heirs: tuple[int, ...] = ()) -> UnitRecord:
    successors = tuple((h, Share.WHOLE) for h in heirs)
    ends = SPLIT if heirs else None
    return UnitRecord(i, kind, Level.PROVINCE, f"u{i}", f"U{i}", parent, FROM, ends, (), successors)


BOOK = UnitBook(
    [
        unit(1, Kind.PROVINCE),
        unit(2, Kind.DEPARTMENT, 1, heirs=(3,)),  # natural resources, as it was
        unit(3, Kind.DEPARTMENT, 1),
        unit(4, Kind.LAND_OFFICE, 3),
        unit(5, Kind.DEPARTMENT, 1),
    ]
)
DAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("bound", "unit_id", "why"),
    [
        (Ties(home=3), 4, (Why.HOME,)),  # a member body, and its land office is inspected
        (Ties(home=4), 3, (Why.HOME,)),
        (Ties(home=2), 3, (Why.HOME,)),  # the office merged since
        (Ties(home=5), 3, ()),
        (Ties(home=1), 3, ()),  # the province stands above everybody
        (Ties(home=5, worked=(Worked(4, date(2024, 7, 1)),)), 3, (Why.WORKED,)),
        (Ties(home=5, worked=(Worked(4, date(2024, 6, 15)),)), 3, ()),  # two years to the day
        (Ties(home=5, worked=(Worked(4, date(2024, 6, 16)),)), 3, (Why.WORKED,)),
        (Ties(worked=(Worked(3),)), 3, (Why.WORKED,)),  # still
        (Ties(home=3, relatives=(4,)), 4, (Why.HOME, Why.RELATIVE)),
    ],
)
def test_what_binds_a_person_is_named(bound: Ties, unit_id: int, why: tuple[Why, ...]) -> None:
    assert reasons(bound, unit_id, BOOK, DAY, 24) == why


def test_what_is_hidden_is_what_one_keeps_away_from() -> None:
    for home in BOOK.by_id:
        alone = {u for u in BOOK.by_id if reasons(Ties(home=home), u, BOOK, DAY, 24)}
        assert kept_from([home], BOOK) == alone


def test_nine_bodies_in_2022_and_their_successors_now() -> None:
    listed = agencies.read_agencies()
    then = [a.code for a in listed if agencies.holds(a, date(2022, 1, 17))]
    assert len(then) == 9
    assert sum(a.press for a in listed if agencies.holds(a, date(2022, 1, 17))) == 2
    now = {a.code for a in listed if agencies.holds(a, date(2026, 1, 1))}
    assert now == {"SNV", "STC", "SKHCN", "VPUBND", "SNNMT", "STP", "BPTTH"}
    assert [a.code for a in listed if a.role == agencies.LEAD] == ["SNV"]
    assert all(a.source for a in listed)


@pytest.mark.parametrize(
    "row", ["SNV,x,y,boss,no,SNV,2022-01-17,,z", "SNV,x,y,lead,no,SNV,hôm nay,,z"]
)
def test_a_broken_line_is_named(row: str, tmp_path: object) -> None:
    file = tmp_path / "team_agencies.csv"  # type: ignore[operator]
    file.write_text("code,name,name_en,role,press,unit_code,valid_from,valid_to,source\n" + row)
    with pytest.raises(ValueError, match=r"team_agencies.csv:2"):
        agencies.read_agencies(file)


def decided(app: Flask) -> str:
    page = opened(app)
    until_decided(app, page)
    return page


def set_team(app: Flask, page: str, head: str, *team: str, by: str = LEAD) -> tuple[int, str]:
    ids = [staff_id(app, one) for one in (head, *team)]
    form = {"step": "set_team", "seen": stage(app), "head": ids[0], "team": ids}
    answer = person(app, by).post(page, data=form)
    return answer.status_code, answer.text


def test_people_sit_for_their_bodies_and_the_lead_body_leads(desk: Flask) -> None:
    page = decided(desk)
    with desk.app_context():
        ensure_staff("moi@x.example", "Người mới", (Duty.INSPECTOR,), PASSWORD)
    code, text = set_team(desk, page, LEAD, "moi@x.example")
    assert code == 422
    assert "chưa thuộc cơ quan nào của Đoàn" in text
    code, text = set_team(desk, page, BOB, ALICE)
    assert code == 422
    assert "cơ quan chủ trì" in text
    assert set_team(desk, page, LEAD, BOB)[0] == 303
    with desk.app_context():
        rows = db.session.scalars(db.select(TeamMember).order_by(TeamMember.id)).all()
        assert [(r.agency, r.head) for r in rows] == [("SNV", True), ("SKHCN", False)]
    assert "trưởng đoàn, Sở Nội vụ" in person(desk, ALICE).get(page).text


def test_home_affairs_itself_is_inspected_by_the_delegates_and_nobody_else(desk: Flask) -> None:
    first, second = "quyen@ubnd.example", "uy@ubnd.example"
    with desk.app_context():
        for email, duties in (
            (first, (Duty.DELEGATE, Duty.INSPECTOR, Duty.LEAD)),
            (second, (Duty.DELEGATE, Duty.APPROVER, Duty.INSPECTOR)),
        ):
            ensure_staff(email, email.partition("@")[0], duties, PASSWORD)
        case = open_case(
            office("SNV"), Source.NEED, staff_id=staff_id(desk, first), reason="Sở ít kiểm tra."
        ).id
    page = f"/noi-bo/kiem-tra/{case}"
    for email in (LEAD, ALICE, APPROVER):
        assert person(desk, email).get(page).status_code == 404
    assert go(desk, page, first, "submit", text="Cần xem.") == 303
    assert go(desk, page, second, "approve") == 303
    assert go(desk, page, second, "decide", **DECIDED) == 303
    form = person(desk, first).get(page).text
    assert "quyen, người được Chủ tịch ủy quyền" in form
    assert set_team(desk, page, first, LEAD, by=first)[0] == 422  # her own office
    assert set_team(desk, page, first, second, by=first)[0] == 303
    assert go(desk, page, first, "arrive", one_stop="1") == 303


def test_who_accepted_a_proposal_that_went_along_does_not_approve_the_visit(desk: Flask) -> None:
    both = "ca-hai@ubnd.example"
    with desk.app_context():
        ensure_staff(both, "Cả hai", (Duty.INSPECTOR, Duty.APPROVER), PASSWORD)
    unit_id, accepter, alice = commune(desk), staff_id(desk, both), staff_id(desk, ALICE)
    with desk.app_context():
        one = Proposal(unit_id=unit_id, state="accepted", tier="propose", worth=1.0)
        db.session.add(one)
        db.session.flush()
        told = {"act": "accept", "target": "accepted", "staff_id": accepter}
        db.session.add(ProposalMove(proposal_id=one.id, **told))
        case = open_case(unit_id, Source.PLAN, staff_id=alice, reason="Kế hoạch.").id
        assert along(one.id, case)
    page = f"/noi-bo/kiem-tra/{case}"
    assert go(desk, page, ALICE, "submit", text="Cần xem.") == 303
    assert go(desk, page, both, "approve") == 422
    assert go(desk, page, APPROVER, "approve") == 303


def test_a_team_of_which_somebody_came_to_be_bound_does_not_go(desk: Flask) -> None:
    page, unit_id = decided(desk), commune(desk)
    assert set_team(desk, page, LEAD, BOB)[0] == 303
    with desk.app_context():
        bob = staff_id(desk, BOB)
        declare(bob, Told(Tie.RELATIVE, unit_id, text="Anh ruột làm Chủ tịch."), bob)
    sent = {"step": "arrive", "seen": "team_set", "one_stop": "1"}
    stopped = person(desk, LEAD).post(page, data=sent)
    assert stopped.status_code == 422
    assert "Xin lập lại đoàn" in stopped.text
    assert set_team(desk, page, LEAD, ALICE)[0] == 303
    assert go(desk, page, LEAD, "arrive", one_stop="1") == 303


def test_a_case_that_must_stay_unseen_is_not_merged_into_by_its_number(desk: Flask) -> None:
    page = opened(desk)
    with desk.app_context():
        alice = staff_id(desk, ALICE)
        hers = open_case(office("SNV"), Source.NEED, staff_id=alice, reason="Việc của Sở.").id
    sent = {"step": "merge", "seen": "accepted", "text": "Gộp.", "into": hers}
    hidden = person(desk, LEAD).post(page, data=sent)
    none = person(desk, LEAD).post(page, data=sent | {"into": 999})
    assert (hidden.status_code, none.status_code) == (422, 422)
    assert "mà đoàn chưa lên đường" in hidden.text
    assert "mà đoàn chưa lên đường" in none.text


def test_whoever_worked_there_or_has_a_relative_there_is_kept_out_and_it_is_said_why(
    desk: Flask,
) -> None:
    page, unit_id = decided(desk), commune(desk)
    with desk.app_context():
        bob, alice = staff_id(desk, BOB), staff_id(desk, ALICE)
        declare(bob, Told(Tie.WORKED, unit_id, today() - timedelta(days=30)), bob)
        tie = declare(alice, Told(Tie.RELATIVE, unit_id), alice)
    assert set_team(desk, page, LEAD, BOB)[0] == 422
    shown = person(desk, LEAD).get(page).text
    assert "Bob: mới làm việc ở đơn vị này" in shown
    assert "Alice: đã khai có người thân lãnh đạo đơn vị" in shown
    assert person(desk, ALICE).get(page).status_code == 404
    with desk.app_context():
        withdraw(tie.id, "Đã nghỉ hưu.", alice)
        with pytest.raises(TieRefused):
            withdraw(tie.id, "Đã nghỉ hưu.", alice)
    assert person(desk, ALICE).get(page).status_code == 200


def test_a_member_body_does_not_sit_where_it_is_inspected(desk: Flask) -> None:
    form = {"source": "practical_need", "unit": "Sở Khoa học và Công nghệ", "reason": "Cần xem."}
    page = str(person(desk, ALICE).post("/noi-bo/kiem-tra/mo", data=form).headers["Location"])
    go(desk, page, ALICE, "submit", text="Cần xem.")
    go(desk, page, "dung@ubnd.example", "approve")
    go(desk, page, LEAD, "decide", **DECIDED)
    shown = person(desk, LEAD).get(page).text
    assert "Sở Khoa học và Công nghệ: không cử người" in shown
    assert "Bob: làm việc ở đơn vị này" in shown
    assert set_team(desk, page, LEAD, BOB)[0] == 422
    assert set_team(desk, page, LEAD, ALICE)[0] == 303


def test_whoever_changes_offices_keeps_away_from_the_old_one(desk: Flask) -> None:
    with desk.app_context():
        bob = db.session.scalars(db.select(Staff).where(Staff.email == BOB)).one()
        old = bob.home_unit_id
        bob.home_unit_id = office("STP")
        db.session.commit()
        assert [(t.unit_id, t.until) for t in standing(bob.id)] == [(old, today())]
        assert old in hidden_from(bob)
        with pytest.raises(TieRefused):  # a fact; somebody else says it was written wrongly
            withdraw(standing(bob.id)[0].id, "Nhầm.", bob.id)


def test_everybody_declares_on_their_own_page_and_only_of_themselves(desk: Flask) -> None:
    charlie = person(desk, CHARLIE)
    told = {"kind": "relative", "unit": "Sở Tư pháp"}
    assert charlie.post("/noi-bo/quan-he", data=told).status_code == 303
    assert "Có người thân lãnh đạo ở" in charlie.get("/noi-bo/quan-he").text
    bob = staff_id(desk, BOB)
    assert charlie.get(f"/noi-bo/quan-he?nguoi={bob}").status_code == 403
    dana = person(desk, "dana@vanphong.example")
    assert dana.post("/noi-bo/quan-he", data=told | {"nguoi": bob}).status_code == 422
    worked = {"kind": "worked", "unit": "Sở Tư pháp", "nguoi": bob}
    assert (
        dana.post(
            "/noi-bo/quan-he", data=worked | {"until": str(today() + timedelta(days=1))}
        ).status_code
        == 422
    )
    assert dana.post("/noi-bo/quan-he", data=worked).status_code == 303
    with desk.app_context():
        rows = db.session.scalars(db.select(StaffTie).order_by(StaffTie.id)).all()
        assert [r.kind for r in rows][-2:] == ["relative", "worked"]
        assert units.book().by_id[rows[-1].unit_id].code == "STP"
