"""The servers of the tests come quickly, and never outlive the run that started them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
import sqlalchemy

from tests.services import Services

HOLDER = """
import time
from tests.services import Services
services = Services()
print(services.{name}, flush=True)
time.sleep(60)
"""


def test_postgresql_answers_and_stores_utc_whatever_its_own_zone(services: Services) -> None:
    engine = sqlalchemy.create_engine(services.database_url)
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("show timezone")) == "Asia/Ho_Chi_Minh"
        assert connection.dialect.server_version_info >= (15,)  # type: ignore[operator]
    engine.dispose()


def test_valkey_answers(services: Services) -> None:
    assert redis.Redis.from_url(services.redis_url).ping()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux, and looks into /proc")
@pytest.mark.parametrize("name", ["database_url", "redis_url"])
@pytest.mark.parametrize("farewell", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_ends_with_its_holder(name: str, farewell: signal.Signals) -> None:
    command = [sys.executable, "-c", HOLDER.format(name=name)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_root()) as holder:
        assert holder.stdout is not None
        folder = _folder(holder.stdout.readline())
        assert _servers_in(folder)
        holder.send_signal(farewell)
        holder.wait(20)
    deadline = time.monotonic() + 20
    while _servers_in(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _servers_in(folder)
    assert farewell is signal.SIGKILL or not folder.exists()
    shutil.rmtree(folder, ignore_errors=True)


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


def _folder(url: str) -> Path:
    path = Path(url.strip().partition("host=")[2] or url.removeprefix("unix://").partition("?")[0])
    return path if path.is_dir() else path.parent


def _servers_in(folder: Path) -> list[str]:
    """Processes whose command line names the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes()
        except OSError:  # it ended while we looked
            continue
        if os.fsencode(folder) in words:
            found.append(entry.parent.name)
    return found
