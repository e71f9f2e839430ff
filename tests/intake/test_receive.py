"""THE door: what is accepted is kept once, what cannot be is refused by field."""

import pytest
from flask import Flask
from nacl.public import PrivateKey
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from config import Settings
from intake.datakeys import unlocked
from intake.db import db
from intake.identity import bond, unseal
from intake.proof import text_hash
from intake.receive import Door, Invalid, KeyReused, Receipt, receive
from intake.submissions import Channel, SealedIdentity, Submission

KEY = "3f0e1c9a-6f0c-4b62-9a57-0d8a1c2b3d4e"
SAID = {"text": "Hồ sơ nộp ở xã đã quá hẹn 20 ngày mà chưa có kết quả."}


def file(app: Flask, **words: object) -> Receipt:
    """File ``SAID`` with these words changed."""
    settings: Settings = app.extensions["settings"]
    return receive(SAID | words, Door(channel=Channel.API, settings=settings))


def number_stored() -> int:
    return db.session.scalar(select(func.count(Submission.id))) or 0


def test_the_same_key_with_the_same_words_gives_the_same_receipt(app: Flask) -> None:
    with app.app_context():
        first, second = file(app, idempotency_key=KEY), file(app, idempotency_key=KEY)
        assert (first.created, second.created) == (True, False)
        assert (first.reference, first.secret) == (second.reference, second.secret)
        assert number_stored() == 1


def test_the_same_key_with_other_words_is_refused(app: Flask) -> None:
    with app.app_context():
        file(app, idempotency_key=KEY)
        with pytest.raises(KeyReused):
            file(app, idempotency_key=KEY, text="Một chuyện khác hẳn chuyện trước.")
        assert number_stored() == 1


def test_a_key_easy_to_guess_never_gets_the_secret_repeated(app: Flask) -> None:
    with app.app_context():
        assert file(app, idempotency_key="k1").secret
        assert file(app, idempotency_key="k1").secret == ""


def test_the_words_are_stored_as_said(app: Flask) -> None:
    said = "  Ho\u0300 sơ trễ\u202e hẹn 😡 <b>20</b> ngày\r\n"
    with app.app_context():
        receipt = file(app, text=said)
        assert db.session.get_one(Submission, receipt.submission_id).text == said


def test_what_no_database_keeps_is_replaced_not_refused(app: Flask) -> None:
    with app.app_context():
        receipt = file(app, text="Trễ hẹn\0 quá \ud800 lâu rồi")
        assert "\ufffd" in db.session.get_one(Submission, receipt.submission_id).text


def test_the_database_refuses_to_change_what_was_said(app: Flask) -> None:
    with app.app_context():
        receipt = file(app)
        with pytest.raises(DBAPIError):
            db.session.execute(update(Submission).values(text="khác"))
        db.session.rollback()
        assert db.session.get_one(Submission, receipt.submission_id).text == SAID["text"]


def test_a_name_is_kept_only_in_a_sealed_box(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        receipt = file(app, identity_level="declared", name="Lê Thị Mẫu", contact="0912 345 678")
        row = db.session.get_one(SealedIdentity, receipt.submission_id)
        assert "Mẫu".encode() not in row.box
        private = (settings.instance / "identity.private").read_text()
        opened = unseal(PrivateKey(bytes.fromhex(private)), unlocked(settings.instance, row))
        told = db.session.get_one(Submission, receipt.submission_id)
        of = bond(told.reference, text_hash(told.text))
        assert opened == {"name": "Lê Thị Mẫu", "contact": "0912345678", "of": of}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "😡😡😡 !!!"),
        ("text", "a" * 1_000_000),
        ("occurred_on", "2022-02-31"),
        ("occurred_on", "2999-01-01"),
        ("occurred_on", "hôm qua"),
        ("dossier_code", "000.00.12.H20"),
        ("promised_on", "0001-01-01"),
        ("submitter_type", "robot"),
        ("identity_level", "declared"),
        ("contact", "không có"),
        ("không_có_mục_này", "x"),
    ],
)
def test_bad_words_are_refused_at_their_field(shared: Flask, field: str, value: str) -> None:
    with shared.app_context():
        with pytest.raises(Invalid) as refused:
            file(shared, **{field: value})
        assert ({field, "name", "contact"} if value == "declared" else {field}) & set(
            refused.value.errors
        )
        assert number_stored() == 0


def test_a_promise_before_the_filing_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(Invalid) as refused:
        file(app, dossier_received_on="2026-03-10", promised_on="2026-03-01")
    assert set(refused.value.errors) == {"promised_on"}


def test_one_sender_is_one_hash_and_two_are_two(app: Flask) -> None:
    with app.app_context():
        receipts = [file(app, sender=s).submission_id for s in ("a", "a", "b")]
        hashes = [db.session.get_one(Submission, i).sender_hash for i in receipts]
        assert hashes[0] == hashes[1] != hashes[2]


def test_a_job_that_fails_does_not_undo_the_filing(app: Flask) -> None:
    def broken(_subject: int) -> None:
        raise RuntimeError("hỏng")

    app.extensions["bells"].jobs = {"place": broken}
    with app.app_context():
        assert file(app).created
        assert number_stored() == 1
