"""The threat model, tried: what is stolen is searched and opened with everything stolen beside it."""

import io
import itertools
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from intake import datakeys, filebox, outbox
from intake.db import db
from intake.outbox import NoticeAddress, Way
from intake.receive import Door, receive
from intake.rotatingkeys import RotatingKeys
from intake.submissions import Attachment, Channel, SealedIdentity
from tests.installation import Installer, Mode
from tests.intake.attachments import picture
from tests.intake.test_datakeys import command
from tests.intake.test_form_faults import sent

NAME, PHONE, MAIL, CHAT = "Lê Thị Giấu Kín", "0907123456", "giau.kin@example.com", "7788990011"
SECRETS = [words.encode() for words in (NAME, PHONE, MAIL, CHAT)]
SECRETS += [json.dumps(NAME).encode()[1:-1], b"giau.kin"]
PICTURE = picture()


@pytest.fixture
def spoken(installer: Installer, tmp_path: Path) -> Iterator[Flask]:
    """People who left a name, a telephone, an address and a chat; the private key is taken away."""
    (tmp_path / "here").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "here") as app:
        browser = app.test_client()
        told = {"identity_level": "declared", "name": NAME, "tell": "1"}
        review = sent(browser, **told, contact=MAIL, files=[(io.BytesIO(PICTURE), "anh.png")])
        assert browser.post(review.headers["Content-Location"]).status_code == 303
        with app.app_context():
            given = app.extensions["settings"]
            door = Door(channel=Channel.TELEGRAM, settings=given, device=f"telegram:{CHAT}")
            chat = receive({"text": "Chuyện bịa.", "name": NAME, "contact": PHONE}, door)
            outbox.remember(chat.submission_id, Way.TELEGRAM, CHAT, given)
            outbox.tell(chat.submission_id, outbox.News.MESSAGE, "một tin")
            db.session.commit()
        (tmp_path / "here" / "identity.private").unlink()
        yield app


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_in_the_database_and_the_whole_instance_folder_no_secret_can_be_read(
    spoken: Flask,
) -> None:
    taken = bytes_of(Path(spoken.extensions["settings"].instance))
    assert [secret for secret in SECRETS if secret in taken] == []
    with spoken.app_context(), db.engine.connect() as connection:
        script = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert [secret for secret in SECRETS if secret.decode("utf-8", "replace") in script] == []


def keys_in(app: Flask) -> list[bytes]:
    """Every run of 32 bytes the configuration gives, as it is or for any purpose it is used for."""
    given = app.extensions["settings"]
    keys = [given.secret[:32]]
    keys += [given.key(p) for p in ("notice", "talk", "talk-box", "spool", "sender", "receipt")]
    keys += [key.secret for key in RotatingKeys(given.instance).all()]
    keys += filebox.of(given).keys()
    for file in given.instance.glob("*.key*"):
        words = file.read_text(encoding="ascii").split()
        keys += [bytes.fromhex(w) for w in words if re.fullmatch("[0-9a-f]{64}", w)]
    keys.append(bytes.fromhex((given.instance / "identity.public").read_text()))
    return keys


def test_database_and_configuration_together_open_no_name(spoken: Flask) -> None:
    """Every key the server has, on every box, and on what is inside once the own key is off."""
    given = spoken.extensions["settings"]
    with spoken.app_context():
        rows = db.session.scalars(sa.select(SealedIdentity)).all()
        assert len(rows) == 2
        keys = keys_in(spoken)
        keys += [
            RotatingKeys(given.instance).open(r.box)
            for r in db.session.scalars(sa.select(datakeys.DataKey))
        ]
        boxes = [r.box for r in rows] + [datakeys.unlocked(given.instance, r) for r in rows]
        for key, box in itertools.product(keys, boxes):
            with pytest.raises(CryptoError):
                SealedBox(PrivateKey(key)).decrypt(box)
            with pytest.raises(CryptoError):
                SecretBox(key).decrypt(box)


def test_the_database_alone_opens_no_address_no_chat_and_no_file(spoken: Flask) -> None:
    """What the table says of itself is no key: neither a name, nor a hash, nor another box."""
    with spoken.app_context():
        rows = db.session.scalars(sa.select(NoticeAddress)).all()
        assert {row.way for row in rows} == {Way.EMAIL, Way.TELEGRAM}
        file = db.session.scalars(sa.select(Attachment)).one()
        stolen = [
            file.sha256,
            *(r.box[12:44] for r in db.session.scalars(sa.select(datakeys.DataKey))),
        ]
        for key, row in itertools.product(stolen, rows):
            with pytest.raises(CryptoError):
                SecretBox(key).decrypt(row.box[12:])
        store = filebox.of(spoken.extensions["settings"])
        for key in stolen:
            with pytest.raises(filebox.FileDamaged):
                store.open(file.store_key, key)


def test_configuration_and_database_give_addresses_and_only_while_they_are_kept(
    spoken: Flask,
) -> None:
    """As the threat model says: what the server must write to, whoever has all of the server has."""
    given = spoken.extensions["settings"]
    with spoken.app_context():
        rows = db.session.scalars(sa.select(NoticeAddress)).all()
        assert {outbox.opened(given, row.box).to for row in rows} == {MAIL, CHAT}
        for row in rows:
            outbox.forget(row.submission_id)
        db.session.commit()
        assert db.session.scalars(sa.select(NoticeAddress)).all() == []
        assert (
            db.session.scalars(
                sa.select(outbox.Notice.box).where(outbox.Notice.box.is_not(None))
            ).all()
            == []
        )


def test_a_stolen_backup_holds_stories_and_nobody(spoken: Flask, tmp_path: Path) -> None:
    command(spoken, "backup", str(tmp_path / "all.tar.gz"))
    with tarfile.open(tmp_path / "all.tar.gz") as tar:
        held = {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}  # type: ignore[union-attr]
    everything = b"".join(held.values())
    assert "Chuyện bịa.".encode() in everything
    assert [secret for secret in SECRETS if secret in everything] == []
    passing = RotatingKeys(spoken.extensions["settings"].instance).all()[-1].secret
    assert passing.hex().encode() not in everything
    assert PICTURE[100:140] not in everything
