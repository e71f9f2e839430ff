"""The answer that goes back: templates, the clock, the sender's word, what belongs elsewhere."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intake import filebox, handling
from intake.audit import AuditEntry
from intake.clock import calendar
from intake.db import db
from intake.filebox import SealedStore
from intake.handling import Act
from intake.staff import Duty, ensure_staff
from intake.submissions import Submission
from intake.thread import state_of
from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import CHARLIE, PASSWORD
from triage.matters import Matter

# synthetic
TEXT = "Hồ sơ tách thửa nộp ở xã Mỹ An Hưng trễ hẹn 20 ngày chưa trả, gọi 0912 345 678"
LEAD = "lead@thanhtra.example"


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
        """A lead who has opened the words to print them."""
        client = self.app.test_client()
        sign_in(client, LEAD)
        client.post(f"{self.page}/ban-giao/noi-dung", data={"reason": "In để lập hồ sơ tố cáo."})
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


def test_who_was_told_where_it_belongs_is_asked_of_nothing_and_may_say_the_place_is_wrong(
    case: Case,
) -> None:
    case.answers(act="refer", place="tax")
    assert "đã được giải quyết chưa" not in case.status
    assert "Nơi được chỉ không nhận việc của bạn?" in case.status
    case.says("fixed")  # an old page; nothing was settled here
    assert case.acts() == [Act.REFERRED]
    case.says("reopened")
    case.says("reopened")
    assert case.acts() == [Act.REFERRED, Act.REOPENED]
    assert case.state() == "reviewing"
    assert "Nơi được chỉ" not in case.status
    case.answers(once="2")
    assert "đã được giải quyết chưa" in case.status


@pytest.mark.parametrize("code", ["complaint", "denunciation"])
def test_the_petition_can_be_printed_by_anybody(case: Case, code: str) -> None:
    page = case.app.test_client().get(f"/noi-khac/{code}")
    assert page.status_code == 200
    assert "ký hoặc điểm chỉ" in page.text


@pytest.mark.parametrize(
    ("act", "line"),
    [
        ("message", "Cán bộ đã viết cho bạn."),
        ("ask", "Cán bộ hỏi thêm và chờ bạn trả lời."),
        ("answer", "Cán bộ đã trả lời."),
    ],
)
def test_the_time_line_tells_a_word_a_question_and_an_answer_apart(
    case: Case, act: str, line: str
) -> None:
    case.answers(act=act)
    told = re.findall(r"Cán bộ (?:đã|hỏi)[^.<]*\.", case.status)
    assert told == [line]


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
