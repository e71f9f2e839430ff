"""Files that are whole or not there, and on the disk when the call returns. No database.

Whoever writes holds the lock of the half-written file until it has its name. By that `clear` tells
what a killed process left from what somebody writes this moment, whatever any clock says.
"""

import contextlib
import fcntl
import glob
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

HALF = ".part"


@contextlib.contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A file, readable by us alone, that takes the place of ``path`` once the block ended well.

    Raises OSError where it cannot be kept: ``path`` is as before then and nothing half is left.
    """
    with _half(path) as (half, file):
        yield file
        _flush(file)
        half.replace(path)
    sync(path.parent)


def write(path: Path, content: bytes) -> None:
    """``content`` in the place of ``path``. Raises OSError as `writing` does."""
    with writing(path) as file:
        file.write(content)


def write_new(path: Path, content: bytes) -> bool:
    """``content`` under ``path`` unless something is there; whether it was written."""
    new = True
    with _half(path) as (half, file):
        file.write(content)
        _flush(file)
        try:
            os.link(half, path)
        except FileExistsError:
            new = False
    sync(path.parent)
    return new


def write_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """What is under ``path``, made now if nothing was: of several at once all get the first's."""
    if not path.exists():
        write_new(path, make())
    return path.read_bytes()


def make_folder(folder: Path) -> None:
    """``folder`` and what leads to it, for us alone, each new name on the disk."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync(folder.parent)


def sync(folder: Path) -> None:
    """The names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def halves(path: Path) -> Iterator[Path]:
    """What was half written for ``path``, or is now."""
    return path.parent.glob(f"{glob.escape(path.name)}.*{HALF}")


def clear(left: Iterable[Path]) -> int:
    """Remove the half-written files whose writers were killed; how many."""
    return sum(_cleared(half) for half in left)


@contextlib.contextmanager
def _half(path: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A locked file beside ``path``; what still has its name at the end is removed."""
    half, file = _begun(path)
    try:
        yield half, file
    finally:
        half.unlink(missing_ok=True)
        file.close()


def _begun(path: Path) -> tuple[Path, IO[bytes]]:
    while True:
        half = path.with_name(f"{path.name}.{secrets.token_hex(8)}{HALF}")
        file = os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        with contextlib.suppress(OSError):  # a disk without locks: nothing is cleared there either
            fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return half, file
        file.close()  # cleared between its making and its lock


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _cleared(half: Path) -> bool:
    try:
        with half.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            half.unlink()
    except OSError:  # written now, named meanwhile, or not ours to take
        return False
    return True
