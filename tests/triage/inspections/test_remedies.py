"""The head of a unit puts right what was found: told at its hour, of findings and nothing else."""

import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from bots.notify import written
from intake import outbox
from intake.db import db
from intake.duties import Duty
from intake.outbox import Notice
from intake.staff import ensure_staff
from tests.installation import ALICE, BOB, PASSWORD
from tests.intake.attachments import pdf
from tests.triage.inspections.office import (
    DAY,
    LEAD,
    SHORTCOMING,
    commune,
    go,
    opened,
    person,
    staffed,
    stage,
    until_arrival,
)
from tests.triage.test_reminders import filed
from triage.inspections import remedies
from triage.inspections.cases import Finding, Inspection, Refused, TaskStep
from triage.inspections.tasks import TaskAct
from triage.reminders import remind

HEAD, OTHER = "hanh@binh-thanh.example", "khac@xa-khac.example"
PAGE = "/noi-bo/khac-phuc"


@pytest.fixture
def house(embedded: Flask) -> Flask:
    """An inspection whose draft conclusion holds one shortcoming; a head, and one of elsewhere."""
    app = staffed(embedded)
    unit = commune(app)
    with app.app_context():
        elsewhere = db.session.execute(
            sa.text("SELECT max(id) FROM unit WHERE kind = 'commune' AND valid_to IS NULL")
        ).scalar_one()
        ensure_staff(HEAD, "Hạnh", (Duty.HEAD,), PASSWORD, home_unit_id=unit)
        ensure_staff(OTHER, "Khác", (Duty.HEAD,), PASSWORD, home_unit_id=elsewhere)
    app.extensions["case"] = page = opened(app)
    until_arrival(app, page)
    person(app, BOB).post(f"{page}/ket-qua", data=SHORTCOMING)
    for step in ("minutes", "report"):
        assert go(app, page, BOB, step, text="Đã ký.") == 303
    return app


