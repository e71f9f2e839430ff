"""After a conclusion: good practices spread, bodies answer, members reserve, the same told again."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db, now
from intake.duties import Duty
from tests.bells import drain
from tests.installation import ALICE, BOB
from tests.test_main_line import ALIKE, PLACE, file, proposed
from tests.triage.inspections.office import (
    APPROVER,
    DAY,
    LEAD,
    SHORTCOMING,
    fresh,
    go,
    opened,
    person,
    until_arrival,
)
from triage.inspections import aftermath
from triage.inspections.aftermath import Asked, State, open_to, refusal
from triage.inspections.cases import Finding, Inspection, TaskStep, open_case
from triage.inspections.followups import FollowUp, ReservedOpinion
from triage.inspections.headings import Found
from triage.inspections.life import Source
from triage.inspections.recurrence import again
from triage.matters import Judgement, Matter

GOOD = {"kind": "good_practice", "scope": "procedures_one_stop", "text": "Trả kết quả tại nhà."}
ASK = {
    "kind": "amendment_recommendation",
    "scope": "directives",
    "text": "Sửa thời hạn.",
    "addressed_to": "UBND tỉnh",
}
WORKER, HEAD = frozenset({"inspector"}), frozenset({"lead"})


def test_every_state_of_a_finding_is_reached_and_each_kind_has_a_way() -> None:
    for kind in (Found.GOOD_PRACTICE, Found.PROPOSED_SOLUTION, Found.AMENDMENT_RECOMMENDATION):
        seen, todo = set[State](), [State.NOTED]
        while todo:
            now_ = todo.pop()
            seen.add(now_)
            reached = [m.target for m in open_to(kind, now_, frozenset(Duty), False)]
            todo += [s for s in reached if s not in seen]
        assert State.TURNED_DOWN in seen
        assert (State.REPLICATED in seen) == (kind is Found.GOOD_PRACTICE)
    assert {m.target for m in aftermath.MOVES} | {State.NOTED} == set(State)


@pytest.mark.parametrize(
    ("state", "target", "duties", "mine", "unit", "why"),
    [
        (State.NOTED, State.APPROVED, HEAD, False, None, "order"),
        (State.PROPOSED, State.APPROVED, WORKER, False, None, "duty"),
        (State.PROPOSED, State.APPROVED, HEAD, True, None, "four_eyes"),
        (State.PROPOSED, State.APPROVED, HEAD, False, None, ""),
        (State.APPROVED, State.REPLICATED, WORKER, False, None, "where"),
        (State.REPLICATED, State.REPLICATED, WORKER, True, 7, ""),
        (State.TURNED_DOWN, State.REPLICATED, WORKER, False, 7, "order"),
    ],
)
def test_a_practice_is_approved_by_another_and_spread_to_a_named_unit(
    state: State, target: State, duties: frozenset[str], mine: bool, unit: int | None, why: str
) -> None:
    asked = Asked(target, "Quyết định 12.", unit)
    assert refusal(Found.GOOD_PRACTICE, state, asked, duties, mine) == why


def concluded(app: Flask) -> tuple[str, dict[str, int]]:
    """A concluded case with one finding of each of two kinds; its page, and their ids."""
    page = opened(app)
    until_arrival(app, page)
    bob = person(app, BOB)
    for told in (GOOD, ASK):
        assert bob.post(f"{page}/ket-qua", data=told).status_code == 303
    for email, step, more in (
        (BOB, "minutes", {"text": "Đã ký."}),
        (BOB, "report", {"text": "Tốt."}),
        (BOB, "draft", {}),
        (BOB, "explain", {"text": "Không ý kiến."}),
        (LEAD, "conclude", {"number": "7/KL", "day": DAY}),
    ):
        assert go(app, page, email, step, **more) == 303, step
    with app.app_context():
        return page, {f.kind: f.id for f in db.session.scalars(select(Finding))}


def conclusion(app: Flask, page: str, kind: str = "ket-luan") -> str:
    taken = person(app, LEAD).get(f"{page}/van-ban/{kind}.docx")
    return "\n".join(p.text for p in Document(BytesIO(taken.data)).paragraphs)


def follow(app: Flask, email: str, url: str, state: str, seen: int, **more: object) -> int:
    form = {"state": state, "text": "Công văn 15.", "seen": seen} | more
    return person(app, email).post(url, data=form).status_code


def test_a_good_practice_is_proposed_approved_and_replicated_where(desk: Flask) -> None:
    page, ids = concluded(desk)
    url = f"{page}/theo-doi/{ids['good_practice']}"
    assert follow(desk, LEAD, url, "approved", 0) == 422  # nobody proposed it
    assert follow(desk, LEAD, url, "proposed", 0) == 303
    assert follow(desk, LEAD, url, "approved", 1) == 422  # the same person
    assert follow(desk, APPROVER, url, "approved", 1) == 303
    assert follow(desk, APPROVER, url, "approved", 1) == 409  # from a stale page
    assert follow(desk, BOB, url, "replicated", 2) == 422  # where?
    assert follow(desk, BOB, url, "replicated", 2, where="không có nơi nào") == 422
    assert follow(desk, BOB, url, "replicated", 2, where="Sở Tư pháp") == 303
    assert follow(desk, BOB, url, "replicated", 3, where="Sở Tài chính") == 303
    shown = person(desk, ALICE).get(page).text
    assert "Đã nhân rộng</strong>: Sở Tư pháp" in shown
    assert "Sở Tài chính" in shown
    paper = conclusion(desk, page)
    day = f"{today().day}/{today().month}/{today().year}"
    assert f"Tình trạng nhân rộng: đã nhân rộng, ngày {day}." in paper
    assert f"Nơi đã nhân rộng: Sở Tư pháp ({day}); Sở Tài chính ({day})." in paper


def test_the_conclusion_says_which_body_answered_what_to_a_recommendation(desk: Flask) -> None:
    page, ids = concluded(desk)
    assert "Tình trạng: mới ghi nhận." in conclusion(desk, page)
    url = f"{page}/theo-doi/{ids['amendment_recommendation']}"
    assert follow(desk, BOB, url, "sent", 0) == 303
    assert "Nội dung trả lời" not in conclusion(desk, page)
    assert follow(desk, BOB, url, "accepted", 1, text="Sửa theo Công văn 99.") == 303
    told = conclusion(desk, page)
    assert "Kiến nghị gửi: UBND tỉnh." in told
    assert "Tình trạng: được chấp nhận, ngày" in told
    assert "Nội dung trả lời: Sửa theo Công văn 99." in told
    assert told.count("Tình trạng") == 2  # the practice's and the recommendation's
    for earlier in ("bien-ban", "bao-cao"):  # papers of their day know nothing of it
        assert "Tình trạng" not in conclusion(desk, page, earlier)


def test_a_recommendation_is_sent_and_answered_and_of_two_at_once_one_is_kept(
    house: Flask,
) -> None:
    page, ids = concluded(house)
    url = f"{page}/theo-doi/{ids['amendment_recommendation']}"
    clients = [fresh(house, BOB), fresh(house, ALICE)]
    form = {"state": "sent", "text": "Công văn 15.", "seen": 0}
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda c: c.post(url, data=form).status_code, clients))
    assert sorted(answers) == [303, 409]
    assert follow(house, BOB, url, "accepted", 1, text=" ") == 422
    assert follow(house, BOB, url, "answered", 1) == 303
    assert follow(house, BOB, url, "accepted", 2) == 303
    assert follow(house, BOB, url, "replicated", 3, where="Sở Tư pháp") == 422
    with house.app_context():
        rows = db.session.scalars(select(FollowUp.state).order_by(FollowUp.turn)).all()
        assert rows == ["sent", "answered", "accepted"]


def test_before_the_conclusion_nothing_follows_and_no_step_is_invented(desk: Flask) -> None:
    page = opened(desk)
    until_arrival(desk, page)
    person(desk, BOB).post(f"{page}/ket-qua", data=GOOD)
    with desk.app_context():
        finding = db.session.scalars(select(Finding.id)).one()
    assert follow(desk, BOB, f"{page}/theo-doi/{finding}", "proposed", 0) == 422
    assert follow(desk, BOB, f"{page}/theo-doi/{finding}", "dance", 0) == 400
    assert follow(desk, BOB, f"{page}/theo-doi/{finding + 9}", "proposed", 0) == 404


def test_members_of_the_team_reserve_an_opinion_on_the_draft_and_nobody_else(desk: Flask) -> None:
    page = opened(desk)
    until_arrival(desk, page)
    told = {"text": "Nguyên nhân chính là thiếu người, không phải thiếu phân công."}
    bob, alice = person(desk, BOB), person(desk, ALICE)
    assert bob.post(f"{page}/bao-luu", data=told).status_code == 422  # no draft yet
    bob.post(f"{page}/ket-qua", data=SHORTCOMING)
    for step, more in (("minutes", {"text": "Ký."}), ("report", {"text": "Trễ."}), ("draft", {})):
        assert go(desk, page, BOB, step, **more) == 303
    assert alice.post(f"{page}/bao-luu", data=told).status_code == 422  # not of the team
    assert "Chỉ thành viên của đoàn" in alice.post(f"{page}/bao-luu", data=told).text
    assert bob.post(f"{page}/bao-luu", data={"text": "  "}).status_code == 422
    assert bob.post(f"{page}/bao-luu", data=told).status_code == 303
    assert told["text"] in alice.get(page).text
    assert told["text"] in paper_of(desk, page)
    go(desk, page, BOB, "explain", text="Không ý kiến.")
    go(desk, page, LEAD, "conclude", number="7/KL", day=DAY)
    assert told["text"] not in paper_of(desk, page)  # what the unit gets is no draft any more
    refused = bob.post(f"{page}/bao-luu", data={"text": "Muộn rồi."})
    assert refused.status_code == 422
    assert "Muộn rồi." in refused.text  # nothing typed is lost
    with desk.app_context():
        assert len(db.session.scalars(select(ReservedOpinion)).all()) == 1


def paper_of(app: Flask, page: str) -> str:
    """The words of the conclusion as a clerk takes it away."""
    taken = person(app, BOB).get(f"{page}/van-ban/ket-luan.docx")
    assert taken.status_code == 200
    return "\n".join(p.text for p in Document(BytesIO(taken.data)).paragraphs)


def verified_case(app: Flask, topic: str, proposal: int | None = None) -> int:
    """A case at the place all complain of, its one shortcoming verified just now."""
    with app.app_context():
        unit = next(u.id for u in units.book().by_id.values() if u.name == "Xã Mỹ An Hưng")
        case = open_case(unit, Source.NEED, staff_id=None, reason="x", proposal_id=proposal)
        told = {k: v for k, v in SHORTCOMING.items() if k != "due"} | {"topic": topic}
        finding = Finding(inspection_id=case.id, staff_id=1, **told)
        db.session.add(finding)
        db.session.flush()
        db.session.add(
            TaskStep(finding_id=finding.id, turn=1, act="verified", text="x", staff_id=2)
        )
        db.session.get_one(Inspection, case.id).stage = "closed"
        db.session.commit()
        return unit


def severities(app: Flask) -> list[tuple[str, bool]]:
    with app.app_context():
        rows = db.session.scalars(select(Judgement).order_by(Judgement.id))
        return [(j.severity, "repeat_after_rectification" in j.why["severity_rules"]) for j in rows]


def test_the_same_told_again_after_it_was_put_right_is_one_level_graver(embedded: Flask) -> None:
    words = f"Hồ sơ tách thửa nộp ở {PLACE} trễ hẹn 20 ngày chưa trả"
    file(embedded, words, sender="người trước")
    verified_case(embedded, "overdue_result")
    file(embedded, words.replace("tách thửa", "đăng ký"), sender="người sau")
    file(embedded, f"Cán bộ một cửa {PLACE} giải thích không rõ", sender="người khác")
    drain(embedded)
    (before, by_then), (after, raised), (other, untouched) = severities(embedded)
    assert (by_then, raised, untouched) == (False, True, False)
    assert int(after[1]) == int(before[1]) + 1
    assert other in ("S1", "S2")


def test_without_a_topic_beside_it_the_feedback_behind_the_case_says_what_it_was(
    embedded: Flask,
) -> None:
    for i, text in enumerate(ALIKE):
        file(embedded, text, sender=f"người thứ {i}")
    (row,) = proposed(embedded).values()
    with embedded.app_context():
        topics = set(db.session.scalars(select(Matter.topic)))
    assert "overdue_result" in topics
    unit = verified_case(embedded, "", proposal=row.id)
    with embedded.app_context():
        assert all(again(unit, topic, now()) for topic in topics)
        assert not again(unit, "no_such_topic", now())
        matter = db.session.scalars(select(Matter)).first()
        assert matter is not None
        assert not again(unit, matter.topic, matter.said_at)  # said before it was put right
