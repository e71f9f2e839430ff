"""A backup is an installation: restored elsewhere, everything is there and goes on."""

import errno
import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from intake import auditchain
from intake.backup import KEYS
from intake.db import db
from intake.submissions import Submission
from intake.tablerows import kept_tables
from tests.bells import drain
from tests.installation import Installer, Mode
from tests.intake.attachments import picture
from tests.intake.test_form_faults import sent
from tests.test_main_line import ALIKE, file, proposed

WAYS = [(a, b) for a in Mode for b in Mode]


@pytest.fixture
def spoken(installer: Installer, tmp_path: Path) -> Iterator[Flask]:
    """An installation in which ten complained, one with a picture, and a proposal stands."""
    (tmp_path / "old").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "old") as app:
        speak(app)
        yield app


def speak(app: Flask) -> None:
    for i, text in enumerate(ALIKE):
        file(app, text, sender=f"người thứ {i}")
    browser = app.test_client()
    review = sent(browser, files=[(io.BytesIO(picture()), "anh.jpg")])
    browser.post(review.headers["Content-Location"])
    drain(app)


def everything(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(
                sa.select(t).order_by(*t.primary_key.columns))]
            for t in kept_tables()
        }  # fmt: skip


def backed_up(app: Flask, target: Path) -> Path:
    answer = app.test_cli_runner().invoke(args=["backup", str(target)])
    assert answer.exit_code == 0, answer.output
    return target


@pytest.mark.parametrize(("old", "new"), WAYS, ids=[f"{a}-{b}" for a, b in WAYS])
def test_what_was_kept_in_one_database_comes_back_in_another_and_goes_on(
    installer: Installer, tmp_path: Path, old: Mode, new: Mode
) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
    with installer.install(old, tmp_path / "old") as app:
        speak(app)
        target = backed_up(app, tmp_path / "all.tar.gz")
        before = everything(app)
    with installer.install(new, tmp_path / "new") as app:
        answer = app.test_cli_runner().invoke(args=["restore", str(target)])
        assert answer.exit_code == 0, answer.output
        assert everything(app) == before
        assert set(proposed(app)) == {"Xã Mỹ An Hưng"}
        file(app, ALIKE[0], sender="một người nữa")  # new numbers do not meet the restored
        drain(app)
        with app.app_context():
            assert auditchain.verify() is None
            count = sa.select(sa.func.count()).select_from(Submission)
            assert db.session.scalar(count) == len(ALIKE) + 2


def test_the_files_come_back_byte_for_byte_and_the_private_key_stays_behind(
    spoken: Flask, tmp_path: Path
) -> None:
    old = spoken.extensions["settings"].instance
    (old / "identity.private").touch()
    target = backed_up(spoken, tmp_path / "all.tar.gz")
    (kept,) = [p for p in (old / "files").rglob("*") if p.is_file()]
    with tarfile.open(target) as tar:
        held = tar.extractfile(f"files/{kept.name}")
        assert held is not None
        assert held.read() == kept.read_bytes()
        keys = {n.partition("/")[2] for n in tar.getnames() if n.startswith("keys/")}
        assert keys <= set(KEYS)
    assert target.stat().st_mode & 0o077 == 0


def test_a_database_in_use_is_not_overwritten(spoken: Flask, tmp_path: Path) -> None:
    target = backed_up(spoken, tmp_path / "all.tar.gz")
    before = everything(spoken)
    answer = spoken.test_cli_runner().invoke(args=["restore", str(target)])
    assert answer.exit_code == 1
    assert "in use" in answer.output
    assert everything(spoken) == before


def test_half_a_backup_and_a_changed_one_restore_nothing(
    spoken: Flask, installer: Installer, tmp_path: Path
) -> None:
    whole = backed_up(spoken, tmp_path / "all.tar.gz")
    half, changed = tmp_path / "half.tar.gz", tmp_path / "changed.tar.gz"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    rewrite(whole, changed)
    (tmp_path / "new").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "new") as app:
        fresh = everything(app)
        for bad in (half, changed):
            answer = app.test_cli_runner().invoke(args=["restore", str(bad)])
            assert (answer.exit_code, "take another" in answer.output) == (1, True)
            assert everything(app) == fresh


def rewrite(whole: Path, changed: Path) -> None:
    """The same backup with one word of one submission changed."""
    with tarfile.open(whole) as old, tarfile.open(changed, "w:gz") as new:
        for member in old:
            held = old.extractfile(member)
            assert held is not None
            data = held.read()
            if member.name == "rows/submission.jsonl":
                data = data.replace("trễ hẹn".encode(), "đúng hẹn".encode(), 1)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))


def test_a_backup_with_a_file_missing_is_refused_and_leaves_nothing(
    spoken: Flask, tmp_path: Path
) -> None:
    for path in (spoken.extensions["settings"].instance / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    answer = spoken.test_cli_runner().invoke(args=["backup", str(tmp_path / "all.tar.gz")])
    assert answer.exit_code == 1
    assert re.search(r"file of submission \d+ is not in the store", answer.output)
    assert list(tmp_path.glob("all*")) == []


def test_a_disk_that_fills_leaves_the_backup_of_before_and_says_so(
    spoken: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = backed_up(spoken, tmp_path / "all.tar.gz")
    before = target.read_bytes()
    monkeypatch.setattr("intake.backup._add_bytes", full)
    answer = spoken.test_cli_runner().invoke(args=["backup", str(target)])
    assert answer.exit_code == 1
    assert "no backup was written: [Errno 28] No space left" in answer.output
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))
