"""Keys that tell senders apart, a new one every quarter; old ones are dropped.

Law: once a quarter's key is gone nobody, with whatever secret, can tell whether a phone number or
a device is among that quarter's senders. For the first days of a quarter the old key is kept
beside the new one, so that a sender who writes on both sides of the seam stays one sender.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from intake import durable

SEAM_DAYS = 30  # as long as fair counting takes a sender for one voice
Known = Callable[[bytes], bool]
Hash = Callable[[bytes], bytes | None]


@dataclass(frozen=True)
class Keys:
    """The quarter's key, and for the first days of a quarter the one before."""

    current: bytes
    before: bytes | None


def quarter(day: date) -> str:
    """Such as ``2026Q4``."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def keys(instance: Path, day: date) -> Keys:
    """The keys of ``day``, which is today; the quarter's is made at its first use."""
    earlier = day - timedelta(days=SEAM_DAYS)
    before = None
    if quarter(earlier) != quarter(day) and _file(instance, earlier).exists():
        before = bytes.fromhex(_file(instance, earlier).read_text())
    return Keys(_made(_file(instance, day)), before)


def _file(instance: Path, day: date) -> Path:
    return instance / f"sender-{quarter(day)}.key"


def _made(path: Path) -> bytes:
    """Of several who make the key at once, one makes it and all use it."""
    return bytes.fromhex(durable.write_once(path, _new).decode())


def _new() -> bytes:
    return secrets.token_hex(32).encode()


def across_the_seam(found: Keys, hashed: Hash, known: Known) -> bytes | None:
    """The sender's hash: the old one while it is known from before the seam, else the new one.

    ``known``: whether a hash was seen within the last ``SEAM_DAYS``.
    """
    if found.before is not None:
        old = hashed(found.before)
        if old is not None and known(old):
            return old
    return hashed(found.current)


def drop(instance: Path, day: date) -> int:
    """Delete every key but those :func:`keys` still gives on ``day``; how many."""
    kept = {_file(instance, day), _file(instance, day - timedelta(days=SEAM_DAYS))}
    old = [path for path in instance.glob("sender-????Q?.key") if path not in kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
