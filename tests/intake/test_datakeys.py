"""What is destroyed stays destroyed, in backups too; what is kept opens through every rotation."""

import io
import json
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from nacl.public import PrivateKey
from nacl.secret import SecretBox

from intake import attached, datakeys, filebox, handling, identity, outbox, rotating
from intake.db import db, now
from intake.filebox import FileDamaged, SealedStore
from intake.outbox import NoticeAddress, Way
from intake.receive import Door, receive
from intake.rotatingkeys import KeyGone, RotatingKeys
from intake.submissions import Attachment, Channel, SealedIdentity
from tests.installation import Installer, Mode
from tests.intake.attachments import picture
from tests.intake.test_form_faults import sent
from tests.intake.test_retention import HEAD

NAME, MAIL = "Người Được Giấu Tên", "an.danh@example.com"


def speak(app: Flask) -> None:
    """Somebody with a name and a picture, who asked to be told."""
    browser = app.test_client()
    said = {"identity_level": "declared", "name": NAME, "contact": MAIL, "tell": "1"}
    review = sent(browser, **said, files=[(io.BytesIO(picture()), "anh.jpg")])
    assert browser.post(review.headers["Content-Location"]).status_code == 303


@pytest.fixture
def spoken(installer: Installer, tmp_path: Path) -> Iterator[Flask]:
    (tmp_path / "old").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "old") as app:
        speak(app)
        yield app


def instance(app: Flask) -> Path:
    return Path(app.extensions["settings"].instance)


def name_in(app: Flask) -> str:
    """The name as officers read it, with the private key they took away."""
    private = PrivateKey(bytes.fromhex((instance(app) / "identity.private").read_text()))
    row = db.session.scalars(sa.select(SealedIdentity)).one()
    return identity.unseal(private, datakeys.unlocked(instance(app), row))["name"]


def picture_in(app: Flask) -> bytes:
    row = db.session.scalars(sa.select(Attachment)).one()
    return attached.opened(row, filebox.of(app.extensions["settings"])).read(3)


def address_in(app: Flask) -> str:
    row = db.session.scalars(sa.select(NoticeAddress)).one()
    return outbox.opened(app.extensions["settings"], row.box).to


def command(app: Flask, *words: str) -> str:
    done = app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == 0, done.output
    return done.output


def everything_opens(app: Flask) -> bool:
    return (name_in(app), picture_in(app), address_in(app)) == (NAME, b"\xff\xd8\xff", MAIL)


def days_pass(app: Flask) -> None:
    """The keys' file as it looks two days later."""
    file = instance(app) / "rotating.keys"
    lines = [line.split() for line in file.read_text().splitlines()]
    early = timedelta(days=2)
    moved = [f"{type(now()).fromisoformat(made) - early} {key}" for made, key in lines]
    file.write_text(
        "".join(f"{m.rsplit(' ', 1)[0].replace(' ', 'T')} {m.rsplit(' ', 1)[1]}\n" for m in moved)
    )


def test_rotating_by_command_closes_nothing_and_the_old_key_is_gone_in_a_day(spoken: Flask) -> None:
    with spoken.app_context():
        boxes = {"key": db.session.scalars(sa.select(datakeys.DataKey.box)).all(),
                 "address": db.session.scalars(sa.select(NoticeAddress.box)).all()}  # fmt: skip
        assert "rows sealed" in command(spoken, "keys", "rotate")
        db.session.expire_all()
        assert everything_opens(spoken)
        keys = RotatingKeys(instance(spoken))
        assert len(keys.all()) == 2
        days_pass(spoken)
        rotating.tend()
        assert len(keys.all()) == 1
        assert everything_opens(spoken)
        for old in (*boxes["key"], *boxes["address"]):
            with pytest.raises(KeyGone):
                keys.open(old)


