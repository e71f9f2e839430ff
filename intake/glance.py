"""One statement alone: no session, no transaction, one way to the database and back.

For the short pages everybody opens, where beginning and ending a transaction costs more than what
is asked in it. Whoever is inside one asks on the connection that has it: nobody holds two, or as
many askers as the pool has connections would wait for each other for ever.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, Executable, Row

from intake.db import ALONE, db


def one(statement: Executable, values: dict[str, Any]) -> Row[Any] | None:
    """The first row of a question."""
    if db.session.registry.has() and db.session().in_transaction():
        return db.session.connection().execute(statement, values).first()
    with _alone(db.engine).connect() as connection:
        return connection.execute(statement, values).first()


def put(statement: Executable, values: dict[str, Any]) -> Row[Any]:
    """One statement that writes, on disk when this returns; the one row it returns.

    A transaction of the caller's ends first, committed: on SQLite there is one writer at a time,
    and whoever held the turn while waiting for it would wait for ever.
    """
    if db.session.registry.has() and db.session().in_transaction():
        db.session.commit()
    with _alone(db.engine, writes=True).connect() as connection:
        return connection.execute(statement, values).one()


def is_enough() -> bool:
    """Whether one statement can write rows of several tables, and nobody's transaction is open."""
    inside = db.session.registry.has() and db.session().in_transaction()
    return db.engine.dialect.name == "postgresql" and not inside


@lru_cache(maxsize=8)
def _alone(engine: Engine, writes: bool = False) -> Engine:
    """The same pool of connections, each statement on its own."""
    return engine.execution_options(isolation_level=ALONE, writes=writes)
