"""A trail to forge, and what somebody with the database in hand does to it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from intake import auditchain
from intake.audit import note
from intake.db import db

SEALED = 12


@contextmanager
def chain_of(app: Flask) -> Iterator[None]:
    """A chain of twelve entries with its head published, and the database at hand."""
    with app.app_context():
        for i in range(SEALED):
            note("read", f"matter:{i}", "một chi tiết")
        db.session.commit()
        auditchain.publish()
        yield


def forced(*statements: str) -> None:
    """What somebody with the database in hand does: the triggers are no hindrance to him."""
    db.session.rollback()  # an open reading transaction would go on seeing what was there
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET session_replication_role = replica"))
        else:
            for table in ("audit_entry_stays", "audit_entry_never_goes", "audit_link_stays",
                          "audit_link_never_goes", "audit_head_never_goes"):  # fmt: skip
                connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}"))
        for statement in statements:
            connection.execute(sa.text(statement))
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET session_replication_role = DEFAULT"))
