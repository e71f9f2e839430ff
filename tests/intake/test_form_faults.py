"""Bad input through the public form: a clear sentence at its field, and nothing typed is lost."""

import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intake.db import db
from intake.submissions import Submission
from tests.intake.attachments import huge_png, picture

STORY = "Nộp hồ sơ đất đai ở xã mà hẹn lần lữa, đã ba tuần chưa trả."  # synthetic
FILLED = {
    "submitter_type": "citizen",
    "text": STORY,
    "place_unknown": "1",
    "identity_level": "anonymous",
}
MB = 1024 * 1024


@pytest.fixture
def browser(embedded: Flask) -> FlaskClient:
    return embedded.test_client()


def sent(browser: FlaskClient, **fields: Any) -> TestResponse:
    """The page after a new form, filled as given, was posted."""
    form = browser.get("/gui").headers["Location"]
    filled = {k: v for k, v in (FILLED | fields).items() if v is not None}
    return browser.post(
        form, data=filled, content_type="multipart/form-data", follow_redirects=True
    )


def upload(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def said_at(page: TestResponse, field: str) -> str:
    """The error at a field; the summary on top must link to that field."""
    found = re.search(rf'id="{field}-error"[^>]*>(.*?)</p>', page.text, re.S)
    assert found, f"no error at {field}"
    assert re.search(rf'class="govuk-error-summary.*?href="#{field}', page.text, re.S)
    shown = html.unescape(re.sub(r"<[^>]+>", "", found.group(1)))
    return " ".join(shown.removeprefix("Lỗi:").split())


def kept_text(page: TestResponse) -> str:
    found = re.search(r'<textarea[^>]*name="text"[^>]*>\n?(.*?)</textarea>', page.text, re.S)
    assert found
    return html.unescape(found.group(1)).replace("\r\n", "\n")


def test_what_is_good_goes_on_to_the_last_look(browser: FlaskClient) -> None:
    page = sent(browser)
    assert page.headers["Content-Location"].endswith("/xem-lai")
    assert STORY in page.text


@pytest.mark.parametrize("with_picture", [True, False])
def test_what_was_kept_is_there_though_our_answer_was_lost(
    browser: FlaskClient, with_picture: bool
) -> None:
    form = browser.get("/gui").headers["Location"]
    browser.get(form)
    before = browser.get_cookie("draft", path=form)
    assert before is not None
    picture_of = {"files": upload(picture(), "anh.jpg")} if with_picture else {}
    browser.post(form, data=FILLED | picture_of, content_type="multipart/form-data")
    browser.set_cookie("draft", before.value, path=form)  # as if the line had broken
    again = browser.get(form)
    assert kept_text(again) == STORY
    assert ("anh.jpg" in again.text) is with_picture
    browser.set_cookie("draft", before.value, path=form)
    page = browser.post(form, data=FILLED, follow_redirects=True)  # sent again, its file not
    assert STORY in page.text
    assert ("anh.jpg" in page.text) is with_picture


def test_nothing_written_is_asked_for(browser: FlaskClient) -> None:
    page = sent(browser, text="   ")
    assert "kể" in said_at(page, "text")


def test_a_megabyte_of_text_is_refused_and_comes_back_whole(browser: FlaskClient) -> None:
    long = "Chờ lâu quá. " * (MB // 13)
    page = sent(browser, text=long)
    assert "ký tự" in said_at(page, "text")
    assert kept_text(page) == long


@pytest.mark.parametrize(
    "text",
    [
        "Ho\u0300\u0302 sơ đâ\u0301t trê\u0303 he\u0323n ở xã, chờ hoài",
        "Chờ cả buổi 😡😡😡 mà không ai tiếp 👎🏽",
        "Chờ \u202eả cả buổi\u202c không ai tiếp",
        "<script>alert(1)</script> & <b>chờ cả buổi</b> không ai tiếp",
        "Chờ cả buổi\x00 không ai tiếp",
    ],
    ids=["decomposed", "emoji", "right-to-left", "markup", "nul"],
)
def test_odd_text_is_shown_harmless_and_goes_on(browser: FlaskClient, text: str) -> None:
    page = sent(browser, text=text)
    assert page.headers["Content-Location"].endswith("/xem-lai")
    assert "<script>alert" not in page.text
    assert "\x00" not in page.text


@pytest.mark.parametrize(
    ("day", "month", "year", "word"),
    [("31", "02", "2026", "không có trong lịch"), ("1", "1", "2099", "chưa tới"),
     ("mai", "", "", "không có trong lịch"), ("1", "1", "9" * 20, "không có trong lịch")],
    ids=["31/02", "future", "no number", "longer than any year"],
)  # fmt: skip
def test_a_wrong_date_is_told_at_the_date_and_kept(
    browser: FlaskClient, day: str, month: str, year: str, word: str
) -> None:
    typed = {"occurred-day": day, "occurred-month": month, "occurred-year": year}
    page = sent(browser, **typed)
    assert word in said_at(page, "occurred")
    assert kept_text(page) == STORY
    assert f'value="{day}"' in page.text


def test_a_dossier_code_of_the_wrong_shape_is_told_at_its_field(browser: FlaskClient) -> None:
    page = sent(browser, submitter_type="business", dossier_code="??!!")
    assert said_at(page, "dossier_code")
    assert 'value="??!!"' in page.text
    assert kept_text(page) == STORY


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"MZ\x90\x00" + bytes(4000), "bien-nhan.jpg", "bien-nhan.jpg"),
        (bytes(50 * MB), "phim.jpg", "MB"),
        (huge_png(60_000, 60_000), "bom.png", "bom.png"),
        (b"", "rong.pdf", "rong.pdf"),
    ],
    ids=["renamed exe", "50 MB", "picture bomb", "empty"],
)
def test_a_bad_file_is_told_at_the_files_and_the_good_one_stays(
    browser: FlaskClient, data: bytes, name: str, word: str
) -> None:
    page = sent(browser, files=[upload(picture(), "anh.jpg"), upload(data, name)])
    assert word in said_at(page, "files")
    assert "anh.jpg" in page.text
    assert kept_text(page) == STORY


def test_a_browser_that_keeps_no_cookies_is_told_that_nothing_was_sent(embedded: Flask) -> None:
    browser = embedded.test_client(use_cookies=False)
    look = browser.post(browser.get("/gui").headers["Location"], data=FILLED)
    carried = re.findall(r'name="carried" value="([^"]+)"', look.text)
    answer = browser.post(look.headers["Content-Location"], data={"carried": carried})
    assert (answer.status_code, "CHƯA được gửi" in answer.text) == (400, True)
    with embedded.app_context():
        assert db.session.scalars(select(Submission)).all() == []


def test_what_was_refused_can_be_mended_and_sent_and_is_filed_once(
    embedded: Flask, browser: FlaskClient
) -> None:
    refused = sent(browser, text="", files=[upload(picture(), "anh.jpg")])
    review = browser.post(refused.request.path, data=FILLED, follow_redirects=True)
    for _ in range(2):  # a double click
        receipt = browser.post(review.headers["Content-Location"], follow_redirects=True)
        assert receipt.request.path.endswith("/bien-nhan")
    with embedded.app_context():
        filed = db.session.scalars(select(Submission)).all()
        assert [(one.text, len(one.attachments)) for one in filed] == [(STORY, 1)]
