"""Hush Line, the peer of the intake, filed at by the browsers of `make bench-intake`.

It is no package: HUSHLINE names a checkout of scidsg/hushline, HUSHLINE_PYTHON an interpreter that
has what its poetry.lock asks for. It is served as its own scripts/prod_start.sh serves it, by
workers that take one request at a time, with a recipient whose key encrypts every message.
"""

import html
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.browsing import SAID, Browser, Refused, a_free_port

FOLDER = os.environ.get("HUSHLINE", "")
_PYTHON = os.environ.get("HUSHLINE_PYTHON", "")
_KEYS = {  # no secret: of a database that lives for one run
    "ENCRYPTION_KEY": "bGFuZy1uZ2hlLWJlbmNobWFyay1rZXktMzItYnl0ZXM=",
    "SESSION_FERNET_KEY": "bGFuZy1uZ2hlLXNlc3Npb25zLWtleS1vZi0zMi1ieXQ=",
    "SECRET_KEY": "khong-phai-bi-mat-" * 3,
}
_RECIPIENT = """
import pysequoia
from hushline import create_app
from hushline.db import db
from hushline.model import User, Username
with create_app().app_context():
    db.create_all()
    user = User(password="Khong-phai-bi-mat-that-1")
    user.pgp_key = str(pysequoia.Cert.generate("Nobody <nobody@example.com>"))
    db.session.add(user)
    db.session.flush()
    name = Username(user_id=user.id, _username="tips", display_name="tips", is_primary=True)
    db.session.add(name)
    db.session.flush()
    name.create_default_field_defs()
    db.session.commit()
    assert user.message_encryption_target
"""
_HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
_SUM = re.compile(r"(\d+) \+ (\d+) =")


@contextmanager
def serving(url: str, workers: int) -> Iterator[tuple[int, int]]:
    """The port it answers on and its process, in an empty PostgreSQL."""
    environ = os.environ | _KEYS | {
        "PYTHONPATH": FOLDER,
        "SQLALCHEMY_DATABASE_URI": url,
        "SESSION_COOKIE_NAME": "session",
        "PUBLIC_BASE_URL": "https://example.com",
        "NOTIFICATIONS_ADDRESS": "nobody@example.com",
    }  # fmt: skip
    subprocess.run([_PYTHON, "-c", _RECIPIENT], env=environ, cwd=FOLDER, check=True)
    with a_free_port() as port:
        gunicorn = str(Path(_PYTHON).with_name("gunicorn"))
        command = [gunicorn, "hushline:create_app()", "-b", f"127.0.0.1:{port}"]
    options = ["-w", str(workers), "--log-level", "error"]
    with subprocess.Popen([*command, *options], env=environ, cwd=FOLDER) as server:
        try:
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(30)


def file_one(browser: Browser) -> tuple[float, float]:
    """One message: its page, the post, the page it leads to. Seconds of the post and of the whole."""
    began = time.perf_counter()
    browser.forget()
    page = browser.ask("GET", "/to/tips", b"", 200)[1].decode()
    said = {}
    for field in _HIDDEN.findall(page):
        name, value = re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)
        if name:
            said[name[1]] = html.unescape(value[1]) if value else ""
    asked = _SUM.search(page)
    contact, message = sorted(set(re.findall(r'name="(field_\d+)"', page)))
    if asked is None:
        raise Refused("no question")
    said["captcha_answer"] = str(int(asked[1]) + int(asked[2]))
    said |= {contact: SAID["contact"], message: SAID["text"]}
    sent = time.perf_counter()
    leads = browser.ask("POST", "/to/tips", urlencode(said).encode(), 302)[0]
    took = time.perf_counter() - sent
    browser.ask("GET", leads.removeprefix("https://example.com"), b"", 200)
    return took, time.perf_counter() - began
