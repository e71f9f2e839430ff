"""Senders open what they attached, with their secret alone, where no cookie goes and nothing runs."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake import handling
from intake.db import db
from tests.intake.attachments import pdf, picture
from tests.intake.test_form_faults import sent


@pytest.fixture
def sender(embedded: Flask) -> tuple[FlaskClient, str]:
    """Somebody who filed with a picture and a paper, and opened the page of it; its address."""
    embedded.config["WTF_CSRF_ENABLED"] = False
    browser = embedded.test_client()
    files = [(io.BytesIO(picture()), "giấy hẹn.jpg"), (io.BytesIO(pdf()), "đơn.pdf")]
    review = sent(browser, files=files)
    receipt = browser.post(review.headers["Content-Location"], follow_redirects=True).text
    reference = re.findall(r"LN-\w{4}-\w{5}", receipt)[0]
    secret = re.findall(r"\w{4}(?:-\w{4}){4}-\w\b", receipt)[0]
    opened = browser.post("/tra-cuu", data={"reference": reference, "secret": secret})
    return browser, opened.headers["Location"]


def links(browser: FlaskClient, page: str) -> list[str]:
    return re.findall(rf'href="({page}/tep/\d+)"', browser.get(page).text)


def test_each_file_opens_at_an_address_without_a_cookie(
    embedded: Flask, sender: tuple[FlaskClient, str]
) -> None:
    browser, page = sender
    photo, paper = links(browser, page)
    for link, kind, disposition in (
        (photo, "image/jpeg", "inline"),
        (paper, "application/pdf", "attachment"),
    ):
        where = browser.get(link).headers["Location"]
        answer = embedded.test_client().get(where)  # no cookie goes along
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["Content-Disposition"].startswith(disposition)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers


def test_nobody_without_the_secret_and_no_file_of_somebody_else(
    embedded: Flask, sender: tuple[FlaskClient, str]
) -> None:
    browser, page = sender
    (photo, _paper) = links(browser, page)
    assert "/tra-cuu" in embedded.test_client().get(photo).headers["Location"]
    assert browser.get(f"{page}/tep/98765").status_code == 404


def test_what_was_handed_over_is_opened_no_more(
    embedded: Flask, sender: tuple[FlaskClient, str]
) -> None:
    browser, page = sender
    (photo, _paper) = links(browser, page)
    with embedded.app_context():
        handling.step(1, handling.Act.HANDED_OVER, "ban-giao-mot-lan")
        db.session.commit()
    assert links(browser, page) == []
    assert browser.get(photo).status_code == 404
