"""The application as gunicorn serves it, and RQ's worker, in processes of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from intake.web.serving import CONFIG
from tests.processes import ServiceError

PATIENCE = 60.0


def _environ(folder: Path, given: dict[str, str]) -> dict[str, str]:
    secret = {"LANG_NGHE_INSTANCE": str(folder), "SECRET_KEY": "khong-phai-bi-mat-" * 3}
    return {**os.environ, **secret, **given}


class Served:
    """One worker of gunicorn behind a socket in ``folder``, for as long as the block lasts.

    ``first`` runs in the new process before the server does.
    """

    def __init__(
        self, folder: Path, given: dict[str, str], first: Callable[[], None] | None = None
    ) -> None:
        self._socket = folder / "web"
        command = [sys.executable, "-m", "gunicorn", "app:create_app()", "--log-level", "error"]
        where = ["-b", f"unix:{self._socket}", CONFIG]
        self.process = subprocess.Popen(
            [*command, *where], env=_environ(folder, given), preexec_fn=first
        )
        transport = httpx.HTTPTransport(uds=str(self._socket))
        self.client = httpx.Client(transport=transport, base_url="http://web", timeout=60)

    def __enter__(self) -> "Served":
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.client.get("/gui").status_code == 303:
                    return self
            except httpx.HTTPError:
                time.sleep(0.05)
        raise ServiceError("the server does not answer")

    def __exit__(self, *_: Any) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(PATIENCE)

    def file(self, fields: dict[str, str]) -> int:
        """A whole filing through the form: 202 kept, 303 filed, else refused."""
        self.client.cookies.clear()
        form = self.client.get("/gui").headers["Location"]
        answer = self.client.post(form, data=fields)
        if answer.status_code != 200:
            return answer.status_code
        last = answer.headers["Content-Location"]
        carried = answer.text.partition('name="carried" value="')[2]
        sent = self.client.post(last, data={"carried": carried.partition('"')[0]})
        return sent.status_code

    @staticmethod
    @contextmanager
    def worker(folder: Path, given: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
        """RQ's worker."""
        command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
        with subprocess.Popen(command, env=_environ(folder, given)) as process:
            try:
                yield process
            finally:
                process.terminate()
                process.wait(PATIENCE)
