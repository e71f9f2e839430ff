"""A form with files that is posted again, or twice at once, holds each file once."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from intake import files
from intake.db import db
from intake.submissions import Attachment
from tests.intake.attachments import pdf, picture
from tests.intake.test_form_faults import FILLED
from tests.intake.test_not_losing import together

CHOSEN = {f"tệp {number}": one for number, one in enumerate((picture(), pdf()))}


def chosen() -> dict[str, object]:
    """The form filled, files chosen."""
    return FILLED | {"files": [(io.BytesIO(data), name) for name, data in CHOSEN.items()]}


def kept(app: Flask) -> int:
    """How many files are there."""
    with app.app_context():
        return len(db.session.scalars(select(Attachment)).all())


def test_a_last_look_reloaded_where_no_scripts_run_takes_its_files_once(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LIMITS", files.Limits(files=len(CHOSEN)))
    browser = embedded.test_client()
    form = browser.get("/gui").headers["Location"]
    for _reload in range(3):
        assert browser.post(form, data=chosen()).status_code == 200
        assert kept(embedded) == len(CHOSEN)
    more = chosen() | {"files": (io.BytesIO(picture(size=(30, 20))), "tệp nữa")}
    refused = browser.post(form, data=more, follow_redirects=True)
    assert ("tối đa" in refused.text, kept(embedded)) == (True, len(CHOSEN))


def test_a_form_with_files_pressed_twice_at_once_is_one_draft(app: Flask) -> None:
    browser = app.test_client()
    form = browser.get("/gui").headers["Location"]
    cookie = browser.get_cookie("draft", path=form)
    assert cookie is not None
    statuses = []

    def press(_turn: int) -> None:
        mine = app.test_client()
        mine.set_cookie("draft", cookie.value, path=form)
        statuses.append(mine.post(form, data=chosen()).status_code)

    together(4, press)
    assert (statuses, kept(app)) == ([200] * 4, len(CHOSEN))
