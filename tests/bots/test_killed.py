"""The process that hears is killed outright, again and again, and started again: every story is
filed once, whether we ask the messenger or it calls us.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy import select

from config import WorkMode
from intake.db import db
from intake.submissions import Submission
from intake.web.serving import CONFIG
from tests.bots import fake_telegram, fake_zalo
from tests.bots.fake_telegram import FakeTelegram
from tests.bots.fake_zalo import FakeZalo
from tests.house.source import ROOT
from tests.installation import Installer, Mode

pytestmark = pytest.mark.slow

# synthetic: an invented story that alleges nothing about anybody
STORY = "Chứng thực giấy khai sinh ở xã Mỹ An Hưng hôm qua phải chờ cả buổi, người thứ"
PEOPLE, KILLS = 8, int(os.environ.get("KILLS", "1"))  # kills while they tell, and while they send
SECRET = "synthetic-secret"
LONG_WAIT = 15.0  # seconds until a person writes again
PATIENCE = 240.0  # seconds: a busy machine starts a process slowly


class Killable:
    """A process of the house that is killed outright and begun again."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self._command, self._environ = [sys.executable, "-m", *command], os.environ | environ
        self.begin()

    def begin(self) -> None:
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environ, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


@contextmanager
def killable(command: list[str], environ: dict[str, str]) -> Iterator[Killable]:
    process = Killable(command, environ)
    try:
        yield process
    finally:
        process.kill()


def killed_between(
    process: Killable,
    chance: random.Random,
    missing: Callable[[], list[str]],
    again: Callable[[], None] = lambda: None,
) -> None:
    """Kill it KILLS times while it works, the moments drawn; then let it finish.

    ``again``: what people do who wait too long.
    """
    for _kill in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.4))
        process.kill()
        process.begin()
        if missing():
            time.sleep(chance.uniform(1.0, 4.0))
    ends, next_time = time.monotonic() + PATIENCE, time.monotonic() + LONG_WAIT
    while missing():
        assert time.monotonic() < ends, f"not answered: {missing()}"
        if time.monotonic() > next_time:
            again()
            next_time += LONG_WAIT
        time.sleep(0.02)


def environ_of(folder: Path, telegram: FakeTelegram, zalo: FakeZalo, **more: str) -> dict[str, str]:
    return {
        "LANG_NGHE_INSTANCE": str(folder), "SECRET_KEY": "khong-phai-bi-mat-" * 3,
        "TELEGRAM_TOKEN": fake_telegram.TOKEN, "TELEGRAM_API_URL": telegram.url,
        "ZALO_TOKEN": fake_zalo.TOKEN, "ZALO_API_URL": zalo.url,
    } | more  # fmt: skip


def filed(app: Flask, channel: str) -> list[str]:
    with app.app_context():
        rows = select(Submission.text).where(Submission.channel == channel)
        return sorted(db.session.scalars(rows))


def expected() -> list[str]:
    return sorted(f"{STORY} {number}" for number in range(PEOPLE))


def zalo_chat(number: int) -> str:
    return f"{number:020x}"


def without(words: str, telegram: FakeTelegram, zalo: FakeZalo) -> list[str]:
    """The chats that were not told these words."""
    return [
        f"{name} {n}"
        for n in range(PEOPLE)
        for name, told in (
            ("telegram", [m["text"] for m in telegram.to(100 + n)]),
            ("zalo", zalo.to(zalo_chat(n))),
        )
        if words not in "".join(told)
    ]


@pytest.fixture
def alone(installer: Installer, tmp_path: Path) -> Iterator[Flask]:
    """An application of its own; the processes that are killed are on the same folder."""
    with installer.install(Mode.EMBEDDED, tmp_path, work_mode=WorkMode.SILENT) as app:
        yield app


def write_again(zalo: FakeZalo, words: str, missing: Callable[[], list[str]]) -> None:
    """Who was not answered writes again: a poll that was on its way to a killed process took
    their message with it, and Zalo hands nothing out twice.
    """
    for name, _, number in (chat.partition(" ") for chat in missing()):
        if name == "zalo":
            line = f"{words} {number}" if words == STORY else words
            zalo.writes(zalo_chat(int(number)), line)


def test_asking_and_killed_at_any_moment_files_every_story_once(
    tmp_path: Path, alone: Flask, telegram: FakeTelegram, zalo: FakeZalo
) -> None:
    chance = random.Random(1)
    with killable(["flask", "--app", "app", "bot"], environ_of(tmp_path, telegram, zalo)) as bot:
        for words, answer in ((STORY, "Gửi đi chứ?"), ("gửi", "Mã bí mật")):
            for number in range(PEOPLE):
                line = f"{words} {number}" if words == STORY else words
                telegram.writes(100 + number, line)
                zalo.writes(zalo_chat(number), line)
            missing = partial(without, answer, telegram, zalo)
            killed_between(bot, chance, missing, partial(write_again, zalo, words, missing))
    assert filed(alone, "telegram") == expected()
    assert filed(alone, "zalo") == expected()


class Caller:
    """A messenger that calls until it is thanked, many updates at once."""

    def __init__(self, port: int) -> None:
        self._url, self._threads = f"http://127.0.0.1:{port}/bot", []  # type: ignore[var-annotated]

    def calls(self, name: str, update: dict[str, Any]) -> None:
        thread = threading.Thread(target=self._call, args=(name, update), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _call(self, name: str, update: dict[str, Any]) -> None:
        header = (
            "X-Telegram-Bot-Api-Secret-Token" if name == "telegram" else "X-Bot-Api-Secret-Token"
        )
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            try:
                done = httpx.post(
                    f"{self._url}/{name}", json=update, headers={header: SECRET}, timeout=60
                )
                if done.status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)

    def wait(self) -> None:
        for thread in self._threads:
            thread.join(PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_called_and_killed_at_any_moment_files_every_story_once(
    tmp_path: Path, alone: Flask, telegram: FakeTelegram, zalo: FakeZalo
) -> None:
    port, chance = free_port(), random.Random(2)
    environ = environ_of(
        tmp_path, telegram, zalo, TELEGRAM_WEBHOOK_SECRET=SECRET, ZALO_WEBHOOK_SECRET=SECRET
    )
    where = ["-b", f"127.0.0.1:{port}", "-w", "2", CONFIG]
    caller = Caller(port)
    with killable(["gunicorn", "app:create_app()", *where], environ) as web:
        for words, answer in ((STORY, "Gửi đi chứ?"), ("gửi", "Mã bí mật")):
            for number in range(PEOPLE):
                line = f"{words} {number}" if words == STORY else words
                caller.calls("telegram", telegram.message(100 + number, line))
                caller.calls("zalo", zalo.event(zalo_chat(number), "text", text=line))
            killed_between(web, chance, partial(without, answer, telegram, zalo))
        caller.wait()
    assert filed(alone, "telegram") == expected()
    assert filed(alone, "zalo") == expected()
