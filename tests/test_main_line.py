"""A complaint in, a proposed inspection out: the whole line, embedded and grown."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from intake import units, work
from intake.clock import today
from intake.db import db
from intake.submissions import Submission
from tests.bells import drain
from triage import jobs
from triage.commands import sweep
from triage.matters import Judgement, Matter
from triage.proposals import Proposal

PLACE = "xã Mỹ An Hưng"
ALIKE = (
    f"Hồ sơ tách thửa nộp ở {PLACE} trễ hẹn 20 ngày chưa trả",
    f"Giấy chứng nhận quyền sử dụng đất tại UBND {PLACE} hẹn ngày 5 tới nay chưa có",
    "lam giay to dat o xa my an hung cham qua, hen 3 lan khong tra",
    f"Tôi nộp hồ sơ đăng ký kinh doanh ở {PLACE} đã quá hẹn 12 ngày",
    f"{PLACE} hẹn trả kết quả khai sinh cho con tôi tuần trước mà nay vẫn chưa xong",
    f"Lần thứ ba lên {PLACE} lấy kết quả chứng thực vẫn nói chờ lãnh đạo ký, đã quá hẹn",
    "ho so xin xac nhan tinh trang hon nhan xa my an hung tre 2 tuan",
    f"Bộ phận một cửa {PLACE} trả kết quả trễ hẹn, không có thư xin lỗi",
    f"Hồ sơ chuyển mục đích sử dụng đất của tôi bị ngâm ở {PLACE} gần 2 tháng",
    f"Quá hẹn trả kết quả trợ cấp người cao tuổi một tháng rồi, {PLACE} im lặng",
)


def file(app: Flask, text: str, **words: Any) -> str:
    """File one by the API; its reference."""
    answer = app.test_client().post("/api/v1/submissions", json={"text": text} | words)
    assert answer.status_code == 201, answer.text
    return str(answer.json["reference"])


def proposed(app: Flask) -> dict[str, Proposal]:
    """Open proposals by the unit's name."""
    drain(app)
    with app.app_context():
        book = units.book()
        return {book.by_id[p.unit_id].name: p for p in db.session.scalars(select(Proposal))}


def test_ten_senders_about_a_quiet_unit_in_a_week_lead_to_a_proposal_there(app: Flask) -> None:
    for i, text in enumerate(ALIKE):
        file(app, text, sender=f"người thứ {i}")
    found = proposed(app)
    assert set(found) == {"Xã Mỹ An Hưng"}
    evidence = found["Xã Mỹ An Hưng"].evidence[-1].content
    assert evidence["fair"]["distinct_senders"] == 10
    assert evidence["fair"]["by_topic"][0][0] == "overdue_result"


def test_ten_people_nobody_can_tell_apart_are_heard_too(app: Flask) -> None:
    for text in ALIKE:
        file(app, text)
    content = proposed(app)["Xã Mỹ An Hưng"].evidence[-1].content
    assert content["article_25"] is True


def test_thirty_copies_of_one_text_by_one_sender_do_not(app: Flask) -> None:
    for _ in range(30):
        file(app, ALIKE[0], sender="một người")
    assert proposed(app) == {}


def test_thirty_copies_of_one_text_by_nobody_known_do_not(app: Flask) -> None:
    for _ in range(30):
        file(app, ALIKE[0])
    assert proposed(app) == {}


def test_two_complaints_are_not_enough(app: Flask) -> None:
    for i in range(2):
        file(app, ALIKE[i], sender=f"người thứ {i}")
    assert proposed(app) == {}


def test_praise_never_leads_to_an_inspection(app: Flask) -> None:
    for i in range(12):
        text = f"Cảm ơn cán bộ {PLACE} đã hướng dẫn tận tình, trả kết quả trước hẹn {i + 1} ngày"
        file(app, text, sender=f"người thứ {i}")
    assert proposed(app) == {}


def test_one_dossier_counts_once_whoever_writes(app: Flask) -> None:
    code = f"H20.12-{today():%y%m}01-0001"
    for i, text in enumerate(ALIKE):
        file(app, text, sender=f"người thứ {i}", dossier_code=code)
    assert proposed(app) == {}


def test_a_matter_of_the_police_is_recorded_and_never_counted(app: Flask) -> None:
    reference = file(app, "Công an làm căn cước chậm, đi 3 lần chưa xong")
    drain(app)
    with app.app_context():
        said = select(Submission.id).where(Submission.reference == reference)
        row = db.session.scalars(select(Matter).where(Matter.submission_id.in_(said))).one()
        assert (row.placement, row.unit_id) == ("outside", None)


def test_a_job_done_twice_changes_nothing(app: Flask) -> None:
    file(app, ALIKE[0])
    drain(app)
    with app.app_context():
        only = db.session.scalars(select(Submission.id)).one()
        jobs.place(only)
        jobs.place(only)
        assert len(db.session.scalars(select(Matter.id)).all()) == 1
        assert len(db.session.scalars(select(Judgement.id)).all()) == 1


def test_a_lost_bell_is_made_good_by_the_sweep(app: Flask) -> None:
    app.extensions["bells"].mode = work.WorkMode.SILENT
    for i, text in enumerate(ALIKE):
        file(app, text, sender=f"người thứ {i}")
    with app.app_context():
        assert db.session.scalars(select(Matter.id)).all() == []
        assert sweep() == len(ALIKE)
    assert set(proposed(app)) == {"Xã Mỹ An Hưng"}


def test_a_dead_redis_still_takes_submissions(app: Flask) -> None:
    bells = app.extensions["bells"]
    bells.mode, bells.redis_url = work.WorkMode.RQ, "redis://127.0.0.1:1/0"
    assert file(app, ALIKE[0])
    with app.app_context():
        assert len(jobs.backlog()) == 1


def test_an_old_name_is_carried_to_the_unit_that_answers_today(app: Flask) -> None:
    file(app, "Nộp giấy ở xã Định An, huyện Lấp Vò trễ hẹn 10 ngày")
    drain(app)
    with app.app_context():
        row = db.session.scalars(select(Matter)).one()
        assert row.unit_id is not None
        assert units.book().by_id[row.unit_id].name == "Xã Lai Vung"


def test_two_offices_in_one_text_are_two_matters(app: Flask) -> None:
    file(app, "Xã Tân Hồng không nhận hồ sơ. Còn Sở Xây dựng thì trễ hẹn 15 ngày không xin lỗi.")
    drain(app)
    with app.app_context():
        names = {
            units.book().by_id[m.unit_id or 0].name for m in db.session.scalars(select(Matter))
        }
        assert names == {"Xã Tân Hồng", "Sở Xây dựng"}


def test_signs_of_a_bribe_are_a_leads_alone_and_join_no_story(app: Flask) -> None:
    for i in range(10):
        text = f"Cán bộ {PLACE} đòi tôi {i + 2} triệu tiền lót tay mới trả sổ đỏ"
        file(app, text, sender=f"người thứ {i}")
    assert proposed(app) == {}
    with app.app_context():
        found = {(m.severity, m.story_id) for m in db.session.scalars(select(Matter))}
        assert found == {("S4", None)}
