"""What one filing asks of the database: few ways there and back, none of them a walk through it."""

import base64
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from config import WorkMode
from intake.db import db
from intake.submissions import Attachment
from intake.web import drafts
from tests.intake.test_form_faults import FILLED, STORY
from tests.intake.test_spool import locked, stored, sweep, waiting


@contextmanager
def asked(app: Flask) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_a_whole_filing_takes_few_statements_and_on_postgresql_fewer(app: Flask) -> None:
    app.extensions["bells"].mode = WorkMode.SILENT
    browser = app.test_client()
    with asked(app) as said:
        form = re.search(r"/gui/[0-9a-f]{8}", browser.get("/").text)[0]
        browser.get(form)
        look = browser.post(form, data=FILLED)
        told = {"carried": carried_by(look.text)}
        receipt = browser.post(look.headers["Content-Location"], data=told).headers["Location"]
        assert "LN-" in browser.get(receipt).text
    with app.app_context():
        most = 3 if db.engine.dialect.name == "postgresql" else 5
    assert len(said) <= most, "\n".join(said)
    assert stored(app) == [STORY]


def test_no_look_walks_through_what_is_stored(embedded: Flask) -> None:
    with embedded.app_context():
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {drafts._LOOK.compile(db.engine)}", (1, b"filed", b"draft")
        )
        steps = [row[-1] for row in plan]
    named = [step for step in steps if "submission" in step or "draft" in step]
    assert named
    assert all("USING" in step and "INDEX" in step for step in named), steps


@pytest.mark.parametrize("lost", [False, True])
def test_the_last_look_has_all_it_takes_to_send(embedded: Flask, lost: bool) -> None:
    browser = embedded.test_client()
    review = browser.post(browser.get("/gui").headers["Location"], data=FILLED).headers[
        "Content-Location"
    ]
    carried = browser.get(review).text.partition('name="carried" value="')[2].partition('"')[0]
    assert carried
    if lost:  # the power went before the draft was on disk
        with embedded.app_context():
            db.session.execute(text("DELETE FROM draft"))
            db.session.commit()
    assert browser.post(review, data={"carried": carried}).headers["Location"].endswith("bien-nhan")
    assert stored(embedded) == [STORY]


def test_sent_from_the_last_look_while_the_database_is_away_it_is_kept_once(
    embedded: Flask, tmp_path: Path
) -> None:
    browser = embedded.test_client()
    review = browser.post(browser.get("/gui").headers["Location"], data=FILLED).headers[
        "Content-Location"
    ]
    carried = browser.get(review).text.partition('name="carried" value="')[2].partition('"')[0]
    with locked(embedded, tmp_path):
        for _twice in range(2):
            assert browser.post(review, data={"carried": carried}).status_code == 202
    assert waiting(embedded) == 1
    sweep(embedded)
    assert stored(embedded) == [STORY]


def test_what_another_carried_is_not_taken_for_mine(embedded: Flask) -> None:
    key, other = drafts.new_key(), drafts.new_key()
    at = drafts.AtHand(None, drafts.Sheet({"text": STORY}), False)
    box = drafts.carried(key, at)
    assert STORY not in box
    assert drafts.brought(key, box) == at
    assert drafts.brought(other, box) is None
    assert drafts.brought(key, "không phải hộp nào") is None


def test_a_place_typed_is_looked_up_and_kept_in_turn(embedded: Flask) -> None:
    """Who asks for a unit and then keeps a draft must not wait for itself."""
    browser = embedded.test_client()
    typed = {name: value for name, value in FILLED.items() if name != "place_unknown"}
    typed["place"] = "xa my an hung"
    form = browser.get("/gui").headers["Location"]
    with asked(embedded) as said:
        answer = browser.post(form, data=typed)
    assert (answer.status_code, [s for s in said if "unit" in s] != []) == (200, True)
    assert "Mỹ An Hưng" in answer.text


PICTURE = ("anh.png", base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
))  # fmt: skip


def with_picture() -> dict[str, object]:
    """The form filled, a picture chosen."""
    return FILLED | {"files": (io.BytesIO(PICTURE[1]), PICTURE[0])}


def carried_by(page: str) -> str:
    """What the last look carries."""
    return page.partition('name="carried" value="')[2].partition('"')[0]


def owners(app: Flask) -> list[bool]:
    """Of each kept file, whether it went along with a filing."""
    with app.app_context():
        rows = db.session.scalars(select(Attachment).order_by(Attachment.id))
        return [row.submission_id is not None for row in rows]


