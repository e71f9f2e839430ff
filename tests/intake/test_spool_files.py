"""Files kept before the database went away, and a filing sent while it is away."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from intake.db import db
from intake.submissions import Attachment, Draft
from tests.intake.test_form_faults import FILLED, STORY
from tests.intake.test_spool import form_of, locked, picture, stored, sweep


def test_a_file_kept_before_the_database_went_comes_along_and_one_taken_out_does_not(
    embedded: Flask, tmp_path: Path
) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    names = ("bỏ.png", "giữ.png", "mới.png")
    out, stays, comes = [
        (picture(size)[0], name) for size, name in zip((8, 9, 10), names, strict=True)
    ]
    browser.post(form, data=FILLED | {"text": "", "files": [out, stays]})
    with embedded.app_context():
        ids = {row.name: row.id for row in db.session.scalars(select(Attachment))}
    with locked(embedded, tmp_path):
        told = FILLED | {"drop_file": [str(ids["bỏ.png"]), "9" * 30], "files": comes}
        assert browser.post(form, data=told).status_code == 202
    sealed = {path: path.read_bytes() for path in (tmp_path / "spool").glob("*.filing")}
    sweep(embedded)
    for path, kept in sealed.items():  # killed before it was put away
        path.write_bytes(kept)
    sweep(embedded)
    with embedded.app_context():
        held = db.session.scalars(select(Attachment).order_by(Attachment.id)).all()
        assert [(row.name, row.draft_id) for row in held] == [("giữ.png", None), ("mới.png", None)]
        assert db.session.scalar(select(func.count(Draft.id))) == 0
    assert stored(embedded) == [STORY]


def test_a_file_kept_before_the_database_went_comes_along_with_no_other(
    embedded: Flask, tmp_path: Path
) -> None:
    browser = embedded.test_client()
    form = form_of(browser)
    browser.post(form, data=FILLED | {"text": "", "files": picture()})
    with locked(embedded, tmp_path):
        assert browser.post(form, data=FILLED).status_code == 202
    sweep(embedded)
    with embedded.app_context():
        assert db.session.scalar(select(func.count(Attachment.submission_id))) == 1
    assert stored(embedded) == [STORY]
