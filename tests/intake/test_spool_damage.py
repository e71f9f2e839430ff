"""What waits for the database is damaged, killed, doubled, sealed under another key."""

import errno
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import create_app
from intake import attached, durable
from intake.db import db, now
from intake.doctor import examine
from intake.doctornode import MANY_HALVES, _spool
from intake.receive import Door, Receipt, receive
from intake.signs import Health
from intake.spool import Spool
from intake.submissions import Attachment, Draft
from intake.web import brooms
from intake.web.here import store
from tests.intake.test_form_faults import FILLED, STORY
from tests.intake.test_spool import form_of, locked, picture, stored, sweep, waiting


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


def test_what_the_program_of_before_kept_takes_its_own_files_along_and_nobody_elses(
    embedded: Flask, tmp_path: Path
) -> None:
    mine, other = embedded.test_client(), embedded.test_client()
    reviews = [
        browser.post(form_of(browser), data=FILLED | {"files": picture()}).headers[
            "Content-Location"
        ]
        for browser in (mine, other)
    ]
    page = mine.get(reviews[0]).text
    with locked(embedded, tmp_path):
        (carried,) = re.findall(r'name="carried" value="([^"]+)"', page)
        assert mine.post(reviews[0], data={"carried": carried}).status_code == 202
    (waits,) = (tmp_path / "spool").glob("*.filing")
    box = Spool(embedded.extensions["settings"])._box()
    said = json.loads(box.decrypt(waits.read_bytes()))
    del said["draft"]
    said["draft_id"] = 2  # by a browser that made its own page: the draft of the other
    waits.write_bytes(box.encrypt(json.dumps(said).encode()))
    sweep(embedded)
    with embedded.app_context():
        (draft,) = db.session.scalars(select(Draft))
        held = [
            (file.submission_id, file.draft_id) for file in db.session.scalars(select(Attachment))
        ]
    assert (draft.id, sorted(held, key=str)) == (2, [(1, None), (None, 2)])


def test_a_draft_whose_filing_waits_outlives_an_outage_longer_than_drafts_live(
    embedded: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = embedded.test_client()
    review = browser.post(form_of(browser), data=FILLED | {"files": picture()}).headers[
        "Content-Location"
    ]
    page = browser.get(review).text
    with locked(embedded, tmp_path):
        (carried,) = re.findall(r'name="carried" value="([^"]+)"', page)
        assert browser.post(review, data={"carried": carried}).status_code == 202
    with embedded.app_context():
        db.session.execute(update(Draft).values(touched_at=now() - timedelta(days=5)))
        db.session.commit()
    with monkeypatch.context() as patched:

        def refusing(words: dict[str, object], door: Door) -> Receipt:
            raise RuntimeError("an error nobody thought of")

        patched.setattr("intake.spool.receive", refusing)
        sweep(embedded)
    sweep(embedded)
    sweep(embedded)
    with embedded.app_context():
        assert db.session.scalars(select(Attachment.submission_id)).all() == [1]
        assert db.session.scalar(select(func.count(Draft.id))) == 0


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
    review = browser.post(form_of(browser), data=FILLED).headers["Content-Location"]
    with locked(embedded, tmp_path), monkeypatch.context() as patched:
        patched.setattr("intake.durable.os.fsync", full)
        answers = [browser.post(form, data=FILLED), browser.post(review)]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("CHƯA nhận được" in answer.text for answer in answers)
    assert list((tmp_path / "spool").iterdir()) == []


def test_what_a_killed_process_was_writing_is_cleared_at_every_start_and_replay(
    embedded: Flask, tmp_path: Path
) -> None:
    spool, kept = Spool(embedded.extensions["settings"]), tmp_path / "spool" / "a.filing"
    left = kept.with_name("b.filing.0123.part")
    say(embedded, tmp_path, 1)
    with durable.writing(kept) as file:  # goes on while all of this happens
        left.write_bytes(b"ha")
        create_app(spool.settings)
        assert len(spool.half_written()) == 1
        left.write_bytes(b"ha")
        sweep(embedded)
        assert len(spool.half_written()) == 1
        file.write(b"whole")
    assert kept.read_bytes() == b"whole"
    assert len(stored(embedded)) == 1


def test_many_halves_no_sweep_takes_away_are_told(embedded: Flask, tmp_path: Path) -> None:
    durable.make_folder(tmp_path / "spool")
    with ExitStack() as held, embedded.app_context():
        for turn in range(MANY_HALVES):
            held.enter_context(durable.writing(tmp_path / "spool" / f"{turn}.filing"))
            seen = list(_spool(embedded.extensions["settings"]))
            told = [sign for sign in seen if "half-written" in sign.seen]
            assert bool(told) == (turn == MANY_HALVES - 1)
    assert told[0].health is Health.ODD
    assert told[0].cure
