"""What processes cost: seconds of processor and bytes of memory, of one and all it started."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def family(pid: int) -> list[int]:
    """A process, its children and theirs."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields:
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for member in found:
        found += parents.get(member, [])
    return found


def cpu(pid: int) -> float:
    """Seconds of processor used so far, by those who ended and were waited for too."""
    return sum(
        sum(int(ticks) for ticks in fields[11:15]) / _TICKS
        for fields in map(_fields, family(pid))
        if fields
    )


def resident(pid: int) -> int:
    """Bytes of memory one process holds, without what it shares."""
    try:
        _size, whole, shared = Path(f"/proc/{pid}/statm").read_text().split()[:3]
    except OSError:
        return 0
    return (int(whole) - int(shared)) * _PAGE


def _fields(pid: int) -> list[str]:
    """What follows the name in /proc/PID/stat: state, parent, ..., utime, stime, cutime, cstime."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
