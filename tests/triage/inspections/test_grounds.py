"""What a visit rests on: its notice in working days, the places visited, the files of a desk review."""

import io
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from intake.clock import calendar, today
from intake.db import db
from intake.duties import Duty
from intake.staff import ensure_staff
from tests.installation import ALICE, BOB, CHARLIE, PASSWORD
from tests.intake.attachments import pdf
from tests.triage.inspections.office import (
    APPROVER,
    DECIDED,
    LEAD,
    commune,
    go,
    person,
    staff_id,
    stage,
)
from triage.inspections import notices
from triage.inspections.caserows import Inspection, VisitedPlace
from triage.inspections.cases import open_case
from triage.inspections.grounds import LONG, MOST, Place, PlaceKind, places
from triage.inspections.life import Source

LONG_AGO = today() - timedelta(days=40)
SHOP, DIVISION = "Bộ phận Một cửa", "Phòng Kinh tế"


def planned(app: Flask, form: str = "on_site") -> str:
    """The address of a planned case with its team, decided long ago."""
    unit_id = commune(app)
    with app.app_context():
        case = open_case(unit_id, Source.PLAN, staff_id=staff_id(app, ALICE), reason="Kế hoạch.")
        page = f"/noi-bo/kiem-tra/{case.id}"
    team = [staff_id(app, LEAD), staff_id(app, BOB)]
    decided = DECIDED | {"day": str(LONG_AGO), "form": form}
    for email, step, more in (
        (ALICE, "submit", {"text": "Theo kế hoạch."}),
        (APPROVER, "approve", {}),
        (LEAD, "decide", decided),
        (LEAD, "set_team", {"head": team[0], "team": team}),
    ):
        assert go(app, page, email, step, **more) == 303, step
    return page


def counted(day: date, n: int) -> date:
    """The n-th working day after a day, counted one by one."""
    while n:
        day += timedelta(days=1)
        n -= calendar().is_working(day)
    return day


def tell(app: Flask, page: str, day: date, visit: date | str) -> tuple[int, str]:
    data = {"step": "notice", "seen": stage(app), "number": "3/TB", "day": day, "visit": visit}
    answer = person(app, BOB).post(page, data=data)
    return answer.status_code, answer.text


def vietnamese(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def paper(app: Flask, page: str, kind: str) -> str:
    taken = person(app, LEAD).get(f"{page}/van-ban/{kind}.docx")
    assert taken.status_code == 200
    return "\n".join(p.text for p in Document(BytesIO(taken.data)).paragraphs)


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 11)),  # a Monday, no holiday
        (date(2026, 2, 13), date(2026, 2, 27), date(2026, 3, 3)),  # Tết is 16 to 20 February
        (date(2026, 11, 20), date(2026, 11, 30), date(2026, 12, 2)),  # 24 November is a day off
    ],
)
def test_the_term_of_a_notice_counts_the_days_offices_work(
    desk: Flask, given: date, first: date, last: date
) -> None:
    with desk.app_context():
        term = notices.term(given)
    assert (term.least, term.most, term.first, term.last) == (5, 7, first, last)


def test_a_planned_visit_is_announced_five_working_days_before_and_not_begun_sooner(
    desk: Flask,
) -> None:
    page, bob = planned(desk), person(desk, BOB)
    first = counted(today(), 5)
    assert vietnamese(first) in bob.get(page).text  # offered before it is asked for
    assert "sớm nhất: ngày" in paper(desk, page, "thong-bao")
    status, said = tell(desk, page, today(), first - timedelta(days=1))
    assert status == 422
    assert f"sớm nhất là ngày {vietnamese(first)}" in said
    assert tell(desk, page, today(), "")[0] == 422
    assert tell(desk, page, LONG_AGO - timedelta(days=1), first)[0] == 422  # before its decision
    assert go(desk, page, BOB, "arrive", one_stop="1") == 422  # not announced at all
    assert tell(desk, page, today(), first)[0] == 303
    told = bob.get(page).text
    assert f"ngày {vietnamese(first)}, báo trước 5 ngày làm việc" in told
    assert f"{first.day:02d} tháng" in paper(desk, page, "thong-bao")
    sent = {"step": "arrive", "seen": "noticed", "one_stop": "1", "divisions": DIVISION}
    early = bob.post(page, data=sent)
    assert early.status_code == 422
    assert f"sớm nhất là ngày {vietnamese(first)}" in early.text
    assert DIVISION in early.text  # what was typed stays
    assert stage(desk) == "noticed"


