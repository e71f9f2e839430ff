"""The one SQLAlchemy handle, constraint names, the UTC timestamp type, SQLite's manners."""

import select
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    MetaData,
    Pool,
    TypeDecorator,
    event,
)
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase

WRITER = "writer"
_writers: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
BUSY = 15.0  # seconds
WRITES = "writes"  # of a statement that is its own transaction: it waits for its turn
ALONE = "AUTOCOMMIT"  # SQLAlchemy's word for a statement that is its own transaction

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's parent; constraints are named so that migrations can name them too."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware in, UTC out."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; it was UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read, so on SQLite they need not wait for the writer."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def set_reading(value: bool) -> None:
    """As :func:`reading`, for one whole request."""
    _reading.set(value)


@event.listens_for(Engine, "connect")
def _sqlite_manners(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # SQLAlchemy's begin event below opens transactions
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged submission survives a power cut
        "foreign_keys=ON",
        f"busy_timeout={int(BUSY * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _sqlite_begin(connection: Connection) -> None:
    # A reader that turns writer half-way fails with SQLITE_BUSY whatever the timeout,
    # so whoever may write takes the lock at the start and waits for it there.
    if connection.dialect.name != "sqlite":
        return
    options = connection.get_execution_options()
    alone = options.get("isolation_level") == ALONE
    if options.get(WRITES, not (alone or _reading.get())):
        _take_turn(connection)
    if not alone:
        connection.exec_driver_sql("BEGIN DEFERRED" if _reading.get() else "BEGIN IMMEDIATE")


def _take_turn(connection: Connection) -> None:
    """Writers of one process wait for each other here, where nobody is overtaken for ever.

    SQLite's own waiting is sleeping ever longer: of many at once the last were refused. Whoever
    has waited too long goes on, and is told by SQLite that it is busy.
    """
    if WRITER in connection.info:
        return
    lock = _writers[str(connection.engine.url.database)]
    if lock.acquire(timeout=BUSY):
        connection.info[WRITER] = lock


@event.listens_for(Engine, "handle_error")
def _without_the_row(context: ExceptionContext) -> None:
    """PostgreSQL tells in an error's detail the row it refused: words and contacts, for any log."""
    refused, told = context.original_exception, context.sqlalchemy_exception
    detail = refused.diag.message_detail if isinstance(refused, psycopg.Error) else None
    if not detail:
        return
    refused.args = _cut(refused.args, detail)
    if told is not None:
        told.args = _cut(told.args, detail)


def _cut(said: tuple[object, ...], detail: str) -> tuple[object, ...]:
    return tuple(str(one).replace(detail, "(not told)") for one in said)


@event.listens_for(Pool, "checkin")
def _turn_over(_connection: Any, record: Any) -> None:
    lock = record.info.pop(WRITER, None)
    if lock is not None:
        lock.release()


@event.listens_for(Pool, "checkout")
def _alive(connection: Any, _record: Any, _proxy: Any) -> None:
    """A server that ended or was killed has closed the socket: that costs no question to see.

    Only where the socket has something to say is the server asked; a dead one is dialled anew.
    """
    if not isinstance(connection, psycopg.Connection):
        return
    socket = select.poll()
    try:
        socket.register(connection.fileno(), select.POLLIN)
        if not socket.poll(0):
            return
        before, connection.autocommit = connection.autocommit, True
        connection.execute("")
        connection.autocommit = before
    except psycopg.Error as error:
        raise DisconnectionError from error