def test_the_sweep_changes_the_key_every_month(
    spoken: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with spoken.app_context():
        keys = RotatingKeys(instance(spoken))
        first = keys.all()[-1]
        rotating.tend()
        assert keys.all() == [first]
        monkeypatch.setattr("intake.rotatingkeys.EVERY", timedelta(0))
        rotating.tend()
        assert keys.all()[-1] != first
        assert everything_opens(spoken)


def test_a_box_of_before_there_were_passing_keys_opens_and_is_sealed_anew(spoken: Flask) -> None:
    settings = spoken.extensions["settings"]
    with spoken.app_context():
        row = db.session.scalars(sa.select(NoticeAddress)).one()
        told = json.dumps({"to": MAIL, "words": {}}).encode()
        row.box = bytes(SecretBox(settings.key("notice")).encrypt(told))
        db.session.commit()
        assert address_in(spoken) == MAIL
        assert rotating.seal_anew() == 1
        db.session.expire_all()
        assert db.session.scalars(sa.select(NoticeAddress)).one().box.startswith(b"LNR1")
        assert address_in(spoken) == MAIL


def test_older_identities_and_files_get_keys_of_their_own(spoken: Flask) -> None:
    settings = spoken.extensions["settings"]
    with spoken.app_context():
        row = db.session.scalars(sa.select(SealedIdentity)).one()
        row.box = datakeys.unlocked(instance(spoken), row)
        file = db.session.scalars(sa.select(Attachment)).one()
        store: SealedStore = filebox.of(settings)
        plain = attached.opened(file, store).read()
        file.store_key = store.put(io.BytesIO(plain))
        db.session.execute(sa.delete(datakeys.DataKey))
        db.session.commit()
        assert name_in(spoken) == NAME
        assert datakeys.lock_older(instance(spoken)) == 1
        assert attached.give_own_keys(store) == 1
        assert attached.give_own_keys(store) == 0
        with store.backend.open(file.store_key) as sealed:
            assert sealed.read(4) == filebox.OWN
        db.session.expire_all()
        assert name_in(spoken) == NAME
        assert attached.opened(file, store).read() == plain


@pytest.mark.parametrize("sealed", [False, True], ids=["before the file", "after the file"])
def test_stopped_while_giving_a_file_its_key_the_next_time_goes_on(
    spoken: Flask, sealed: bool
) -> None:
    with spoken.app_context():
        store = filebox.of(spoken.extensions["settings"])
        file = db.session.scalars(sa.select(Attachment)).one()
        plain = attached.opened(file, store).read()
        datakeys.drop([datakeys.of_file(file.store_key)])
        file.store_key = store.put(io.BytesIO(plain))
        own = datakeys.fresh()
        datakeys.keep(instance(spoken), datakeys.next_of_file(file.store_key), own)
        db.session.commit()
        if sealed:
            store.give_own_key(file.store_key, own)
        assert attached.opened(file, store).read() == plain
        datakeys.drop_unheld()
        assert attached.give_own_keys(store) == 1
        assert attached.opened(file, store).read() == plain


def past_term(app: Flask, tmp_path: Path) -> Path:
    """Everything is closed and past its term."""
    submission = db.session.scalars(sa.select(SealedIdentity.submission_id)).one()
    at = now() - timedelta(days=90)
    step = handling.HandlingStep(submission_id=submission, act=handling.Act.ANSWERED, at=at)
    step.once_key = "closed"
    db.session.add(step)
    db.session.commit()
    terms = tmp_path / "terms.csv"
    rows = "identity,30,2026-01-01,thử\nattachment,30,2026-01-01,thử\n"
    terms.write_text(HEAD + rows, encoding="utf-8")
    return terms


def test_what_retention_destroyed_a_backup_of_before_opens_no_more(
    spoken: Flask, installer: Installer, tmp_path: Path
) -> None:
    command(spoken, "backup", str(tmp_path / "before.tar.gz"))
    with spoken.app_context():
        private = (instance(spoken) / "identity.private").read_text()
        terms = past_term(spoken, tmp_path)
        dry = command(spoken, "retention", "--dry-run", "--terms", str(terms))
        assert "1 would be deleted" in dry
        assert everything_opens(spoken)
        done = command(spoken, "retention", "--terms", str(terms))
        assert "2 keys destroyed" in done
        assert "thử" in done
    command(spoken, "keys", "copy", str(tmp_path / "lang-nghe.keys"))
    (tmp_path / "new").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "new") as app:
        command(app, "restore", str(tmp_path / "before.tar.gz"))
        (instance(app) / "identity.private").write_text(private)  # the officers are there, too
        with app.app_context():
            with pytest.raises(datakeys.Shredded):
                name_in(app)
            with pytest.raises(FileDamaged):
                picture_in(app)


