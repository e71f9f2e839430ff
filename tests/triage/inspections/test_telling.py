"""After publication: every sender told once whatever stops, asked one question if they agreed."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intake import aftercare
from intake.aftercare import Aftercare
from intake.clock import today
from intake.db import db
from intake.submissions import Author, Message, Submission
from intake.thread import state_of
from intake.tidying import tidy
from tests.test_main_line import ALIKE, proposed
from tests.triage.inspections.killed import killed
from tests.triage.inspections.office import LEAD, person
from triage.inspections.cases import Inspection, open_case
from triage.inspections.life import Source
from triage.inspections.telling import tell_senders
from triage.matters import Matter


def filed(app: Flask, text: str, sender: str) -> tuple[str, str]:
    """Reference and secret of one submission."""
    told = {"text": text, "sender": sender}
    answer = app.test_client().post("/api/v1/submissions", json=told).json
    return answer["reference"], answer["secret"]


def published(app: Flask) -> tuple[int, list[tuple[str, str]]]:
    """A case about to be published, and the receipts of those behind it."""
    receipts = [filed(app, words, f"người thứ {i}") for i, words in enumerate(ALIKE)]
    (row,) = proposed(app).values()
    with app.app_context():
        case = open_case(row.unit_id, Source.CITIZENS, staff_id=None, proposal_id=row.id)
        case.stage = "closed"
        db.session.commit()
        return case.id, receipts


def publish(app: Flask, case: int) -> int:
    form = {"step": "publish", "seen": "closed", "text": "Trang cải cách hành chính của tỉnh."}
    return person(app, LEAD).post(f"/noi-bo/kiem-tra/{case}", data=form).status_code


def told(app: Flask) -> list[int]:
    """Submission of every message of the staff."""
    with app.app_context():
        mine = select(Message.submission_id).where(Message.author == Author.STAFF)
        return list(db.session.scalars(mine.order_by(Message.submission_id)))


def status(app: Flask, receipt: tuple[str, str]) -> FlaskClient:
    client = app.test_client()
    form = {"reference": receipt[0], "secret": receipt[1]}
    assert client.post("/tra-cuu", data=form).status_code == 303
    return client


def test_senders_are_told_when_it_is_published_and_not_before(house: Flask) -> None:
    case, receipts = published(house)
    page = status(house, receipts[0]).get(f"/phan-anh/{receipts[0][0]}").text
    assert "Đang xem xét" in page
    assert "kiểm tra" not in page.lower().split("<main")[1]
    assert told(house) == []
    assert publish(house, case) == 303
    assert told(house) == sorted(set(told(house)))
    assert len(told(house)) == len(ALIKE)
    page = status(house, receipts[0]).get(f"/phan-anh/{receipts[0][0]}").text
    assert "cuộc kiểm tra tại" in page
    assert "Trang cải cách hành chính của tỉnh." in page
    with house.app_context():
        assert state_of(db.session.get_one(Submission, 1)) == "answered"
        tidy()
        tidy()
    assert len(told(house)) == len(ALIKE)


@pytest.mark.slow
def test_killed_between_publishing_and_telling_the_sweep_tells_each_once(house: Flask) -> None:
    case, _receipts = published(house)
    killed(
        house,
        f"""
        from triage.inspections import cases, telling
        from triage.inspections.life import Asked, Person, Step
        me = Person(1, frozenset({{"lead"}}))
        cases.take({case}, Asked(Step.PUBLISH, text="Trang tin."), me, "closed")
        kept, count = telling.aftercare.offer, 0
        said = telling.senders({case})
        row = cases.db.session.get(cases.Inspection, {case})
        for one in said[:4]:
            telling.tell_one(row, one, row.moves[-1])
        telling.write(said[4].id, telling.Author.STAFF, "x", "published:{case}", 1)
        die()
        """,
    )
    assert len(told(house)) == 5  # the fifth was written to, and its offer not
    with house.app_context():
        tidy()
        tidy()
        rows = db.session.scalars(select(Aftercare.submission_id)).all()
        assert len(set(rows)) == len(rows) == len(ALIKE)
    assert told(house) == sorted(set(told(house)))
    assert len(told(house)) == len(ALIKE)


def test_what_is_for_the_lead_alone_is_not_answered_from_here(desk: Flask) -> None:
    case, _receipts = published(desk)
    with desk.app_context():
        grave = db.session.scalars(select(Matter).order_by(Matter.id)).first()
        assert grave is not None
        grave.severity, left_out = "S4", grave.submission_id
        db.session.commit()
    publish(desk, case)
    assert left_out not in told(desk)


def test_who_agreed_is_asked_one_question_on_its_day(desk: Flask) -> None:
    case, receipts = published(desk)
    publish(desk, case)
    yes, no, silent = receipts[:3]
    for receipt, word in ((yes, "yes"), (no, "no")):
        client = status(desk, receipt)
        assert "Sau này hỏi bạn một câu được không?" in client.get(f"/phan-anh/{receipt[0]}").text
        client.post(f"/phan-anh/{receipt[0]}/hoi-sau", data={"later": word})
    with desk.app_context():
        assert aftercare.ask_due() == 0  # not today
        rows = db.session.scalars(select(Aftercare)).all()
        assert {r.ask_on for r in rows} == {today() + timedelta(days=30)}
        for row in rows:
            row.ask_on = today()
        db.session.commit()
        assert (aftercare.ask_due(), aftercare.ask_due()) == (1, 0)
    for receipt, asked in ((yes, True), (no, False), (silent, False)):
        page = status(desk, receipt).get(f"/phan-anh/{receipt[0]}").text
        assert ("Nếu có, xin kể chuyện gì đã xảy ra" in page) is asked
    client = status(desk, yes)
    answer = {"later": "yes", "words": "Hồ sơ sau bị trả lại ba lần."}
    for _twice in range(2):
        assert client.post(f"/phan-anh/{yes[0]}/hoi-sau", data=answer).status_code == 303
    assert client.get(f"/phan-anh/{yes[0]}").text.count("Hồ sơ sau bị trả lại ba lần.") == 1
    page = person(desk, LEAD).get(f"/noi-bo/kiem-tra/{case}").text
    assert re.search(r"bị làm khó:\s*</dt><dd>1", page)
    assert "/noi-bo/vu-viec/" in page.split("Người gửi")[1]


@pytest.mark.parametrize("word", ["", "maybe"])
def test_no_other_word_is_taken(desk: Flask, word: str) -> None:
    case, receipts = published(desk)
    publish(desk, case)
    client = status(desk, receipts[0])
    assert (
        client.post(f"/phan-anh/{receipts[0][0]}/hoi-sau", data={"later": word}).status_code == 400
    )


def test_nothing_is_told_of_a_case_that_is_not_published(desk: Flask) -> None:
    published(desk)
    with desk.app_context():
        assert tell_senders() == 0
        assert db.session.scalars(select(Inspection)).one().stage == "closed"
