"""The database stops: what people send is kept on this machine and stored exactly once."""

import errno
import io
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, func, select

from app import create_app
from intake import attached
from intake.db import db
from intake.doctor import Health, examine
from intake.receive import Door, Receipt, receive
from intake.spool import Spool
from intake.submissions import Attachment, Draft, Submission
from intake.tidying import tidy
from intake.web import brooms
from intake.web.here import store
from tests.installation import make_ready, settings
from tests.intake.test_form_faults import FILLED, STORY
from tests.services import postgres_at_rest


@contextmanager
def locked(app: Flask, folder: Path) -> Iterator[None]:
    """Somebody else holds the one SQLite file; nobody waits long for it."""
    with app.app_context():

        @event.listens_for(db.engine, "connect")
        def _impatient(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA busy_timeout=50")

        db.engine.dispose()
    holder = sqlite3.connect(folder / "lang-nghe.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield
    holder.close()


def stored(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Submission.text)))


def waiting(app: Flask) -> int:
    return len(list((app.extensions["settings"].instance / "spool").glob("*.filing")))


def sweep(app: Flask) -> None:
    with app.app_context():
        tidy()


def form_of(browser: FlaskClient) -> str:
    return str(browser.get("/gui").headers["Location"])


def test_a_locked_database_loses_nothing_and_stores_once(embedded: Flask, tmp_path: Path) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    with locked(embedded, tmp_path):
        for _twice in range(2):
            answer = browser.post(form, data=FILLED)
            assert answer.status_code == 202
            assert "Đã giữ" in answer.text
    assert waiting(embedded) == 1
    sweep(embedded)
    sweep(embedded)
    assert stored(embedded) == [STORY]
    assert waiting(embedded) == 0


