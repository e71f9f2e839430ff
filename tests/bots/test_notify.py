"""Telling senders that there is news, over a real connection to a mail server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from bots.manners import POLICY
from bots.notify import send_due
from bots.post import Chat, Mail, Sheet
from bots.talks import Talks
from intake import outbox
from intake.clock import HERE
from intake.db import db, now
from intake.outbox import Letter, News, Notice, NoticeAddress, Way
from intake.receive import Door, receive
from intake.submissions import Author, Channel
from intake.thread import write
from tests.bots.fake_smtp import FakeMail

TO = "nguoi.gui@thu.example"
# synthetic
WORDS = {
    "text": "Nộp giấy ở Ủy ban xã Bình Thạnh mà hẹn mãi chưa trả",
    "identity_level": "contactable_pseudonym",
    "contact": TO,
}


@pytest.fixture
def mail(installed: Flask) -> Iterator[FakeMail]:
    with FakeMail().open() as server, installed.app_context():
        postman = Mail("127.0.0.1", server.port, "bao-tin@tinh.example", security="none")
        before = installed.extensions["postmen"]
        installed.extensions["postmen"] = {Way.EMAIL: postman}
        yield server
        installed.extensions["postmen"] = before
        (installed.extensions["settings"].instance / POLICY.name).unlink(missing_ok=True)


def filed(app: Flask, **words: object) -> int:
    door = Door(Channel.WEB, app.extensions["settings"])
    return receive(WORDS | {"tell": True} | words, door).submission_id


def answered(submission_id: int, words: str = "Chúng tôi đã xem.", once: str = "1") -> None:
    write(submission_id, Author.STAFF, words, once)


def notice() -> Notice:
    return db.session.scalars(select(Notice).execution_options(populate_existing=True)).one()


def due_again() -> None:
    db.session.execute(update(Notice).values(due_at=now() - timedelta(seconds=1)))
    db.session.commit()


def test_who_asked_to_be_told_is_told_once(installed: Flask, mail: FakeMail) -> None:
    answered(filed(installed))
    assert (send_due(), send_due()) == (1, 0)
    (letter,) = mail.letters
    assert letter["To"] == TO
    assert "có tin mới" in letter["Subject"]


def test_the_letter_names_no_unit_and_tells_nothing(installed: Flask, mail: FakeMail) -> None:
    answered(filed(installed), "Xã Bình Thạnh sẽ được kiểm tra đột xuất")
    send_due()
    text = mail.letters[0].get_content() + mail.letters[0]["Subject"]
    assert "Bình Thạnh" not in text
    assert "kiểm tra" not in text
    assert "/tra-cuu?ma=LN-" in text


def test_who_did_not_ask_is_not_told_and_leaves_no_address(
    installed: Flask, mail: FakeMail
) -> None:
    answered(filed(installed, tell=False))
    assert send_due() == 0
    assert db.session.scalar(select(NoticeAddress)) is None


def test_a_sender_answered_twice_in_a_row_gets_one_letter(installed: Flask, mail: FakeMail) -> None:
    submission_id = filed(installed)
    answered(submission_id, once="1")
    answered(submission_id, once="2")
    assert send_due() == 1


def test_a_server_that_is_busy_is_tried_again_later(installed: Flask, mail: FakeMail) -> None:
    mail.refused["RCPT"] = ["451 try again later"]
    answered(filed(installed))
    assert send_due() == 0
    assert notice().due_at > now() + timedelta(seconds=50)
    due_again()
    assert send_due() == 1


def test_an_address_that_does_not_exist_is_given_up_and_forgotten(
    installed: Flask, mail: FakeMail
) -> None:
    mail.refused["RCPT"] = ["550 no such person"]
    answered(filed(installed))
    assert send_due() == 0
    assert (notice().failed_at is not None, notice().box) == (True, None)
    due_again()
    assert send_due() == 0


def test_a_server_that_is_away_is_given_up_after_the_last_attempt(
    installed: Flask, mail: FakeMail
) -> None:
    answered(filed(installed))
    installed.extensions["postmen"][Way.EMAIL] = Mail("127.0.0.1", 1, "a@b.example")
    for _attempt in range(12):
        due_again()
        send_due()
    assert notice().tries == 10
    assert notice().failed_at is not None


def test_two_senders_at_once_send_one_letter(installed: Flask, mail: FakeMail) -> None:
    answered(filed(installed))
    first = outbox.claim(notice().id, timedelta(minutes=1))
    assert first is not None
    assert outbox.claim(first.id, timedelta(minutes=1)) is None
    assert send_due() == 0


def test_the_second_letter_waits_a_while(installed: Flask, mail: FakeMail) -> None:
    submission_id = filed(installed)
    answered(submission_id, once="1")
    send_due()
    answered(submission_id, once="2")
    assert send_due() == 0
    waiting = db.session.scalars(select(Notice).where(Notice.sent_at.is_(None))).one()
    assert waiting.due_at > now() + timedelta(minutes=10)


def test_no_more_than_the_limit_goes_out_a_minute(installed: Flask, mail: FakeMail) -> None:
    settings = installed.extensions["settings"]
    own = POLICY.read_text(encoding="utf-8").replace("email,,,60,", "email,,,3,")
    (settings.instance / POLICY.name).write_text(own, encoding="utf-8")
    sealed = outbox.seal(settings, outbox.Letter(TO, {"count": "1"}))
    for number in range(5):
        outbox.post(News.DEADLINE, Way.EMAIL, sealed, f"{number}")
    db.session.commit()
    assert (send_due(), send_due()) == (3, 0)


@pytest.fixture
def in_chat(installed: Flask, mail: FakeMail) -> tuple[Talks, int]:
    """A submission filed in a chat, answered; and the talks of that messenger."""
    settings = installed.extensions["settings"]
    talks = Talks(Channel.ZALO, settings)
    submission_id = filed(installed, tell=False)
    outbox.remember(submission_id, Way.ZALO, "chat-7", settings)
    installed.extensions["postmen"] = {Way.ZALO: Chat(talks)}
    answered(submission_id)
    return talks, submission_id


def keeping(app: Flask, quiet: str) -> None:
    """Zalo's manners with these quiet hours, "from,until"."""
    head, *rows = POLICY.read_text(encoding="utf-8").splitlines()
    (zalo,) = (row.replace("21:00,07:00", quiet) for row in rows if ",zalo," in row)
    path = app.extensions["settings"].instance / POLICY.name
    path.write_text(f"{head}\n{zalo}\n", encoding="utf-8")


