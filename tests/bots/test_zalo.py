"""Zalo end to end, over HTTP: numbers for buttons, ids of messages against doubles."""

import asyncio

import pytest
from flask import Flask
from sqlalchemy import select

from bots.settings import BotSettings
from bots.turns import Act, Turn
from bots.zalo import Zalo
from intake.db import db
from intake.submissions import Attachment, Submission
from tests.bots.fake_zalo import TOKEN, FakeZalo
from tests.bots.house import equipped, listening
from tests.intake.attachments import picture

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
ANH, CHI = "6ede9afa66b88fe6d6a9", "7fdf8bfb77c99ff7e7ba"


@pytest.fixture
def app(installed: Flask, zalo: FakeZalo) -> Flask:
    return equipped(installed, BotSettings(zalo_token=TOKEN, zalo_api_url=zalo.url))


def filed(app: Flask) -> list[Submission]:
    with app.app_context():
        return list(db.session.scalars(select(Submission)))


def test_a_whole_talk_by_numbers_files_one_submission(app: Flask, zalo: FakeZalo) -> None:
    with listening(app):
        zalo.writes(ANH, STORY)
        zalo.read(ANH, 1)
        zalo.writes(ANH, "bình thạnh")
        assert "2. Xã Bình Thạnh, huyện Cao Lãnh" in zalo.read(ANH, 2)
        zalo.writes(ANH, "2")
        assert "1. Gửi ẩn danh" in zalo.read(ANH, 3)
        zalo.writes(ANH, "1")
        assert "Mã bí mật" in zalo.read(ANH, 4)
    [row] = filed(app)
    assert (row.channel, row.text) == ("zalo", STORY)
    assert row.unit_id is not None


def test_events_delivered_twice_count_once(app: Flask, zalo: FakeZalo) -> None:
    with listening(app):
        for number, words in enumerate([STORY, "không rõ", "gửi"], 1):
            zalo.again(zalo.writes(ANH, words))
            zalo.read(ANH, number)
        zalo.writes(CHI, "chào")
        zalo.read(CHI, 1)
    assert len(filed(app)) == 1
    assert len(zalo.to(ANH)) == 3


@pytest.mark.parametrize("status", [429, 502])
def test_an_ailing_server_loses_no_answer(app: Flask, zalo: FakeZalo, status: int) -> None:
    zalo.faults.add("sendMessage", status, times=2)
    zalo.faults.add("getUpdates", status)
    with listening(app):
        zalo.writes(ANH, "chào")
        zalo.read(ANH, 1)
    assert len(zalo.faults.met) == 3
    assert len(zalo.to(ANH)) == 1


def test_a_picture_goes_with_the_story(app: Flask, zalo: FakeZalo) -> None:
    with listening(app):
        zalo.photographs(ANH, picture(), caption=STORY)
        assert "Đã nhận 1 tệp" in zalo.read(ANH, 1)
    with app.app_context():
        assert len(list(db.session.scalars(select(Attachment)))) == 1


def test_a_picture_at_an_address_of_our_own_network_is_not_fetched(
    app: Flask, zalo: FakeZalo
) -> None:
    event = zalo.event(ANH, "image", photo="http://127.0.0.1:1/secret", caption=STORY)
    with listening(app):
        zalo.again(event)
        assert "Chưa tải được tệp" in zalo.read(ANH, 1)


def test_words_zalo_hides_get_an_answer(app: Flask, zalo: FakeZalo) -> None:
    with listening(app):
        zalo.is_hidden(ANH)
        assert "trang của tỉnh" in zalo.read(ANH, 1)


def test_a_long_answer_comes_in_pieces_the_api_takes(zalo: FakeZalo) -> None:
    async def say() -> None:
        async with Zalo(BotSettings(zalo_token=TOKEN, zalo_api_url=zalo.url)) as messenger:
            turn: Turn | None = Turn(Act.SAY, " ".join(["dài"] * 1200))
            while turn:
                turn = await messenger.say(ANH, turn)

    asyncio.run(say())
    assert [len(text) <= 2000 for text in zalo.to(ANH)] == [True] * 3


@pytest.mark.parametrize("nonsense", [{}, {"message": 7}, {"message": {"chat": {"id": ANH}}}, []])
def test_an_event_of_no_known_shape_is_passed_over(
    app: Flask, zalo: FakeZalo, nonsense: object
) -> None:
    with listening(app):
        zalo.again(nonsense)
        zalo.writes(ANH, "chào")
        assert zalo.read(ANH, 1)


def test_a_group_is_not_listened_to(app: Flask, zalo: FakeZalo) -> None:
    event = zalo.event(CHI, "text", text=STORY)
    event["message"]["chat"]["chat_type"] = "GROUP"
    with listening(app):
        zalo.again(event)
        zalo.writes(ANH, "chào")
        zalo.read(ANH, 1)
    assert zalo.to(CHI) == []
