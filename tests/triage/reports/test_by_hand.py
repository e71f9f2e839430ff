"""The leaders' report of a few cases that anybody can count on their fingers."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from flask import Flask

from intake import units
from intake.clock import HERE, today
from intake.db import db
from intake.unitbook import Kind
from tests.triage.inspections.office import BOB, LEAD, person, staff_id, staffed
from triage.inspections.cases import Finding, Inspection, InspectionMove, TaskStep
from triage.reports.inspected import inspected
from triage.reports.periods import Length, containing

MARCH = containing(Length.MONTH, date(2026, 3, 1), 15)  # 15/02 to 14/03
# source, opened, days to the visit and to the conclusion, shortcomings as (due, verified)
CASES: tuple[tuple[str, str, int, int, list[tuple[str, str]]], ...] = (
    ("citizen_feedback", "16/02 08:00", 2, 10, [("10/03", "09/03")]),
    ("citizen_feedback", "20/02 08:00", 4, 12, []),
    ("plan", "01/02 08:00", 19, 27, [("14/03", "")]),
    ("random_draw", "17/02 23:30", 6, 25, [("15/03", "")]),  # concluded half an hour before the end
    ("plan", "15/02 00:00", 9, 28, []),  # concluded as the next period begins
)


def at(told: str) -> datetime:
    return datetime.strptime(f"2026/{told}", "%Y/%d/%m %H:%M").replace(tzinfo=HERE)


def plant(app: Flask) -> None:
    by = staff_id(app, BOB)
    with app.app_context():
        there = [u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE]
        for unit, (source, opened, visit, end, short) in zip(there, CASES, strict=False):
            began = at(opened)
            case = Inspection(
                unit_id=unit, source=source, reason="x", stage="rectifying", opened_at=began
            )
            db.session.add(case)
            db.session.flush()
            for step, days in (("arrive", visit), ("conclude", end)):
                when = began + timedelta(days)
                move = InspectionMove(
                    inspection_id=case.id, staff_id=by, step=step, target=step, at=when
                )
                db.session.add(move)
            for due, verified in short:
                day = at(f"{due} 00:00").date()
                found = Finding(
                    inspection_id=case.id, staff_id=by, kind="shortcoming", text="x", due=day,
                    scope="procedures_one_stop", place="x", root_cause="x", remedy="x",
                )  # fmt: skip
                db.session.add(found)
                db.session.flush()
                if verified:
                    done = TaskStep(
                        finding_id=found.id, turn=1, act="verified", text="x", staff_id=by,
                        at=at(f"{verified} 10:00"),
                    )  # fmt: skip
                    db.session.add(done)
        db.session.commit()


def test_the_figures_are_those_of_a_count_by_hand(embedded: Flask) -> None:
    app = staffed(embedded)
    plant(app)
    with app.app_context():
        found = inspected(MARCH, lambda _: False)
    assert (MARCH.first, MARCH.last) == (date(2026, 2, 15), date(2026, 3, 14))
    assert found.opened == {"citizen_feedback": 2, "random_draw": 1, "plan": 1}
    assert (found.concluded, found.with_shortcomings) == (4, 3)
    assert found.findings == {"shortcoming": 3}
    assert (found.to_put_right, found.put_right, found.put_right_in_time) == (2, 1, 1)
    assert found.days_to_visit == 5  # the middle of 2, 4, 6 and 19
    assert found.days_to_conclusion == 18.5  # of 10, 12, 25 and 27
    told: dict[str, object] = {
        p.chosen: (p.confirmed, p.visits, p.low, p.high) for p in found.confirmed
    }
    assert told == {  # with the intervals of Wilson, 95 %
        "proposed": (1, 2, pytest.approx(0.0945, abs=1e-4), pytest.approx(0.9055, abs=1e-4)),
        "random draw": (1, 1, pytest.approx(0.2065, abs=1e-4), pytest.approx(1.0)),
        "planned": (1, 1, pytest.approx(0.2065, abs=1e-4), pytest.approx(1.0)),
    }
    said = {
        "Cuộc kiểm tra đã kết luận": "4",
        "Số ngày từ đề xuất đến khi tới (trung vị)": "5",
        "Tỷ lệ khắc phục đúng hạn (%)": "50",
    }
    lead, asked = person(app, LEAD), "ky=month&ngay=2026-03-01"
    page = unescape(lead.get(f"/noi-bo/bao-cao?{asked}").text)
    assert "từ 15/2/2026 đến hết 14/3/2026" in re.sub(r"/0", "/", page)
    assert "1/2 (từ 9% đến 91%)" in page
    book = openpyxl.load_workbook(BytesIO(lead.get(f"/noi-bo/bao-cao.xlsx?{asked}").data))
    sheet = {r[1]: r[2] for r in book.worksheets[0].iter_rows(values_only=True) if r[1]}
    word = Document(BytesIO(lead.get(f"/noi-bo/bao-cao.docx?{asked}").data))
    rows = [[c.text for c in row.cells] for table in word.tables for row in table.rows]
    typed = {row[0]: row[1] for row in rows if len(row) > 1}
    for name, number in said.items():
        assert str(sheet[name]).removesuffix(".0") == number, name
        assert typed[name] == number, name
        line = page.split(f">{name}<")[1].split("</tr>")[0]
        assert f">{number}</td>" in line, name