def task_id(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(sa.select(Finding.id)).one()


def concluded(app: Flask) -> str:
    page = str(app.extensions["case"])
    assert go(app, page, BOB, "draft") == 303
    case = page.rpartition("/")[2]
    told = {"step": "explain", "seen": "drafted", "text": "Xã thiếu người."}
    assert person(app, HEAD).post(f"{PAGE}/{case}", data=told).status_code == 303
    assert go(app, page, LEAD, "conclude", number="7/KL", day=DAY) == 303
    assert go(app, page, LEAD, "rectify") == 303
    return page


def test_a_head_sees_the_draft_when_it_is_drafted_and_not_before(house: Flask) -> None:
    before = person(house, HEAD).get(PAGE).text
    assert SHORTCOMING["text"] not in before
    assert "Hiện không có nội dung nào" in before
    assert go(house, str(house.extensions["case"]), BOB, "draft") == 303
    after = person(house, HEAD).get(PAGE).text
    assert SHORTCOMING["text"] in after
    assert "Cần xem." not in after  # why this place is not the unit's to know
    assert SHORTCOMING["text"] not in person(house, OTHER).get(PAGE).text


def test_from_the_explanation_to_a_verified_task(house: Flask) -> None:
    page, task = concluded(house), task_id(house)
    head = person(house, HEAD)
    report = {"text": "Đã gửi 12 thư.", "seen": 0, "file": (io.BytesIO(b"MZ"), "thu.pdf")}
    refused = head.post(f"{PAGE}/viec/{task}", data=report)
    assert refused.status_code == 422  # no document; nothing is kept
    assert head.post(f"{PAGE}/viec/{task}", data={"text": " ", "seen": 0}).status_code == 422
    told = {"text": "Đã gửi 12 thư.", "seen": 0}
    assert head.post(f"{PAGE}/viec/{task}", data=told).status_code == 303
    assert head.post(f"{PAGE}/viec/{task}", data=told).status_code == 422  # twice is once
    by_author = {"act": "verified", "text": "Đã xem.", "seen": 1}
    assert person(house, BOB).post(f"{page}/viec/{task}", data=by_author).status_code == 422
    filed = {"step": "file", "seen": stage(house), "text": "Đã khắc phục xong."}
    case = page.rpartition("/")[2]
    assert head.post(f"{PAGE}/{case}", data=filed).status_code == 303
    assert go(house, page, ALICE, "verify", text="Đã xem.") == 422  # the task is not verified yet
    assert person(house, ALICE).post(f"{page}/viec/{task}", data=by_author).status_code == 303
    assert go(house, page, ALICE, "verify", text="Đã xem.") == 303
    assert "Đã xác minh khắc phục" in head.get(PAGE).text


def test_an_explanation_comes_with_its_proof_for_the_unit_and_the_team_alone(house: Flask) -> None:
    page, case = str(house.extensions["case"]), str(house.extensions["case"]).rpartition("/")[2]
    assert go(house, page, BOB, "draft") == 303
    head = person(house, HEAD)
    told = {"step": "explain", "seen": "drafted", "text": "Xã thiếu người."}
    bad = head.post(f"{PAGE}/{case}", data=told | {"file": (io.BytesIO(b"MZ"), "thu.pdf")})
    assert bad.status_code == 422
    assert "Xã thiếu người." in bad.text
    proof = pdf(b"(muoi hai thu)")
    sent = told | {"file": (io.BytesIO(proof), "thu.pdf")}
    assert head.post(f"{PAGE}/{case}", data=sent).status_code == 303
    (own,) = re.findall(rf'href="({PAGE}/{case}/tep/\d+)"', head.get(PAGE).text)
    assert b"muoi hai" in head.get(own).data
    assert person(house, OTHER).get(own).status_code == 404
    (theirs,) = re.findall(rf'href="({page}/tep/\d+)"', person(house, BOB).get(page).text)
    assert b"muoi hai" in person(house, BOB).get(theirs).data
    assert head.get(theirs).status_code == 403


def test_who_concluded_verifies_no_task_of_it(house: Flask) -> None:
    page, task = concluded(house), task_id(house)
    told = {"text": "Đã gửi 12 thư.", "seen": 0}
    assert person(house, HEAD).post(f"{PAGE}/viec/{task}", data=told).status_code == 303
    verified = {"act": "verified", "text": "Đã xem.", "seen": 1}
    assert person(house, LEAD).post(f"{page}/viec/{task}", data=verified).status_code == 422
    assert person(house, ALICE).post(f"{page}/viec/{task}", data=verified).status_code == 303


def test_a_head_of_elsewhere_touches_nothing(house: Flask) -> None:
    page, task = concluded(house), task_id(house)
    other = person(house, OTHER)
    told = {"text": "Đã gửi.", "seen": 0}
    assert other.post(f"{PAGE}/viec/{task}", data=told).status_code == 404
    case = page.rpartition("/")[2]
    step = {"step": "file", "seen": "rectifying", "text": "Xong."}
    assert other.post(f"{PAGE}/{case}", data=step).status_code == 404
    assert person(house, HEAD).get(page).status_code == 403


def test_of_two_from_the_same_page_one_is_kept_and_history_stays(house: Flask) -> None:
    concluded(house)
    task = task_id(house)
    with house.app_context():
        remedies.act(task, TaskAct.REPORTED, "Lần một.", 1, seen=0)
        with pytest.raises(Refused, match="overtaken"):
            remedies.act(task, TaskAct.REPORTED, "Lần hai.", 2, seen=0)
        with pytest.raises(sa.exc.DBAPIError):
            db.session.execute(sa.update(TaskStep).values(text="khác"))
        db.session.rollback()
        row = db.session.scalars(sa.select(Inspection)).one()
        assert [s.text for t in remedies.tasks_of(row) for s in t.steps] == ["Lần một."]


def test_the_head_is_told_by_letter_of_tasks_and_of_no_complaint(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    concluded(house)
    monkeypatch.setattr(remedies, "SOON", 30)  # its task is due in fifteen days
    with house.app_context():
        filed(house, 60)  # an alarm, which is none of the head's business
        remind()
        settings = house.extensions["settings"]
        told = {}
        for row in db.session.scalars(sa.select(Notice)):
            letter = outbox.opened(settings, row.box or b"")
            told[letter.to] = (letter.words, written(row, letter))
    words, sheet = told[HEAD]
    assert words == {"count": "1", "of": "tasks"}
    assert sheet.subject == "Việc khắc phục đến hạn"
    assert "phản ánh" not in sheet.body
    assert sheet.body.endswith("/noi-bo/khac-phuc")
