"""Rows as JSON lines and back, the same whichever database they lie in."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, LargeBinary, Table, select

from intake.db import UTCDateTime, db

STEP = 500  # rows in memory at once
_Change = Callable[[Any], Any]


def kept_tables() -> list[Table]:
    """Every table but the derived ones, which the database or a job makes again; parents first."""
    apart = ("derived", "apart")  # "apart": keys, which `keycopy` keeps
    return [t for t in db.metadata.sorted_tables if not any(t.info.get(why) for why in apart)]


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """Every row of a table by its primary key, one JSON object a line."""
    out = {c.name: _out(c) for c in table.columns}
    rows = connection.execution_options(yield_per=STEP).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    for row in rows.mappings():
        plain = {name: None if row[name] is None else out[name](row[name]) for name in out}
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"


def put(connection: Connection, table: Table, read: Iterator[str]) -> int:
    """Insert rows as `lines` wrote them; how many. Raises KeyError on a column that is not there."""
    back = {c.name: _back(c) for c in table.columns}
    own = [fk.parent.name for fk in table.foreign_keys if fk.column.table is table]
    done, batch = 0, []
    for row in _parents_first((json.loads(line) for line in read), own):
        batch.append({n: None if v is None else back[n](v) for n, v in row.items()})
        done += 1
        if len(batch) == STEP:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    return done


def _parents_first(rows: Iterator[dict[str, Any]], own: list[str]) -> Iterator[dict[str, Any]]:
    """Rows that point at their own table come after those they point at."""
    if not own:
        yield from rows
        return
    waiting, there = list(rows), set[Any]()
    while waiting:
        ready = [r for r in waiting if all(r[n] is None or r[n] in there for n in own)]
        if not ready:
            raise ValueError("rows point at rows that are not there")
        yield from ready
        there.update(r["id"] for r in ready)
        waiting = [r for r in waiting if r["id"] not in there]


def _out(column: Column[Any]) -> _Change:
    if isinstance(column.type, LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    if isinstance(column.type, UTCDateTime | DateTime | Date):
        return lambda value: value.isoformat()
    return lambda value: value


def _back(column: Column[Any]) -> _Change:
    if isinstance(column.type, LargeBinary):
        return base64.b64decode
    if isinstance(column.type, UTCDateTime | DateTime):
        return datetime.fromisoformat
    if isinstance(column.type, Date):
        return date.fromisoformat
    return lambda value: value
