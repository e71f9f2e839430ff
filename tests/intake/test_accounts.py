"""Accounts: a password changed, an account shut, and every word about it in Vietnamese."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from intake.audit import AuditEntry
from intake.db import db
from intake.staff import Staff
from intake.web import factorwords
from tests.installation import ALICE, BOB, PASSWORD
from tests.intake.test_factors import LOGIN, SITTINGS, enter, inside, set_up

CHANGE = "/noi-bo/doi-mat-khau"
NEW = "bốn từ không liên quan"
ENGLISH = re.compile(r"\b(please|invalid|password|email|you|code|must|successfully)\b", re.I)


@pytest.fixture
def gates(embedded: Flask) -> Flask:
    embedded.config["WTF_CSRF_ENABLED"] = False
    return embedded


def change(client: FlaskClient, old: str, new: str, again: str) -> str:
    said = {"password": old, "new_password": new, "new_password_confirm": again}
    return client.post(CHANGE, data=said, follow_redirects=True).text


def command(app: Flask, *words: str) -> str:
    done = app.test_cli_runner().invoke(args=["staff", *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_changed_password_opens_and_ends_the_sittings_elsewhere(gates: Flask) -> None:
    here, there = gates.test_client(), gates.test_client()
    enter(here, ALICE)
    enter(there, ALICE)
    assert "Đã đổi mật khẩu" in change(here, PASSWORD, NEW, NEW)
    assert inside(here)
    assert not inside(there)
    for password, opens in ((PASSWORD, False), (NEW, True)):
        fresh = gates.test_client()
        fresh.post(LOGIN, data={"email": ALICE, "password": password})
        assert inside(fresh) is opens


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("sai-mat-khau-cu", NEW, NEW, "Thư điện tử hoặc mật khẩu chưa đúng"),
        (PASSWORD, "ngan", "ngan", "ít nhất 12 ký tự"),
        (PASSWORD, NEW, NEW + "x", "chưa giống nhau"),
        (PASSWORD, PASSWORD, PASSWORD, "phải khác mật khẩu cũ"),
        ("", NEW, NEW, "Xin nhập mật khẩu"),
    ],
)
def test_a_password_is_not_changed_and_the_page_says_why(
    gates: Flask, old: str, new: str, again: str, said: str
) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    assert said in change(client, old, new, again)
    enter(fresh := gates.test_client(), ALICE)
    assert inside(fresh)


def test_guessing_the_password_at_a_screen_left_open_is_stopped(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    for i in range(8):
        change(client, f"doan-lan-thu-{i}", NEW, NEW)
    said = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    assert client.post(CHANGE, data=said).status_code == 429


def test_signing_out_ends_the_sitting_and_not_just_the_cookie(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    kept = client.get_cookie("ln")
    assert kept
    client.post("/noi-bo/dang-xuat")
    thief = gates.test_client()
    thief.set_cookie("ln", kept.value)
    assert not inside(thief)


def test_each_sign_in_is_in_the_audit_trail(gates: Flask) -> None:
    enter(gates.test_client(), ALICE)
    with gates.app_context():
        noted = sa.select(AuditEntry.act, AuditEntry.detail)
        (row,) = db.session.execute(noted).all()
        assert tuple(row) == ("signed_in", "password")


def test_a_disabled_account_is_out_at_once_and_back_when_enabled(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, BOB)
    assert "1 sittings ended" in command(gates, "disable", BOB)
    assert not inside(client)
    shut = gates.test_client()
    told = shut.post(LOGIN, data={"email": BOB, "password": PASSWORD}).text
    assert not inside(shut)
    assert "chưa đúng" in told  # not: this account is disabled, which tells a stranger that it is
    command(gates, "enable", BOB)
    enter(again := gates.test_client(), BOB)
    assert inside(again)


def test_duties_change_and_whoever_is_signed_in_signs_in_anew(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, BOB)
    command(gates, "duties", BOB, "triage_officer", "lead")
    assert not inside(client)
    enter(client, BOB)
    assert client.get("/noi-bo/de-xuat").status_code == 403
    assert client.get("/noi-bo/chua-ro").status_code != 403
    assert "lead,triage_officer" in command(gates, "list")


def test_a_reset_password_is_printed_once_and_opens(gates: Flask) -> None:
    printed = command(gates, "reset-password", BOB)
    password = printed.splitlines()[-1].split()[-1]
    enter(old := gates.test_client(), BOB)
    assert not inside(old)
    fresh = gates.test_client()
    fresh.post(LOGIN, data={"email": BOB, "password": password})
    assert inside(fresh)


def test_a_reset_factor_takes_code_and_keys_away(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, BOB)
    set_up(client)
    assert "code" in command(gates, "list")
    command(gates, "reset-factor", BOB)
    enter(again := gates.test_client(), BOB)
    assert inside(again)
    with gates.app_context():
        assert db.session.scalar(sa.select(Staff.tf_totp_secret).where(Staff.email == BOB)) is None


def test_a_second_factor_is_set_up_only_soon_after_a_sign_in(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    with client.session_transaction() as kept:
        kept["fs_paa"] = 1.0
    for path, data in (
        ("/noi-bo/ma-thu-hai", {"setup": "authenticator"}),
        ("/noi-bo/khoa-dang-nhap", {"name": "khoa", "usage": "first"}),
        ("/noi-bo/bo-khoa-dang-nhap", {"name": "khoa"}),
    ):
        assert client.post(path, data=data).status_code == 403, path


def test_what_flask_security_says_is_said_in_vietnamese(gates: Flask) -> None:
    told = factorwords.messages()
    with gates.test_request_context():
        assert [str(text) for text, _ in told.values() if ENGLISH.search(str(text))] == []
    assert set(told) <= set(gates.config)
    shown = [gates.test_client().post(LOGIN, data=d).text for d in ({}, {"email": "x"})]
    shown.append(gates.test_client().get(SITTINGS, follow_redirects=True).text)
    for page in shown:
        words = re.sub(r"<[^>]*>", " ", page)
        assert ENGLISH.findall(words) == []
    assert "chưa đúng" in shown[0]


def test_a_program_that_asks_for_json_gets_the_page(gates: Flask) -> None:
    asked = {"Accept": "application/json"}
    answer = gates.test_client().post(
        LOGIN, json={"email": ALICE, "password": PASSWORD}, headers=asked
    )
    assert answer.content_type.startswith("text/html")
