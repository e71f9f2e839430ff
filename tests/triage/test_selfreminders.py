"""Units that owe their report are reminded by real mail, once each time; heads may write it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from bots.notify import send_due
from bots.post import Mail
from intake import units
from intake.clock import today
from intake.db import db
from intake.outbox import Notice, Way
from intake.staff import Duty, ensure_staff
from intake.unitbook import Kind
from tests.bots.fake_smtp import FakeMail
from tests.installation import ALICE, CHARLIE, PASSWORD
from tests.triage.console.test_selfpages import PAGE, TOLD
from tests.triage.inspections.office import fresh, person, staffed
from triage.inspections import knowing
from triage.inspections.selfinspections import in_force, read_due
from triage.selfreminders import remind

HEAD = "dau@xa.example"


@pytest.fixture
def post() -> Iterator[FakeMail]:
    with FakeMail().open() as made:
        yield made


@pytest.fixture
def house(embedded: Flask, post: FakeMail) -> Flask:
    """One commune has a head with an account, and mail goes out."""
    embedded.extensions["postmen"] = {
        Way.EMAIL: Mail("127.0.0.1", post.port, "bao-tin@tinh.example", security="none")
    }
    with embedded.app_context():
        home = next(u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE)
        ensure_staff(HEAD, "Đầu", (Duty.HEAD,), PASSWORD, home_unit_id=home)
    return staffed(embedded)


def home_of(app: Flask) -> int:
    with app.app_context():
        return next(u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE)


def reminding(app: Flask, *days: int) -> date:
    """The province's own file: due on 30 June, reminded so many days before or after today."""
    due = date(today().year, 6, 30)
    since = (today() - due).days
    turns = " ".join(str(since + n) for n in sorted(days))
    rows = f"kind,due,valid_from,valid_to,remind,source\ncommune,06-30,2022-01-01,,{turns},thử\n"
    own: Path = app.extensions["settings"].instance / "self_inspection_due.csv"
    own.write_text(rows, encoding="utf-8")
    return due


def test_on_each_day_of_reminding_a_letter_goes_out_once(house: Flask, post: FakeMail) -> None:
    put_down = []
    with house.app_context():
        for days in ((1,), (0, 1), (0, 1), (-1, 1), (-30,)):  # the third: a second sweep
            due = reminding(house, *days)
            put_down.append(remind())
            send_due()
    assert put_down == [0, 1, 0, 1, 0]  # who was away yesterday is told today, not a month later
    assert [letter["To"] for letter in post.letters] == [HEAD] * 2
    words = post.letters[0].get_content()
    assert f"hạn 30/6/{due.year}" in words
    assert f"/noi-bo/tu-kiem-tra/don-vi-toi?nam={due.year}" in words


def test_who_has_reported_is_left_in_peace(house: Flask) -> None:
    year, home = today().year, home_of(house)
    head = fresh(house, HEAD)
    went = head.get(f"{PAGE}/don-vi-toi", follow_redirects=True)
    assert went.request.path == f"{PAGE}/moi/{year}/{home}"
    assert head.post(f"{PAGE}/moi/{year}/{home}", data=TOLD).status_code == 303
    read = head.get(f"{PAGE}/don-vi-toi", follow_redirects=True)
    assert "Đã xem 11 tháng." in read.text
    reminding(house, 0)
    with house.app_context():
        assert remind() == 0


def test_a_head_reports_for_the_own_unit_and_reads_no_other(house: Flask) -> None:
    year, home = today().year, home_of(house)
    with house.app_context():
        other = next(u for u in knowing.owing(year) if u != home)
    head, clerk = fresh(house, HEAD), fresh(house, CHARLIE)
    filed = clerk.post(f"{PAGE}/moi/{year}/{other}", data=TOLD)
    assert filed.status_code == 303
    assert head.get(filed.headers["Location"]).status_code == 404
    assert head.get(f"{PAGE}/moi/{year}/{other}").status_code == 404
    assert head.post(f"{PAGE}/moi/{year}/{other}", data=TOLD).status_code == 404
    assert head.get(PAGE).status_code == 403
    assert head.get(f"{PAGE}/moi/{year}/{home}").status_code == 200


def test_an_inspector_reminds_everybody_at_once_and_sees_who_cannot_be_reached(
    house: Flask, post: FakeMail
) -> None:
    inspector = person(house, ALICE)
    assert "Chưa có tài khoản thủ trưởng" in inspector.get(PAGE).text
    told = inspector.post(f"{PAGE}/nhac/{today().year}", follow_redirects=True)
    assert "Đã gửi thư nhắc 1 thủ trưởng" in told.text
    again = inspector.post(f"{PAGE}/nhac/{today().year}", follow_redirects=True)
    assert "hôm nay đã nhắc" in again.text
    with house.app_context():
        assert len(db.session.scalars(select(Notice.id)).all()) == 1
    day = today()
    listed = inspector.get(f"{PAGE}?xep=nhac").text
    assert f">{day.day}/{day.month}/{day.year}<" in listed.split("Đã nhắc</a>")[-1]
    assert fresh(house, CHARLIE).post(f"{PAGE}/nhac/{today().year}").status_code == 403
    house.extensions["postmen"] = {}
    assert "SMTP_HOST" in inspector.get(PAGE).text


def test_the_days_of_reminding_are_dated_data_and_a_file_without_them_reminds_never(
    tmp_path: Path,
) -> None:
    shipped = in_force(read_due(), 2026)[Kind.COMMUNE]
    assert shipped.remind == (-30, -7, -1, 1, 7, 14, 30)
    own = tmp_path / "self_inspection_due.csv"
    own.write_text("kind,due,valid_from,valid_to,source\ncommune,11-30,2022-01-01,,x\n")
    assert read_due(own)[0].remind == ()
    own.write_text("kind,due,valid_from,valid_to,remind,source\ncommune,11-30,2022-01-01,,a,x\n")
    with pytest.raises(ValueError, match=r"self_inspection_due.csv:2"):
        read_due(own)
