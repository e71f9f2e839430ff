"""The process beside the web's answers its bells and ends with it."""

import time
from pathlib import Path

import pytest
from sqlalchemy import select

from config import WorkMode
from intake import work
from intake.db import db
from intake.submissions import Submission
from tests.installation import Installer, Mode


def test_a_bell_is_answered_by_another_process(
    installer: Installer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "khong-phai-bi-mat-" * 3)
    with installer.install(Mode.EMBEDDED, tmp_path, work_mode=WorkMode.HAND) as app:
        bells: work.Bells = app.extensions["bells"]
        bells.jobs = {}  # nothing here could do it
        said = {"text": "Nộp hồ sơ bịa ở xã Mỹ An Hưng, trễ hẹn. (synthetic)"}
        assert app.test_client().post("/api/v1/submissions", json=said).status_code == 201
        until = time.monotonic() + 30
        placed = None
        while placed is None and time.monotonic() < until:
            time.sleep(0.1)
            with app.app_context():
                placed = db.session.scalar(select(Submission.placed_at))
        hand = bells.hand
        hand.ring("no such job", 1)
        hand.ring("place", 999)  # what is not there is nothing to do
        hand.stop()
        assert placed is not None
