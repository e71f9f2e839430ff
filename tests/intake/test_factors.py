"""A password alone is not enough where a second factor is asked; a sitting can be ended."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from intake.db import db, now
from intake.sittings import StaffSitting
from intake.staff import Staff
from tests.installation import ALICE, BOB, DANA, PASSWORD, Installer, Mode

LOGIN, SETUP, CODE = "/noi-bo/dang-nhap", "/noi-bo/ma-thu-hai", "/noi-bo/ma-dang-nhap"
SPARES, SPARE = "/noi-bo/ma-du-phong", "/noi-bo/dung-ma-du-phong"
SITTINGS = "/noi-bo/phien"


def six_digits(key: str, later: int = 0) -> str:
    """What a telephone shows for a key (RFC 6238), now or so many half minutes later."""
    plain = key.replace("-", "").replace(" ", "")
    secret = base64.b32decode(plain + "=" * (-len(plain) % 8))
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30 + later), "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def enter(client: FlaskClient, email: str) -> None:
    client.post(LOGIN, data={"email": email, "password": PASSWORD})


def inside(client: FlaskClient) -> bool:
    return client.get(SITTINGS).status_code == 200


def set_up(client: FlaskClient) -> str:
    """Scan and confirm; the key."""
    page = client.post(SETUP, data={"setup": "authenticator"}).text
    found = re.search(r'<code class="ln-code">([^<]+)</code>', page)
    action = re.search(r'<form method="post" action="([^"]+)" novalidate', page)
    assert found
    assert action
    client.post(action[1], data={"code": six_digits(found[1])})
    return found[1]


@pytest.fixture
def gates(embedded: Flask) -> Flask:
    embedded.config["WTF_CSRF_ENABLED"] = False
    return embedded


@pytest.fixture
def strict(installer: Installer, tmp_path: Path) -> Iterator[Flask]:
    with installer.install(Mode.EMBEDDED, tmp_path, second_factor=("inspector",)) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


def test_with_a_second_factor_the_password_alone_opens_nothing(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    key = set_up(client)
    again = gates.test_client()
    enter(again, ALICE)
    assert not inside(again)
    assert "Mã chưa đúng" in again.post(CODE, data={"code": "000000"}).text
    assert not inside(again)
    again.post(CODE, data={"code": six_digits(key, later=1)})
    assert inside(again)
    with gates.app_context():
        kept = db.session.scalar(select(Staff.tf_totp_secret).where(Staff.email == ALICE)) or ""
        assert key.replace("-", "") not in kept


def test_a_recovery_code_opens_once(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    set_up(client)
    codes = re.findall(r'<code class="ln-code">([^<]+)</code>', client.post(SPARES).text)
    assert len(codes) == 8
    for opens in (True, False):
        other = gates.test_client()
        enter(other, ALICE)
        other.post(SPARE, data={"code": codes[0]})
        assert inside(other) is opens


def test_guessing_the_six_digits_is_stopped(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    key = set_up(client)
    thief = gates.test_client()
    for _time in range(8):
        enter(thief, ALICE)
        thief.post(CODE, data={"code": "000000"})
    enter(thief, ALICE)
    assert thief.post(CODE, data={"code": six_digits(key)}).status_code == 429


def test_a_duty_that_needs_it_sets_it_up_before_anything_opens(strict: Flask) -> None:
    client = strict.test_client()
    enter(client, ALICE)
    assert not inside(client)
    set_up(client)
    assert inside(client)
    free = strict.test_client()
    enter(free, DANA)
    assert inside(free)


def test_one_ends_ones_other_sittings(gates: Flask) -> None:
    here, there = gates.test_client(), gates.test_client()
    for client in (here, there):
        enter(client, ALICE)
    assert here.get(SITTINGS).text.count("Kết thúc phiên này") == 2
    here.post(SITTINGS, data={"all": "1"})
    assert not inside(here)
    assert not inside(there)


def test_the_administrator_ends_somebodys_and_nobody_else_may(gates: Flask) -> None:
    with gates.app_context():
        bob = db.session.scalar(select(Staff.id).where(Staff.email == BOB))
    office, dana, alice = (gates.test_client() for _ in range(3))
    for client, email in ((office, BOB), (dana, DANA), (alice, ALICE)):
        enter(client, email)
    assert alice.post(SITTINGS, data={"staff": bob, "all": "1"}).status_code == 403
    assert inside(office)
    assert "Bob" in dana.get(SITTINGS).text
    assert dana.post(SITTINGS, data={"staff": bob, "all": "1"}).status_code == 303
    assert not inside(office)


@pytest.mark.parametrize("column", ["seen_at", "started_at"])
def test_a_sitting_ends_by_itself(gates: Flask, column: str) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    hours = 1.1 if column == "seen_at" else 12.1
    with gates.app_context():
        db.session.execute(update(StaffSitting).values({column: now() - timedelta(hours=hours)}))
        db.session.commit()
    assert not inside(client)


def test_a_code_opens_once(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    code = six_digits(set_up(client), later=1)
    for opens in (True, False):
        other = gates.test_client()
        enter(other, ALICE)
        other.post(CODE, data={"code": code})
        assert inside(other) is opens


def test_the_second_factor_is_switched_off_only_soon_after_a_sign_in(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    set_up(client)
    with client.session_transaction() as kept:
        kept["fs_paa"] = time.time() - 16 * 60
    refused = client.post(SETUP, data={"setup": "disable"})
    assert refused.status_code == 403
    assert "đăng nhập lại" in refused.text
    assert client.post(SPARES).status_code == 403
    enter(again := gates.test_client(), ALICE)
    assert not inside(again)
    with client.session_transaction() as kept:
        kept["fs_paa"] = time.time()
    client.post(SETUP, data={"setup": "disable"})
    enter(last := gates.test_client(), ALICE)
    assert inside(last)


def test_a_clock_that_ran_ahead_and_was_set_back_locks_nobody_out(gates: Flask) -> None:
    client = gates.test_client()
    enter(client, ALICE)
    code = six_digits(set_up(client), later=1)
    with gates.app_context():
        db.session.execute(update(Staff).values(tf_last_counter=int(time.time()) // 30 + 10_000))
        db.session.commit()
    enter(client := gates.test_client(), ALICE)
    client.post(CODE, data={"code": code})
    assert inside(client)
