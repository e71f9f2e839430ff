"""Press members see their own visits from arrival on; auditors what ended, and the trail."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from intake import auditchain
from intake.audit import AuditEntry
from intake.db import db
from intake.duties import Duty, not_together
from intake.staff import Staff, ensure_staff
from tests.house.test_routes import private, ways
from tests.installation import ALICE, BOB, PASSWORD
from tests.intake.test_auditchain import forced
from tests.test_main_line import ALIKE, file
from tests.triage.inspections.office import (
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
    staffed,
    until_arrival,
    until_decided,
    until_team,
)
from triage.inspections.agencies import SHIPPED
from triage.proposals import Decision, Proposal, move
from triage.workflow import Act

PRESS, OTHER, AUDITOR = "phuong@bao.example", "quyen@dai.example", "kiet@thanhtra.example"
SECRET = "BI-MAT-CUA-VU-NAY"
THEIRS = {
    Duty.PRESS: {
        "console.seats", "console.seat",
        "console.table_seats", "console.table_seats_csv", "console.table_seats_xlsx",
    },
    Duty.AUDITOR: {
        "console.trail", "console.verify_trail",
        "console.ended", "console.ended_case", "console.ended_proposal",
        *(f"console.table_{name}{kind}" for name in ("trail", "ended", "declined")
          for kind in ("", "_csv", "_xlsx")),
    },
}  # fmt: skip
OF_ALL = {
    "console.start", "console.my_sittings", "console.end_sittings",
    "console.my_ties", "console.declare_tie",
    *(f"console.table_{name}{kind}" for name in ("sittings", "ties")
      for kind in ("", "_csv", "_xlsx")),
}  # fmt: skip


@pytest.fixture
def office(embedded: Flask) -> Flask:
    staffed(embedded)
    with embedded.app_context():
        for email, name, duty in (
            (PRESS, "Phương", Duty.PRESS),
            (OTHER, "Quyên", Duty.PRESS),
            (AUDITOR, "Kiệt", Duty.AUDITOR),
        ):
            ensure_staff(email, name, (duty,), PASSWORD)
    return embedded


def shows(reader: FlaskClient, path: str, words: str) -> bool:
    return words in reader.get(path).text


@pytest.mark.parametrize("duty", list(THEIRS))
def test_an_onlooker_opens_their_own_pages_and_no_other(office: Flask, duty: Duty) -> None:
    reader = fresh(office, PRESS if duty is Duty.PRESS else AUDITOR)
    there = [w for w in ways(office, private(office)) if w[0].startswith(("console.", "desk."))]
    let_in = {e for e, m, path in there if reader.open(path, method=m).status_code != 403}
    assert let_in == THEIRS[duty] | OF_ALL


def test_the_press_sees_a_visit_once_the_team_is_there_and_findings_once_concluded(
    office: Flask,
) -> None:
    page = opened(office)
    until_team(office, page, BOB, PRESS, why=SECRET)
    member, other = fresh(office, PRESS), fresh(office, OTHER)
    seat = page.replace("kiem-tra", "doan-cua-toi")
    before = member.get("/noi-bo/doan-cua-toi")
    assert "Chưa có cuộc kiểm tra nào" in before.text
    assert member.get(seat).status_code == 404
    assert go(office, page, BOB, "arrive", one_stop="1") == 303
    assert "12/QĐ-ĐKT" in member.get(seat).text
    assert person(office, BOB).post(f"{page}/ket-qua", data=SHORTCOMING).status_code == 303
    for email, step, more in (
        (BOB, "minutes", {"text": SECRET}),
        (BOB, "report", {"text": SECRET}),
        (BOB, "draft", {}),
        (BOB, "explain", {"text": SECRET}),
    ):
        assert go(office, page, email, step, **more) == 303, step
    assert not shows(member, seat, SHORTCOMING["text"])
    assert go(office, page, LEAD, "conclude", number="7/TB", day=DAY) == 303
    told = member.get(seat).text
    assert SHORTCOMING["text"] in told
    assert SECRET not in told
    assert "Cần xem." not in told  # the reason it was opened for
    assert other.get(seat).status_code == 404
    assert "Chưa có cuộc kiểm tra nào" in other.get("/noi-bo/doan-cua-toi").text


def test_who_was_called_off_before_arrival_is_never_told(office: Flask) -> None:
    page = opened(office)
    until_team(office, page, BOB, PRESS, why=SECRET)
    assert go(office, page, LEAD, "cancel", text=SECRET) == 303
    member = fresh(office, PRESS)
    assert "Chưa có cuộc kiểm tra nào" in member.get("/noi-bo/doan-cua-toi").text
    assert member.get(page.replace("kiem-tra", "doan-cua-toi")).status_code == 404


def test_the_press_does_not_lead_a_team(office: Flask) -> None:
    page = opened(office)
    until_decided(office, page)
    team = [staff_id(office, PRESS), staff_id(office, BOB)]
    assert go(office, page, LEAD, "set_team", head=team[0], team=team) == 422


def test_where_there_are_two_press_bodies_a_member_comes_for_the_one_that_is_asked(
    office: Flask,
) -> None:
    head, *rows = SHIPPED.read_text(encoding="utf-8-sig").splitlines()
    as_of_2022 = [r.replace(",2025-08-01,", ",,") for r in rows if not r.startswith("BPTTH")]
    own = office.extensions["settings"].instance / SHIPPED.name
    own.write_text("\n".join([head, *as_of_2022]), encoding="utf-8")
    page = opened(office)
    until_decided(office, page)
    member = staff_id(office, PRESS)
    team = {"head": staff_id(office, LEAD), "team": [staff_id(office, LEAD), member]}
    asked = person(office, LEAD).get(page).text
    assert "Phương đi thay mặt cơ quan nào?" in asked
    assert go(office, page, LEAD, "set_team", **team) == 422  # for neither
    assert go(office, page, LEAD, "set_team", **team, **{f"body-{member}": "STC"}) == 422
    for code, body in (("BDT", "Báo Đồng Tháp"), ("DPTTH", "Đài Phát thanh và Truyền hình")):
        assert go(office, page, LEAD, "set_team", **team, **{f"body-{member}": code}) == 303
        assert f"Phương ({body}" in person(office, LEAD).get(page).text


def test_the_press_keeps_away_from_its_own_office(office: Flask) -> None:
    page = opened(office)
    until_team(office, page, BOB, PRESS, why=SECRET)
    assert go(office, page, BOB, "arrive", one_stop="1") == 303
    with office.app_context():
        home = {"home_unit_id": commune(office)}
        db.session.execute(sa.update(Staff).where(Staff.email == PRESS).values(home))
        db.session.commit()
    member = fresh(office, PRESS)
    assert member.get(page.replace("kiem-tra", "doan-cua-toi")).status_code == 404


def test_the_auditor_sees_a_case_when_it_has_ended(office: Flask) -> None:
    page = opened(office)
    reader, mine = fresh(office, AUDITOR), page.replace("kiem-tra", "da-ket-thuc/kiem-tra")
    until_arrival(office, page)
    assert "Chưa có cuộc kiểm tra nào kết thúc" in reader.get("/noi-bo/da-ket-thuc").text
    assert reader.get(mine).status_code == 404
    assert person(office, BOB).post(f"{page}/ket-qua", data=SHORTCOMING).status_code == 303
    for email, step, more in (
        (BOB, "minutes", {"text": "Biên bản, gọi 0912 345 678."}),
        (BOB, "report", {"text": "Báo cáo."}),
        (BOB, "draft", {}),
        (BOB, "explain", {"text": "Giải trình."}),
        (LEAD, "conclude", {"number": "7/TB", "day": DAY}),
        (BOB, "rectify", {}),
        (BOB, "file", {"text": "Đã làm."}),
    ):
        assert go(office, page, email, step, **more) == 303, step
    put_right(office, page)
    for email, step, more in ((ALICE, "verify", {"text": "Đã xem."}), (LEAD, "close", {})):
        assert go(office, page, email, step, **more) == 303, step
    told = reader.get(mine).text
    assert SHORTCOMING["text"] in told
    assert "Báo cáo." in told
    assert "345 678" not in told
    assert mine in reader.get("/noi-bo/da-ket-thuc").text


def test_the_auditor_reads_why_a_proposal_was_declined_and_no_open_one(office: Flask) -> None:
    for i, words in enumerate(ALIKE):
        file(office, words, sender=f"người thứ {i}")
    with office.app_context():
        only = db.session.scalars(sa.select(Proposal.id)).one()
    reader, page = fresh(office, AUDITOR), f"/noi-bo/da-ket-thuc/de-xuat/{only}"
    assert reader.get(page).status_code == 404
    with office.app_context():
        alice = staff_id(office, ALICE)
        move(only, Decision(Act.DECLINE, staff_id=alice, reason="other", text="Đã hỏi lại rồi."))
    told = reader.get(page).text
    assert "Đã hỏi lại rồi." in told
    assert "Alice" in told
    assert not any(words in told for words in ALIKE)
    assert page in reader.get("/noi-bo/da-ket-thuc").text


def test_the_auditor_reads_who_did_what_and_filters_it(office: Flask) -> None:
    person(office, ALICE).get("/noi-bo/tim?q=xã+Tân+Hồng+gọi+0912345678")
    reader = fresh(office, AUDITOR)
    shown = reader.get("/noi-bo/nhat-ky").text
    assert "Alice" in shown
    assert "tân hồng" in shown.casefold()
    assert "0912345678" not in shown
    only = reader.get(f"/noi-bo/nhat-ky?nguoi={staff_id(office, ALICE)}&viec=search").text
    rows = re.findall(r'data-label="Việc gì">([^<]+)<', only)
    assert set(rows) == {"Tìm kiếm"}
    assert re.findall('data-label="Việc gì">', reader.get("/noi-bo/nhat-ky?ve=khong-co").text) == []


def test_an_auditor_of_an_office_does_not_read_what_was_searched_for(office: Flask) -> None:
    with office.app_context():
        home = {"home_unit_id": commune(office)}
        db.session.execute(sa.update(Staff).where(Staff.email == AUDITOR).values(home))
        db.session.commit()
    person(office, ALICE).get("/noi-bo/tim?q=xã+Tân+Hồng")
    shown = fresh(office, AUDITOR).get("/noi-bo/nhat-ky").text
    assert "Tìm kiếm" in shown
    assert "tân hồng" not in shown.casefold()


def test_older_entries_are_a_page_further(office: Flask) -> None:
    with office.app_context():
        db.session.add_all(
            AuditEntry(act="read", subject=f"matter:{i}", detail="") for i in range(120)
        )
        db.session.commit()
    reader, seen, path = fresh(office, AUDITOR), set[str](), "/noi-bo/nhat-ky?viec=read"
    for _page in range(4):
        shown = reader.get(path).text
        seen |= set(re.findall(r">(Vụ việc số \d+)<", shown))
        further = re.search(r'rel="next" href="([^"]+)"', shown)
        if further is None:
            break
        path = further[1].replace("&amp;", "&")
    assert len(seen) == 120


def test_the_auditor_verifies_the_trail_against_heads_kept_elsewhere(office: Flask) -> None:
    reader = fresh(office, AUDITOR)
    with office.app_context():
        for i in range(5):
            db.session.add(AuditEntry(act="read", subject=f"matter:{i}", detail=""))
        db.session.commit()
        head = auditchain.publish()
        kept = f"{head.day} {head.n} {head.hash.hex()}"
    assert (
        f"Sổ còn nguyên: {head.n} dòng" in reader.post("/noi-bo/nhat-ky", data={"heads": kept}).text
    )
    assert reader.post("/noi-bo/nhat-ky", data={"heads": "gì đó"}).status_code == 422
    with office.app_context():
        forced("UPDATE audit_entry SET subject = 'matter:99' WHERE id = 3")
    found = reader.post("/noi-bo/nhat-ky", data={"heads": kept}).text
    assert "mắt xích 3" in found
    assert "bị sửa" in found


def test_an_onlooker_holds_no_other_duty(office: Flask) -> None:
    assert not_together([Duty.PRESS]) == set()
    assert not_together([Duty.LEAD, Duty.INSPECTOR]) == set()
    assert not_together([Duty.PRESS, Duty.INSPECTOR]) == {Duty.PRESS}
    told = office.test_cli_runner().invoke(
        args=["staff", "add", "moi@bao.example", "--name", "Mới",
              "--duty", "press_member", "--duty", "lead"]
    )  # fmt: skip
    assert told.exit_code == 1, told.output
    assert "held alone" in told.output