def test_who_filed_in_a_chat_is_told_there(installed: Flask, in_chat: tuple[Talks, int]) -> None:
    keeping(installed, ",")
    assert send_due() == 1
    ((_number, turn),) = in_chat[0].load("chat-7").entry.owed
    assert "có tin mới" in turn.text


def test_nobody_is_told_in_the_quiet_hours_and_all_are_after_them(
    installed: Flask, in_chat: tuple[Talks, int]
) -> None:
    hour = now().astimezone(HERE)
    begin, end = hour - timedelta(minutes=30), hour + timedelta(minutes=30)
    keeping(installed, f"{begin:%H:%M},{end:%H:%M}")
    assert send_due() == 0
    assert timedelta(minutes=28) < notice().due_at - now() <= timedelta(minutes=30)
    assert notice().tries == 0  # waiting is no attempt
    keeping(installed, ",")
    due_again()
    assert send_due() == 1


@pytest.mark.parametrize(
    ("answer", "command", "gone"),
    [
        ("550 5.1.1 no such person", "RCPT", True),
        ("552 mailbox full", "RCPT", True),
        ("554 5.7.1 relay access denied", "RCPT", False),
        ("450 greylisted", "RCPT", False),
        ("530 5.7.0 authentication required", "MAIL", False),
        ("550 this sender may not", "MAIL", False),
        ("421 too busy", "MAIL", False),
        ("554 looks like spam", "DATA", True),
        ("451 try later", "DATA", False),
    ],
)
def test_what_a_server_holds_against_us_costs_nobody_a_letter(
    installed: Flask, mail: FakeMail, answer: str, command: str, gone: bool
) -> None:
    mail.refused[command] = [answer]
    answered(filed(installed))
    assert send_due() == 0
    assert (notice().failed_at is not None) == gone
    due_again()
    assert send_due() == (0 if gone else 1)


def test_attempts_stand_further_and_further_apart(installed: Flask, mail: FakeMail) -> None:
    answered(filed(installed))
    mail.refused["RCPT"] = ["451 later"] * 4
    waits = []
    for _attempt in range(4):
        due_again()
        send_due()
        waits.append(round((notice().due_at - now()).total_seconds() / 60))
    assert waits == [1, 2, 4, 8]


def test_an_address_no_mail_can_reach_stands_in_nobodys_way(
    installed: Flask, mail: FakeMail
) -> None:
    settings = installed.extensions["settings"]
    for once, to in enumerate(("a,b@thu.example", "a@b.example\r\nBcc: c@d.example", "@", TO)):
        outbox.post(News.DEADLINE, Way.EMAIL, outbox.seal(settings, Letter(to, {})), f"{once}")
    db.session.commit()
    assert send_due() == 1
    assert [letter["To"] for letter in mail.letters] == [TO]
    assert mail.letters[0]["Date"] is not None
    assert len(db.session.scalars(select(Notice).where(Notice.failed_at.is_not(None))).all()) == 3


class Breaking:
    """A way out that fails as nobody foresaw."""

    def send(self, to: str, sheet: Sheet) -> None:
        """Break."""
        raise RuntimeError("nobody foresaw this")


def test_a_letter_that_breaks_its_postman_does_not_stop_the_others(
    installed: Flask, mail: FakeMail
) -> None:
    sealed = outbox.seal(installed.extensions["settings"], Letter("0912000000", {}))
    outbox.post(News.RECEIPT, Way.SMS, sealed, "sms")
    db.session.commit()
    installed.extensions["postmen"] = {Way.SMS: Breaking()} | installed.extensions["postmen"]
    answered(filed(installed))
    assert send_due() == 1
    (broken,) = db.session.scalars(select(Notice).where(Notice.way == Way.SMS))
    assert (broken.fault, broken.failed_at) == ("broke its postman", None)


def test_an_address_deleted_is_not_written_to(installed: Flask, mail: FakeMail) -> None:
    submission_id = filed(installed)
    answered(submission_id)
    outbox.forget(submission_id)
    db.session.commit()
    assert send_due() == 0
    assert notice().box is None
