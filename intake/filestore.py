"""Where attachments are kept: one interface, and folders on disk behind it."""

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from intake import durable

KEY = re.compile(r"[0-9a-f]{32}")
_STEP = 256 * 1024


class FileMissing(LookupError):
    """No file is kept under that key."""


class Backend(Protocol):
    """Keeps bytes as they are, under keys nobody guesses: folders here, or a bucket elsewhere."""

    def put_as(self, key: str, stream: BinaryIO | IO[bytes]) -> str:
        """Keep what is left of ``stream`` under ``key``. When this returns, it is kept."""

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
        """As `put`, under a key it had before. Raises FileMissing on a malformed key."""
        final = self._path(key)
        durable.make_folder(final.parent)
        with durable.writing(final) as file:
            shutil.copyfileobj(stream, file, _STEP)
        return key

    def open(self, key: str) -> BinaryIO:
        """The file under ``key``, for reading. Raises FileMissing."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError as error:
            raise FileMissing(key) from error

    def delete(self, key: str) -> None:
        """Remove the file under ``key``, if it is there. Raises FileMissing on a malformed key."""
        path = self._path(key)
        if path.exists():
            path.unlink(missing_ok=True)
            durable.sync(path.parent)

    def older(self, than: float) -> Iterator[str]:
        """Keys of the files kept longer than so many seconds."""
        before = time.time() - than
        for path in self._folder.glob("*/*/*"):
            if KEY.fullmatch(path.name) and path.stat().st_mtime < before:
                yield path.name

    def sweep(self) -> int:
        """Remove what a killed process left half written; how many."""
        return durable.clear(self._folder.glob(f"*/*/*{durable.HALF}"))

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise FileMissing(key)
        return self._folder / key[:2] / key[2:4] / key
