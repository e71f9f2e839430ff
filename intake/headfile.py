"""The published heads as a file beside the database: only ever added to, flushed to the disk.

Whoever changes the trail must change this file too, wherever a copy of it lies: that is why it is
one line a day that anything can fetch (`/xac-nhan/dau.txt`), print or send on.
"""

import os
from pathlib import Path

from intake import auditchain, durable
from intake.web.here import settings

NAME = "audit-heads.txt"


def beside() -> Path:
    """The file in the instance folder."""
    return settings().instance / NAME


def keep(to: Path | None = None) -> int:
    """Publish today's head; add to the file, or to ``to``, the heads of days it lacks; how many.

    A line that is there stays as it is, whatever the database says now: `verify` tells the two
    apart, and here nobody makes them agree.
    """
    auditchain.publish()
    file = to or beside()
    there = file.read_text(encoding="ascii") if file.exists() else ""
    days = {line.split()[0] for line in there.splitlines() if line.strip()}
    heads = sorted(auditchain.published(), key=lambda head: head.day)
    lines = [f"{head}\n" for head in heads if str(head.day) not in days]
    if lines:
        _add(file, ("" if there.endswith("\n") or not there else "\n") + "".join(lines))
    return len(lines)


def _add(file: Path, lines: str) -> None:
    """One write at the end, on the disk before it is believed."""
    new = not file.exists()
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, lines.encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        durable.sync(file.parent)
