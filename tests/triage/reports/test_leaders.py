"""What leaders read: the map, what was on time, what became of proposals, and the files."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db, now
from intake.handling import Act, HandlingStep
from intake.receive import Door, receive
from intake.staff import Staff
from intake.submissions import Channel, Submission
from intake.unitbook import Kind
from tests.installation import ALICE, BOB
from tests.triage.inspections.office import (
    LEAD,
    SHORTCOMING,
    commune,
    go,
    opened,
    person,
    staff_id,
    staffed,
    until_arrival,
)
from triage.inspections.aftermath import State
from triage.inspections.cases import Finding
from triage.inspections.followups import FollowUp
from triage.matters import Matter
from triage.proposals import Decision, move, propose
from triage.reports.inspected import inspected
from triage.reports.mapped import squares
from triage.reports.periods import Length, Period, containing
from triage.reports.punctual import Punctual, punctual
from triage.reports.tiles import roofs, shade, tiles_on
from triage.workflow import Act as Deciding


@given(st.lists(st.integers(0, 500), max_size=120))
def test_the_darker_the_more_and_every_number_has_its_shade(values: list[int]) -> None:
    steps = roofs(values)
    shades = [shade(v, steps) for v in sorted(values)]
    assert shades == sorted(shades)
    assert all((v == 0) == (s == 0) for v, s in zip(sorted(values), shades, strict=True))
    assert max(shades, default=0) <= len(steps) <= 5
    assert not steps or steps[-1] >= max(values) > (0, *steps)[-2]


@pytest.mark.parametrize(
    ("day", "kind", "number"),
    [(date(2022, 1, 17), Kind.DISTRICT, 12), (date(2026, 1, 17), Kind.COMMUNE, 102)],
)
def test_every_unit_has_a_square_of_its_own(
    embedded: Flask, day: date, kind: Kind, number: int
) -> None:
    with embedded.app_context():
        there = {u.code for u in units.book().on(day) if u.kind is kind}
    tiles = tiles_on(day)
    assert {t.code for t in tiles} == there
    assert len(tiles) == len({(t.column, t.row) for t in tiles}) == number


def _said(app: Flask, words: str, unit: int, ago: int = 0) -> int:
    told = {"text": words, "unit": str(unit)}
    with app.app_context():
        code = units.book().by_id[unit].code
        at = now() - timedelta(days=ago)
        receive(told | {"unit": code}, Door(Channel.WEB, app.extensions["settings"], at=at))
        return db.session.scalars(select(Submission.id).order_by(Submission.id.desc())).first() or 0


def test_what_is_said_of_a_desk_is_on_the_square_of_its_commune(embedded: Flask) -> None:
    with embedded.app_context():
        book = units.book()
        home = next(u for u in book.on(today()) if u.kind is Kind.COMMUNE)
        desk = next(u for u in book.on(today()) if u.parent_id == home.id)
    _said(embedded, "Hồ sơ đất đai trễ hẹn 20 ngày, không ai xin lỗi.", home.id)
    _said(embedded, "Chờ ba buổi không ai nhận hồ sơ, cán bộ bỏ đi.", desk.id)
    _said(embedded, "Cảm ơn cán bộ rất nhiệt tình, giải quyết nhanh.", home.id)  # praise
    with embedded.app_context():
        period = containing(Length.MONTH, today(), 15)
        assert {m.unit_id for m in db.session.scalars(select(Matter))} <= {home.id, desk.id}
        seen = {s.unit_id: s.said for s in squares(period, lambda _: False)}
        assert seen[home.id] == 2
        assert sum(n or 0 for n in seen.values()) == 2
        hidden = {s.unit_id: s.said for s in squares(period, lambda u: u == home.id)}
        assert hidden[home.id] is None


def test_a_district_of_2022_counts_its_communes_and_the_rate_is_each_offices(
    embedded: Flask,
) -> None:
    day = date(2022, 10, 1)
    with embedded.app_context():
        book = units.book()
        district = next(u for u in book.on(day) if u.kind is Kind.DISTRICT)
        communes = [
            u for u in book.on(day) if u.parent_id == district.id and u.kind is Kind.COMMUNE
        ]
    for one in communes[:2]:
        _said(embedded, "Hồ sơ trễ hẹn 20 ngày không ai xin lỗi.", one.id, (today() - day).days)
    with embedded.app_context():
        period = containing(Length.YEAR, day, 15)
        square = next(s for s in squares(period, lambda _: False) if s.unit_id == district.id)
        assert (square.said, square.offices) == (2, 1 + len(communes))
        rate = square.rate(365)
        assert rate == pytest.approx(2 / (1 + len(communes)) / 365 * 30)


def test_on_time_is_what_was_closed_by_its_day_of_all_that_fell_due(embedded: Flask) -> None:
    home = commune(embedded)
    with embedded.app_context():
        clerk = db.session.scalars(select(Staff.id)).first()
    late, quick, waiting, _young = (
        _said(embedded, f"Hồ sơ trễ hẹn {n} ngày, không ai xin lỗi.", home, ago)
        for n, ago in ((20, 40), (30, 40), (40, 40), (50, 3))
    )
    steps = ((late, Act.ANSWERED, 2), (quick, Act.ANSWERED, 30), (waiting, Act.ASKED, 39))
    with embedded.app_context():
        for said, act, ago in steps:
            at = now() - timedelta(days=ago)
            key = f"{said}:{act}"
            db.session.add(
                HandlingStep(submission_id=said, act=act, staff_id=clerk, at=at, once_key=key)
            )
        db.session.commit()
        first = today() - timedelta(days=60)
        period = Period(Length.QUARTER, today().year, 1, first, today())
        found = punctual(period)
    assert found == Punctual(due=2, in_time=1)  # nobody is late who waits, nor whose day is to come
    assert found.share == 50
    assert Punctual(0, 0).share is None


def test_declines_have_their_reasons_and_visits_their_interval(embedded: Flask) -> None:
    app = staffed(embedded)
    page = opened(app)
    _said(app, "Hồ sơ trễ hẹn 20 ngày không ai xin lỗi.", commune(app))
    until_arrival(app, page)
    assert person(app, BOB).post(f"{page}/ket-qua", data=SHORTCOMING).status_code == 303
    number = {"number": "9/TB-SNV", "day": str(today())}
    for email, step, more in (
        (BOB, "minutes", {"text": "Lập lúc 10 giờ."}),
        (BOB, "report", {"text": "Có 12 hồ sơ trễ."}),
        (BOB, "draft", {}),
        (ALICE, "explain", {"text": "Đơn vị đồng ý."}),
        (LEAD, "conclude", number),
    ):
        assert go(app, page, email, step, **more) == 303, step
    alice = staff_id(app, ALICE)
    with app.app_context():
        unit = [u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE][5]
        row = propose(unit, tier="review", worth=1.0, content={"matters": []})
        move(row.id, Decision(Deciding.DECLINE, alice, "already_rectified", "Đã sửa."))
        finding = db.session.scalars(select(Finding.id)).first() or 0
        for turn, state in enumerate((State.SENT, State.ACCEPTED), 1):
            db.session.add(
                FollowUp(finding_id=finding, turn=turn, state=state, text="x", staff_id=alice)
            )
        db.session.commit()
        found = inspected(containing(Length.MONTH, today(), 15), lambda _: False)
        nobody = inspected(containing(Length.MONTH, today(), 15), lambda _: True)
    assert (found.proposed, found.decided, found.declined) == (
        1, {"declined": 1}, {"already_rectified": 1},
    )  # fmt: skip
    assert found.steps == {"approve": 1, "arrive": 1}
    assert found.followed == {"approved": 0, "replicated": 0, "sent": 1, "accepted": 1}
    (one,) = found.confirmed
    assert (one.chosen, one.confirmed, one.visits) == ("practical need", 1, 1)
    assert one.low < 0.25 < one.high == 1
    assert (nobody.proposed, nobody.concluded, nobody.confirmed) == (0, 0, ())
    told = person(app, LEAD).get("/noi-bo/bao-cao").text
    assert "1/1 (từ 21% đến 100%)" in told
    assert "Đơn vị đã khắc phục" in told


def test_every_file_says_what_the_page_says(embedded: Flask) -> None:
    app = staffed(embedded)
    with app.app_context():
        home = next(u for u in units.book().on(today()) if u.kind is Kind.COMMUNE)
    for n in range(3):
        _said(app, f"Hồ sơ trễ hẹn {n + 20} ngày không ai xin lỗi.", home.id)
    leader = person(app, LEAD)
    page = leader.get("/noi-bo/bao-cao?ky=quarter").text
    assert page.count("<rect") > 102
    assert f"{home.name}: 3" in page
    files = {k: leader.get(f"/noi-bo/bao-cao.{k}?ky=quarter") for k in ("xlsx", "docx", "pdf")}
    assert [f.status_code for f in files.values()] == [200] * 3
    assert all("attachment" in f.headers["Content-Disposition"] for f in files.values())
    sheet = openpyxl.load_workbook(BytesIO(files["xlsx"].data)).active
    assert sheet is not None
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert any(r[1] == "Phản ánh, kiến nghị nhận được" and r[2] == 3 for r in rows)
    word = Document(BytesIO(files["docx"].data))
    cells = Counter(tuple(c.text for c in row.cells) for t in word.tables for row in t.rows)
    assert ("Phản ánh, kiến nghị nhận được", "3", "0") in cells
    assert files["pdf"].data.startswith(b"%PDF-")
    assert person(app, ALICE).get("/noi-bo/bao-cao.pdf").status_code == 403


def test_the_report_draws_no_bar_beside_lines_that_do_not_add_up(embedded: Flask) -> None:
    page = person(staffed(embedded), LEAD).get("/noi-bo/bao-cao").text
    part = page.split("Trả lời</caption>")[1].split("</table>")[0]
    assert "ln-report__bar" not in part
