"""The database is away: no message is lost, its sender is told once, and all is heard when it is
back, on PostgreSQL really stopped and on a SQLite really locked, asked or called.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app import create_app
from bots.inbox import Inbox
from bots.settings import BotSettings
from bots.talks import KeptTalk
from config import WorkMode
from intake.db import db
from intake.submissions import Channel, Submission
from tests.bots import fake_telegram, fake_zalo
from tests.bots.fake_telegram import FakeTelegram
from tests.bots.fake_zalo import FakeZalo
from tests.bots.house import equipped, listening
from tests.installation import Installer, Mode, make_ready, settings
from tests.services import postgres_at_rest

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"
ANH, CHI = 11, "6ede9afa66b88fe6d6a9"  # who are asked
CO, CHU = 33, "7fdf8bfb77c99ff7e7ba"  # whose messengers call
SECRET = "synthetic-secret"
AWAY = "Máy của tỉnh đang bận"


class Database:
    """PostgreSQL that can be stopped and run again."""

    def __init__(self, run: Callable[[], object]) -> None:
        self._run, self._running = run, ExitStack()
        self.begin()

    def begin(self) -> None:
        self._running.enter_context(self._run())  # type: ignore[arg-type]

    def stop(self) -> None:
        self._running.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Database]]:
    """An application on a PostgreSQL of its own."""
    folder = tmp_path_factory.mktemp("outage")
    with postgres_at_rest() as (url, run):
        database = Database(run)
        given = settings(folder, {"DATABASE_URL": url})
        make_ready(given)
        app = create_app(given)
        app.testing = True
        yield app, database
        with app.app_context():
            db.engine.dispose()
        database.stop()


@contextmanager
def away(app: Flask, database: Database) -> Iterator[None]:
    """No PostgreSQL for as long as the block lasts."""
    database.stop()
    try:
        yield
    finally:
        database.begin()
        with app.app_context():
            db.engine.dispose()  # the pool's connections died with it


def asked(telegram: FakeTelegram, zalo: FakeZalo) -> BotSettings:
    return BotSettings(
        telegram_token=fake_telegram.TOKEN, telegram_api_url=telegram.url,
        zalo_token=fake_zalo.TOKEN, zalo_api_url=zalo.url,
    )  # fmt: skip


def told(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(select(Submission.text)))


def waiting(app: Flask, channel: Channel) -> int:
    return len(list(Inbox(channel, app.extensions["settings"]).waiting()))


def test_asked_messengers_lose_nothing_while_postgresql_is_stopped(
    base: tuple[Flask, Database], telegram: FakeTelegram, zalo: FakeZalo
) -> None:
    app, database = base
    before = len(told(app))
    with listening(equipped(app, asked(telegram, zalo))):
        with away(app, database):
            telegram.writes(ANH, f"{STORY} một")
            zalo.writes(CHI, f"{STORY} hai")
            assert AWAY in telegram.read(ANH, 1)
            assert AWAY in zalo.read(CHI, 1)
            assert waiting(app, Channel.ZALO) == 1
        assert "xã, phường nào" in telegram.read(ANH, 2)
        assert "xã, phường nào" in zalo.read(CHI, 2)
        for words, count in (("không rõ", 3), ("gửi", 4)):
            telegram.writes(ANH, words)
            zalo.writes(CHI, words)
            telegram.read(ANH, count)
            zalo.read(CHI, count)
    assert [t[len(STORY) :] for t in told(app)[before:]] == [" hai", " một"]
    assert [len(telegram.to(ANH)), len(zalo.to(CHI))] == [4, 4]
    assert waiting(app, Channel.ZALO) == 0


@pytest.fixture
def called(
    base: tuple[Flask, Database], telegram: FakeTelegram, zalo: FakeZalo
) -> Iterator[tuple[Flask, Database]]:
    """The same, called by the messengers."""
    app, database = base
    equipped(app, BotSettings(
        fake_telegram.TOKEN, telegram.url, SECRET, fake_zalo.TOKEN, zalo.url, SECRET,
    ))  # fmt: skip
    yield app, database
    app.extensions["switchboard"].close()


def call(client: FlaskClient, name: str, update: object) -> int:
    header = "X-Telegram-Bot-Api-Secret-Token" if name == "telegram" else "X-Bot-Api-Secret-Token"
    return client.post(f"/bot/{name}", json=update, headers={header: SECRET}).status_code


def test_calling_messengers_are_thanked_only_for_what_is_on_disk_and_all_is_heard_later(
    called: tuple[Flask, Database], telegram: FakeTelegram, zalo: FakeZalo
) -> None:
    app, database = called
    client = app.test_client()
    call(client, "telegram", telegram.message(CO, STORY))
    telegram.read(CO, 1)
    event = zalo.event(CHU, "text", text=STORY)
    with away(app, database):
        update = telegram.message(CO, "không rõ")
        assert [call(client, "telegram", update) for _ in range(2)] == [200, 200]
        assert call(client, "zalo", event) == 200
        assert AWAY in telegram.read(CO, 2)
        assert AWAY in zalo.read(CHU, 1)
    assert "Gửi đi chứ?" in telegram.read(CO, 3)
    assert "xã, phường nào" in zalo.read(CHU, 2)
    assert [len(telegram.to(CO)), len(zalo.to(CHU))] == [3, 2]
    empty_soon(app)


def test_where_the_disk_is_full_too_nothing_is_thanked_for(
    called: tuple[Flask, Database], telegram: FakeTelegram
) -> None:
    app, database = called
    folder: Path = app.extensions["settings"].instance / "inbox"
    client, update = app.test_client(), telegram.message(44, STORY)
    kept = folder.rename(folder.with_name("inbox-kept")) if folder.exists() else None
    folder.write_text("no folder can be made here")
    try:
        with away(app, database):
            assert call(client, "telegram", update) == 503
    finally:
        folder.unlink()
        kept.rename(folder) if kept else None
    assert call(client, "telegram", update) == 200
    assert telegram.read(44, 1)


def empty_soon(app: Flask) -> None:
    """Until every update that waited was heard."""
    ends = time.monotonic() + 60
    while waiting(app, Channel.TELEGRAM) or waiting(app, Channel.ZALO):
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_sqlite_somebody_holds_is_waited_for(
    installer: Installer, tmp_path: Path, telegram: FakeTelegram, zalo: FakeZalo
) -> None:
    with installer.install(Mode.EMBEDDED, tmp_path, work_mode=WorkMode.SILENT) as app:
        equipped(app, asked(telegram, zalo))
        hasty(app)
        holder = sqlite3.connect(tmp_path / "lang-nghe.db", isolation_level=None)
        with listening(app):
            holder.execute("BEGIN EXCLUSIVE")
            telegram.writes(ANH, STORY)
            assert AWAY in telegram.read(ANH, 1)
            holder.execute("ROLLBACK")
            assert "xã, phường nào" in telegram.read(ANH, 2)
        holder.close()
        with app.app_context():
            assert db.session.query(KeptTalk).count() == 1
    assert len(telegram.to(ANH)) == 2


def test_a_full_disk_neither_ends_the_bots_nor_loses_what_zalo_hands_out_once(
    embedded: Flask, tmp_path: Path, telegram: FakeTelegram, zalo: FakeZalo
) -> None:
    equipped(embedded, asked(telegram, zalo))
    (tmp_path / "inbox").write_text("no folder can be made here")
    with listening(embedded):
        zalo.writes(CHI, STORY)
        assert "xã, phường nào" in zalo.read(CHI, 1)
        telegram.writes(ANH, STORY)
        assert "xã, phường nào" in telegram.read(ANH, 1)


def hasty(app: Flask) -> None:
    """A SQLite that is waited for a moment only, where it is 15 s elsewhere."""
    with app.app_context():

        @event.listens_for(db.engine, "connect")
        def _connected(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA busy_timeout=50")

        db.engine.dispose()
