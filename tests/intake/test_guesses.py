"""Many addresses guess at one account: strangers are slowed, the owner gets in and is told."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from intake.audit import AuditEntry
from intake.db import db
from intake.outbox import News, Notice, Way
from intake.web import guesses, knowndevices
from tests.installation import ALICE, BOB, PASSWORD
from tests.intake.test_factors import CODE, LOGIN, enter, inside, set_up, six_digits

FAR = {"REMOTE_ADDR": "203.0.113.250"}


@pytest.fixture
def gates(embedded: Flask) -> Flask:
    embedded.config["WTF_CSRF_ENABLED"] = False
    embedded.extensions["postmen"] = {Way.EMAIL: object()}  # asked for its presence only
    return embedded


def guess(app: Flask, account: str, times: int = guesses.WRONG_ACCOUNT.times) -> list[int]:
    """So many wrong passwords, each address twice: the answers."""
    statuses = []
    for i in range(times):
        said = {"email": account, "password": f"doan-mat-khau-{i}"}
        there = {"REMOTE_ADDR": f"198.51.{100 + i // 400}.{i // 2 % 200}"}
        client = app.test_client()
        statuses.append(client.post(LOGIN, data=said, environ_base=there).status_code)
    return statuses


def try_(client: FlaskClient, account: str, **more: Any) -> int:
    said = {"email": account, "password": PASSWORD}
    return client.post(LOGIN, data=said, environ_base=FAR, **more).status_code


def test_the_owner_gets_in_where_strangers_do_not_and_is_told_once(gates: Flask) -> None:
    enter(owner := gates.test_client(), ALICE)
    owner.post("/noi-bo/dang-xuat")
    assert set(guess(gates, ALICE)) == {200}
    stranger = gates.test_client()
    assert try_(stranger, ALICE) == 429  # the right password, from a browser nobody knows
    assert try_(stranger, BOB) == 302  # nobody else's account is shut
    assert guess(gates, ALICE, 3) == [429] * 3
    assert try_(owner, ALICE) == 302
    assert inside(owner)
    with gates.app_context():
        acts = sa.select(AuditEntry.subject).where(AuditEntry.act == "sign_in_guessed")
        assert db.session.scalars(acts).all() == ["staff:1"]
        (letter,) = db.session.scalars(sa.select(Notice).where(Notice.news == News.GUESSED))
        assert letter.box is not None
        assert ALICE.encode() not in letter.box


def test_a_known_browser_counts_its_own_guesses_and_no_others(gates: Flask) -> None:
    enter(owner := gates.test_client(), ALICE)
    owner.post("/noi-bo/dang-xuat")
    for i in range(guesses.WRONG_HERE.times):
        owner.post(LOGIN, data={"email": ALICE, "password": f"sai-{i}"})
    assert owner.post(LOGIN, data={"email": ALICE, "password": PASSWORD}).status_code == 429
    assert try_(gates.test_client(), ALICE) == 302  # its thief shuts out nobody


def test_who_has_a_second_factor_gets_in_from_anywhere(gates: Flask) -> None:
    enter(owner := gates.test_client(), ALICE)
    key = set_up(owner)
    guess(gates, ALICE)
    fresh = gates.test_client()
    assert try_(fresh, ALICE) == 302
    assert not inside(fresh)
    fresh.post(CODE, data={"code": six_digits(key, later=1)}, environ_base=FAR)
    assert inside(fresh)


def test_a_thief_of_the_password_cannot_use_up_the_owners_codes(gates: Flask) -> None:
    enter(owner := gates.test_client(), ALICE)
    key = set_up(owner)
    owner.post("/noi-bo/dang-xuat")
    thief = gates.test_client()
    assert try_(thief, ALICE) == 302
    for i in range(guesses.WRONG_CODE.times):
        thief.post(CODE, data={"code": f"{i:06}"})
    assert thief.post(CODE, data={"code": six_digits(key, later=1)}).status_code == 429
    assert try_(owner, ALICE) == 302
    owner.post(CODE, data={"code": six_digits(key, later=1)})
    assert inside(owner)


def test_the_cookie_of_a_known_browser_opens_nothing_and_is_ours_alone(gates: Flask) -> None:
    enter(owner := gates.test_client(), ALICE)
    kept = owner.get_cookie(knowndevices.NAME, path="/noi-bo")
    assert kept
    assert (kept.http_only, kept.same_site, kept.path) == (True, "Lax", "/noi-bo")
    other = gates.test_client()
    other.set_cookie(knowndevices.NAME, kept.value, path="/noi-bo")
    assert not inside(other)
    guess(gates, BOB)
    assert try_(other, BOB) == 429  # known for Alice, not for Bob
    other.set_cookie(knowndevices.NAME, kept.value[:-2] + "xx", path="/noi-bo")
    guess(gates, ALICE)
    assert try_(other, ALICE) == 429
