"""A file of the office that is gone, damaged or in a store that is away: said in words."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from config import S3
from intake import filebox, keptfiles
from intake.db import db, now
from intake.files import CleanFile, inspect
from intake.keptfiles import KeptFile
from tests.intake.attachments import picture
from triage.console import fieldpages
from triage.inspections.fieldwork import FieldNote

AWAY = S3("http://127.0.0.1:1", "b", "k", "s")


def kept(app: Flask) -> Path:
    """A file of the office, served at /giay; where it lies."""
    with app.app_context():
        row = keptfiles.keep(inspect(picture(), "anh.jpg"), None)
        db.session.commit()
        key, number = row.store_key, row.id
    app.add_url_rule(
        "/giay", view_func=lambda: keptfiles.as_download(db.session.get_one(KeptFile, number))
    )
    return Path(app.extensions["settings"].instance / "files" / key[:2] / key[2:4] / key)


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_who_asks_for_a_file_that_is_lost_is_told_so(embedded: Flask, how: str) -> None:
    embedded.testing = False
    path = kept(embedded)
    assert embedded.test_client().get("/giay").status_code == 200
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-5])
    answer = embedded.test_client().get("/giay")
    assert (answer.status_code, "không còn ở đây" in answer.text) == (410, True)


def test_a_store_that_is_away_is_no_error_of_ours(embedded: Flask) -> None:
    embedded.testing = False
    kept(embedded).unlink()
    embedded.extensions["settings"] = replace(embedded.extensions["settings"], s3=AWAY)
    answer = embedded.test_client().get("/giay")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "đang gián đoạn" in answer.text


def note(said: str) -> FieldNote:
    """Words from the spot, as they are kept."""
    data = said.encode()
    clean = CleanFile(
        BytesIO(data), "ghi-chep.txt", keptfiles.TEXT, len(data), sha256(data).digest()
    )
    return FieldNote(words_id=keptfiles.keep(clean, None).id, staff_id=0, item="", written_at=now())


def test_one_note_of_a_visit_that_is_lost_hides_no_other(embedded: Flask) -> None:
    with embedded.test_request_context():
        notes = [note(said) for said in ("một", "hai")]
        lost = db.session.get_one(KeptFile, notes[0].words_id).store_key
        filebox.of(embedded.extensions["settings"]).delete(lost)
        words = [fieldpages._line(note, {})["words"] for note in notes]
    assert ("Không mở được" in words[0], words[1]) == (True, "hai")
