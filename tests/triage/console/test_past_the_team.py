"""What is said of the team's own offices, or of the team, goes past them: byte by byte."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intake import units
from intake.clock import today
from intake.db import db
from intake.staff import Duty, Staff, ensure_staff
from tests.house.test_routes import sign_in
from tests.installation import PASSWORD
from tests.test_main_line import file
from triage.commands import sweep
from triage.console.recusing import hidden_from
from triage.matters import Matter

ALL = (Duty.INSPECTOR, Duty.LEAD, Duty.TRIAGE)
OURS = "Sở Nội vụ bắt tôi chờ suốt buổi sáng, dấu hiệu KHONGAIDUOCBIET"
TEAM = "Đoàn kiểm tra tới nơi chỉ uống trà rồi về, dấu hiệu KHONGAIDUOCBIET"
PLACES = (
    "chua-ro",
    "tim?q=KHONGAIDUOCBIET",
    "bang/phan-anh",
    "bang/phan-anh.csv",
    "den-han",
    "bang/den-han.csv",
    "don-vi",
    "de-xuat",
)


def someone(app: Flask, name: str, duties: tuple[Duty, ...], home: str = "") -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        unit = units.book().by_code(home, today()) if home else None
        ensure_staff(f"{name}@x.example", name, duties, PASSWORD, unit.id if unit else None)
    client = app.test_client()
    sign_in(client, f"{name}@x.example")
    return client


@pytest.fixture
def told(embedded: Flask) -> list[int]:
    file(embedded, OURS, unit="SNV")
    file(embedded, TEAM)
    with embedded.app_context():
        sweep()
        return list(db.session.scalars(select(Matter.id).order_by(Matter.id)))


def sees(client: FlaskClient, matters: list[int]) -> tuple[bool, list[int]]:
    texts = [client.get(f"/noi-bo/{place}").data for place in PLACES]
    found = any(
        b"KHONGAIDUOCBIET" in t for i, t in enumerate(texts) if not PLACES[i].startswith("tim")
    )
    found = (
        found
        or "uống trà".encode() in b"".join(texts)
        or "suốt buổi sáng".encode() in b"".join(texts)
    )
    return found, [client.get(f"/noi-bo/vu-viec/{m}").status_code for m in matters]


@pytest.mark.parametrize("home", ["", "SNV", "STC"])
def test_nobody_of_the_team_reads_them(embedded: Flask, told: list[int], home: str) -> None:
    assert sees(someone(embedded, "lan", ALL, home), told) == (False, [404, 404])


def test_the_delegate_reads_them_on_a_queue_of_their_own(embedded: Flask, told: list[int]) -> None:
    client = someone(embedded, "quyen", (*ALL, Duty.DELEGATE), "TTT")
    assert sees(client, told) == (True, [200, 200])
    queue = client.get("/noi-bo/viec-cua-doan").text
    assert "suốt buổi sáng" in queue
    assert "uống trà" in queue
    assert someone(embedded, "lan", ALL).get("/noi-bo/viec-cua-doan").status_code == 403


def test_a_delegate_of_the_very_office_reads_nothing_of_it(
    embedded: Flask, told: list[int]
) -> None:
    client = someone(embedded, "quyen", (*ALL, Duty.DELEGATE), "SNV")
    assert sees(client, told)[1] == [404, 200]
    assert "suốt buổi sáng" not in client.get("/noi-bo/viec-cua-doan").text


def test_the_public_service_centre_is_the_office_s_own_too(embedded: Flask) -> None:
    someone(embedded, "lan", ALL)
    with embedded.app_context():
        lan = db.session.scalars(select(Staff).where(Staff.name == "lan")).one()
        hidden = {units.book().by_id[i].code for i in hidden_from(lan)}
        assert {"SNV", "VPUBND", "TTHCC"} <= hidden
        assert "STC" not in hidden
