"""The operator's desk: filed through the one door, receipted, answered or handed over."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bots.post import Gateway
from intake import handling, units
from intake.db import db
from intake.handling import Act
from intake.outbox import Notice, Way
from intake.staff import Duty, ensure_staff
from intake.submissions import Channel, SealedIdentity, Submission
from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import BOB, CHARLIE, PASSWORD

OPERATOR = "tong-dai@tinh.example"
# synthetic
TEXT = "Hồ sơ tách thửa nộp ở xã Mỹ An Hưng trễ hẹn 20 ngày chưa trả."
NUMBER = "0912 345 678"
CALL = {"way": "hotline", "level": "handed", "text": TEXT, "place": "xã Mỹ An Hưng"}


class Desk:
    """An operator's browser."""

    def __init__(self, app: Flask) -> None:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            ensure_staff(OPERATOR, "Tổng đài", (Duty.OPERATOR,), PASSWORD)
        self.app, self.client = app, app.test_client()
        sign_in(self.client, OPERATOR)

    def takes(self, once: str = "mot-cuoc-goi-so-1-cua-ngay", **words: str) -> tuple[int, str]:
        answer = self.client.post("/noi-bo/tiep-nhan", data=CALL | {"once": once} | words)
        return answer.status_code, answer.headers.get("Location", "") or answer.text


@pytest.fixture
def desk(embedded: Flask) -> Desk:
    return Desk(embedded)


def only() -> Submission:
    return db.session.scalars(select(Submission)).one()


def test_a_call_is_filed_through_the_desk_and_its_sender_gets_a_receipt(desk: Desk) -> None:
    status, receipt = desk.takes(contact=NUMBER, name="Người Gọi", when="hôm qua")
    page = desk.client.get(receipt).text
    drain(desk.app)
    with desk.app.app_context():
        said = only()
        assert (status, said.channel, said.identity_level) == (303, Channel.DESK, "declared")
        assert said.reference in page
        assert said.occurred_on is not None
        assert said.unit_id is not None
        assert db.session.scalars(select(SealedIdentity)).one().submission_id == said.id
    assert NUMBER not in page
    assert len(re.findall("ln-code", page)) == 2


def test_the_same_form_sent_twice_is_one_call(desk: Desk) -> None:
    first, second = desk.takes(), desk.takes()
    assert first == second
    with desk.app.app_context():
        assert [s.act for s in handling.steps_of(only().id)] == [Act.TAKEN]


@pytest.mark.parametrize("level", ["told", "settled"])
def test_what_the_desk_answers_is_closed_with_what_was_said(desk: Desk, level: str) -> None:
    assert desk.takes(level=level)[0] == 422
    assert desk.takes(level=level, answer="Phí công bố là 20.000 đồng.")[0] == 303
    with desk.app.app_context():
        said = only()
        assert [m.text for m in said.messages] == ["Phí công bố là 20.000 đồng."]
        closed = handling.last_close(handling.steps_of(said.id))
        assert closed is not None
        assert closed.detail == f"desk|{level}"


def test_writing_a_call_down_does_not_count_as_handling_it(desk: Desk) -> None:
    desk.takes()
    with desk.app.app_context():
        assert set(handling.history(only()).events) == {"received"}


def test_one_name_for_several_places_is_asked_about(desk: Desk) -> None:
    status, page = desk.takes(place="Bình Thạnh")
    chosen = re.findall(r'name="unit"[^>]*value="(#\d+)"', page)
    assert (status, len(chosen) > 1) == (422, True)
    assert desk.takes(place="Bình Thạnh", unit=chosen[0])[0] == 303
    with desk.app.app_context():
        assert only().unit_id == int(chosen[0][1:])


def test_none_of_the_places_may_be_meant(desk: Desk) -> None:
    assert desk.takes(place="Bình Thạnh", unit="")[0] == 303
    with desk.app.app_context():
        assert only().unit_id is None


def test_earlier_calls_of_a_number_are_shown_without_their_words(desk: Desk) -> None:
    desk.takes(contact=NUMBER)
    drain(desk.app)
    page = desk.takes("mot-cuoc-goi-so-2-cua-ngay", contact="+84912345678", do="look")[1]
    with desk.app.app_context():
        reference = only().reference
    assert reference in page
    assert "1 phản ánh" in page
    assert page.count("tách thửa") == 1  # what is being typed, not what was filed
    other = desk.takes("mot-cuoc-goi-so-3-cua-ngay", contact="0987654321", do="look")[1]
    assert reference not in other


