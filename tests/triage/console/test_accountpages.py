"""Accounts on a page: made, changed and reset by one, opened by another; nobody their own."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from intake.audit import AuditEntry
from intake.db import db
from intake.staff import Duty, Staff, ensure_staff
from tests.house.test_routes import sign_in
from tests.installation import ALICE, BOB, DANA, PASSWORD
from tests.intake.test_factors import inside

ROOM, LAN, NEW = "/noi-bo/tai-khoan", "lan@phutrach.example", "moi@kiemtra.example"
GIVEN = {"email": NEW, "name": "Người Mới", "duties": ["lead", "inspector"], "unit": ""}


@pytest.fixture
def gates(embedded: Flask) -> Flask:
    embedded.config["WTF_CSRF_ENABLED"] = False
    with embedded.app_context():
        ensure_staff(LAN, "Lan", (Duty.LEAD,), PASSWORD)
    return embedded


def person(app: Flask, email: str, password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    sign_in(client, email, password)
    return client


def page_of(app: Flask, email: str) -> str:
    with app.app_context():
        return f"{ROOM}/{db.session.scalars(sa.select(Staff.id).where(Staff.email == email)).one()}"


def act(client: FlaskClient, page: str, what: str, **more: object) -> int:
    shown = client.get(page).text
    entry = re.findall(r'name="entry" value="(\d+)"', shown)
    said = {"act": what, "entry": entry[0] if entry else "0"} | more
    return client.post(page, data=said).status_code


def password_in(page: str) -> str:
    return re.findall(r'class="ln-code">([^<]+)<', page)[0]


def test_a_new_account_opens_only_when_a_second_person_agrees(gates: Flask) -> None:
    dana = person(gates, DANA)
    made = dana.post(ROOM, data=GIVEN)
    password = password_in(made.text)
    listed = dana.get(ROOM).text
    assert password not in listed  # shown once
    assert re.findall(r'data-label="Lớp thứ hai">([^<]*)<', listed) == ["chưa có"] * 6
    page = page_of(gates, NEW)
    assert not inside(person(gates, NEW, password))
    assert act(dana, page, "enable") == 409  # not by whoever made it
    lan = person(gates, LAN)
    assert "chờ người thứ hai mở" in lan.get("/noi-bo/phien").text
    assert "Người Mới" in lan.get(ROOM).text
    assert BOB not in lan.get(ROOM).text
    assert act(lan, page, "enable") == 303
    assert inside(person(gates, NEW, password))
    with gates.app_context():
        acts = sa.select(AuditEntry.act, Staff.email).join(Staff, Staff.id == AuditEntry.staff_id)
        noted = db.session.execute(acts.where(AuditEntry.act.like("account%"))).all()
        assert [tuple(row) for row in noted] == [("account_added", DANA), ("account_enabled", LAN)]


@pytest.mark.parametrize("what", ["duties", "reset_password", "reset_factor"])
def test_what_would_let_the_keeper_in_as_somebody_else_shuts_the_account(
    gates: Flask, what: str
) -> None:
    dana, bob = person(gates, DANA), person(gates, BOB)
    page = page_of(gates, BOB)
    answer = dana.post(page, data={"act": what, "duties": ["lead"]})
    assert answer.status_code in (200, 303)
    password = password_in(answer.text) if what == "reset_password" else PASSWORD
    assert not inside(bob)
    assert not inside(person(gates, BOB, password))
    assert act(dana, page, "enable") == 409
    assert act(person(gates, LAN), page, "enable") == 303
    assert inside(person(gates, BOB, password))


def test_what_was_changed_since_it_was_seen_is_not_agreed_to(gates: Flask) -> None:
    dana, lan = person(gates, DANA), person(gates, LAN)
    dana.post(ROOM, data=GIVEN | {"duties": ["operator"]})
    page = page_of(gates, NEW)
    entry = re.findall(r'name="entry" value="(\d+)"', lan.get(page).text)[0]
    act(dana, page, "duties", duties=["lead"])
    stale = lan.post(page, data={"act": "enable", "entry": entry})
    assert stale.status_code == 409
    assert "vừa được đổi tiếp" in stale.text


def test_nobody_changes_their_own_and_a_lead_only_opens(gates: Flask) -> None:
    dana, lan = person(gates, DANA), person(gates, LAN)
    for what in ("duties", "reset_password", "reset_factor", "disable", "end"):
        assert act(dana, page_of(gates, DANA), what, duties=["lead"]) == 403
    dana.post(ROOM, data=GIVEN)
    assert act(lan, page_of(gates, NEW), "duties", duties=["lead"]) == 403
    assert lan.get(page_of(gates, BOB)).status_code == 404
    assert lan.post(ROOM, data=GIVEN).status_code == 403
    assert person(gates, ALICE).get(ROOM).status_code == 403


def test_an_account_is_shut_and_opened_again_and_its_sittings_end(gates: Flask) -> None:
    dana, bob = person(gates, DANA), person(gates, BOB)
    page = page_of(gates, BOB)
    assert act(dana, page, "end") == 303
    assert not inside(bob)
    assert act(dana, page, "disable") == 303
    assert not inside(person(gates, BOB))
    assert act(dana, page, "disable") == 409
    assert act(dana, page, "enable") == 303  # nothing was changed that somebody must agree to
    assert inside(person(gates, BOB))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "khong phai"}, "địa chỉ thư điện tử"),
        ({"email": BOB}, "đã có tài khoản"),
        ({"name": " "}, "Xin ghi họ tên"),
        ({"unit": "khong-co"}, "mang mã này"),
        ({"duties": []}, "ít nhất một nhiệm vụ"),
        ({"duties": ["auditor", "lead"]}, "không giữ thêm"),
        ({"duties": ["chua-tung-co"]}, "ít nhất một nhiệm vụ"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(
    gates: Flask, wrong: dict[str, object], said: str
) -> None:
    answer = person(gates, DANA).post(ROOM, data=GIVEN | wrong)
    assert (answer.status_code, said in answer.text) == (422, True)
    with gates.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Staff.id))) == 5
