"""Alembic's environment: runs the migrations on the application's own engine."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine

from intake.db import UTCDateTime


def _render(kind: str, item: Any, autogen: Any) -> str | bool:
    """Our timestamp type is written down as the plain column type it is stored as."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=current_app.extensions["migrate"].db.metadata,
        render_as_batch=True,
        render_item=_render,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database; there is no offline mode.")
engine: Engine = current_app.extensions["migrate"].db.engine
with engine.connect() as open_connection:
    _run(open_connection)
