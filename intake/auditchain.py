"""The audit trail as a chain: each link holds the hash of its entry and of the link before.

Whoever changes, removes or slips in an entry must change every link after it, and the heads
published day by day outside the database no longer agree (Haber and Stornetta, "How to
time-stamp a digital document", 1991). Entries are linked after their commit, in an order of the
chain's own, so nobody who writes waits for anybody: what is not linked yet waits for `seal`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake.audit import AuditEntry
from intake.clock import start_of, today
from intake.db import Model, UTCDateTime, db, now

START = sha256(b"lang-nghe/audit-chain/v1").digest()
STEP = 1_000  # entries a transaction
SEALED_WITHIN = timedelta(hours=1)  # an entry older than this without a link is a fault


class AuditLink(Model):
    """One entry's place in the chain."""

    __tablename__ = "audit_link"
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHead(Model):
    """How far the chain reached when a day's head was published, and its hash."""

    __tablename__ = "audit_head"
    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Wrong(StrEnum):
    """What can be wrong with the chain."""

    MISSING = "a link is missing before it"
    GONE = "its entry is gone"
    CHANGED = "the entry or an earlier one was changed"
    HEAD = "the head published for it says otherwise"
    SHORT = "the chain is shorter than a published head"
    BACKDATED = (
        "the entry says it is older than a head published before it; if the server's clock was "
        "ahead that day, this ends once the right day's next head is published"
    )
    UNLINKED = "it has no link: run `flask sweep`"


@dataclass(frozen=True, order=True)
class Kept:
    """A published head as somebody keeps it: the length of the chain on a day, and its hash."""

    n: int
    hash: bytes
    day: date

    def __str__(self) -> str:
        """The line `flask audit publish` prints."""
        return f"{self.day} {self.n} {self.hash.hex()}"


@dataclass(frozen=True)
class Fault:
    """The first thing found wrong; ``n`` is the place in the chain, 0 where there is none."""

    n: int
    entry_id: int
    what: Wrong


def link_hash(before: bytes, entry: AuditEntry) -> bytes:
    """SHA-256 over the hash before and every field of the entry, each with its length."""
    fields = (
        str(entry.id),
        entry.at.isoformat(),
        "" if entry.staff_id is None else str(entry.staff_id),
        entry.act,
        entry.subject,
        entry.detail,
    )
    framed = b"".join(
        len(part).to_bytes(4, "big") + part for part in (field.encode() for field in fields)
    )
    return sha256(before + framed).digest()


def seal(_all: int = 0) -> int:
    """Link every entry that has no link; how many. Of two at once one wins, the other retries."""
    done = 0
    while True:
        try:
            linked = _seal_some()
        except IntegrityError:
            db.session.rollback()
            continue
        done += linked
        if linked < STEP:
            return done


def _seal_some() -> int:
    n, before = head()
    waiting = db.session.scalars(
        select(AuditEntry)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.n.is_(None))
        .order_by(AuditEntry.id)
        .limit(STEP)
    ).all()
    for entry in waiting:
        n, before = n + 1, link_hash(before, entry)
        db.session.add(AuditLink(n=n, entry_id=entry.id, hash=before))
    db.session.commit()
    return len(waiting)


def head() -> tuple[int, bytes]:
    """The length of the chain and its last hash."""
    last = db.session.execute(
        select(AuditLink.n, AuditLink.hash).order_by(AuditLink.n.desc()).limit(1)
    ).first()
    return (last.n, last.hash) if last else (0, START)


def publish() -> AuditHead:
    """Seal, and keep today's head; the first of a day stands."""
    seal()
    kept = db.session.get(AuditHead, today())
    if kept is not None:
        return kept
    n, last = head()
    kept = AuditHead(day=today(), n=n, hash=last)
    db.session.add(kept)
    try:
        db.session.commit()
    except IntegrityError:  # somebody else published a moment before
        db.session.rollback()
        kept = db.session.get_one(AuditHead, today())
    return kept


def heads(limit: int = 400) -> list[AuditHead]:
    """The published heads, the latest first."""
    return list(db.session.scalars(select(AuditHead).order_by(AuditHead.day.desc()).limit(limit)))


def published() -> list[Kept]:
    """The heads in the database's own table, shortest chain first."""
    return sorted(Kept(h.n, h.hash, h.day) for h in db.session.scalars(select(AuditHead)))


