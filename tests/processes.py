"""Run a server for as long as a block lasts: wait until it answers, end it whatever happens."""

import ctypes
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 30.0  # seconds for a server to answer, or to end
SOCKET_LIMIT = 107  # bytes in a unix socket's path on Linux, and 103 on macOS


class ServiceError(RuntimeError):
    """A server did not start; the text says why and what to do."""


@contextmanager
def own_folder(prefix: str) -> Iterator[Path]:
    """A new folder, removed with all it holds when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix=prefix)).resolve()
    try:
        if len(os.fsencode(folder / ".s.PGSQL.5432")) > SOCKET_LIMIT:
            raise ServiceError(
                f"{folder} is too long a path for a socket: set TMPDIR to a shorter one"
            )
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def succeeds(command: list[Any], **account: Any) -> bool:
    """Whether the command runs, as that account, and answers 0."""
    try:
        return subprocess.run(command, capture_output=True, cwd="/", **account).returncode == 0
    except OSError:  # the account may not enter the folder
        return False


@contextmanager
def running(
    command: list[Any],
    folder: Path,
    farewell: signal.Signals,
    ready: Callable[[], bool],
    account: dict[str, Any] | None = None,
) -> Iterator[None]:
    """``command`` for as long as the block lasts, entered once ``ready()``, ended by ``farewell``.

    Raises ServiceError with what the server said when it ends or stays silent instead.
    """
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd="/",
            preexec_fn=_die_with_parent(farewell),  # one C call, made before any thread
            **(account or {}),
        )
    try:
        _await(process, ready, log)
        yield
    finally:
        _end(process, farewell)


def _await(process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(errors="replace").strip()[-2000:]
            raise ServiceError(f"{process.args!r} did not start: {said}")
        time.sleep(0.01)


def _end(process: subprocess.Popen[bytes], farewell: signal.Signals) -> None:
    process.send_signal(farewell)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@functools.cache
def _die_with_parent(farewell: signal.Signals) -> Callable[[], None] | None:
    """Ask Linux to end the server when we are killed outright (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform != "linux":
        return None
    libc, set_pdeathsig = ctypes.CDLL(None), 1
    return lambda: libc.prctl(set_pdeathsig, farewell)
