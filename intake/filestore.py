"""Where attachments are kept: one interface, and folders on disk behind it."""

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, Literal, Protocol

from intake import durable

KEY = re.compile(r"[0-9a-f]{32}")
_STEP = 256 * 1024
Anew = Callable[[IO[bytes]], IO[bytes] | None]


class FileMissing(LookupError):
    """No file is kept under that key."""


class Backend(Protocol):
    """Keeps bytes as they are, under keys nobody guesses: folders here, or a bucket elsewhere."""

    def put_as(self, key: str, stream: BinaryIO | IO[bytes]) -> str:
        """Keep what is left of ``stream`` under a new ``key``. When this returns, it is kept."""

    def replace(self, key: str, anew: Anew) -> bool:
        """Keep what ``anew`` makes of what is under ``key`` in its place; whether it did.

        Nobody else's change comes between, or it is made again of that. ``anew`` answers None to
        leave it. Raises FileMissing.
        """

    def open(self, key: str) -> BinaryIO:
        """What is kept under ``key``. Raises FileMissing."""

    def delete(self, key: str) -> None:
        """Forget what is kept under ``key``; nothing happens where nothing is."""

    def older(self, than: float) -> Iterator[str]:
        """Keys of the files kept longer than so many seconds."""

    def sweep(self) -> int:
        """Put away what was left half done; how many."""


class Store(Protocol):
    """Keeps bytes under keys nobody guesses."""

    def put(self, stream: BinaryIO) -> str:
        """Keep what is left of ``stream``; its new key. When this returns, it is on disk."""

    def open(self, key: str) -> BinaryIO:
        """What is kept under ``key``. Raises FileMissing."""

    def delete(self, key: str) -> None:
        """Forget what is kept under ``key``; nothing happens where nothing is."""


class FolderStore:
    """Files in folders sharded by the first letters of their keys; readable by us alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, stream: BinaryIO) -> str:
        """Write beside, flush to disk, then rename: a key never names half a file.

        Raises OSError where the disk is full or read-only; nothing half written stays.
        """
        return self.put_as(secrets.token_hex(16), stream)

    def put_as(self, key: str, stream: BinaryIO | IO[bytes]) -> str:
        """As `put`, under a given key. Raises FileMissing on a malformed one."""
        final = self._path(key)
        durable.make_folder(final.parent)
        with durable.writing(final) as file:
            shutil.copyfileobj(stream, file, _STEP)
        return key

    def replace(self, key: str, anew: Anew) -> bool:
        """As a backend does, one process at a time: the file that goes holds the lock."""
        with self._held(key) as file:
            fresh = anew(file)
            if fresh is None:
                return False
            self.put_as(key, fresh)
        return True

    def open(self, key: str) -> BinaryIO:
        """The file under ``key``, for reading. Raises FileMissing."""
        return self._opened(key, "rb")

    def delete(self, key: str) -> None:
        """Remove the file under ``key``, if it is there. Raises FileMissing on a malformed key."""
        path = self._path(key)
        with (
            suppress(FileMissing),
            self._held(key),
        ):  # whoever replaces it has done so, or finds none
            path.unlink()
            durable.sync(path.parent)

    def older(self, than: float) -> Iterator[str]:
        """Keys of the files kept longer than so many seconds."""
        before = time.time() - than
        for path in self._folder.glob("*/*/*"):
            with suppress(FileNotFoundError):  # deleted meanwhile
                if KEY.fullmatch(path.name) and path.stat().st_mtime < before:
                    yield path.name

    def sweep(self) -> int:
        """Remove what a killed process left half written; how many."""
        return durable.clear(self._folder.glob(f"*/*/*{durable.HALF}"))

    @contextmanager
    def _held(self, key: str) -> Iterator[IO[bytes]]:
        """The file that has the name ``key`` now, locked. Raises FileMissing."""
        while True:
            with self._opened(key, "r+b") as file:
                with suppress(OSError):  # a disk without locks
                    fcntl.flock(file, fcntl.LOCK_EX)
                if _is_named(self._path(key), file):
                    yield file
                    return

    def _opened(self, key: str, mode: Literal["rb", "r+b"]) -> BinaryIO:
        try:
            return self._path(key).open(mode)
        except FileNotFoundError as error:
            raise FileMissing(key) from error

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise FileMissing(key)
        return self._folder / key[:2] / key[2:4] / key


def _is_named(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
