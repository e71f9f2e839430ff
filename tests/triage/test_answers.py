"""The answer that goes back: templates, the clock, the sender's word, what belongs elsewhere."""

import io
import re
import secrets
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from intake import datakeys, filebox, handling
from intake.audit import AuditEntry
from intake.clock import calendar
from intake.db import db
from intake.filebox import SealedStore
from intake.filestore import FileMissing
from intake.handling import Act
from intake.outbox import NoticeAddress
from intake.staff import Duty, ensure_staff
from intake.submissions import Attachment, Author, SealedIdentity, Submission
from intake.thread import state_of
from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import CHARLIE, PASSWORD, Installer, Mode
from triage import leaving
from triage.matters import Matter

# synthetic
TEXT = "Hồ sơ tách thửa nộp ở xã Mỹ An Hưng trễ hẹn 20 ngày chưa trả, gọi 0912 345 678"
LEAD = "lead@thanhtra.example"
GONE = {"destination": "Nơi A", "identity": "deleted", "printed": "yes"}


class Case:
    """One submission, its matter's page, its sender's browser and an officer's."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.config["WTF_CSRF_ENABLED"] = False
        words = {"text": TEXT, "identity_level": "contactable_pseudonym", "tell": True}
        self.sender, self.officer = app.test_client(), app.test_client()
        filed = self.sender.post("/api/v1/submissions", json=words | {"contact": "a@b.example"})
        self.reference, self.secret = filed.json["reference"], filed.json["secret"]
        drain(app)
        self.sender.post("/tra-cuu", data={"reference": self.reference, "secret": self.secret})
        with app.app_context():
            ensure_staff(LEAD, "Lead", (Duty.LEAD,), PASSWORD)
            self.matter_id = db.session.scalars(select(Matter.id)).one()
        sign_in(self.officer, CHARLIE)

    @property
    def page(self) -> str:
        return f"/noi-bo/vu-viec/{self.matter_id}"

    @property
    def status(self) -> str:
        return self.sender.get(f"/phan-anh/{self.reference}").text

    def answers(self, **words: str) -> int:
        data = {"reply": "Đã trả hồ sơ.", "act": "answer", "once": "1"} | words
        return self.officer.post(f"{self.page}/tra-loi", data=data).status_code

    def says(self, verdict: str) -> None:
        self.sender.post(f"/phan-anh/{self.reference}/ket-qua", data={"verdict": verdict})

    def acts(self) -> list[str]:
        with self.app.app_context():
            said = db.session.scalars(select(Submission)).one()
            return [step.act for step in handling.steps_of(said.id)]

    def state(self) -> str:
        with self.app.app_context():
            return state_of(db.session.scalars(select(Submission)).one())

    def lead(self) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, LEAD)
        return client


def store_of(app: Flask) -> SealedStore:
    return filebox.of(app.extensions["settings"])


@pytest.fixture
def case(embedded: Flask) -> Case:
    return Case(embedded)


def test_a_template_is_begun_with_what_is_known(case: Case) -> None:
    page = case.officer.get(f"{case.page}?template=refer&place=tax").text
    assert case.reference in page
    assert "/noi-khac/tax" in page


def test_a_blank_left_in_a_template_is_not_sent(case: Case) -> None:
    assert case.answers(reply="Điều bạn nêu là có. [[Đã làm gì]].") == 422
    assert case.acts() == []


def test_an_answer_closes_and_asks_the_sender_one_question(case: Case) -> None:
    assert "Việc này đã được giải quyết chưa?" not in case.status
    assert case.answers() == 303
    assert "Đã trả hồ sơ." in case.status
    assert "Việc này đã được giải quyết chưa?" in case.status


def test_the_same_answer_sent_twice_is_one(case: Case) -> None:
    assert (case.answers(), case.answers()) == (303, 303)
    assert case.acts() == [Act.ANSWERED]


def test_who_says_it_is_settled_is_not_offered_to_reopen(case: Case) -> None:
    case.answers()
    case.says("fixed")
    assert "Yêu cầu xem lại" not in case.status
    assert case.acts() == [Act.ANSWERED, Act.FIXED]


@pytest.mark.parametrize("verdict", ["half", "not_fixed"])
def test_who_says_it_is_not_may_reopen_it(case: Case, verdict: str) -> None:
    case.answers()
    case.says(verdict)
    assert "Yêu cầu xem lại" in case.status
    case.says("reopened")
    assert case.state() == "reviewing"


def test_the_question_is_answered_once(case: Case) -> None:
    case.answers()
    case.says("fixed")
    case.says("half")
    assert case.acts() == [Act.ANSWERED, Act.FIXED]


def test_nobody_reopens_what_was_not_answered(case: Case) -> None:
    case.says("reopened")
    assert case.acts() == []


def test_a_question_stops_the_clock_until_the_sender_writes(case: Case) -> None:
    case.answers(act="ask", reply="Hồ sơ nộp ngày nào?")
    assert case.state() == "asked"
    assert "Tạm dừng, chờ người gửi" in case.officer.get(case.page).text
    case.sender.post(f"/phan-anh/{case.reference}", data={"reply": "Ngày 5 tháng 1", "once": "x"})
    assert case.state() == "reviewing"  # a question of ours was no answer
    assert "Tạm dừng, chờ người gửi" not in case.officer.get(case.page).text


def test_what_belongs_elsewhere_needs_a_place(case: Case) -> None:
    assert case.answers(act="refer") == 422
    assert case.answers(act="refer", place="tax") == 303
    assert "thuộc nơi khác" in case.status


@pytest.mark.parametrize("code", ["complaint", "denunciation"])
def test_the_petition_can_be_printed_by_anybody(case: Case, code: str) -> None:
    page = case.app.test_client().get(f"/noi-khac/{code}")
    assert page.status_code == 200
    assert "ký hoặc điểm chỉ" in page.text


def test_only_the_lead_hands_over(case: Case) -> None:
    data = {"destination": "Thanh tra tỉnh", "identity": "deleted", "printed": "yes"}
    assert case.officer.post(f"{case.page}/ban-giao", data=data).status_code == 403
    assert case.lead().post(f"{case.page}/ban-giao", data=data).status_code == 303


def test_handing_over_deletes_who_it_was_and_leaves_a_stub(case: Case) -> None:
    lead = case.lead()
    lead.post(
        f"{case.page}/ban-giao",
        data=GONE,
    )
    with case.app.app_context():
        assert db.session.scalar(select(SealedIdentity)) is None
        assert db.session.scalar(select(NoticeAddress)) is None
    slip = lead.get(f"{case.page}/ban-giao").text
    assert all(word in slip for word in (case.reference, "Nơi A", "Lead", "Đã xóa"))
    assert "trễ hẹn 20 ngày" not in lead.get(case.page).text


@pytest.mark.parametrize("mode", list(Mode))
def test_what_was_handed_over_leaves_the_machine_and_nothing_else_may(
    installer: Installer, tmp_path: Path, mode: Mode
) -> None:
    with installer.install(mode, tmp_path) as app:
        case = Case(app)
        case.sender.post(f"/phan-anh/{case.reference}", data={"reply": "Ông Ẩn", "once": "x"})
        key = secrets.token_hex(16)
        with app.app_context():
            said = db.session.scalars(select(Submission)).one()
            own = datakeys.fresh()
            put = store_of(app).put(io.BytesIO(b"%PDF-1.4"), own)
            said.attachments.append(
                Attachment(store_key=put, name="a", media_type="x", size=8, sha256=key.encode())
            )
            datakeys.keep(app.extensions["settings"].instance, datakeys.of_file(put), own)
            db.session.commit()
            for forged in ({"text": leaving.STUB}, leaving.EMPTIED):
                with pytest.raises(DBAPIError):
                    db.session.execute(update(Submission).values(**forged))
                db.session.rollback()
        data = {"destination": "Nơi A", "identity": "deleted"}
        lead = case.lead()
        assert lead.post(f"{case.page}/ban-giao", data=data).status_code == 422  # not printed
        assert lead.post(f"{case.page}/ban-giao", data=data | {"printed": "1"}).status_code == 303
        with app.app_context():
            said = db.session.scalars(select(Submission)).one()
            assert (said.text, said.sender_hash, said.network_hash) == (leaving.STUB, None, None)
            assert said.reference == case.reference
            assert [m.text for m in said.messages if m.author == Author.SENDER] == [""]
            assert db.session.scalars(select(Matter.folded)).all() == [""]
            assert db.session.scalars(select(Attachment)).all() == []
            assert db.session.get(datakeys.DataKey, datakeys.of_file(put)) is None
            with pytest.raises(FileMissing):
                store_of(app).open(put, own)
            assert db.session.scalar(select(AuditEntry).where(AuditEntry.act == "purge"))
            for changed in ({"text": "khác"}, {"reference": "LN-0000-00000"}, {"unit_id": 1}):
                with pytest.raises(DBAPIError):
                    db.session.execute(update(Submission).values(**leaving.EMPTIED | changed))
                db.session.rollback()
            assert leaving.purge_left(store_of(app)) == 0


def test_what_was_handed_over_is_found_by_none_of_its_words(case: Case) -> None:
    lead = case.lead()
    assert case.page in lead.get("/noi-bo/tim?q=tach+thua").text
    lead.post(
        f"{case.page}/ban-giao",
        data=GONE,
    )
    assert case.page not in lead.get("/noi-bo/tim?q=tach+thua").text
    assert case.page not in lead.get("/noi-bo/bang/phan-anh?q=tach+thua").text
    assert case.page in lead.get(f"/noi-bo/tim?q={case.reference}").text


def test_a_sealed_identity_stays_sealed(case: Case) -> None:
    data = {"destination": "Nơi A", "identity": "sealed", "printed": "yes"}
    case.lead().post(f"{case.page}/ban-giao", data=data)
    with case.app.app_context():
        assert db.session.scalar(select(SealedIdentity)) is not None


def test_words_handed_over_stand_on_no_page_not_even_the_senders(case: Case) -> None:
    told = {"reply": "Ông ấy tên Không Có Thật.", "once": "x"}  # synthetic
    case.sender.post(f"/phan-anh/{case.reference}", data=told)
    assert "Không Có Thật" in case.status
    data = {"destination": "Nơi A", "identity": "deleted", "printed": "yes"}
    case.lead().post(f"{case.page}/ban-giao", data=data)
    assert "Nơi A" in case.status
    assert "tách thửa" not in case.status
    assert "Không Có Thật" not in case.status
    headers = {"X-Receipt-Secret": case.secret}
    by_api = case.sender.get(f"/api/v1/submissions/{case.reference}", headers=headers)
    assert by_api.json["messages"] == []


def test_what_was_handed_over_is_not_answered_here(case: Case) -> None:
    data = {"destination": "Nơi A", "identity": "sealed", "printed": "yes"}
    case.lead().post(f"{case.page}/ban-giao", data=data)
    assert case.answers() == 422


def test_deadlines_stand_on_the_page_with_their_source(case: Case) -> None:
    page = case.officer.get(case.page).text
    assert "Nghị định 20/2008" in page
    assert case.officer.get("/noi-bo/den-han").status_code == 200


def test_what_was_due_when_it_closed_stays_on_record_with_its_calendar(case: Case) -> None:
    case.answers(act="message")
    case.answers(once="2")
    with case.app.app_context():
        noted = select(AuditEntry.detail).where(AuditEntry.act == "deadlines")
        (detail,) = db.session.scalars(noted)
    assert re.search(r"close \d{4}-\d\d-\d\d met", detail)
    assert calendar().version in detail
