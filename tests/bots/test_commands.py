"""`flask bot` and its settings: off unless set up, and plain about what is missing."""

import os
import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from bots.settings import BotSettings, BotSettingsError, load
from intake.db import db
from intake.submissions import Submission
from tests.bots import fake_zalo
from tests.bots.fake_telegram import TOKEN, FakeTelegram
from tests.bots.fake_zalo import FakeZalo
from tests.bots.house import equipped, make_app
from tests.house.source import ROOT

# synthetic: an invented story that alleges nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"


def test_everything_is_off_unless_a_token_is_set() -> None:
    assert not load({}).any
    assert load({"ZALO_TOKEN": "1:x"}).any


@pytest.mark.parametrize("name", ["TELEGRAM_WEBHOOK_SECRET", "ZALO_WEBHOOK_SECRET"])
def test_a_secret_the_messengers_would_refuse_is_named(name: str) -> None:
    with pytest.raises(BotSettingsError, match=name):
        load({name: "ngắn"})


def test_without_a_token_the_command_says_which_to_set_and_ends_with_two(
    installed: Flask,
) -> None:
    done = equipped(installed, BotSettings()).test_cli_runner().invoke(args=["bot"])
    assert done.exit_code == 2
    assert "TELEGRAM_TOKEN" in done.output
    assert "ZALO_TOKEN" in done.output
    assert len(done.output.strip().splitlines()) == 1


@pytest.mark.parametrize("messenger", ["TELEGRAM", "ZALO"])
def test_a_token_that_is_refused_is_named(
    installed: Flask, telegram: FakeTelegram, zalo: FakeZalo, messenger: str
) -> None:
    urls = {"TELEGRAM_API_URL": telegram.url, "ZALO_API_URL": zalo.url}
    settings = load({f"{messenger}_TOKEN": "1:wrong"} | urls)
    done = equipped(installed, settings).test_cli_runner().invoke(args=["bot"])
    assert done.exit_code == 2
    assert f"{messenger}_TOKEN" in done.output


def test_webhooks_are_set_where_the_messenger_can_reach_us(
    folder: Path, installed: Flask, telegram: FakeTelegram
) -> None:
    settings = BotSettings(TOKEN, telegram.url, "synthetic-secret")
    refused = equipped(installed, settings).test_cli_runner().invoke(args=["bot", "--set-webhooks"])
    assert "BASE_URL" in refused.output
    app = make_app(folder, settings, base_url="https://langnghe.example")
    assert app.test_cli_runner().invoke(args=["bot", "--set-webhooks"]).exit_code == 0
    assert telegram.webhook["url"] == "https://langnghe.example/bot/telegram"
    assert telegram.webhook["secret_token"] == "synthetic-secret"


class Process:
    """`flask bot` in a process of its own."""

    def __init__(self, folder: Path, **environ: str) -> None:
        code = textwrap.dedent("""
            import pathlib, sys
            from bots.settings import load
            from tests.bots.house import equipped, make_app
            import os
            app = make_app(pathlib.Path(sys.argv[1]), load(os.environ))
            app.test_cli_runner().invoke(args=["bot"], catch_exceptions=False)
        """)
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], cwd=ROOT, env=os.environ | environ,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()  # nothing, unless a test failed before it ended it
        self.process.wait(60)

    def ends(self, name: signal.Signals) -> str:
        """Send the signal; what it had written."""
        self.process.send_signal(name)
        return self.process.communicate(timeout=60)[0].decode()


@pytest.mark.slow
def test_killed_in_mid_talk_it_goes_on_where_it_was(
    folder: Path, installed: Flask, telegram: FakeTelegram, zalo: FakeZalo
) -> None:
    environ = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url,
               "ZALO_TOKEN": fake_zalo.TOKEN, "ZALO_API_URL": zalo.url}  # fmt: skip
    with Process(folder, **environ) as first:
        telegram.writes(11, STORY)
        zalo.writes("6ede", STORY)
        telegram.hears(11, "xã, phường nào")
        zalo.hears("6ede", "xã, phường nào")
        first.ends(signal.SIGKILL)  # what it had just said may be said once more
    telegram.writes(11, "sở xây dựng")
    with Process(folder, **environ) as second:
        telegram.hears(11, "Gửi đi chứ?")
        telegram.taps(11, "Gửi ẩn danh")
        zalo.writes("6ede", "không rõ")
        telegram.hears(11, "Mã bí mật")
        zalo.hears("6ede", "Gửi đi chứ?")
        zalo.writes("6ede", "gửi")
        zalo.hears("6ede", "Mã bí mật")
        log = second.ends(signal.SIGTERM)
    assert second.process.returncode == 0
    assert not re.search("Traceback|synthetic-token", log)
    with installed.app_context():
        assert sorted(r.channel for r in db.session.scalars(select(Submission))) == [
            "telegram", "zalo"]  # fmt: skip
