"""Periods, small numbers, and the two pages: leaders see numbers, the public nothing pending."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from intake.clock import today
from intake.db import db, now
from intake.receive import Door, receive
from intake.submissions import Channel
from tests.house.test_routes import sign_in
from tests.installation import ALICE
from tests.triage.inspections.office import LEAD, commune, staffed
from triage.inspections.cases import open_case
from triage.inspections.life import Source
from triage.reports.periods import Length, before, containing, first_day
from triage.reports.publicpage import shown
from triage.reports.suppression import suppressed, total


@pytest.mark.parametrize(
    ("length", "day", "first", "last"),
    [
        (Length.MONTH, date(2026, 11, 14), date(2026, 10, 15), date(2026, 11, 14)),
        (Length.MONTH, date(2026, 11, 15), date(2026, 11, 15), date(2026, 12, 14)),
        (Length.QUARTER, date(2026, 1, 3), date(2025, 12, 15), date(2026, 3, 14)),
        (Length.HALF, date(2026, 6, 20), date(2026, 6, 15), date(2026, 12, 14)),
        (Length.YEAR, date(2025, 12, 15), date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_a_period_closes_on_the_fourteenth(
    length: Length, day: date, first: date, last: date
) -> None:
    found = containing(length, day, first_day(date(2026, 1, 1)))
    assert (found.first, found.last) == (first, last)


def test_before_the_decree_a_quarter_is_the_calendars() -> None:
    assert first_day(date(2018, 1, 1)) == 1
    found = containing(Length.QUARTER, date(2018, 2, 3), 1)
    assert (found.first, found.last, found.number) == (date(2018, 1, 1), date(2018, 3, 31), 1)


@given(
    day=st.dates(date(2019, 1, 1), date(2040, 1, 1)),
    length=st.sampled_from(list(Length)),
    begins=st.sampled_from([1, 15]),
)
def test_every_day_lies_in_one_period_and_periods_leave_no_gap(
    day: date, length: Length, begins: int
) -> None:
    one = containing(length, day, begins)
    assert one.first <= day <= one.last
    assert before(one, begins).last + timedelta(days=1) == one.first


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 12), max_size=6))
def test_what_is_kept_back_cannot_be_worked_out(cells: dict[str, int]) -> None:
    least = 5
    seen = suppressed(cells, least)
    assert all(n is None or n == 0 or n >= least for n in seen.values())
    gone = [name for name, n in seen.items() if n is None]
    assert list(seen)[len(seen) - len(gone) :] == sorted(gone)  # their place tells nothing
    whole = total(cells, least)
    if gone and whole is not None:  # the rest of the total is spread over two at least
        rest = whole - sum(n for n in seen.values() if n)
        assert rest == sum(cells[name] for name in gone)
        assert len(gone) >= 2 or not 0 < rest < least


def test_the_report_counts_what_came_and_the_workbook_says_the_same(embedded: Flask) -> None:
    app = staffed(embedded)
    for i in range(3):
        with app.app_context():
            receive(
                {"text": f"Hồ sơ ở xã trễ hẹn {i + 10} ngày.", "submitter_type": "business"},
                Door(Channel.WEB, app.extensions["settings"]),
            )
    leader = app.test_client()
    sign_in(leader, LEAD)
    page = leader.get("/noi-bo/bao-cao").text
    assert "Phản ánh, kiến nghị nhận được" in page
    assert page.split("Phản ánh, kiến nghị nhận được")[1].split('numeric">')[1].startswith("3<")
    assert "Doanh nghiệp" in page
    assert leader.get("/noi-bo/bao-cao.xlsx").data[:2] == b"PK"
    assert leader.get("/noi-bo/bao-cao?ky=nonsense&ngay=9999").status_code == 200
    inspector = app.test_client()
    sign_in(inspector, ALICE)
    assert inspector.get("/noi-bo/bao-cao").status_code == 403


def test_the_public_page_tells_nothing_pending_and_nothing_small(embedded: Flask) -> None:
    app = staffed(embedded)
    with app.app_context():
        settings = app.extensions["settings"]
        then = now() - (today() - shown()[0].last) - timedelta(days=3)
        for i in range(7):
            story = "Hồ sơ ở xã trễ hẹn" if i < 6 else "Cán bộ ở xã nói năng thô lỗ với dân"
            words = {"text": f"{story}, lần thứ {i}."}
            receive(words, Door(Channel.WEB, settings, at=then))
        receive({"text": "Mới hôm nay ở xã."}, Door(Channel.WEB, settings))
    stranger = app.test_client()
    asked = ("/so-lieu", "/so-lieu/mo.json", "/so-lieu/mo.csv", "/so-lieu?lang=en")
    seen = [stranger.get(path) for path in asked]
    assert [a.status_code for a in seen] == [200] * 4
    quarter = seen[1].json[0] if isinstance(seen[1].json, list) else {}
    assert quarter["received"] == 7
    assert all(t["n"] is None or t["n"] >= 5 for t in quarter["topics"])
    before_case = [stranger.get(path).data for path in asked]
    unit = commune(app)
    with app.app_context():
        open_case(unit, Source.NEED, staff_id=None, reason="Chưa ai được biết.")
        db.session.remove()
    assert [stranger.get(path).data for path in asked] == before_case
