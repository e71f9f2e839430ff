"""Keys are given by two at once, and while a backup is written: everything still opens."""

import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from intake import attached, backup, datakeys, filebox
from intake.db import db
from intake.filebox import SealedStore
from intake.submissions import Attachment
from tests.installation import Installer, Mode
from tests.intake.test_datakeys import command, instance, picture_in, spoken

__all__ = ["spoken"]


def test_a_file_given_its_own_key_while_a_backup_is_written_opens_from_it(
    spoken: Flask, installer: Installer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with spoken.app_context():
        row, store = db.session.scalars(sa.select(Attachment)).one(), store_of(spoken)
        row.store_key = store.put(attached.opened(row, store))  # as in an outage, without a key
        db.session.execute(sa.delete(datakeys.DataKey).where(datakeys.DataKey.name.like("file:%")))
        db.session.commit()
    add, given = backup._add_file, []

    def late(*args: Any) -> int:
        def sweep() -> None:
            with spoken.app_context():
                given.append(attached.give_own_keys(store_of(spoken)))

        other = threading.Thread(target=sweep)
        other.start()
        other.join(20)
        return add(*args)

    with monkeypatch.context() as patched:
        patched.setattr(backup, "_add_file", late)
        command(spoken, "backup", str(tmp_path / "all.tar.gz"))
    assert given == [1]
    (tmp_path / "new").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "new") as other:
        command(other, "restore", str(tmp_path / "all.tar.gz"))
        with other.app_context():
            assert picture_in(other) == b"\xff\xd8\xff"


def store_of(app: Flask) -> SealedStore:
    return filebox.of(app.extensions["settings"])


def test_all_who_give_one_thing_its_key_at_once_give_the_same(
    spoken: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sweeps beside each other: under another key than the one kept nobody opens the file."""
    drawn, made = datakeys.fresh, []

    def elsewhere() -> None:
        with spoken.app_context():
            made.append(datakeys.kept_once(instance(spoken), "next:x"))

    def overtaken() -> bytes:
        monkeypatch.setattr(datakeys, "fresh", drawn)
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join(20)
        return drawn()

    monkeypatch.setattr(datakeys, "fresh", overtaken)
    with spoken.app_context():
        made.append(datakeys.kept_once(instance(spoken), "next:x"))
        assert datakeys.find(instance(spoken), "next:x") == made[0]
    assert len(made) == 2
    assert made[0] == made[1]
