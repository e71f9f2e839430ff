"""Units of the state in the database: rows of the book, and the book read back from them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Row, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from intake import glance
from intake.db import Model, db
from intake.unitbook import Alias, Kind, Level, Share, UnitBook, UnitRecord


class Unit(Model):
    """One unit over one stretch of time; official codes are reused, so the id is ours."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("kind", "code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    level: Mapped[str]
    name: Mapped[str]
    code: Mapped[str] = mapped_column(index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0, index=True)  # of the list, when last changed
    aliases: Mapped[list["UnitAlias"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="UnitAlias.id"
    )
    successions: Mapped[list["UnitSuccession"]] = relationship(
        lazy="raise", foreign_keys="UnitSuccession.old_id", cascade="all, delete-orphan"
    )


class UnitAlias(Model):
    """A way people write a unit, or the prefix of its dossier codes, with its dates."""

    __tablename__ = "unit_alias"
    __table_args__ = (Index("ix_unit_alias_unit_id", "unit_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[str]
    dossier_prefix: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[float] = mapped_column(default=1.0)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class UnitSuccession(Model):
    """Who took over a unit, wholly or in part."""

    __tablename__ = "unit_succession"
    old_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    share: Mapped[str] = mapped_column(default=Share.WHOLE)


_REVISION = select(func.coalesce(func.max(Unit.revision), 0))


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    added: int
    changed: int
    unchanged: int


def save_records(records: tuple[UnitRecord, ...], source: str) -> Imported:
    """Write records into the tables; a second run with the same records changes nothing.

    The natural key is (kind, code, valid_from); ids of the file are translated to ours.
    """
    known = {(u.kind, u.code, u.valid_from): u for u in _all_units()}
    before = {u.id: _record(u) for u in known.values()}
    rows: dict[int, Unit] = {}
    for record in records:
        key = (record.kind, record.code, record.valid_from)
        row = known.get(key) or Unit(kind=record.kind, code=record.code, aliases=[], successions=[])
        row.name, row.level, row.source = record.name, record.level, source
        row.valid_from, row.valid_to = record.valid_from, record.valid_to
        db.session.add(row)
        rows[record.id] = row
    db.session.flush()
    for record in records:
        _link(rows[record.id], record, rows)
    return _stamp(rows.values(), before)


def _link(row: Unit, record: UnitRecord, rows: dict[int, Unit]) -> None:
    row.parent_id = rows[record.parent_id].id if record.parent_id is not None else None
    wanted = [(a.text, False, a.weight, a.valid_from, a.valid_to) for a in record.aliases]
    wanted += [(p, True, 1.0, None, None) for p in record.dossier_prefixes]
    have = [(a.text, a.dossier_prefix, a.weight, a.valid_from, a.valid_to) for a in row.aliases]
    if have != wanted:
        row.aliases = [
            UnitAlias(text=t, dossier_prefix=d, weight=w, valid_from=f, valid_to=u)
            for t, d, w, f, u in wanted
        ]
    heirs = {rows[i].id: str(share) for i, share in record.successors}
    if {s.new_id: s.share for s in row.successions} != heirs:
        row.successions = [UnitSuccession(new_id=i, share=s) for i, s in heirs.items()]


def _stamp(rows: Iterable[Unit], before: dict[int, UnitRecord]) -> Imported:
    revision = 1 + (db.session.scalar(select(func.max(Unit.revision))) or 0)
    added = changed = unchanged = 0
    for row in rows:
        if row.id not in before:
            added += 1
        elif before[row.id] != _record(row):
            changed += 1
        else:
            unchanged += 1
            continue
        row.revision = revision
    db.session.commit()
    return Imported(added, changed, unchanged)


def _all_units() -> list[Unit]:
    query = select(Unit).options(selectinload(Unit.aliases), selectinload(Unit.successions))
    return list(db.session.scalars(query))


def book() -> UnitBook:
    """The whole book, read again only when the list has a new revision."""
    found = glance.one(_REVISION, {})
    revision = found[0] if found else 0
    return _book(str(db.engine.url), revision)


@lru_cache(maxsize=4)
def _book(_url: str, _revision: int) -> UnitBook:
    return _same_book(_records())


@lru_cache(maxsize=4)
def _same_book(records: tuple[UnitRecord, ...]) -> UnitBook:
    """One book for one list: what is built upon a book is dear, and kept by the book."""
    return UnitBook(records)


def _records() -> tuple[UnitRecord, ...]:
    """All units as plain rows: a book is made at every start, and objects of tables take long."""
    aliases = defaultdict[int, list[Row[Any]]](list)
    for alias in db.session.execute(select(*UnitAlias.__table__.columns).order_by(UnitAlias.id)):
        aliases[alias.unit_id].append(alias)
    heirs = defaultdict[int, list[Row[Any]]](list)
    for heir in db.session.execute(select(*UnitSuccession.__table__.columns)):
        heirs[heir.old_id].append(heir)
    rows = db.session.execute(select(*Unit.__table__.columns).order_by(Unit.id))
    return tuple(_as_record(row, aliases[row.id], heirs[row.id]) for row in rows)


def _record(row: Unit) -> UnitRecord:
    return _as_record(row, row.aliases, row.successions)


def _as_record(row: Any, aliases: Iterable[Any], heirs: Iterable[Any]) -> UnitRecord:
    return UnitRecord(
        id=row.id,
        kind=Kind(row.kind),
        level=Level(row.level),
        name=row.name,
        code=row.code,
        parent_id=row.parent_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        aliases=tuple(
            Alias(a.text, a.weight, a.valid_from, a.valid_to)
            for a in aliases
            if not a.dossier_prefix
        ),
        successors=tuple((s.new_id, Share(s.share)) for s in heirs),
        dossier_prefixes=tuple(a.text for a in aliases if a.dossier_prefix),
    )
