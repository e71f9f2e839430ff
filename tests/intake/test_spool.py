"""The database stops: what people send is kept on this machine and stored exactly once."""

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, func, select

from app import create_app
from intake import attached
from intake.db import db
from intake.spool import Spool
from intake.submissions import Attachment, Draft, Submission
from intake.tidying import tidy
from intake.web import brooms, drafts
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
    review = browser.post(form_of(browser), data=FILLED).headers["Content-Location"]
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
    review = browser.post(form, data=FILLED | {"text": STORY + " Thêm."}).headers[
        "Content-Location"
    ]
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
        form = f"/gui/{drafts.new_name()}"  # as the front page, opened before, links to it
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


def picture(size: int = 8) -> tuple[io.BytesIO, str]:
    """A small picture as a form sends it."""
    drawn = io.BytesIO()
    Image.new("RGB", (size, size)).save(drawn, "PNG")
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


def test_a_picture_added_to_what_was_kept_or_filed_already_comes_along_once(
    embedded: Flask, tmp_path: Path
) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    pictures = [picture(size) for size in (8, 9, 10)]
    bytes_of = [drawn.getvalue() for drawn, _name in pictures]

    def again(*numbers: int) -> None:
        sent = [(io.BytesIO(bytes_of[number]), "anh.png") for number in numbers]
        answer = browser.post(form, data=FILLED | {"files": sent})
        assert answer.status_code == 202

    def attached_now() -> int:
        with embedded.app_context():
            return db.session.scalar(select(func.count(Attachment.submission_id))) or 0

    with locked(embedded, tmp_path):
        for numbers in ((), (0,), (0,), (0, 1), ()):
            again(*numbers)
    sweep(embedded)
    assert (stored(embedded), attached_now()) == ([STORY], 2)
    with locked(embedded, tmp_path):
        again(2, 0)  # by somebody who has the receipt, and goes back
    sealed = {path: path.read_bytes() for path in (tmp_path / "spool").glob("*.filing")}
    sweep(embedded)
    for path, held in sealed.items():  # killed before it was put away
        path.write_bytes(held)
    sweep(embedded)
    assert (stored(embedded), attached_now(), waiting(embedded)) == ([STORY], 3, 0)


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