def test_what_is_sensitive_is_not_even_counted_for_a_number(desk: Desk) -> None:
    bribe = "Cán bộ địa chính xã Mỹ An Hưng đòi tôi đưa phong bì 5 triệu mới ký hồ sơ."
    desk.takes(contact=NUMBER, text=bribe)
    drain(desk.app)
    page = desk.takes("mot-cuoc-goi-so-2-cua-ngay", contact=NUMBER, do="look")[1]
    assert "Chưa thấy phản ánh nào" in page


def test_a_receipt_opens_to_who_wrote_it_down_and_nobody_else(desk: Desk) -> None:
    receipt = desk.takes()[1]
    colleague = desk.app.test_client()
    sign_in(colleague, CHARLIE)
    assert desk.client.get(receipt).status_code == 200
    assert colleague.get(receipt).status_code == 404


@pytest.mark.parametrize("path", ["/noi-bo/chua-ro", "/noi-bo/tim?q=a", "/noi-bo/de-xuat"])
def test_an_operator_opens_no_page_of_matters(desk: Desk, path: str) -> None:
    assert desk.client.get(path).status_code == 403


def test_an_inspector_does_not_sit_at_the_desk(desk: Desk) -> None:
    inspector: FlaskClient = desk.app.test_client()
    sign_in(inspector, BOB)
    assert inspector.get("/noi-bo/tiep-nhan").status_code == 403


class Phones(HTTPServer):
    """A gateway for short messages that writes down what it is asked to send."""

    sent: list[dict[str, str]]
    refusals: int


class _Answer(BaseHTTPRequestHandler):
    server: Phones

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        busy = self.server.refusals > 0
        self.server.refusals -= busy
        if not busy:
            self.server.sent.append(json.loads(body))
        self.send_response(503 if busy else 200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def phones(desk: Desk) -> Iterator[Phones]:
    server = Phones(("127.0.0.1", 0), _Answer)
    server.sent, server.refusals = [], 0
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    gateway = Gateway(f"http://127.0.0.1:{server.server_port}/sms")
    desk.app.extensions["postmen"] = {Way.SMS: gateway}
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_receipt_goes_to_the_callers_telephone_once(desk: Desk, phones: Phones) -> None:
    receipt = desk.takes(contact=NUMBER, sms="1")[1]
    desk.takes(contact=NUMBER, sms="1")
    drain(desk.app)
    with desk.app.app_context():
        reference = only().reference
    (sent,) = phones.sent
    assert sent["to"] == "0912345678"
    assert reference in sent["text"]
    assert "Mỹ An Hưng" not in sent["text"]
    secret = re.findall(r'class="ln-code">([^<]+)', desk.client.get(receipt).text)[1]
    assert secret in sent["text"]


def test_a_busy_gateway_is_tried_again(desk: Desk, phones: Phones) -> None:
    phones.refusals = 1
    desk.takes(contact=NUMBER, sms="1")
    drain(desk.app)
    with desk.app.app_context():
        waiting = db.session.scalars(select(Notice)).one()
        assert (waiting.fault, waiting.sent_at) == ("put off", None)


def test_without_a_gateway_no_short_message_is_offered_or_kept(desk: Desk) -> None:
    assert 'name="sms"' not in desk.client.get("/noi-bo/tiep-nhan").text
    desk.takes(contact=NUMBER, sms="1")
    with desk.app.app_context():
        assert db.session.scalars(select(Notice)).all() == []


def test_a_unit_taken_from_the_list_counts_for_the_words_it_was_taken_for(desk: Desk) -> None:
    with desk.app.app_context():
        taken = next(u for u in units.book().by_id.values() if u.name == "Xã Bình Thành").id
    found = {"unit_found": f"#{taken}", "found_for": "Xã Bình Thành"}
    desk.takes(place="Xã Bình Thành", **found)
    desk.takes("mot-cuoc-goi-so-2-cua-ngay", place="xã Mỹ An Hưng", **found)
    with desk.app.app_context():
        first, second = db.session.scalars(select(Submission.unit_id).order_by(Submission.id))
        assert first == taken
        assert second not in (taken, None)
