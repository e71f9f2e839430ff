"""The rows of one filing, written together: what was said, who said it, that it was received.

By plain statements, since objects to track would cost more than the rows; on PostgreSQL by one,
since every way to the database and back costs as much again. The caller commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    String,
    Table,
    bindparam,
    cast,
    delete,
    insert,
    literal,
    select,
    update,
)

from intake import glance
from intake.audit import AuditEntry
from intake.datakeys import DataKey
from intake.db import Base, now
from intake.submissions import Attachment, Draft, SealedIdentity, Submission


@dataclass(frozen=True)
class Sealed:
    """Who said it: sealed to the officers' key ``key_id``, inside a box of its own key."""

    key_id: str
    box: bytes
    own_key: bytes  # as it is put down


def _table(model: type[Base]) -> Table:
    found = model.__table__
    assert isinstance(found, Table)
    return found


SUBMISSION, IDENTITY, ENTRY = _table(Submission), _table(SealedIdentity), _table(AuditEntry)
OWN_KEY, DRAFT, FILE = _table(DataKey), _table(Draft), _table(Attachment)
_ROW = tuple(c.name for c in SUBMISSION.columns if c.name not in ("id", "placed_at"))
_FILED = insert(SUBMISSION).returning(SUBMISSION.c.id)
_SEALED, _LOCKED, _NOTED = insert(IDENTITY), insert(OWN_KEY), insert(ENTRY)
_OUTLIVED = delete(OWN_KEY).where(OWN_KEY.c.name == bindparam("name"))
_DRAFT = DRAFT.c.key_hash == bindparam("draft", type_=DRAFT.c.key_hash.type)
_DONE = delete(DRAFT).where(_DRAFT)
_MOVED = update(FILE).where(FILE.c.draft_id == select(DRAFT.c.id).where(_DRAFT).scalar_subquery())


def write(
    connection: Connection,
    row: Mapping[str, Any],
    sealed: Sealed | None,
    text_hash: str,
    draft: bytes | None = None,
    draft_has_files: bool = True,
) -> int:
    """Add the rows; the number of the submission. The draft it was is put away."""
    if connection.dialect.name == "postgresql":
        together, values = _in_one(row, sealed, text_hash, draft, draft_has_files)
        return int(connection.execute(together, values).scalar_one())
    number = int(connection.execute(_FILED, dict(row)).scalar_one())
    if sealed is not None:
        box = {"submission_id": number, "key_id": sealed.key_id, "box": sealed.box}
        connection.execute(_SEALED, box)
        name = {"name": f"identity:{number}"}
        connection.execute(_OUTLIVED, name)  # SQLite gives numbers out again
        connection.execute(_LOCKED, name | {"box": sealed.own_key})
    if draft is not None:
        if draft_has_files:
            moved = _MOVED.values(draft_id=None, submission_id=number)
            connection.execute(moved, {"draft": draft})
        connection.execute(_DONE, {"draft": draft})
    subject = f"submission:{number}"
    entry = {"at": now(), "act": "received", "subject": subject, "detail": text_hash}
    connection.execute(_NOTED, entry)
    return number


def write_alone(
    row: Mapping[str, Any],
    sealed: Sealed | None,
    text_hash: str,
    draft: bytes | None = None,
    draft_has_files: bool = True,
) -> int:
    """As :func:`write` on PostgreSQL, where one statement needs no transaction; committed."""
    together, values = _in_one(row, sealed, text_hash, draft, draft_has_files)
    return int(glance.put(together, values)[0])


def _in_one(
    row: Mapping[str, Any],
    sealed: Sealed | None,
    text_hash: str,
    draft: bytes | None,
    draft_has_files: bool,
) -> tuple[Executable, dict[str, Any]]:
    box: dict[str, Any] = {} if sealed is None else vars(sealed)
    put_away = {} if draft is None else {"draft": draft}
    together = _together(sealed is not None, draft is not None, draft_has_files)
    return together, {**row, **box, **put_away, "at": now(), "detail": text_hash}


@lru_cache(maxsize=8)
def _together(sealed: bool, draft: bool, files: bool) -> Executable:
    """All of it in one statement of PostgreSQL's."""
    filed = (
        insert(SUBMISSION)
        .values({name: bindparam(name, type_=SUBMISSION.c[name].type) for name in _ROW})
        .returning(SUBMISSION.c.id)
        .cte("filed")
    )
    subject = literal("submission:") + cast(filed.c.id, String)
    said: tuple[Any, ...] = (
        bindparam("at", type_=ENTRY.c.at.type),
        literal("received"),
        subject,
        bindparam("detail"),
    )
    noted = insert(ENTRY).from_select(["at", "act", "subject", "detail"], select(*said))
    steps = [noted.cte("noted")]
    if sealed:
        box: tuple[Any, ...] = (
            filed.c.id,
            bindparam("key_id"),
            bindparam("box", type_=IDENTITY.c.box.type),
        )
        put = insert(IDENTITY).from_select(["submission_id", "key_id", "box"], select(*box))
        steps.append(put.cte("sealed"))
        key = (
            literal("identity:") + cast(filed.c.id, String),
            bindparam("own_key", type_=OWN_KEY.c.box.type),
        )
        steps.append(insert(OWN_KEY).from_select(["name", "box"], select(*key)).cte("locked"))
    if draft and files:
        moved = _MOVED.values(draft_id=None, submission_id=select(filed.c.id).scalar_subquery())
        steps.append(moved.cte("moved"))
    if draft:
        steps.append(_DONE.cte("done"))
    return select(filed.c.id).add_cte(*steps)
