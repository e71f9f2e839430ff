"""What the sweep puts away, and what it must not touch."""

import io
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update

from intake import tidying
from intake.db import db, now
from intake.submissions import Attachment, Draft
from intake.web import brooms
from tests.intake.attachments import picture
from tests.intake.test_form_faults import FILLED, sent


def files(app: Flask) -> int:
    folder: Path = app.extensions["settings"].instance / "files"
    return sum(path.is_file() for path in folder.rglob("*"))


def drafts_touched(ago: timedelta) -> None:
    db.session.execute(update(Draft).values(touched_at=now() - ago))
    db.session.commit()


def rows() -> tuple[int, int]:
    count = [db.session.scalar(select(func.count()).select_from(t)) for t in (Draft, Attachment)]
    return count[0] or 0, count[1] or 0


def test_a_draft_of_yesterday_stays_and_one_of_three_days_ago_goes_with_its_file(
    embedded: Flask,
) -> None:
    sent(embedded.test_client(), files=[(io.BytesIO(picture()), "anh.jpg")])
    with embedded.app_context():
        drafts_touched(timedelta(days=1))
        assert tidying.tidy()["drafts put away"] == 0
        drafts_touched(timedelta(days=3))
        assert tidying.tidy()["drafts put away"] == 1
        assert rows() == (0, 0)
        assert (brooms.delete_unheld(), files(embedded)) == (0, 1)  # too young to judge
        assert (brooms.delete_unheld(older_than=-1), files(embedded)) == (1, 0)


def test_the_files_of_what_was_filed_are_never_put_away(embedded: Flask) -> None:
    browser = embedded.test_client()
    review = sent(browser, files=[(io.BytesIO(picture()), "anh.jpg")])
    browser.post(review.headers["Content-Location"])
    with embedded.app_context():
        drafts_touched(timedelta(days=3))
        tidying.tidy()
        assert brooms.delete_unheld(older_than=-1) == 0
        assert files(embedded) == 1


def test_a_broom_that_breaks_stops_no_other(embedded: Flask) -> None:
    def broken() -> int:
        raise OSError("disk gone")

    tidying.register(embedded, "broken", broken)
    tidying.register(embedded, "last", lambda: 7)
    with embedded.app_context():
        done = tidying.tidy()
    assert "broken" not in done
    assert done["last"] == 7


def test_the_sweep_says_what_it_did(embedded: Flask) -> None:
    sent(embedded.test_client(), text=FILLED["text"])
    with embedded.app_context():
        drafts_touched(timedelta(days=3))
    answer = embedded.test_cli_runner().invoke(args=["sweep"])
    assert answer.exit_code == 0, answer.output
    assert "1 drafts put away" in answer.output
