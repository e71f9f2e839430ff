"""Files kept in folders: whole or not at all."""

import io
from pathlib import Path
from threading import Thread
from typing import IO, BinaryIO

import pytest

from intake.filestore import FileMissing, FolderStore, Store


def all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_put_can_be_opened_and_deleted(tmp_path: Path) -> None:
    store: Store = FolderStore(tmp_path / "files")
    key = store.put(io.BytesIO(b"giay hen"))
    with store.open(key) as kept:
        assert kept.read() == b"giay hen"
    store.delete(key)
    store.delete(key)
    with pytest.raises(FileMissing):
        store.open(key)


def test_keys_are_random_and_spread_over_folders(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    keys = [store.put(io.BytesIO(b"x")) for _ in range(20)]
    assert len(set(keys)) == 20
    assert len({path.parent for path in all_files(tmp_path)}) > 10


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "a" * 31, "A" * 32, "0" * 31 + "/", "0" * 32 + "\n"]
)
def test_a_key_is_never_a_path(tmp_path: Path, key: str) -> None:
    with pytest.raises(FileMissing):
        FolderStore(tmp_path).open(key)
    with pytest.raises(FileMissing):
        FolderStore(tmp_path).delete(key)


class Breaks(io.BytesIO):
    """A stream that fails after its first step."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError("gone")
        return super().read(4)


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    stream: BinaryIO = Breaks(b"half and more")
    with pytest.raises(OSError, match="gone"):
        FolderStore(tmp_path).put(stream)
    assert all_files(tmp_path) == []


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    key = store.put(io.BytesIO(b"whole"))
    half = tmp_path / key[:2] / key[2:4] / "tmpx.part"
    half.write_bytes(b"hal")
    assert store.sweep() == 1
    assert [path.name for path in all_files(tmp_path)] == [key]


def test_only_we_may_read_what_is_kept(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    store.put(io.BytesIO(b"x"))
    (kept,) = all_files(tmp_path)
    assert kept.stat().st_mode & 0o077 == 0
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0


def test_of_two_who_replace_a_file_the_second_replaces_what_the_first_made(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    key = store.put(io.BytesIO(b"first"))
    second = Thread(target=store.replace, args=(key, lambda f: io.BytesIO(f.read() + b", third")))

    def slow(file: IO[bytes]) -> IO[bytes]:
        second.start()
        second.join(0.05)
        assert second.is_alive()
        return io.BytesIO(file.read() + b", second")

    assert store.replace(key, slow)
    second.join(20)
    assert store.open(key).read() == b"first, second, third"
    assert not store.replace(key, lambda _file: None)


def test_what_is_deleted_while_somebody_waits_to_replace_it_stays_deleted(tmp_path: Path) -> None:
    store, missed = FolderStore(tmp_path), []
    key = store.put(io.BytesIO(b"first"))

    def late() -> None:
        try:
            store.replace(key, lambda file: io.BytesIO(file.read()))
        except FileMissing:
            missed.append(key)

    waiting = Thread(target=late)
    with store._held(key):
        waiting.start()
        waiting.join(0.05)
        next(tmp_path.glob("*/*/*")).unlink()
    waiting.join(20)
    assert missed == [key]
    assert all_files(tmp_path) == []
