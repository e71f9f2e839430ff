"""Floods are slowed, and nobody who has something to say is locked out."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intake.counting import Counts, Limit
from intake.db import db
from intake.submissions import Submission
from intake.web import gate
from tests.installation import ALICE, PASSWORD
from tests.intake.test_form_faults import FILLED
from tests.services import Services

NUMERALS = ("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LOGIN = "/noi-bo/dang-nhap"


def look_over(browser: FlaskClient, **fields: str) -> str:
    """Where the last look at a new form is."""
    form = browser.get("/gui").headers["Location"]
    said = FILLED | {"text": f"Chuyện bịa của {form[-8:]}, chờ ba tuần chưa xong."} | fields
    return str(browser.post(form, data=said).headers["Content-Location"])


def stored() -> int:
    return db.session.scalar(select(func.count(Submission.id))) or 0


def answer(page: str) -> dict[str, str]:
    """What a person would answer to the page's question."""
    asked = re.search(r"(\w+) cộng (\w+) bằng mấy", page)
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert asked
    assert sealed
    total = sum(NUMERALS.index(word.lower()) + 2 for word in asked.groups())
    return {"sealed": sealed[1], "answer": str(total)}


def test_above_the_rate_a_question_stands_before_and_its_answer_opens(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "BY_SENDER", Limit("few", 2, 3_600))
    browser = embedded.test_client()
    for _time in range(2):
        assert browser.post(look_over(browser)).status_code == 303
    last = look_over(browser)
    asked = browser.post(last)
    assert asked.status_code == 429
    wrong = browser.post(last, data=answer(asked.text) | {"answer": "0"})
    assert wrong.status_code == 429
    assert "Chưa đúng" in wrong.text
    assert browser.post(last, data=answer(wrong.text)).status_code == 303
    with embedded.app_context():
        assert stored() == 3


def test_an_answer_opens_one_form_only(embedded: Flask) -> None:
    browser = embedded.test_client()
    first, second = (look_over(browser, website="http://x.example") for _ in range(2))
    good = answer(browser.post(first).text)
    assert browser.post(second, data=good).status_code in {302, 303, 429}
    with embedded.app_context():
        assert stored() == 0


def test_who_fills_the_trap_is_asked_and_loses_nothing(embedded: Flask) -> None:
    browser = embedded.test_client()
    last = look_over(browser, website="http://quang-cao.example")
    asked = browser.post(last)
    assert asked.status_code == 429
    assert browser.post(last, data=answer(asked.text)).status_code == 303


def test_wrong_passwords_lock_this_address_out_and_nobody_else(embedded: Flask) -> None:
    embedded.config["WTF_CSRF_ENABLED"] = False
    attacker = embedded.test_client()
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    for _time in range(5):
        wrong = {"email": ALICE, "password": "sai-mat-khau"}
        assert attacker.post(LOGIN, data=wrong, environ_base=elsewhere).status_code == 200
    shut = attacker.post(LOGIN, data={"email": ALICE, "password": PASSWORD}, environ_base=elsewhere)
    assert shut.status_code == 429
    assert "Xin chờ 15 phút" in shut.text
    owner = embedded.test_client().post(LOGIN, data={"email": ALICE, "password": PASSWORD})
    assert owner.status_code == 302


def test_processes_count_together_where_there_is_redis(services: Services) -> None:
    limit = Limit("together", 3, 3_600)
    one, other = (Counts(b"k" * 32, services.redis_url) for _ in range(2))
    one.add(limit, "x")
    other.add(limit, "x")
    assert not one.over(limit, "x")
    other.add(limit, "x")
    assert one.over(limit, "x")
    assert not one.over(limit, "y")
    one.forget(limit, "x")
    assert not other.over(limit, "x")


def test_a_dead_redis_stops_nobody() -> None:
    alone = Counts(b"k" * 32, "redis://127.0.0.1:1/0")
    assert alone.add(Limit("alone", 2, 60), "x") == 1
    assert not alone.over(Limit("alone", 2, 60), "x")