def test_the_last_look_sent_into_a_locked_database_is_kept_too(
    embedded: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = embedded.test_client()
    review = browser.post(form_of(browser), data=FILLED).headers["Location"]
    with locked(embedded, tmp_path):
        answer = browser.post(review)
    assert answer.status_code in {202, 503}
    if answer.status_code == 503:
        assert browser.post(review).status_code == 303
    sweep(embedded)
    assert stored(embedded) == [STORY]


def test_the_receipt_comes_at_the_same_address(embedded: Flask, tmp_path: Path) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    with locked(embedded, tmp_path):
        browser.post(form, data=FILLED)
    page = browser.get(f"{form}/bien-nhan")
    assert "LN-" in page.text
    assert browser.get(f"{form}/bien-nhan").text.count("LN-") == page.text.count("LN-")
    assert stored(embedded) == [STORY]


def test_what_waits_cannot_be_read_from_the_disk(embedded: Flask, tmp_path: Path) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    with locked(embedded, tmp_path):
        browser.post(form, data=FILLED)
    (file,) = (tmp_path / "spool").glob("*.filing")
    assert STORY[:9].encode() not in file.read_bytes()
    assert json.dumps(STORY)[:9].encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_form_with_nothing_said_is_asked_again_even_then(embedded: Flask, tmp_path: Path) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    with locked(embedded, tmp_path):
        assert browser.post(form, data=FILLED | {"text": ""}).status_code == 422
    assert waiting(embedded) == 0


def test_changed_and_sent_again_keeps_both(embedded: Flask, tmp_path: Path) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    with locked(embedded, tmp_path):
        browser.post(form, data=FILLED)
    review = browser.post(form, data=FILLED | {"text": STORY + " Thêm."}).headers["Location"]
    browser.post(review)
    sweep(embedded)
    sweep(embedded)
    assert sorted(stored(embedded)) == [STORY, STORY + " Thêm."]


def test_postgresql_stopped_and_back(tmp_path: Path) -> None:
    with postgres_at_rest() as (url, run):
        given = settings(tmp_path, {"DATABASE_URL": url})
        with run():
            make_ready(given)
        app = create_app(given)
        browser = app.test_client()
        form = form_of(browser)
        page = browser.get(form)
        assert page.status_code == 200
        assert 'name="text"' in page.text
        for _twice in range(2):
            assert browser.post(form, data=FILLED).status_code == 202
        assert browser.get("/tra-cuu").status_code in {200, 503}
        refused = browser.post("/api/v1/submissions", json={"text": STORY})
        assert refused.status_code == 503
        with run():
            sweep(app)
            sweep(app)
            assert stored(app) == [STORY]
            assert "LN-" in browser.get(f"{form}/bien-nhan").text
            with app.app_context():
                assert db.session.scalar(select(func.count(Submission.id))) == 1
                assert Spool(given).store_all() == 0
                db.session.remove()
                db.engine.dispose()


def picture() -> tuple[io.BytesIO, str]:
    """A small picture as a form sends it."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    drawn.seek(0)
    return drawn, "anh.png"


def test_files_sent_meanwhile_come_along_once(embedded: Flask, tmp_path: Path) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    with locked(embedded, tmp_path):
        assert browser.post(form, data=FILLED | {"files": picture()}).status_code == 202
    with embedded.test_request_context():
        brooms.delete_unheld(-1.0)  # however long the outage was
    (waits,) = (tmp_path / "spool").glob("*.filing")
    sealed = waits.read_bytes()
    sweep(embedded)
    waits.write_bytes(sealed)  # killed after the commit, before the file was put away
    sweep(embedded)
    with embedded.test_request_context():
        (file,) = db.session.scalars(select(Attachment))
        assert (file.name, file.draft_id) == ("anh.png", None)
        assert file.submission_id is not None
        assert attached.opened(file, store()).read(4) == b"\x89PNG"
        assert db.session.scalar(select(func.count(Draft.id))) == 0
    assert stored(embedded) == [STORY]


def test_killed_between_the_files_and_the_filing_it_begins_again(
    embedded: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    with locked(embedded, tmp_path):
        browser.post(form, data=FILLED | {"files": picture()})
    with monkeypatch.context() as patched:
        patched.setattr("intake.spool.receive", _killed)
        with embedded.app_context(), pytest.raises(KeyboardInterrupt):
            Spool(embedded.extensions["settings"]).store_all()
    sweep(embedded)
    with embedded.app_context():
        assert db.session.scalar(select(func.count(Attachment.id))) == 1
    assert stored(embedded) == [STORY]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_with_the_disk_full_too_nothing_is_acknowledged_and_the_words_stay(
    embedded: Flask, tmp_path: Path
) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    (tmp_path / "spool").write_text("in the way, as a full disk is")
    with locked(embedded, tmp_path):
        answer = browser.post(form, data=FILLED)
    assert answer.status_code == 503
    assert "CHƯA nhận được" in answer.text
    assert STORY in answer.text
    (tmp_path / "spool").unlink()
    assert stored(embedded) == []


def test_a_disk_without_room_for_a_file_keeps_the_words(embedded: Flask, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way, as a full disk is")
    browser = embedded.test_client()
    form = form_of(browser)
    page = browser.get(
        browser.post(form, data=FILLED | {"files": picture()}).headers["Location"]
    ).text
    assert "hết chỗ" in page
    assert STORY in page


def say(app: Flask, folder: Path, count: int, **files: object) -> list[str]:
    """So many filings kept while the database is away; their texts."""
    texts = [f"{STORY} Người thứ {number}." for number in range(count)]
    browser = app.test_client()
    forms = [form_of(browser) for _text in texts]
    with locked(app, folder):
        for form, text in zip(forms, texts, strict=True):
            sent = {name: picture() for name in files}
            assert browser.post(form, data=FILLED | sent | {"text": text}).status_code == 202
    return sorted(texts)


def test_changed_and_sent_again_while_it_is_away_keeps_every_wording(
    embedded: Flask, tmp_path: Path
) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    wordings = [STORY, STORY + " Thêm.", STORY + " Thêm nữa."]
    with locked(embedded, tmp_path):
        for wording in (*wordings, *wordings):
            assert browser.post(form, data=FILLED | {"text": wording}).status_code == 202
    assert waiting(embedded) == 3
    sweep(embedded)
    sweep(embedded)
    assert sorted(stored(embedded)) == sorted(wordings)


@pytest.mark.parametrize("damage", ["cut off", "changed", "emptied"])
def test_a_damaged_filing_stays_is_told_and_keeps_no_other_waiting(
    embedded: Flask, tmp_path: Path, damage: str
) -> None:
    texts = say(embedded, tmp_path, 3, files=None)
    first = min((tmp_path / "spool").glob("*.filing"), key=lambda path: path.stat().st_mtime)
    whole = first.read_bytes()
    first.write_bytes({"cut off": whole[:-1], "changed": whole[:-1] + b"x", "emptied": b""}[damage])
    sweep(embedded)
    assert sorted(stored(embedded)) == texts[1:]
    said = embedded.test_cli_runner().invoke(args=["doctor"]).output
    assert "1 of 1 filings that wait do not open" in said
    with embedded.test_request_context():
        assert brooms.delete_unheld(-1.0) == 0  # its picture may be one of these
    first.write_bytes(whole)
    sweep(embedded)
    assert sorted(stored(embedded)) == texts


def test_a_filing_the_door_cannot_take_keeps_no_other_waiting(
    embedded: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = say(embedded, tmp_path, 3)

    def refusing(words: dict[str, object], door: Door) -> Receipt:
        if str(words["text"]).endswith("0."):
            raise RuntimeError("an error nobody thought of")
        return receive(words, door)

    with monkeypatch.context() as patched:
        patched.setattr("intake.spool.receive", refusing)
        sweep(embedded)
    assert (sorted(stored(embedded)), waiting(embedded)) == (texts[1:], 1)
    sweep(embedded)
    assert sorted(stored(embedded)) == texts


def test_after_the_servers_key_was_changed_the_doctor_says_how_to_store_what_waits(
    embedded: Flask, tmp_path: Path
) -> None:
    texts = say(embedded, tmp_path, 2, files=None)
    given = embedded.extensions["settings"]
    embedded.extensions["settings"] = replace(
        given, secret=b"another key of the server, as long as"
    )
    spool = Spool(embedded.extensions["settings"])
    with embedded.app_context():
        assert (spool.store_all(), spool.unreadable()) == (0, (2, 2))
        bad = {s.name: s for s in examine(embedded.extensions["settings"])}["spool"]
    assert (bad.health, "SECRET_KEY" in bad.cure) == (Health.BAD, True)
    embedded.extensions["settings"] = given
    sweep(embedded)
    assert sorted(stored(embedded)) == texts


def test_files_that_wait_outlive_every_rotation_of_keys(embedded: Flask, tmp_path: Path) -> None:
    say(embedded, tmp_path, 1, files=None)
    run = embedded.test_cli_runner().invoke
    for command in (["keys", "rotate"], ["files", "rotate"], ["keys", "rotate"]):
        assert run(args=command).exit_code == 0
    sweep(embedded)
    with embedded.test_request_context():
        (file,) = db.session.scalars(select(Attachment))
        assert attached.opened(file, store()).read(4) == b"\x89PNG"


def test_many_who_store_at_once_store_each_once(embedded: Flask, tmp_path: Path) -> None:
    texts = say(embedded, tmp_path, 6, files=None)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _turn: sweep(embedded), range(4)))
    sweep(embedded)
    assert sorted(stored(embedded)) == texts
    with embedded.app_context():
        held = select(func.count(Attachment.submission_id.distinct()))
        assert (db.session.scalar(held), db.session.scalar(select(func.count(Draft.id)))) == (6, 0)


@pytest.mark.slow
def test_killed_in_the_middle_of_storing_each_is_stored_once(
    embedded: Flask, tmp_path: Path
) -> None:
    texts = say(embedded, tmp_path, 60)
    command = [sys.executable, "-m", "flask", "--app", "app", "sweep"]
    environ = {
        **os.environ,
        "LANG_NGHE_INSTANCE": str(tmp_path),
        "SECRET_KEY": "khong-phai-bi-mat-" * 3,
    }
    for left in (50, 25):
        storing = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
        while waiting(embedded) > left and storing.poll() is None:
            time.sleep(0.005)
        storing.kill()
        storing.wait(30)
    assert 0 < waiting(embedded) < 60, "nobody was killed in the middle"
    sweep(embedded)
    assert sorted(stored(embedded)) == texts


def test_a_disk_that_fills_while_a_filing_is_written_leaves_nothing_behind(
    embedded: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    browser = embedded.test_client()
    form = form_of(browser)
    review = browser.post(form_of(browser), data=FILLED).headers["Location"]
    with locked(embedded, tmp_path), monkeypatch.context() as patched:
        patched.setattr("intake.spool.os.fsync", full)
        answers = [browser.post(form, data=FILLED), browser.post(review)]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("CHƯA nhận được" in answer.text for answer in answers)
    assert list((tmp_path / "spool").iterdir()) == []
