"""A session somebody else knows, planted or copied, is worth nothing after each step of a sign-in."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.installation import ALICE, BOB, PASSWORD
from tests.intake.test_accounts import NEW, change, command
from tests.intake.test_factors import CODE, LOGIN, SITTINGS, enter, inside, set_up, six_digits

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def gates(embedded: Flask) -> Flask:
    embedded.config["WTF_CSRF_ENABLED"] = False
    return embedded


def copied(app: Flask, client: FlaskClient) -> FlaskClient:
    """A browser with a copy of another's session as it is now."""
    kept, thief = client.get_cookie("ln"), app.test_client()
    if kept is not None:
        thief.set_cookie("ln", kept.value)
    return thief


def test_a_session_planted_before_the_password_opens_nothing_after_it(embedded: Flask) -> None:
    attacker, victim = embedded.test_client(), embedded.test_client()
    known = TOKEN.findall(attacker.get(LOGIN).text)[0]
    planted = attacker.get_cookie("ln")
    assert planted
    victim.set_cookie("ln", planted.value)
    told = {"email": ALICE, "password": PASSWORD, "csrf_token": known}
    assert victim.post(LOGIN, data=told).status_code == 302
    assert inside(victim)
    assert not inside(attacker)
    assert victim.post(SITTINGS, data={"all": "1", "csrf_token": known}).status_code == 400, (
        "nor does the token of before still let a form through"
    )
    fresh = TOKEN.findall(victim.get(SITTINGS).text)[0]
    assert victim.post(SITTINGS, data={"all": "1", "csrf_token": fresh}).status_code == 303


def test_a_session_copied_between_password_and_code_opens_nothing_after_the_code(
    gates: Flask,
) -> None:
    enter(first := gates.test_client(), ALICE)
    key = set_up(first)
    enter(victim := gates.test_client(), ALICE)
    thief = copied(gates, victim)
    victim.post(CODE, data={"code": six_digits(key, later=1)})
    assert inside(victim)
    assert not inside(thief)
    thief.post(CODE, data={"code": six_digits(key, later=1)})
    assert not inside(thief), "the code was used"


def test_each_sign_in_is_a_session_of_its_own(gates: Flask) -> None:
    client = gates.test_client()
    keys = set()
    for email in (ALICE, ALICE, BOB):
        enter(client, email)
        with client.session_transaction() as kept:
            keys.add(kept["sitting"])
        client.post("/noi-bo/dang-xuat")
    assert len(keys) == 3


def test_a_changed_password_ends_a_copy_of_the_very_session_it_was_changed_in(
    gates: Flask,
) -> None:
    enter(owner := gates.test_client(), ALICE)
    thief = copied(gates, owner)
    assert inside(thief)
    change(owner, PASSWORD, NEW, NEW)
    assert inside(owner)
    assert not inside(thief)


def test_other_duties_end_a_copy_too(gates: Flask) -> None:
    enter(owner := gates.test_client(), BOB)
    thief = copied(gates, owner)
    command(gates, "duties", BOB, "triage_officer")
    assert not inside(owner)
    assert not inside(thief)
