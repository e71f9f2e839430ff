"""When somebody may be told, how often, and how long we try. Pure: no database, no clock."""

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

POLICY = Path(__file__).parent / "data" / "notify_policy.csv"


class PolicyError(ValueError):
    """A table of manners that says nothing for a day and a way."""


@dataclass(frozen=True)
class Manners:
    """How one way is used: quiet hours (local, may pass midnight), limits, attempts.

    ``between``: the least time between two notices to one sender. Waits are in seconds.
    """

    quiet_from: time | None
    quiet_until: time | None
    per_minute: int
    between: timedelta
    tries: int
    first_wait: float
    longest_wait: float

    def not_before(self, local: datetime) -> datetime:
        """``local`` itself, or the end of the quiet hours it lies in."""
        begin, end = self.quiet_from, self.quiet_until
        if begin is None or end is None:
            return local
        at = local.timetz().replace(tzinfo=None)
        past_midnight = begin > end
        quiet = (at >= begin or at < end) if past_midnight else begin <= at < end
        if not quiet:
            return local
        day = local.date() + timedelta(days=past_midnight and at >= begin)
        return datetime.combine(day, end, local.tzinfo)

    def wait(self, tries: int, asked: float = 0.0) -> timedelta:
        """How long to wait after so many failed attempts, doubling; at least what was asked."""
        doubled: float = self.first_wait * 2 ** min(max(tries - 1, 0), 30)
        return timedelta(seconds=max(asked, min(doubled, self.longest_wait)))


def manners(way: str, day: date, path: Path = POLICY) -> Manners:
    """The manners of a way on a day. Raises :class:`PolicyError` where the table has none."""
    for row in _rows(path, path.stat().st_mtime_ns):
        ended = row["valid_to"] and date.fromisoformat(row["valid_to"]) < day
        if row["way"] == way and date.fromisoformat(row["valid_from"]) <= day and not ended:
            return _manners(row)
    raise PolicyError(f"{path.name} has no row for {way} on {day}: add one")


def readable(path: Path, day: date) -> None:
    """Raises ValueError where a row cannot be read or a way of the shipped table has none."""
    for row in _rows(path, path.stat().st_mtime_ns):
        _manners(row)
    for way in {row["way"] for row in _rows(POLICY, POLICY.stat().st_mtime_ns)}:
        manners(way, day, path)


@lru_cache(maxsize=4)
def _rows(path: Path, _changed: int) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _manners(row: dict[str, str]) -> Manners:
    return Manners(
        quiet_from=time.fromisoformat(row["quiet_from"]) if row["quiet_from"] else None,
        quiet_until=time.fromisoformat(row["quiet_until"]) if row["quiet_until"] else None,
        per_minute=int(row["per_minute"]),
        between=timedelta(minutes=int(row["between_minutes"])),
        tries=int(row["tries"]),
        first_wait=float(row["first_wait_s"]),
        longest_wait=float(row["longest_wait_s"]),
    )