def test_what_was_not_destroyed_comes_back_from_an_old_backup_and_the_newest_keys(
    spoken: Flask, installer: Installer, tmp_path: Path
) -> None:
    command(spoken, "backup", str(tmp_path / "before.tar.gz"))
    private = (instance(spoken) / "identity.private").read_text()
    for _month in range(2):
        command(spoken, "keys", "rotate")
        days_pass(spoken)
        with spoken.app_context():
            rotating.tend()
    command(spoken, "keys", "copy", str(tmp_path / "lang-nghe.keys"))
    (tmp_path / "new").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "new") as app:
        command(app, "restore", str(tmp_path / "before.tar.gz"))
        (instance(app) / "identity.private").write_text(private)
        with app.app_context():
            assert (name_in(app), picture_in(app)) == (NAME, b"\xff\xd8\xff")
            with pytest.raises(KeyGone):  # an address is not kept for ever, in no backup either
                address_in(app)
            rotating.rotate()  # and that stops no rotation


def test_the_file_of_a_backup_holds_nothing_that_opens(spoken: Flask, tmp_path: Path) -> None:
    command(spoken, "backup", str(tmp_path / "all.tar.gz"))
    with tarfile.open(tmp_path / "all.tar.gz") as tar:
        names = tar.getnames()
    assert not [n for n in names if "data_key" in n or "rotating" in n or "private" in n]
    assert (tmp_path / "lang-nghe.keys").stat().st_mode & 0o077 == 0


def test_restoring_without_the_keys_is_said_and_must_be_meant(
    spoken: Flask, installer: Installer, tmp_path: Path
) -> None:
    command(spoken, "backup", str(tmp_path / "all.tar.gz"))
    (tmp_path / "lang-nghe.keys").unlink()
    (tmp_path / "new").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "new") as app:
        refused = app.test_cli_runner().invoke(args=["restore", str(tmp_path / "all.tar.gz")])
        assert refused.exit_code == 1
        assert "--without-keys" in refused.output
        command(app, "restore", str(tmp_path / "all.tar.gz"), "--without-keys")
        with app.app_context(), pytest.raises(datakeys.Shredded):
            datakeys.unlocked(instance(app), db.session.scalars(sa.select(SealedIdentity)).one())


def test_keys_of_what_is_gone_are_dropped_by_the_sweep(spoken: Flask) -> None:
    with spoken.app_context():
        kept = db.session.scalar(sa.select(sa.func.count(datakeys.DataKey.name)))
        assert kept == 2
        assert datakeys.drop_unheld() == 0
        db.session.execute(sa.delete(SealedIdentity))
        db.session.execute(sa.delete(Attachment))
        db.session.commit()
        assert datakeys.drop_unheld() == 2


def test_a_key_left_behind_stops_nobody_from_filing(spoken: Flask) -> None:
    with spoken.app_context():
        datakeys.keep(instance(spoken), datakeys.of_identity(2), datakeys.fresh())
        db.session.commit()
        said = {"text": "Chuyện bịa.", "name": "Người Thứ Hai"}
        door = Door(channel=Channel.API, settings=spoken.extensions["settings"])
        assert receive(said, door).submission_id == 2


def test_two_receive_at_once_while_the_key_changes_and_both_open(spoken: Flask) -> None:
    settings = spoken.extensions["settings"]
    with spoken.app_context():
        for number in range(5):
            receive({"text": f"Chuyện bịa số {number}.", "name": f"Người {number}", "contact": MAIL},
                    Door(channel=Channel.API, settings=settings))  # fmt: skip
            rotating.rotate()
        private = PrivateKey(bytes.fromhex((settings.instance / "identity.private").read_text()))
        rows = db.session.scalars(sa.select(SealedIdentity)).all()
        found = {
            identity.unseal(private, datakeys.unlocked(settings.instance, r))["name"] for r in rows
        }
        assert found == {NAME, *(f"Người {n}" for n in range(5))}
        assert Way.EMAIL in {Way(w) for w in db.session.scalars(sa.select(NoticeAddress.way))}
