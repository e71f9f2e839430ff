"""A process of its own that does something to an installation, and may be killed in the middle."""

import os
import signal
import subprocess
import sys
import textwrap

from flask import Flask

from tests.house.source import ROOT

_SHELL = """
import os, signal
from app import create_app
def die():
    os.kill(os.getpid(), signal.SIGKILL)
with create_app().app_context():
"""


def killed(app: Flask, code: str) -> None:
    """Run ``code``, which must call ``die()``, in a process with the application's settings."""
    done = _run(app, code)
    assert done.returncode == -signal.SIGKILL, done.stderr


def spoken(app: Flask, code: str) -> str:
    """Run ``code`` likewise to its end; what it printed."""
    done = _run(app, code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(app: Flask, code: str) -> subprocess.CompletedProcess[str]:
    given = app.extensions["settings"]
    environ = os.environ | {
        "LANG_NGHE_INSTANCE": str(given.instance),
        "SECRET_KEY": given.secret.decode(),
    }
    if given.database_given:
        environ |= {"DATABASE_URL": given.database_url, "REDIS_URL": given.redis_url}
    body = _SHELL + textwrap.indent(textwrap.dedent(code), "    ")
    return subprocess.run(
        [sys.executable, "-c", body], cwd=ROOT, env=environ, capture_output=True, text=True
    )