def test_the_team_comes_on_the_day_announced_and_a_new_team_keeps_the_day(desk: Flask) -> None:
    page = planned(desk)
    told = counted(LONG_AGO, 1)
    visit = counted(told, 9)
    assert tell(desk, page, told, visit)[0] == 303
    assert "sớm hơn thường lệ" in person(desk, BOB).get(page).text  # nine days, seven are usual
    team = [staff_id(desk, LEAD), staff_id(desk, ALICE)]
    assert go(desk, page, LEAD, "set_team", head=team[0], team=team) == 303
    assert go(desk, page, ALICE, "arrive", one_stop="1") == 422  # the unit hears who comes
    assert tell(desk, page, visit, visit)[0] == 303  # the day was announced long ago
    assert go(desk, page, BOB, "arrive", one_stop="1") == 422  # is of the team no more
    assert go(desk, page, ALICE, "arrive", one_stop="1") == 303


def test_a_surprise_has_no_notice_and_waits_for_no_day(desk: Flask) -> None:
    page = planned(desk)
    with desk.app_context():
        db.session.execute(update(Inspection).values(planned=False))
        db.session.commit()
    assert "báo trước" not in person(desk, BOB).get(page).text.lower()
    assert tell(desk, page, today(), counted(today(), 9))[0] == 422
    assert go(desk, page, BOB, "arrive", one_stop="1") == 303


def test_a_province_says_how_long_a_notice_runs_and_an_older_file_stays_good(desk: Flask) -> None:
    own = desk.extensions["settings"].instance / "case_numbers.csv"
    row = "ask_again_days,30,2022-01-01,,,thử\n"
    own.write_text(f"name,value,valid_from,vi,en,source\n{row}", encoding="utf-8")
    with desk.app_context():
        assert notices.term(date(2026, 3, 2)).least == 5
        row = "notice_least_days,3,2026-01-01,,,Quy chế của tỉnh\n"
        own.write_text(f"name,value,valid_from,vi,en,source\n{row}", encoding="utf-8")
        term = notices.term(date(2026, 3, 2))
    assert (term.least, term.first, term.source) == (3, date(2026, 3, 5), "Quy chế của tỉnh")


def test_places_are_each_written_once_and_not_without_end() -> None:
    told = places(
        True, f"  Phòng  Kinh tế \nphòng kinh tế\n\n{'x' * 999}\n" + "\n".join("abc" * 40)
    )
    assert told[:2] == (Place(PlaceKind.ONE_STOP), Place(PlaceKind.DIVISION, "phòng kinh tế"))
    assert len(told[2].name) == LONG
    assert len(places(False, "\n".join(map(str, range(99))))) == MOST
    assert places(False, " \n") == ()


def test_where_the_team_went_is_kept_shown_and_printed(house: Flask) -> None:
    page, bob = planned(house), person(house, BOB)
    told = counted(LONG_AGO, 1)
    assert tell(house, page, told, counted(told, 5))[0] == 303
    assert go(house, page, BOB, "arrive") == 422  # where?
    assert go(house, page, BOB, "arrive", one_stop="1", divisions=f"{DIVISION}\n") == 303
    more = {"text": "Đã ký.", "divisions": "Phòng Văn hóa\n" + DIVISION, "one_stop": "1"}
    assert go(house, page, BOB, "minutes", **more) == 303
    shown = f"{SHOP}; {DIVISION}; Phòng Văn hóa"
    assert shown in bob.get(page).text
    assert f"Địa điểm: {shown}." in paper(house, page, "bien-ban")
    assert f"Nơi kiểm tra: {shown}." in paper(house, page, "bao-cao")
    with house.app_context():
        assert len(db.session.scalars(select(VisitedPlace)).all()) == 3
        with pytest.raises(DatabaseError):
            db.session.execute(update(VisitedPlace).values(name="khác"))


