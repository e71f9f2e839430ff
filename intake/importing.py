"""Lists of partners taken in, row by row, through the door. The only writer of import rows.

What a row says lies sealed until it is taken and is emptied then. A row is one filing however
often its list is sent: its key is made of the partner and the row's own number or words.
"""

import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from nacl.secret import SecretBox
from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from config import Settings
from intake import columns, work
from intake.clock import HERE
from intake.db import Model, UTCDateTime, db, now
from intake.moments import moment
from intake.receive import Door, Invalid, KeyReused, checked, receive
from intake.reception import identity_level
from intake.sheets import Sheet
from intake.submissions import Channel


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
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        yield _row(number, columns.picked(cells, mapping), partner, settings)


def _row(number: int, said: dict[str, str], partner: str, settings: Settings) -> Row:
    faults, at, day = [], _moment(said, "received_at"), _moment(said, "occurred_on")
    for field, found in (("received_at", at), ("occurred_on", day)):
        if said.get(field) and found is None:
            faults.append(_("Không hiểu ngày giờ “%(text)s”.", text=said[field][:40]))
    if at is not None and at > now():
        faults.append(_("Ngày tiếp nhận chưa tới."))
    words = _words(said, day) | {"idempotency_key": _key(said, partner, settings)}
    try:
        checked(words)
    except Invalid as error:
        faults += [message for found in error.errors.values() for message in found]
    return Row(number, words, at, " ".join(faults))


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
        "name": name if contact else "",
        "identity_level": identity_level(name if contact else "", contact),
    }


def _key(said: dict[str, str], partner: str, settings: Settings) -> str:
    """The row's identity, keyed: who knows a partner's numbers must not get a receipt by them."""
    own = said.get("source_ref") or json.dumps(said, sort_keys=True, ensure_ascii=False)
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
    sheet: Sheet, mapping: dict[str, int], partner: str, file_name: str, staff_id: int | None
) -> int:
    """Put a list down to be taken in, remember its mapping, ring the bell; the batch's id."""
    settings: Settings = current_app.extensions["settings"]
    rows = list(understood(sheet, mapping, partner, settings))
    kept = db.session.scalar(_mapping(partner, sheet.header))
    if kept is None:
        kept = ImportMapping(partner=partner, fingerprint=columns.fingerprint(sheet.header))
        db.session.add(kept)
    kept.columns = json.dumps(mapping)
    batch = ImportBatch(partner=partner, file_name=file_name[:200], staff_id=staff_id)
    db.session.add(batch)
    db.session.flush()
    db.session.add_all(_kept(row, batch.id, settings) for row in rows)
    db.session.commit()
    work.later("import", batch.id)
    return batch.id


def _kept(row: Row, batch_id: int, settings: Settings) -> ImportRow:
    if row.fault:
        return ImportRow(
            batch_id=batch_id, number=row.number, outcome=Outcome.UNCLEAR, fault=row.fault
        )
    said = {"words": row.words, "at": row.at.isoformat() if row.at else None}
    box = bytes(SecretBox(settings.key("import rows")).encrypt(json.dumps(said).encode()))
    return ImportRow(batch_id=batch_id, number=row.number, box=box)


def take(batch_id: int) -> None:
    """The job: take in the rows that wait. Begun again after a crash, it goes on; twice is once."""
    mine = select(ImportRow.id).where(
        ImportRow.batch_id == batch_id, ImportRow.outcome == Outcome.WAITING
    )
    for row_id in db.session.scalars(mine.order_by(ImportRow.number)).all():
        row = db.session.get(ImportRow, row_id, populate_existing=True)
        box = row.box if row and row.outcome == Outcome.WAITING else None
        db.session.rollback()
        if box is not None:
            _end(row_id, **_taken(box))


def _taken(box: bytes) -> dict[str, str]:
    settings: Settings = current_app.extensions["settings"]
    said = json.loads(SecretBox(settings.key("import rows")).decrypt(box))
    at = datetime.fromisoformat(said["at"]) if said["at"] else None
    try:
        receipt = receive(said["words"], Door(Channel.IMPORT, settings, at=at))
    except KeyReused:
        return {"outcome": Outcome.UNCLEAR, "fault": _("Số này đã được nhập trước, với lời khác.")}
    except Invalid as error:
        faults = [m for found in error.errors.values() for m in found]
        return {"outcome": Outcome.UNCLEAR, "fault": " ".join(faults)}
    outcome = Outcome.TAKEN if receipt.created else Outcome.ALREADY
    return {"outcome": outcome, "reference": receipt.reference}


def _end(row_id: int, **values: str) -> None:
    waiting = (ImportRow.id == row_id) & (ImportRow.outcome == Outcome.WAITING)
    db.session.execute(update(ImportRow).where(waiting).values(box=None, **values))
    db.session.commit()


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


def report(batch_id: int) -> Iterator[tuple[str, ...]]:
    """Row, outcome in words, reference and fault, safe to open in a spreadsheet."""
    words = outcomes()
    query = select(ImportRow).where(ImportRow.batch_id == batch_id).order_by(ImportRow.number)
    for row in db.session.scalars(query):
        cells = (str(row.number), words[Outcome(row.outcome)], row.reference, row.fault)
        yield tuple(columns.neutral(cell) for cell in cells)


def unfinished() -> int:
    """Ring again for the lists a crash left half taken; how many."""
    waiting = select(ImportRow.batch_id).where(ImportRow.outcome == Outcome.WAITING).distinct()
    left = db.session.scalars(waiting).all()
    for batch_id in left:
        work.later("import", batch_id)
    return len(left)
