"""The process beside the web's answers its bells, is warm before the first, and ends with it."""

import gc
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import serving
from config import WorkMode
from intake import work
from intake.db import db
from intake.receive import Door, receive
from intake.submissions import Channel, Submission
from tests.installation import Installer, Mode
from triage import jobs

# synthetic
SAID = "Nộp hồ sơ bịa ở xã Mỹ An Hưng, trễ hẹn. (synthetic)"


@pytest.mark.slow
def test_a_server_has_its_clock_and_a_hand_begun_before_the_first_bell(
    installer: Installer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "khong-phai-bi-mat-" * 3)
    monkeypatch.setenv("LANG_NGHE_INSTANCE", str(tmp_path))
    with installer.install(Mode.EMBEDDED, tmp_path):
        before = set(threading.enumerate())
        app = serving()
        assert [t.name for t in set(threading.enumerate()) - before] == ["upkeep"]
        bells: work.Bells = app.extensions["bells"]
        bells.jobs = {}  # nothing here could do it
        hand = bells.hand
        begun = hand.pid
        assert begun is not None
        assert app.test_client().post("/api/v1/submissions", json={"text": SAID}).status_code == 201
        placed = _placed(app)
        hand.ring("no such job", 1)
        hand.ring("place", 999)  # what is not there is nothing to do
        assert hand.pid == begun
        hand.stop()
        assert placed is not None


def _placed(app: Flask) -> Any:
    until = time.monotonic() + 180  # it is kind: on a busy machine the others go first
    while time.monotonic() < until:
        time.sleep(0.1)
        with app.app_context():
            if placed := db.session.scalar(select(Submission.placed_at)):
                return placed
    return None


def test_a_server_whose_hand_cannot_begin_serves_all_the_same(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG_NGHE_INSTANCE", str(embedded.extensions["settings"].instance))
    monkeypatch.setattr("sys.executable", "/no/such/python")
    app = serving()
    assert app.test_client().get("/").status_code == 200
    assert app.extensions["bells"].hand.pid is None


def test_what_the_first_submission_would_read_a_warm_hand_has_read(embedded: Flask) -> None:
    for one in _kept_answers():
        one.cache_clear()
    embedded.extensions["bells"].mode = WorkMode.SILENT
    with embedded.app_context():
        jobs.warm()
        empty = {one for one in _kept_answers() if not one.cache_info().currsize}
        assert db.session.scalar(select(func.count(Submission.id))) == 0
        door = Door(channel=Channel.WEB, settings=embedded.extensions["settings"])
        said = receive({"text": SAID}, door)
        jobs.place(said.submission_id, then_assess=False)
    left = [f"{one.__module__}.{one.__name__}" for one in empty if one.cache_info().currsize]
    assert sorted(left) == []


def _kept_answers() -> list[Any]:
    """What is read once and kept, of the rooms that understand."""
    kept = (one for one in gc.get_objects() if type(one).__name__ == "_lru_cache_wrapper")
    return [one for one in kept if str(one.__module__).startswith(("triage.", "intake.units"))]