def verify(beside: Iterable[Kept] = (), elsewhere: Iterable[Kept] = ()) -> Fault | None:
    """Walk the whole chain; the first fault, or None.

    ``beside``: heads of the file beside the database; ``elsewhere``: heads out of this machine's
    reach. The database's own table counts too. What is linked after a head is not older than its
    day: an entry slipped in with an old date would else be linked at the end like any other. A
    head that is `out_of_order` says nothing of days.
    """
    tiers = (set(elsewhere), set(beside), set(published()))
    wanted, wrong_days = sorted(set().union(*tiers)), set(out_of_order(*tiers))
    before, reached, passed = START, 0, 0
    earliest: datetime | None = None
    for link, entry in _walk():
        if link.n != reached + 1:
            return Fault(link.n, link.entry_id, Wrong.MISSING)
        if entry is None:
            return Fault(link.n, link.entry_id, Wrong.GONE)
        while passed < len(wanted) and wanted[passed].n <= reached:
            if wanted[passed] not in wrong_days:
                after = start_of(wanted[passed].day) - SEALED_WITHIN
                earliest = after if earliest is None else max(earliest, after)
            passed += 1
        reached, before = link.n, link_hash(before, entry)
        if not compare_digest(link.hash, before):
            return Fault(link.n, entry.id, Wrong.CHANGED)
        if any(h.hash != before for h in _at(wanted, passed, reached)):
            return Fault(link.n, entry.id, Wrong.HEAD)
        if earliest is not None and entry.at < earliest:
            return Fault(link.n, entry.id, Wrong.BACKDATED)
    if wanted and wanted[-1].n > reached:
        return Fault(reached, 0, Wrong.SHORT)
    return _unlinked()


def out_of_order(*tiers: Iterable[Kept]) -> list[Kept]:
    """Heads whose day does not fit the days around it: a clock was wrong, or it was slipped in.

    The tiers come most trusted first. A head is judged together with those as trusted as itself
    or more, never by others: whoever fills the table with old days does not unsettle a head kept
    elsewhere. Of heads that contradict each other the fewest are taken for wrong.
    """
    known: set[Kept] = set()
    found: set[Kept] = set()
    for tier in map(set, tiers):
        new = tier - known
        known |= new
        found |= new - _longest_in_order(sorted(known))
    return sorted(found)


def _longest_in_order(heads: list[Kept]) -> set[Kept]:
    """The most of these, shortest chain first, whose days do not go back; of ties the later."""
    last_days: list[date] = []  # of the best run of each length
    ends: list[int] = []
    before: list[int] = []
    for at, head_ in enumerate(heads):
        length = bisect_right(last_days, head_.day)
        before.append(ends[length - 1] if length else -1)
        last_days[length : length + 1] = [head_.day]
        ends[length : length + 1] = [at]
    found, at = set(), ends[-1] if ends else -1
    while at >= 0:
        found.add(heads[at])
        at = before[at]
    return found


def _at(heads: list[Kept], start: int, n: int) -> Iterator[Kept]:
    """The heads for a chain of ``n`` links, from the first not passed yet."""
    for head_ in heads[start:]:
        if head_.n != n:
            return
        yield head_


def kept_heads(lines: str) -> list[Kept]:
    """Heads as `flask audit publish` prints them.

    Raises ValueError, with the number of the line, for a line that is none.
    """
    kept = []
    for number, line in enumerate(lines.splitlines(), 1):
        try:
            if line.strip():
                day, n, digest = line.split()
                kept.append(Kept(int(n), bytes.fromhex(digest), date.fromisoformat(day)))
        except ValueError as error:
            raise ValueError(f"line {number}: write `day length hash`") from error
    return kept


def _walk() -> Iterator[tuple[AuditLink, AuditEntry | None]]:
    joined = (
        select(AuditLink, AuditEntry)
        .outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .order_by(AuditLink.n)
    )
    rows = db.session.execute(joined.execution_options(yield_per=STEP, populate_existing=True))
    for row in rows:
        yield row[0], row[1]


def _unlinked() -> Fault | None:
    """An entry that should long have its link was slipped in, or nobody seals."""
    late = db.session.scalar(
        select(AuditEntry.id)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.n.is_(None), AuditEntry.at < now() - SEALED_WITHIN)
        .limit(1)
    )
    return None if late is None else Fault(0, late, Wrong.UNLINKED)
