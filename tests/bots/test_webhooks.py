"""Messengers that call us: the secret first, then as with polling, only in any order."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bots.settings import BotSettings
from intake.db import db
from intake.submissions import Submission
from tests.bots import fake_telegram, fake_zalo
from tests.bots.fake_telegram import FakeTelegram
from tests.bots.fake_zalo import FakeZalo
from tests.bots.house import equipped

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
ANH = 11
SECRET = "synthetic-secret"


@pytest.fixture
def app(installed: Flask, telegram: FakeTelegram, zalo: FakeZalo) -> Iterator[Flask]:
    app = equipped(installed, BotSettings(
        telegram_token=fake_telegram.TOKEN, telegram_api_url=telegram.url,
        telegram_webhook_secret=SECRET,
        zalo_token=fake_zalo.TOKEN, zalo_api_url=zalo.url, zalo_webhook_secret=SECRET,
    ))  # fmt: skip
    yield app
    app.extensions["switchboard"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def calls(client: FlaskClient, update: Any, secret: str = SECRET) -> int:
    """Telegram calls us; our status."""
    header = {"X-Telegram-Bot-Api-Secret-Token": secret}
    return client.post("/bot/telegram", json=update, headers=header).status_code


def test_an_update_is_heard_and_answered(client: FlaskClient, telegram: FakeTelegram) -> None:
    assert calls(client, telegram.message(ANH, STORY)) == 200
    assert telegram.read(ANH, 1)


def test_updates_in_the_wrong_order_tell_the_story_in_the_right_one(
    app: Flask, client: FlaskClient, telegram: FakeTelegram
) -> None:
    parts = ("Sáng nay tôi ra xã nộp giấy.", "Rồi họ nói mai quay lại, đi ba lần mới xong việc.")
    first, second = (telegram.message(ANH, words) for words in parts)
    calls(client, second)
    calls(client, first)
    calls(client, telegram.message(ANH, "không rõ"))
    calls(client, telegram.message(ANH, "gửi"))
    assert "Mã bí mật" in telegram.read(ANH, 4)
    with app.app_context():
        assert db.session.scalars(select(Submission)).one().text == "\n".join(parts)


def test_an_update_that_comes_again_is_answered_once(
    client: FlaskClient, telegram: FakeTelegram
) -> None:
    update = telegram.message(ANH, STORY)
    assert [calls(client, update) for _ in range(3)] == [200, 200, 200]
    calls(client, telegram.message(ANH, "không rõ"))
    telegram.read(ANH, 2)
    assert len(telegram.to(ANH)) == 2


def test_a_stranger_without_the_secret_is_turned_away(
    client: FlaskClient, telegram: FakeTelegram
) -> None:
    assert calls(client, telegram.message(ANH, STORY), secret="guess") == 403
    assert client.post("/bot/zalo", json={}).status_code == 403
    assert telegram.sent == []


@pytest.mark.parametrize("body", [b"", b"no json", b"[1]", b'"text"'])
def test_what_is_no_update_is_refused(client: FlaskClient, body: bytes) -> None:
    header = {"X-Bot-Api-Secret-Token": SECRET}
    assert client.post("/bot/zalo", data=body, headers=header).status_code == 400


def test_zalo_calls_with_the_event_in_an_envelope(client: FlaskClient, zalo: FakeZalo) -> None:
    event = {"ok": True, "result": zalo.event("6ede", "text", text="chào")}
    header = {"X-Bot-Api-Secret-Token": SECRET}
    assert client.post("/bot/zalo", json=event, headers=header).status_code == 200
    assert "Chào bạn" in zalo.read("6ede", 1)


def test_a_messenger_that_is_off_or_asked_is_shut(installed: Flask) -> None:
    client = equipped(installed, BotSettings(zalo_token="x:y")).test_client()
    assert client.post("/bot/zalo", json={}).status_code == 403
    assert client.post("/bot/telegram", json={}).status_code == 403
