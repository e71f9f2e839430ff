"""A process beside the web's: bells go to it over a pipe, so that no page waits for triage.

Law: a bell may be lost. The pipe is never waited for; whatever the hand does not hear or does not
finish, it finds in the tables when the sweep rings for all. The hand ends with its starter.
"""

import contextlib
import logging
import os
import subprocess
import sys
import threading

from config import ROOT, Settings

log = logging.getLogger(__name__)
KINDER = 10  # steps of niceness: whoever waits for a page goes first


class Hand:
    """The process that answers this one's bells; begun by a server or at the first, again if it died."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Of the process, while it lives."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def begin(self) -> None:
        """Start the process before anything is rung, so that it is warm when it is."""
        with self._lock:
            self._pipe()

    def ring(self, name: str, subject: int) -> None:
        """Send one bell; never waits."""
        with self._lock, contextlib.suppress(BlockingIOError):  # it has enough to do already
            try:
                os.write(self._pipe(), f"{name} {subject}\n".encode())
            except BrokenPipeError:
                log.warning("no bell for %s(%s): the sweep will do it", name, subject)

    def stop(self) -> None:
        """End the process, if there is one, and wait for it."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait(30)

    def _pipe(self) -> int:
        if self._process is None or self._process.poll() is not None:
            environ = os.environ | {"LANG_NGHE_INSTANCE": str(self._settings.instance)}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app", "hand"],
                stdin=subprocess.PIPE,
                cwd=ROOT,
                env=environ,
                bufsize=0,
            )
            assert self._process.stdin is not None
            os.set_blocking(self._process.stdin.fileno(), False)
        assert self._process.stdin is not None
        return self._process.stdin.fileno()
