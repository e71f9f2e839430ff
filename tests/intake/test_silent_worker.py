"""What a worker of a grown installation logs, and leaves in the queue, says nothing of anybody.

A real PostgreSQL refuses a row (it repeats the whole row in its error), a real Valkey keeps the
failed job, every logger of the worker is at DEBUG.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from redis import Redis

from intake import work
from intake.db import db
from tests.bells import drain, failures
from tests.installation import Installer, Mode
from tests.intake.test_silent_logs import MAIL, NAME, PHONE, STORY, logged, spelled
from tests.test_main_line import file

CHAT = "987654321012"
SECRETS = (STORY, STORY[:30], "0911222333", NAME, PHONE, MAIL, CHAT)


@pytest.fixture
def grown(installer: Installer, tmp_path: Path) -> Iterator[Flask]:
    with installer.install(Mode.GROWN, tmp_path) as app:
        yield app


def _refused(_subject: int) -> None:
    """A job whose statement the database refuses, what was said bound to it."""
    once = sa.text("INSERT INTO handling_step (submission_id, act, at, detail, once_key)"
                   " VALUES (NULL, 'noted', CURRENT_TIMESTAMP, :said, :chat)")  # fmt: skip
    said = {"said": f"{STORY} {NAME} {PHONE} {MAIL}", "chat": CHAT}
    db.session.execute(once, said)


def in_the_queue(url: str) -> str:
    """Everything Valkey holds, as it is."""
    there: Any = Redis.from_url(url)
    read = {b"hash": there.hgetall, b"string": there.get, b"stream": there.xrange}
    told = [(key, read.get(there.type(key), there.type)(key)) for key in there.scan_iter("*")]
    return repr(told)


def test_a_worker_neither_logs_nor_keeps_what_somebody_said(
    grown: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells: work.Bells = grown.extensions["bells"]
    url = str(bells.redis_url)
    with logged() as heard, monkeypatch.context() as patched:
        patched.setattr(work, "LOGGED", "DEBUG")
        file(grown, f"{STORY} {NAME} {PHONE}")
        waiting = in_the_queue(url)
        drain(grown)
        patched.setitem(bells.jobs, "notify", _refused)
        with grown.app_context():
            work.later("notify", 0)
            work.serve_queue(burst=True, in_process=True)
            (failed,) = failures(bells)
        left = in_the_queue(url)
        ages = [ttl for key in Redis.from_url(url).scan_iter("rq:job:*")
                if (ttl := Redis.from_url(url).ttl(key)) > 24 * 3600 or ttl == -1]  # fmt: skip
    said = heard.getvalue()
    assert "place (" in said, "the jobs done are logged, by name"
    assert "NotNullViolation" in said
    assert "NotNullViolation" in failed
    assert ages == []
    everywhere = "\n".join((said, failed, waiting, left))
    assert {secret for secret in SECRETS if any(s in everywhere for s in spelled(secret))} == set()
