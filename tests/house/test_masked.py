"""Who said it is in no page of a wide role: every address, as every duty, grepped byte by byte."""

import io
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from intake.db import db
from intake.fold import fold
from intake.staff import Duty, ensure_staff
from intake.submissions import Author, Message, Submission
from tests.house.test_routes import sign_in, ways
from tests.installation import PASSWORD
from tests.test_main_line import ALIKE, file, proposed

NAME, PHONE, MAIL, ID, ACCOUNT = (
    "Đoàn Thị Ngân Quyên", "0907 123 456", "quyen1988@example.com", "087188001234", "6500205123456",
)  # fmt: skip
SAYS = f" Tôi tên {NAME}, điện thoại {PHONE}, thư {MAIL}, CCCD {ID}, STK {ACCOUNT}."
PLANTED = (fold(NAME), "quyen1988", ID, ACCOUNT, "0907123456", PHONE)


@pytest.fixture
def told(embedded: Flask) -> Flask:
    """A rise of which every story, place, procedure and message names its sender."""
    embedded.config["WTF_CSRF_ENABLED"] = False
    for number, words in enumerate(ALIKE):
        file(embedded, words + SAYS, sender=f"người thứ {number}", place=f"gần nhà, {SAYS}",
             procedure=f"đất đai. {SAYS}")  # fmt: skip
    with embedded.app_context():
        for one in db.session.scalars(select(Submission.id)).all():
            db.session.add(Message(submission_id=one, author=Author.SENDER, text="Thêm:" + SAYS,
                                   once_key=f"{one}"))  # fmt: skip
        db.session.commit()
    assert proposed(embedded)
    return embedded


@pytest.mark.slow
def test_no_page_or_export_of_any_duty_shows_what_leads_to_the_sender(told: Flask) -> None:
    with told.app_context():
        ids = db.session.scalars(select(Submission.id).limit(2)).all()
    for duty in Duty:
        client, opened = told.test_client(), 0
        with told.app_context():
            ensure_staff(f"{duty}@kiemtra.example", "Rộng", (duty,), PASSWORD)
        sign_in(client, f"{duty}@kiemtra.example")
        for endpoint, method, path in ways(told):
            if method != "GET" or endpoint == "security.logout":
                continue
            for asked in {path, *(path.replace("/1", f"/{i}", 1) for i in ids)}:
                answer = client.get(asked)
                opened += answer.status_code == 200
                seen = fold(words(answer.data))
                assert [p for p in PLANTED if p in seen] == [], f"{duty}: {endpoint} {asked}"
        assert opened > 12


def words(data: bytes) -> str:
    """A page, or what is written in a workbook."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(part).decode("utf-8", "replace") for part in book.namelist())
