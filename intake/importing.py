"""Lists of partners taken in, row by row, through the door. The only writer of import rows.

What a row says lies sealed until it is taken and is emptied then. A row is one filing however
often its list is sent: its key is made of the partner and the row's own number or words.
"""

import hmac
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from nacl.secret import SecretBox
from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from config import Settings
from intake import columns, receipts, work
from intake.clock import HERE
from intake.db import Model, UTCDateTime, db, now
from intake.moments import moment
from intake.receive import Door, Invalid, KeyReused, checked, receive
from intake.reception import identity_level
from intake.schemas import EARLIEST
from intake.sheets import Sheet
from intake.submissions import Channel, Submission

Line = tuple[str, str, str, str]


class Outcome(StrEnum):
    """How a row ended."""

    WAITING = "waiting"
    TAKEN = "taken"
    ALREADY = "already"
    UNCLEAR = "unclear"


class ImportMapping(Model):
    """Which column is what in a partner's list, as last confirmed."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("partner", "fingerprint"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partner: Mapped[str]
    fingerprint: Mapped[str]
    columns: Mapped[str]  # JSON: field to number of column


class ImportBatch(Model):
    """One list sent once."""

    __tablename__ = "import_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    partner: Mapped[str]
    file_name: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class ImportRow(Model):
    """One row of a list; ``box`` is emptied once the row has ended."""

    __tablename__ = "import_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    number: Mapped[int]
    box: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[str] = mapped_column(default=Outcome.WAITING)
    reference: Mapped[str] = mapped_column(default="")
    fault: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class Row:
    """A row understood: what the door takes, when it was said, and what is unclear."""

    number: int
    words: dict[str, Any]
    at: datetime | None
    fault: str


def understood(
    sheet: Sheet, mapping: Mapping[str, int], partner: str, settings: Settings
) -> Iterator[Row]:
    """Every row of a table, checked as the door will check it; nothing is written."""
    for row in _read(sheet, mapping, partner, settings):
        try:
            if row.words["text"]:
                checked(row.words)
        except Invalid as error:
            yield replace(row, fault=f"{row.fault} {_said(error)}".strip())
        else:
            yield row


def there_before(rows: Sequence[Row]) -> int:
    """How many of the clear rows were taken in by an earlier list."""
    keys = [receipts.idempotency_hash(r.words["idempotency_key"]) for r in rows if not r.fault]
    count = 0
    for start in range(0, len(keys), 500):  # as many as every database takes at once
        part = keys[start : start + 500]
        known = select(func.count()).where(Submission.idempotency_hash.in_(part))
        count += db.session.scalar(known) or 0
    return count


def _read(
    sheet: Sheet, mapping: Mapping[str, int], partner: str, settings: Settings
) -> Iterator[Row]:
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        said = columns.picked(cells, mapping)
        at, day = _moment(said, "received_at"), _moment(said, "occurred_on")
        own = said.get("source_ref") or json.dumps(cells, ensure_ascii=False)
        words = _words(said, day) | {"idempotency_key": _key(own, partner, settings)}
        yield Row(number, words, at, " ".join(_faults(said, at, day)))


def _faults(said: dict[str, str], at: datetime | None, day: datetime | None) -> Iterator[str]:
    """What is wrong with the dates, which the door never sees as written."""
    if not said.get("text"):
        yield _("Chưa có nội dung.")
    for field, found in (("received_at", at), ("occurred_on", day)):
        if said.get(field) and found is None:
            yield _("Không hiểu ngày giờ “%(text)s”.", text=said[field][:40])
    if at is not None and at > now():
        yield _("Ngày tiếp nhận chưa tới.")
    if at is not None and at.date() < EARLIEST:
        yield _("Ngày tiếp nhận quá xa. Xin xem lại năm.")


def _said(error: Invalid) -> str:
    return " ".join(message for found in error.errors.values() for message in found)


def _moment(said: dict[str, str], field: str) -> datetime | None:
    found = moment(said.get(field, ""))
    return found.replace(tzinfo=HERE) if found else None


def _words(said: dict[str, str], day: datetime | None) -> dict[str, Any]:
    contact, name = said.get("contact", ""), said.get("name", "")
    if re.fullmatch(r"[1-9]\d{8}", contact):
        contact = f"0{contact}"  # a spreadsheet took the number for a number
    return {
        "text": said.get("text", ""),
        "place": said.get("place", ""),
        "unit": said.get("place", "")[:200],
        "occurred_on": day.date().isoformat() if day else None,
        "dossier_code": said.get("dossier_code", ""),
        "contact": contact,
        "name": name,
        "identity_level": identity_level(name if contact else "", contact),
    }


def _key(own: str, partner: str, settings: Settings) -> str:
    """The row's identity, keyed: who knows a partner's numbers must not get a receipt by them.

    ``own`` is the partner's number or, without one, the whole row, however its columns are read.
    """
    told = f"{partner.strip().casefold()}\0{own}".encode()
    return "import:" + hmac.new(settings.key("import"), told, sha256).hexdigest()


def remembered(partner: str, header: tuple[str, ...]) -> dict[str, int]:
    """The mapping confirmed before for such a header, else a guess from its words."""
    kept = db.session.scalar(_mapping(partner, header))
    found: dict[str, int] = json.loads(kept.columns) if kept else columns.guess(header)
    return found


def _mapping(partner: str, header: tuple[str, ...]) -> Any:
    return select(ImportMapping).where(
        ImportMapping.partner == partner, ImportMapping.fingerprint == columns.fingerprint(header)
    )


def begin(
    sheet: Sheet,
    mapping: dict[str, int],
    partner: str,
    file_name: str,
    staff_id: int | None,
    ring: bool = True,
) -> int:
    """Put a list down to be taken in, remember its mapping, ring the bell; the batch's id.

    Whether the door takes a row is found out when it is taken: a long list keeps nobody waiting.
    """
    settings: Settings = current_app.extensions["settings"]
    rows = _read(sheet, mapping, partner, settings)
    kept = db.session.scalar(_mapping(partner, sheet.header))
    if kept is None:
        kept = ImportMapping(partner=partner, fingerprint=columns.fingerprint(sheet.header))
        db.session.add(kept)
    kept.columns = json.dumps(mapping)
    batch = ImportBatch(partner=partner, file_name=file_name[:200], staff_id=staff_id)
    db.session.add(batch)
    db.session.flush()
    db.session.execute(insert(ImportRow), [_kept(row, batch.id, settings) for row in rows])
    db.session.commit()
    if ring:
        work.later("import", batch.id)
    return batch.id


def _kept(row: Row, batch_id: int, settings: Settings) -> dict[str, Any]:
    """The columns of an import row: sealed and waiting, or what is unclear about it."""
    kept = {"batch_id": batch_id, "number": row.number, "fault": row.fault}
    if row.fault:
        return kept | {"outcome": Outcome.UNCLEAR, "box": None}
    said = {"words": row.words, "at": row.at.isoformat() if row.at else None}
    box = bytes(SecretBox(settings.key("import rows")).encrypt(json.dumps(said).encode()))
    return kept | {"outcome": Outcome.WAITING, "box": box}


def take(batch_id: int, tick: Callable[[int], object] = int, most: int | None = None) -> int:
    """Take in the rows that wait, at most so many; how many it looked at.

    Begun again after a crash, it goes on; twice is once. ``tick`` is told after each row that one
    more is done.
    """
    mine = select(ImportRow.id).where(
        ImportRow.batch_id == batch_id, ImportRow.outcome == Outcome.WAITING
    )
    row_ids = db.session.scalars(mine.order_by(ImportRow.number).limit(most)).all()
    for row_id in row_ids:
        row = db.session.get(ImportRow, row_id, populate_existing=True)
        box = row.box if row and row.outcome == Outcome.WAITING else None
        db.session.rollback()
        if box is not None:
            _take(row_id, box)
        tick(1)
    return len(row_ids)


def _take(row_id: int, box: bytes) -> None:
    """File one row and mark it in the same breath: no crash finds the one without the other."""
    settings: Settings = current_app.extensions["settings"]
    said = json.loads(SecretBox(settings.key("import rows")).decrypt(box))
    at = datetime.fromisoformat(said["at"]) if said["at"] else None

    def taken(submission_id: int) -> list[Model]:
        reference = select(Submission.reference).where(Submission.id == submission_id)
        _mark(row_id, outcome=Outcome.TAKEN, reference=reference.scalar_subquery())
        return []

    try:
        receipt = receive(said["words"], Door(Channel.IMPORT, settings, at=at, beside=taken))
    except KeyReused:
        _mark(row_id, outcome=Outcome.UNCLEAR, fault=_("Số này đã được nhập trước, với lời khác."))
    except Invalid as error:
        _mark(row_id, outcome=Outcome.UNCLEAR, fault=_said(error))
    else:
        if not receipt.created:
            _mark(row_id, outcome=Outcome.ALREADY, reference=receipt.reference)
    db.session.commit()


def _mark(row_id: int, **values: Any) -> None:
    waiting = (ImportRow.id == row_id) & (ImportRow.outcome == Outcome.WAITING)
    db.session.execute(update(ImportRow).where(waiting).values(box=None, **values))


def counts(batch_id: int) -> dict[str, int]:
    """Rows by outcome."""
    query = select(ImportRow.outcome, func.count()).where(ImportRow.batch_id == batch_id)
    found = {str(o): int(n) for o, n in db.session.execute(query.group_by(ImportRow.outcome))}
    return {outcome: found.get(outcome, 0) for outcome in Outcome}


def outcomes() -> dict[Outcome, str]:
    """How a row ended, in words."""
    return {
        Outcome.WAITING: _("Đang chờ"),
        Outcome.TAKEN: _("Đã nhập"),
        Outcome.ALREADY: _("Đã có từ trước"),
        Outcome.UNCLEAR: _("Chưa rõ"),
    }


def report(batch_id: int, faulty: bool = False, most: int | None = None) -> Iterator[Line]:
    """Row, outcome in words, reference and fault, safe to open in a spreadsheet."""
    words = outcomes()
    query = select(ImportRow).where(ImportRow.batch_id == batch_id).order_by(ImportRow.number)
    if faulty:
        query = query.where(ImportRow.outcome == Outcome.UNCLEAR)
    for row in db.session.scalars(query.limit(most).execution_options(yield_per=1000)):
        cells = (str(row.number), words[Outcome(row.outcome)], row.reference, row.fault)
        number, outcome, reference, fault = map(columns.neutral, cells)
        yield number, outcome, reference, fault
