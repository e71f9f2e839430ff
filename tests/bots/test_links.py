"""From the chat to the web form: everything told comes along, once, and is filed once."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bots.attend import Attendant, Brought, Heard
from bots.ears import AskingReader
from bots.turns import Picked, Said
from intake.db import db
from intake.submissions import Attachment, Channel, Submission
from tests.intake.attachments import picture

# synthetic: invented stories that allege nothing about anybody
STORY = "Sáng nay tôi đi chứng thực giấy tờ mà phải chờ cả buổi"


class Chat:
    """One person's chat, up to asking for the link."""

    def __init__(self, app: Flask) -> None:
        self.app, self.count = app, 0
        self.house = Attendant(Channel.TELEGRAM, app.extensions["settings"], AskingReader())

    def does(self, event: Said | Picked | Brought) -> str:
        """One thing; our answer."""
        self.count += 1
        with self.app.app_context():
            self.house.attend(Heard("anh", f"m{self.count}", event))
            return self.house.talks.load("anh").entry.owed[-1][1].text

    def tells(self) -> "Chat":
        """A story with a place and a picture."""
        self.does(Said(STORY, 1))
        self.does(Said("sở xây dựng", 2))
        self.does(Brought("anh.jpg", picture()))
        return self

    def asks_for_link(self) -> str:
        """The link's path."""
        with self.app.app_context():
            ask = self.house.talks.load("anh").entry.talk.ask
        found = re.search(r"https?://[^/]+(/tiep/\S+)", self.does(Picked("name", ask)))
        assert found
        return found[1]


@pytest.fixture
def chat(installed: Flask) -> Chat:
    return Chat(installed).tells()


@pytest.fixture
def browser(installed: Flask) -> FlaskClient:
    installed.config["WTF_CSRF_ENABLED"] = True
    return installed.test_client()


def test_what_was_told_is_in_the_form_the_link_opens(chat: Chat, browser: FlaskClient) -> None:
    link = chat.asks_for_link()
    assert "Mở phần đã kể" in browser.get(link).text
    form = browser.post(link, follow_redirects=True).text
    assert STORY in form
    assert "Sở Xây dựng" in form
    assert "anh.jpg" in form


def test_a_messenger_that_looks_ahead_opens_nothing(chat: Chat, browser: FlaskClient) -> None:
    link = chat.asks_for_link()
    for _ in range(3):
        assert browser.get(link).status_code == 200
    assert STORY in browser.post(link, follow_redirects=True).text


def test_the_link_opens_once(installed: Flask, chat: Chat, browser: FlaskClient) -> None:
    link = chat.asks_for_link()
    browser.post(link)
    stranger = installed.test_client()
    assert stranger.get(link).status_code == 404
    answer = stranger.post(link, follow_redirects=True)
    assert answer.status_code == 404
    assert STORY not in answer.text


def test_a_new_link_ends_the_old_one(chat: Chat, browser: FlaskClient) -> None:
    old, new = chat.asks_for_link(), chat.asks_for_link()
    assert browser.get(old).status_code == 404
    assert browser.get(new).status_code == 200


def test_stopping_ends_the_link(chat: Chat, browser: FlaskClient) -> None:
    link = chat.asks_for_link()
    chat.does(Said("thôi", 10))
    assert browser.get(link).status_code == 404


def test_a_link_dies_by_itself(chat: Chat, browser: FlaskClient) -> None:
    link = chat.asks_for_link()
    with chat.app.app_context():
        loaded = chat.house.talks.load("anh")
        past = {**vars(loaded.entry), "link_until": "2020-01-01T00:00:00+00:00"}
        chat.house.talks.save(loaded, type(loaded.entry)(**past))
    assert browser.get(link).status_code == 404


def test_sent_on_the_web_with_a_name_it_is_not_sent_again_from_the_chat(
    chat: Chat, browser: FlaskClient
) -> None:
    form = browser.post(chat.asks_for_link()).headers["Location"]
    fields = {"submitter_type": "citizen", "text": STORY,
              "place": "Sở Xây dựng", "identity_level": "declared", "name": "Người Thử",
              "contact": "0900000000"}  # fmt: skip
    review = browser.post(form, data=fields).headers["Content-Location"]
    assert review.endswith("/xem-lai")
    browser.post(review)
    assert "đã gửi trên trang của tỉnh" in chat.does(Said("gửi", 20))
    with chat.app.app_context():
        row = db.session.scalars(select(Submission)).one()
        files = db.session.scalar(select(func.count()).select_from(Attachment))
    assert (row.channel, row.identity_level, files) == ("web", "declared", 1)


def test_sent_in_the_chat_the_open_form_shows_the_same_receipt(
    chat: Chat, browser: FlaskClient
) -> None:
    form = browser.post(chat.asks_for_link()).headers["Location"]
    said = chat.does(Said("gửi", 20))
    found = re.search(r"LN-\w{4}-\w{5}", said)
    assert found
    assert found[0] in browser.get(form, follow_redirects=True).text
    with chat.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_a_guessed_link_opens_nothing(chat: Chat, browser: FlaskClient) -> None:
    chat.asks_for_link()
    assert browser.post("/tiep/" + "A" * 32).status_code == 404