def test_a_desk_review_rests_on_files_sealed_checked_and_for_its_readers_alone(
    house: Flask,
) -> None:
    page, bob = planned(house, "online"), person(house, BOB)
    told = counted(LONG_AGO, 1)
    assert tell(house, page, told, counted(told, 5))[0] == 303
    begin = {"step": "review", "seen": stage(house), "text": "Trên báo cáo quý."}
    bad = bob.post(page, data=begin | {"file": (io.BytesIO(b"MZ"), "bao-cao.pdf")})
    assert bad.status_code == 422
    assert "Trên báo cáo quý." in bad.text
    assert bob.post(page, data=begin).status_code == 303
    assert go(house, page, BOB, "report", text="Tốt.") == 422  # a desk review without a desk
    body = pdf(b"(bao cao quy ba)")
    sent = {
        "about": "unit_report",
        "title": "Báo cáo 15/BC-UBND",
        "file": (BytesIO(body), "q3.pdf"),
    }
    assert bob.post(f"{page}/tep", data=sent).status_code == 303
    assert bob.post(f"{page}/tep", data={"about": "monitoring"}).status_code == 422
    sent = {"about": "monitoring", "file": (BytesIO(body), "theo-doi.pdf")}
    assert bob.post(f"{page}/tep", data=sent).status_code == 303
    shown = bob.get(page).text
    (first, _second) = re.findall(rf'href="({page}/tep/\d+)"', shown)
    assert "Báo cáo 15/BC-UBND" in shown
    got = person(house, APPROVER).get(first)
    assert b"bao cao quy ba" in got.data
    assert got.headers["Content-Disposition"].startswith("attachment")
    folder = house.extensions["settings"].instance / "files"
    kept = [one.read_bytes() for one in folder.glob("*/*/*")]
    assert kept
    assert all(b"bao cao quy ba" not in one for one in kept)
    assert person(house, CHARLIE).get(first).status_code == 403
    unit_id = commune(house)
    with house.app_context():
        own = "nha@kiemtra.example"
        ensure_staff(own, "Nhà", (Duty.INSPECTOR,), PASSWORD, home_unit_id=unit_id)
    assert person(house, own).get(first).status_code == 404
    sent = {"about": "monitoring", "file": (BytesIO(body), "la.pdf")}
    assert person(house, own).post(f"{page}/tep", data=sent).status_code == 404
    assert bob.get(f"{page}/tep/999").status_code == 404
    listed = paper(house, page, "bao-cao")
    assert "- Báo cáo của đơn vị: Báo cáo 15/BC-UBND (tệp q3.pdf);" in listed
    assert "- Kết quả theo dõi, đánh giá: tệp theo-doi.pdf." in listed
    assert go(house, page, BOB, "report", text="Tốt.") == 303
    sent = {"about": "monitoring", "file": (BytesIO(body), "muon.pdf")}
    assert bob.post(f"{page}/tep", data=sent).status_code == 422  # the report has its list
    assert "muon.pdf" not in bob.get(page).text


def test_a_planned_desk_review_from_its_notice_to_what_was_published(desk: Flask) -> None:
    page, bob = planned(desk, "online"), person(desk, BOB)
    told = counted(LONG_AGO, 1)
    assert tell(desk, page, told, counted(told, 6))[0] == 303
    begin = {"step": "review", "seen": stage(desk), "text": "Trên báo cáo quý ba."}
    file = {"about": "unit_report", "file": (BytesIO(pdf(b"(x)")), "quy-3.pdf")}
    assert go(desk, page, BOB, "arrive", one_stop="1") == 422  # the decision says another form
    assert bob.post(page, data=begin | file).status_code == 303
    practice = {"kind": "good_practice", "scope": "digital_government", "text": "Trả tại nhà."}
    assert bob.post(f"{page}/ket-qua", data=practice).status_code == 303
    for email, step, more in (
        (BOB, "report", {"text": "Tốt."}),
        (BOB, "draft", {}),
        (BOB, "explain", {"text": "Đồng ý."}),
        (LEAD, "conclude", {"number": "9/TB", "day": str(today())}),
        (LEAD, "close", {}),
        (LEAD, "publish", {"text": "Trang cải cách hành chính."}),
    ):
        assert go(desk, page, email, step, **more) == 303, step
    shown = bob.get(page).text
    assert "quy-3.pdf" in shown
    assert "Nơi đã kiểm tra" not in shown
