"""What is deleted, and when: by kind, from dated rows that name their source.

A kind without a term is kept. The days of an identity or an attachment run from the step that
closed its matter; what is open, or was opened again, is never touched. With an identity or an
attachment goes its own key (`datakeys`), so that backups made before open it no more.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, or_, select

from intake import audit, datakeys, handling
from intake.clock import today
from intake.db import db, now
from intake.filebox import SealedStore
from intake.sittings import StaffSitting
from intake.submissions import Attachment, SealedIdentity

SHIPPED = Path(__file__).parent / "data" / "retention.csv"


class Kind(StrEnum):
    """What has a term."""

    IDENTITY = "identity"
    ATTACHMENT = "attachment"
    SITTING = "sitting"
    LEAP = "clock_leap"  # deletes nothing: a clock further ahead of the last day known is doubted


LOCKED = (Kind.IDENTITY, Kind.ATTACHMENT)  # under keys of their own


class TermError(ValueError):
    """A row that cannot be followed; the message names it and says what to write."""


@dataclass(frozen=True)
class Term:
    """One kind's term in days; None: kept. ``source`` says who set it."""

    kind: Kind
    days: int | None
    valid_from: date
    source: str


def terms(file: Path = SHIPPED, day: date | None = None) -> dict[Kind, Term]:
    """The term of each kind that holds on ``day``, the latest row first. Raises TermError."""
    found: dict[Kind, Term] = {}
    with file.open(encoding="utf-8", newline="") as read:
        for number, row in enumerate(csv.DictReader(read), 2):
            try:
                days = int(row["days"]) if row["days"].strip() else None
                term = Term(
                    Kind(row["kind"]), days, date.fromisoformat(row["valid_from"]), row["source"]
                )
            except (KeyError, ValueError, AttributeError) as error:
                raise TermError(
                    f"{file}, line {number}: write kind,days,valid_from,source"
                ) from error
            if days is not None and days < 1:
                raise TermError(f"{file}, line {number}: days are 1 or more, or nothing to keep")
            held = found.get(term.kind)
            holds = term.valid_from <= (day or today())
            if holds and (held is None or held.valid_from <= term.valid_from):
                found[term.kind] = term
    return found


def leap_days(file: Path = SHIPPED) -> int:
    """Over how many days a clock may pass unseen; the shipped number where ``file`` has none."""
    for held in (terms(file), terms()):
        if Kind.LEAP in held and (days := held[Kind.LEAP].days):
            return days
    raise TermError(f"{SHIPPED}: clock_leap is missing")


def due(term: Term) -> int:
    """How many would be deleted now; nothing is changed."""
    if term.days is None or term.kind is Kind.LEAP:
        return 0
    if term.kind is Kind.SITTING:
        query = select(func.count(StaffSitting.id)).where(_over(_since(term.days)))
        return db.session.scalar(query) or 0
    return len(list(_closed_rows(term.kind, _since(term.days))))


def delete_due(term: Term, store: SealedStore) -> int:
    """Delete what is past its term; how many. Noted in the audit trail, file and row together."""
    if term.days is None or term.kind is Kind.LEAP:
        return 0
    before, keys = _since(term.days), []
    if term.kind is Kind.SITTING:
        gone = db.session.execute(delete(StaffSitting).where(_over(before)))
        done = int(gone.rowcount)  # type: ignore[attr-defined]
    else:
        rows = list(_closed_rows(term.kind, before))
        done = len(rows)
        for row in rows:
            audit.note(f"{term.kind} past its term", f"submission:{row.submission_id}")
            db.session.delete(row)
            keys += [row.store_key] if isinstance(row, Attachment) else []
            datakeys.drop([_key_name(row)])
    db.session.commit()
    for key in keys:  # after the commit: a row never names a file that is gone
        store.delete(key)
    return done


def _key_name(row: SealedIdentity | Attachment) -> str:
    if isinstance(row, Attachment):
        return datakeys.of_file(row.store_key)
    return datakeys.of_identity(row.submission_id)


def _since(days: int) -> datetime:
    return now() - timedelta(days=days)


def _over(before: datetime) -> ColumnElement[bool]:
    return or_(StaffSitting.ended_at < before, StaffSitting.seen_at < before)


def _closed_rows(kind: Kind, before: datetime) -> Iterator[SealedIdentity | Attachment]:
    """Rows of submissions whose last close is older than ``before``."""
    steps = select(handling.HandlingStep.submission_id).where(
        handling.HandlingStep.act.in_(handling.CLOSING), handling.HandlingStep.at < before
    )
    rows: list[SealedIdentity] | list[Attachment]
    if kind is Kind.IDENTITY:
        rows = list(
            db.session.scalars(
                select(SealedIdentity).where(SealedIdentity.submission_id.in_(steps))
            )
        )
    else:
        rows = list(
            db.session.scalars(select(Attachment).where(Attachment.submission_id.in_(steps)))
        )
    for row in rows:
        if row.submission_id is None:
            continue
        closed = handling.last_close(handling.steps_of(row.submission_id))
        if closed is not None and closed.at < before:
            yield row
