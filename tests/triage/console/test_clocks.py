"""What is due: counted in a handful of queries, complaints by the law's clock, the sender told."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from bots.post import Mail
from intake import outbox
from intake.clock import today
from intake.db import db, now
from intake.handling import Act, HandlingStep, history
from intake.outbox import Notice, NoticeAddress, Way
from intake.receive import Door, receive
from intake.submissions import Channel, Submission
from tests.bells import drain
from tests.triage.test_answers import Case
from triage.console.clocks import clocks_of, due_matters
from triage.console.speaking import unheard
from triage.matters import Matter

# synthetic
TEXT = "Hồ sơ tách thửa nộp ở xã Mỹ An Hưng trễ hẹn 20 ngày chưa trả"


@pytest.fixture
def case(embedded: Flask) -> Case:
    return Case(embedded)


def filed(app: Flask, text: str, channel: Channel = Channel.WEB, days: int = 60) -> int:
    door = Door(channel, app.extensions["settings"], at=now() - timedelta(days=days))
    return receive({"text": text}, door).submission_id


def queries(app: Flask) -> tuple[int, list[dict[str, Any]]]:
    """How many statements the list of what is due takes, and the list."""
    seen: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    with app.test_request_context():
        found = due_matters(True)
        for one in found:
            assert one["matter"].submission.text  # loaded with it
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen), found


def test_the_list_takes_as_many_queries_for_nine_as_for_one(embedded: Flask) -> None:
    with embedded.app_context():
        filed(embedded, TEXT)
    drain(embedded)
    with embedded.app_context():
        one, found = queries(embedded)
        assert len(found) == 1
        for number in range(8):
            filed(embedded, f"{TEXT}, lần thứ {number}")
    drain(embedded)
    with embedded.app_context():
        many, found = queries(embedded)
        assert (len(found), many) == (9, one)


def test_the_list_and_the_page_of_a_matter_count_alike(embedded: Flask) -> None:
    with embedded.app_context():
        filed(embedded, TEXT)
    drain(embedded)
    with embedded.test_request_context():
        (listed,) = due_matters(True)
        row = listed["matter"]
        assert listed["deadline"] in clocks_of(row, db.session.get_one(Submission, 1))


def stepped(said: int, act: Act, days: int) -> None:
    at = now() - timedelta(days=days)
    staff = 1 if act == Act.ANSWERED else None
    row = HandlingStep(submission_id=said, act=act, at=at, staff_id=staff, once_key=f"{act}")
    db.session.add(row)
    db.session.commit()


def test_a_closed_matter_is_not_due_and_a_reopened_one_is(app: Flask) -> None:
    with app.app_context():
        said = filed(app, TEXT)
        stepped(said, Act.ANSWERED, 50)
    drain(app)
    with app.test_request_context():
        assert due_matters(True) == []
        stepped(said, Act.REOPENED, 40)
        assert [one["matter"].submission_id for one in due_matters(True)] == [said]
        assert [(one.matter.submission_id, one.reopened) for one in unheard(True)] == [(said, True)]


def test_old_rows_of_a_partners_list_raise_no_alarm(embedded: Flask) -> None:
    with embedded.app_context():
        filed(embedded, TEXT, Channel.IMPORT, days=400)
    drain(embedded)
    with embedded.test_request_context():
        assert db.session.scalar(select(Matter.id)) is not None
        assert due_matters(True) == []


def accepts(one: Case, **words: str) -> int:
    data = {"case": "first", "accepted_on": "hôm nay"} | words
    return one.officer.post(f"{one.page}/thu-ly", data=data).status_code


def test_a_complaint_accepted_runs_by_the_complaints_law(case: Case) -> None:
    assert accepts(case) == 303
    page = case.officer.get(case.page).text
    assert "Giải quyết khiếu nại" in page
    assert "Luật Khiếu nại 02/2011, điều 28" in page
    assert "Khiếu nại của bạn đã được thụ lý." in case.status
    with case.app.app_context():
        assert len(db.session.scalars(select(Notice)).all()) == 1
    assert (accepts(case), case.acts()) == (303, [Act.ACCEPTED])


def test_found_complex_it_keeps_its_first_day_and_gets_the_longer_term(case: Case) -> None:
    accepts(case)
    accepts(case, case="first_complex")
    with case.app.test_request_context():
        row = db.session.get_one(Matter, case.matter_id)
        said = db.session.get_one(Submission, row.submission_id)
        (settle,) = [c for c in clocks_of(row, said) if c.rule.step == "settle"]
    assert settle.rule.days == 45
    assert settle.due >= today() + timedelta(days=45)


@pytest.mark.parametrize("wrong", [{"case": "third"}, {"accepted_on": "mai"}, {"accepted_on": ""}])
def test_a_case_nobody_knows_or_a_day_to_come_is_refused(case: Case, wrong: dict[str, str]) -> None:
    assert accepts(case, **wrong) == 422
    assert case.acts() == []


def hands_over(case: Case) -> None:
    data = {"destination": "Thanh tra tỉnh", "identity": "deleted", "printed": "yes"}
    assert case.lead().post(f"{case.page}/ban-giao", data=data).status_code == 303


def test_who_denounced_is_told_once_more_and_their_address_forgotten(case: Case) -> None:
    case.app.extensions["postmen"] = {Way.EMAIL: Mail("127.0.0.1", 1, "a@b.example")}
    hands_over(case)
    with case.app.app_context():
        (told,) = db.session.scalars(select(Notice))
        letter = outbox.opened(case.app.extensions["settings"], told.box or b"")
        assert letter.to == "a@b.example"
        assert db.session.scalar(select(NoticeAddress)) is None


def test_the_status_page_says_where_it_went_and_how_to_denounce(case: Case) -> None:
    hands_over(case)
    page = case.status
    assert "Thanh tra tỉnh" in page
    assert "/noi-khac/denunciation" in page
    assert "Xem chỉ dẫn và in mẫu đơn" in page
    data = {"reply": "Tôi nói thêm", "once": "x" * 16}
    assert case.sender.post(f"/phan-anh/{case.reference}", data=data).status_code == 422


def test_what_belongs_elsewhere_is_shown_with_where_and_how(case: Case) -> None:
    case.answers(act="refer", place="complaint")
    assert "Người đã ra quyết định" in case.status
    assert "/noi-khac/complaint" in case.status


def waiting(one: Case) -> str:
    """The part of the list of what is due that tells of senders who spoke last."""
    return one.officer.get("/noi-bo/den-han").text.partition("Theo thời hạn")[0]


def test_who_asks_to_look_again_or_writes_is_on_the_list_until_taken_up(case: Case) -> None:
    assert "Người gửi chờ hồi âm" not in waiting(case)
    case.answers()
    case.says("not_fixed")
    assert "Người gửi cho biết: chưa xong." in case.officer.get(case.page).text
    assert "Người gửi chờ hồi âm" not in waiting(case)  # not settled, but nothing asked of us
    case.says("reopened")
    assert "Yêu cầu xem lại" in waiting(case)
    assert "0912" not in waiting(case)
    assert "Người gửi yêu cầu xem lại." in case.officer.get(case.page).text
    case.answers(act="message", once="2")
    assert "Người gửi chờ hồi âm" not in waiting(case)
    case.sender.post(f"/phan-anh/{case.reference}", data={"reply": "Cảm ơn.", "once": "x"})
    assert "Lời nhắn mới" in waiting(case)
    assert "Yêu cầu xem lại" not in waiting(case)


def test_read_without_an_answer_takes_up_what_was_shown_and_nothing_later(case: Case) -> None:
    case.sender.post(f"/phan-anh/{case.reference}", data={"reply": "Một.", "once": "1"})
    page = case.officer.get(case.page).text
    until = re.search(r'name="until" value="([^"]+)"', page)
    assert until
    form = {"until": until[1]}
    case.sender.post(f"/phan-anh/{case.reference}", data={"reply": "Hai.", "once": "2"})
    for _twice in range(2):
        case.officer.post(f"{case.page}/da-doc", data=form)
    assert "Lời nhắn mới" in waiting(case)
    until = re.search(r'name="until" value="([^"]+)"', case.officer.get(case.page).text)
    assert until
    for _twice in range(2):
        case.officer.post(f"{case.page}/da-doc", data={"until": until[1]})
    assert "Người gửi chờ hồi âm" not in waiting(case)
    assert case.acts() == [Act.HEARD]
    with case.app.app_context():
        said = db.session.scalars(select(Submission)).one()
        assert "handled" not in history(said).events  # read is not handled: the alarm stands
