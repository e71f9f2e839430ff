"""How often something happened in the current stretch of time: in Redis, or in a file of one machine.

All processes count together. Without Redis, or while it is away, the file is shared by those of
this machine; it is never flushed, for nothing is lost with it. Where it cannot be written either,
a process counts for itself; counting never stops anybody from filing. What is counted is named by
a keyed hash: no address or account stands anywhere.
"""

import contextlib
import hmac
import os
import sqlite3
import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

clock = time.time  # what tells one stretch from the next
_MOST = 50_000  # things counted at once in one process; older ones are forgotten first
_WAIT = 0.2  # seconds for another process's turn at the file
_SWEEP = 500  # counts of a process between two looks for what has expired
_BEGIN = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = OFF",
    "CREATE TABLE IF NOT EXISTS count (name TEXT PRIMARY KEY, until REAL NOT NULL,"
    " times INTEGER NOT NULL) WITHOUT ROWID",
)
_ADD = (
    "INSERT INTO count (name, until, times) VALUES (?, ?, 1)"
    " ON CONFLICT (name) DO UPDATE SET times = times + 1, until = excluded.until RETURNING times"
)


@dataclass(frozen=True)
class Limit:
    """More than ``times`` in ``seconds`` is too often."""

    name: str
    times: int
    seconds: int


class Counts:
    """Counts per thing and stretch; shared by all processes."""

    def __init__(self, key: bytes, redis_url: str | None, file: Path | None = None) -> None:
        self._key = key
        self._redis = (
            Redis.from_url(redis_url, socket_connect_timeout=1, socket_timeout=1)
            if redis_url
            else None
        )
        self._file = File(file) if file else None
        self._own: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def add(self, limit: Limit, thing: str) -> int:
        """It happened once more; how often by now."""
        name = self._name(limit, thing)
        if self._redis is not None:
            try:
                count = self._redis.incr(name)
                self._redis.expire(name, limit.seconds)
                return count
            except RedisError:
                pass
        until = time.time() + limit.seconds
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error):
                return self._file.add(name, until)
        with self._lock:
            count = self._own_count(name) + 1
            while len(self._own) >= _MOST:
                self._own.pop(next(iter(self._own)))
            self._own[name] = (until, count)
            return count

    def over(self, limit: Limit, thing: str) -> bool:
        """Whether it happened as often as it may."""
        name = self._name(limit, thing)
        if self._redis is not None:
            try:
                return int(cast(bytes, self._redis.get(name)) or 0) >= limit.times
            except RedisError:
                pass
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error):
                return self._file.times(name) >= limit.times
        with self._lock:
            return self._own_count(name) >= limit.times

    def forget(self, limit: Limit, thing: str) -> None:
        """Begin anew for this thing."""
        name = self._name(limit, thing)
        if self._redis is not None:
            with contextlib.suppress(RedisError):
                self._redis.delete(name)
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error):
                self._file.forget(name)
        with self._lock:
            self._own.pop(name, None)

    def _own_count(self, name: str) -> int:
        until, count = self._own.get(name, (0.0, 0))
        return count if until > time.time() else 0

    def _name(self, limit: Limit, thing: str) -> str:
        stretch = int(clock() // limit.seconds)
        said = f"{limit.name}\0{stretch}\0{thing}".encode()
        return "rate:" + hmac.new(self._key, said, sha256).hexdigest()[:32]


class File:
    """Counts of the processes of one machine; every call may raise sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()
        self._since = 0

    def add(self, name: str, until: float) -> int:
        """Once more; how often by now."""
        held = self._open()
        self._since += 1
        if self._since % _SWEEP == 0:
            held.execute("DELETE FROM count WHERE until < ?", (time.time(),))
        (times,) = held.execute(_ADD, (name, until)).fetchone()
        return int(times)

    def times(self, name: str) -> int:
        """How often by now."""
        row = self._open().execute("SELECT times FROM count WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def forget(self, name: str) -> None:
        """Begin anew."""
        self._open().execute("DELETE FROM count WHERE name = ?", (name,))

    def _open(self) -> sqlite3.Connection:
        """The connection of this thread of this process."""
        pid, held = getattr(self._mine, "held", (0, None))
        if held is None or pid != os.getpid():
            held = self._begun()
            self._mine.held = (os.getpid(), held)
        return held

    def _begun(self) -> sqlite3.Connection:
        held = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
        with contextlib.suppress(OSError):
            self._path.chmod(0o600)
        for statement in _BEGIN:
            held.execute(statement)
        return held
