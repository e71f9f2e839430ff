"""How often something happened in the current stretch of time, in this process or in Redis.

What is counted is named by a keyed hash: no address or account stands in Redis. Where Redis is
away, this process counts for itself; counting never stops anybody from filing.
"""

import contextlib
import hmac
import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

_MOST = 50_000  # things counted at once in one process; older ones are forgotten first


@dataclass(frozen=True)
class Limit:
    """More than ``times`` in ``seconds`` is too often."""

    name: str
    times: int
    seconds: int


class Counts:
    """Counts per thing and stretch; shared by all processes where there is a Redis."""

    def __init__(self, key: bytes, redis_url: str | None) -> None:
        self._key = key
        self._redis = (
            Redis.from_url(redis_url, socket_connect_timeout=1, socket_timeout=1)
            if redis_url
            else None
        )
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
        with self._lock:
            count = self._own_count(name) + 1
            while len(self._own) >= _MOST:
                self._own.pop(next(iter(self._own)))
            self._own[name] = (time.time() + limit.seconds, count)
            return count

    def over(self, limit: Limit, thing: str) -> bool:
        """Whether it happened as often as it may."""
        name = self._name(limit, thing)
        if self._redis is not None:
            try:
                return int(cast(bytes, self._redis.get(name)) or 0) >= limit.times
            except RedisError:
                pass
        with self._lock:
            return self._own_count(name) >= limit.times

    def forget(self, limit: Limit, thing: str) -> None:
        """Begin anew for this thing."""
        name = self._name(limit, thing)
        if self._redis is not None:
            with contextlib.suppress(RedisError):
                self._redis.delete(name)
        with self._lock:
            self._own.pop(name, None)

    def _own_count(self, name: str) -> int:
        until, count = self._own.get(name, (0.0, 0))
        return count if until > time.time() else 0

    def _name(self, limit: Limit, thing: str) -> str:
        stretch = int(time.time() // limit.seconds)
        said = f"{limit.name}\0{stretch}\0{thing}".encode()
        return "rate:" + hmac.new(self._key, said, sha256).hexdigest()[:32]
