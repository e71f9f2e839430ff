"""Telegram end to end, over HTTP: nothing lost, nothing doubled, whatever the server does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from bots.manners import POLICY
from bots.notify import send_due
from bots.post import Chat
from bots.settings import BotSettings
from bots.talks import Talks
from intake.db import db
from intake.outbox import Notice, NoticeAddress, Way
from intake.submissions import Attachment, Author, Channel, Submission
from intake.thread import write
from tests.bots.fake_telegram import TOKEN, FakeTelegram
from tests.bots.house import equipped, listening, make_app
from tests.intake.attachments import picture

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
ANH, CHI = 11, 22


@pytest.fixture
def settings(telegram: FakeTelegram) -> BotSettings:
    return BotSettings(telegram_token=TOKEN, telegram_api_url=telegram.url)


@pytest.fixture
def app(installed: Flask, settings: BotSettings) -> Flask:
    return equipped(installed, settings)


@pytest.fixture
def telling(app: Flask) -> Iterator[Flask]:
    """The application, telling people in their chat at any hour and as often as there is news."""
    house = app.extensions["settings"]
    own = Path(house.instance) / POLICY.name
    shipped = POLICY.read_text(encoding="utf-8")
    own.write_text(shipped.replace("21:00,07:00", ",").replace(",15,10,", ",0,10,"), "utf-8")
    before = app.extensions["postmen"]
    app.extensions["postmen"] = {Way.TELEGRAM: Chat(Talks(Channel.TELEGRAM, house))}
    yield app
    app.extensions["postmen"] = before
    own.unlink()


def files_of(app: Flask) -> Iterator[Path]:
    folder = Path(app.extensions["settings"].instance) / "files"
    return (path for path in folder.rglob("*") if path.is_file())


def filed(app: Flask) -> list[Submission]:
    with app.app_context():
        return list(db.session.scalars(select(Submission).order_by(Submission.id)))


def tell_all(telegram: FakeTelegram, chat: int) -> None:
    """A story, told up to the last look."""
    telegram.writes(chat, STORY)
    telegram.read(chat, 1)
    telegram.writes(chat, "sở xây dựng")
    assert "Gửi đi chứ?" in telegram.read(chat, 2)


def test_a_whole_talk_files_one_submission(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        telegram.writes(ANH, "/start")
        assert "Chào bạn" in telegram.read(ANH, 1)
        telegram.writes(ANH, STORY)
        telegram.read(ANH, 2)
        telegram.writes(ANH, "bình thạnh")
        telegram.read(ANH, 3)
        telegram.taps(ANH, "Xã Bình Thạnh, huyện Cao Lãnh (nay là Xã Mỹ Hiệp)")
        assert "Gửi đi chứ?" in telegram.read(ANH, 4)
        telegram.taps(ANH, "Gửi ẩn danh")
        assert "Mã bí mật" in telegram.read(ANH, 5)
    [row] = filed(app)
    assert (row.channel, row.text, row.identity_level) == ("telegram", STORY, "anonymous")
    assert row.unit_id is not None


def test_updates_delivered_twice_count_once(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        telegram.again(telegram.writes(ANH, STORY))
        telegram.read(ANH, 1)
        telegram.again(telegram.writes(ANH, "sở xây dựng"))
        telegram.read(ANH, 2)
        telegram.again(telegram.taps(ANH, "Gửi ẩn danh"))
        telegram.read(ANH, 3)
        telegram.writes(CHI, "chào")
        telegram.read(CHI, 1)
    assert len(filed(app)) == 1
    assert len(telegram.to(ANH)) == 3


def test_two_taps_on_send_send_once(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        tell_all(telegram, ANH)
        telegram.taps(ANH, "Gửi ẩn danh")
        telegram.taps(ANH, "Gửi ẩn danh")
        telegram.read(ANH, 4)
    assert len(filed(app)) == 1


def test_a_restart_in_mid_talk_forgets_nothing(
    folder: Path, settings: BotSettings, telegram: FakeTelegram
) -> None:
    with listening(make_app(folder, settings)):
        telegram.writes(ANH, STORY)
        telegram.read(ANH, 1)
    telegram.writes(ANH, "sở xây dựng")  # while nobody listens
    app = make_app(folder, settings)
    with listening(app):
        telegram.read(ANH, 2)
        telegram.taps(ANH, "Gửi ẩn danh")
        telegram.read(ANH, 3)
    assert [row.text for row in filed(app)] == [STORY]


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # of the library's own
def test_a_flood_is_waited_out_and_the_answer_comes(app: Flask, telegram: FakeTelegram) -> None:
    telegram.faults.add("sendMessage", 429, wait=1, times=2)
    with listening(app):
        telegram.writes(ANH, "chào")
        telegram.read(ANH, 1)
    assert len(telegram.faults.met) == 2
    assert len(telegram.to(ANH)) == 1


@pytest.mark.parametrize("method", ["sendMessage", "getUpdates", "answerCallbackQuery"])
def test_an_ailing_server_loses_no_answer(app: Flask, telegram: FakeTelegram, method: str) -> None:
    with listening(app):
        telegram.faults.add(method, 502)
        tell_all(telegram, ANH)
        telegram.taps(ANH, "Gửi ẩn danh")
        assert "Mã bí mật" in telegram.read(ANH, 3)
    assert telegram.faults.met
    assert len(filed(app)) == 1


def test_updates_of_one_batch_are_heard_in_the_order_they_were_made(
    app: Flask, telegram: FakeTelegram
) -> None:
    first, second = (telegram.message(ANH, words) for words in (STORY, "sở xây dựng"))
    telegram.again(second)
    telegram.again(first)
    with listening(app):
        assert "Nơi: Sở Xây dựng" in telegram.read(ANH, 2)


def test_a_person_who_blocks_us_is_let_go(app: Flask, telegram: FakeTelegram) -> None:
    telegram.faults.add("sendMessage", 403)
    with listening(app):
        telegram.writes(ANH, "chào")
        telegram.wait(lambda: bool(telegram.faults.met))
        telegram.writes(CHI, "chào")
        telegram.read(CHI, 1)
    assert telegram.to(ANH) == []


def test_news_for_a_chat_that_blocked_us_is_written_as_failed_and_the_chat_forgotten(
    telling: Flask, telegram: FakeTelegram
) -> None:
    app = telling
    with listening(app):
        tell_all(telegram, ANH)
        telegram.writes(ANH, "gửi")
        telegram.read(ANH, 3)
    [row] = filed(app)
    with app.app_context():
        write(row.id, Author.STAFF, "Chúng tôi đã xem.", "1")
        assert send_due() == 1  # handed to the talk
    telegram.faults.add("sendMessage", 403)
    with listening(app):
        telegram.wait(lambda: forgotten(app))
    with app.app_context():
        [notice] = db.session.scalars(select(Notice))
        assert (notice.sent_at, notice.fault) == (None, "chat closed")
        assert notice.failed_at is not None
        write(row.id, Author.STAFF, "Xin xem thêm.", "2")  # told on the page alone from now on
        assert send_due() == 0


def forgotten(app: Flask) -> bool:
    """Whether nobody's address is kept any more."""
    with app.app_context():
        return db.session.scalar(select(NoticeAddress.submission_id)) is None