def test_nobody_can_take_along_the_files_of_anothers_draft(app: Flask) -> None:
    theirs = app.test_client()
    theirs.post(theirs.get("/gui").headers["Location"], data=with_picture())
    assert owners(app) == [False]
    mine = app.test_client()
    form = mine.get("/gui").headers["Location"]
    review = mine.post(form, data=FILLED).headers["Content-Location"]
    cookie = mine.get_cookie("draft", path=form)
    assert cookie is not None
    for boxed in (
        [{"values": dict(FILLED)}, 1],
        [{"values": dict(FILLED)}, True],
        [{"x": 1}, 1],
        7,
    ):
        box = drafts._box(cookie.value).encrypt(json.dumps(boxed).encode())
        mine.post(review, data={"carried": base64.urlsafe_b64encode(box).decode()})
    assert (owners(app), stored(app)) == ([False], [STORY])


def test_a_file_chosen_in_another_window_after_the_last_look_goes_along(app: Flask) -> None:
    browser = app.test_client()
    form = browser.get("/gui").headers["Location"]
    review = browser.post(form, data=FILLED).headers["Content-Location"]
    shown = carried_by(browser.get(review).text)
    browser.post(form, data=with_picture())
    assert browser.post(review, data={"carried": shown}).headers["Location"].endswith("bien-nhan")
    assert (owners(app), stored(app)) == ([True], [STORY])


def test_sent_from_two_windows_in_two_wordings_both_are_filed_each_once(app: Flask) -> None:
    browser = app.test_client()
    form = browser.get("/gui").headers["Location"]
    review = browser.post(form, data=FILLED).headers["Content-Location"]
    first = carried_by(browser.get(review).text)
    browser.post(form, data=FILLED | {"text": f"{STORY} Và thêm một lời."})
    second = carried_by(browser.get(review).text)
    receipt = browser.post(review, data={"carried": first}).headers["Location"]
    reference = reference_on(browser.get(receipt).text)
    apart = browser.post(review, data={"carried": second}).headers["Location"]
    assert (apart == review, stored(app)) == (False, [STORY])  # it is looked at once more
    told = {"carried": carried_by(browser.get(apart).text)}
    for _twice in range(2):
        other = reference_on(browser.post(apart, data=told, follow_redirects=True).text)
        again = browser.post(review, data={"carried": first}, follow_redirects=True).text
        assert (other == reference, reference_on(again)) == (False, reference)
    assert stored(app) == [STORY, f"{STORY} Và thêm một lời."]


def reference_on(page: str) -> str:
    """The reference on a receipt."""
    found = re.search(r"LN-[0-9A-Z-]+", page)
    assert found
    return found[0]


def test_another_story_posted_under_a_name_already_filed_is_no_receipt_of_the_first(
    app: Flask,
) -> None:
    """Two tabs of one form, or the form of yesterday left open: the second story is not lost."""
    browser = app.test_client()
    form = browser.get("/gui").headers["Location"]
    browser.get(form)
    shown = browser.get_cookie("draft", path=form)
    assert shown is not None
    look = browser.post(form, data=FILLED)
    sent = browser.post(look.headers["Content-Location"], data={"carried": carried_by(look.text)})
    assert browser.post(form, data=FILLED).headers["Location"] == sent.headers["Location"]
    other = "Chuyện thứ hai: xin bản sao khai sinh mà phải đi ba lần. (synthetic)"
    browser.set_cookie("draft", shown.value, path=form)  # as the second tab was given it
    wrong = browser.post(form, data=FILLED | {"text": other, "identity_level": ""})
    mended = wrong.headers["Location"]
    assert (mended == form, other in browser.get(mended).text) == (False, True)
    for last in (
        browser.post(mended, data=FILLED | {"text": other}),
        browser.post(form, data=with_picture() | {"text": other}),
    ):
        assert other in last.text
        told = {"carried": carried_by(last.text)}
        page = browser.post(last.headers["Content-Location"], data=told, follow_redirects=True)
        assert reference_on(page.text)
    assert (owners(app), stored(app)) == ([True], [STORY, other, other])


def test_the_receipt_just_earned_takes_no_look_and_is_the_stored_one(app: Flask) -> None:
    app.extensions["bells"].mode = WorkMode.SILENT
    browser = app.test_client()
    form = browser.get("/gui").headers["Location"]
    look = browser.post(form, data=FILLED)
    told = {"carried": carried_by(look.text)}
    there = browser.post(look.headers["Content-Location"], data=told).headers["Location"]
    with asked(app) as said:
        first = browser.get(there).text
    assert [one for one in said if "draft" in one] == []
    cookie = browser.get_cookie("draft", path=form)
    assert cookie is not None
    key, mark = cookie.value[:48], cookie.value[48:]
    browser.set_cookie("draft", key, path=form)
    assert browser.get(there).text == first
    number, reference, proof = mark.removeprefix(drafts.FILED).split(".")
    stranger = "LN-0000-00000"
    for forged in (
        f"{number}.{stranger}.{proof}",
        f"{number}.{stranger}.",
        reference,
        "",
        "x.y",
        f"{number}.{reference}.{proof}\u00e9",
    ):
        browser.set_cookie("draft", key + drafts.FILED + forged, path=form)
        page = browser.get(there)
        assert (page.status_code, stranger in page.text) == (200, False)
        assert page.text == first