def test_a_photograph_is_cleaned_and_goes_with_the_story(
    app: Flask, telegram: FakeTelegram
) -> None:
    with listening(app):
        tell_all(telegram, ANH)
        telegram.photographs(ANH, picture())
        assert "Đã nhận 1 tệp" in telegram.read(ANH, 3)
        telegram.writes(ANH, "gửi")
        telegram.read(ANH, 4)
    [row] = filed(app)
    with app.app_context():
        [kept] = db.session.scalars(select(Attachment))
    assert (kept.submission_id, kept.media_type) == (row.id, "image/jpeg")


def test_a_point_on_the_map_goes_with_the_story(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        tell_all(telegram, ANH)
        telegram.points(ANH, 10.4567, 105.6347)
        assert "Đã ghi vị trí" in telegram.read(ANH, 3)
        telegram.writes(ANH, "gửi")
        telegram.read(ANH, 4)
    [row] = filed(app)
    assert "10.45670, 105.63470" in row.place


def test_a_photograph_delivered_twice_is_kept_once(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        telegram.again(telegram.photographs(ANH, picture(), caption=STORY))
        telegram.read(ANH, 1)
        telegram.writes(CHI, "chào")
        telegram.read(CHI, 1)
    with app.app_context():
        assert len(list(db.session.scalars(select(Attachment)))) == 1
    assert len(list(files_of(app))) == 1


def test_a_file_that_is_too_large_is_not_even_fetched(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        telegram.encloses(ANH, b"%PDF-", "giay.pdf", size=50_000_000)
        assert "10 MB" in telegram.read(ANH, 1)
    assert "getFile" not in telegram.calls


def test_a_program_in_the_dress_of_a_picture_is_refused(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        telegram.encloses(ANH, b"MZ" + bytes(200), "anh.jpg")
        assert "chương trình máy tính" in telegram.read(ANH, 1)
    assert list(files_of(app)) == []


def test_stopping_deletes_the_files_sent_so_far(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        telegram.photographs(ANH, picture(), caption=STORY)
        telegram.read(ANH, 1)
        assert len(list(files_of(app))) == 1
        telegram.writes(ANH, "xóa")
        assert "Đã xóa" in telegram.read(ANH, 2)
    assert list(files_of(app)) == []


def test_a_voice_message_gets_a_kind_answer(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        telegram.speaks(ANH)
        assert "gõ chữ" in telegram.read(ANH, 1)


def test_an_edited_message_changes_the_story(app: Flask, telegram: FakeTelegram) -> None:
    with listening(app):
        update = telegram.writes(ANH, STORY)
        telegram.read(ANH, 1)
        telegram.edits(update["message"], "Sáng nay tôi chờ có nửa giờ thôi")
        assert "Đã sửa lời kể" in telegram.read(ANH, 2)


def test_twenty_people_at_once_each_get_their_own_receipt(
    app: Flask, telegram: FakeTelegram
) -> None:
    people = range(100, 120)
    with listening(app):
        for chat in people:
            telegram.writes(chat, f"{STORY} (người thứ {chat})")
        for chat in people:
            telegram.read(chat, 1)
            telegram.writes(chat, "không rõ")
        for chat in people:
            telegram.read(chat, 2)
            telegram.taps(chat, "Gửi ẩn danh")
        receipts = {telegram.read(chat, 3) for chat in people}
    assert len(receipts) == len(filed(app)) == 20
    assert len(telegram.sent) == 60


def test_nothing_kept_of_a_talk_can_be_read_in_the_database(
    app: Flask, telegram: FakeTelegram, folder: Path
) -> None:
    with listening(app):
        telegram.writes(987654321, "Chuyện này chưa gửi đi thì không ai đọc được")
        telegram.read(987654321, 1)
    kept = b"".join(path.read_bytes() for path in folder.glob("lang-nghe.db*"))
    assert "chưa gửi đi".encode() not in kept
    assert b"987654321" not in kept
