"""An installation from a backup: all of it or nothing, and only where nobody has spoken yet."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from alembic.migration import MigrationContext

from intake import durable, keycopy
from intake.backup import KEYS, VERSION, BackupError, Kept
from intake.db import db
from intake.filestore import Backend
from intake.tablerows import kept_tables, put

# A fresh installation has these before anybody said anything; they give way to the backup's.
GIVES_WAY = ("unit", "unit_alias", "unit_succession", "role", "staff", "staff_role")


def restore(source: Path, instance: Path, store: Backend, keys: Path | None) -> Kept:
    """Put a backup into an installation in which nobody has said anything yet.

    All or nothing: rows in one transaction, after the whole file was checked. Without ``keys``
    identities, attachments and addresses stay closed. Raises BackupError and NoKeyCopy.
    """
    try:
        with tarfile.open(source, "r:gz") as tar:
            manifest = _checked(tar)
            with db.engine.begin() as connection:
                rows = _rows_back(tar, connection, manifest)
                if keys is not None:
                    keycopy.put_back(keys, instance, connection)
                _files_back(tar, instance, store)
    except (tarfile.TarError, EOFError, KeyError, ValueError) as error:
        raise BackupError(f"{source.name} is no whole backup ({error}): take another") from error
    return Kept(rows, manifest["files"])


def _checked(tar: tarfile.TarFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.load(_part(tar, "manifest.json"))
    if manifest["version"] != VERSION:
        raise BackupError(f"version {manifest['version']} is unknown here: update the program")
    with db.engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    if manifest["revision"] != here:
        raise BackupError(
            f"the backup is of migration {manifest['revision']}, the database of {here}: "
            f"run `flask db upgrade {manifest['revision']}` on an empty one, restore, upgrade"
        )
    for name, digest in manifest["sha256"].items():
        if _sha256(_part(tar, name)) != digest:
            raise BackupError(f"{name} was changed since the backup was made: take another")
    return manifest


def _rows_back(
    tar: tarfile.TarFile, connection: sa.Connection, manifest: dict[str, Any]
) -> dict[str, int]:
    tables = kept_tables()
    for table in tables:
        full = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        if full and table.name not in GIVES_WAY:
            raise BackupError(f"this database is in use ({table.name}): restore into a new one")
    for table in reversed(tables):
        if table.name in GIVES_WAY:
            connection.execute(table.delete())
    done = {}
    for table in tables:
        read = io.TextIOWrapper(_part(tar, f"rows/{table.name}.jsonl"), encoding="utf-8")
        done[table.name] = put(connection, table, iter(read))
        if connection.dialect.name == "postgresql":
            _number_on(connection, table)
    if done != manifest["rows"]:
        raise BackupError("fewer rows came back than were kept: take another backup")
    return done


def _number_on(connection: sa.Connection, table: sa.Table) -> None:
    """New rows are numbered after the restored ones."""
    column = table.autoincrement_column
    if column is None:
        return
    connection.execute(
        sa.text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "
            f"COALESCE((SELECT MAX({column.name}) FROM {table.name}), 0) + 1, false)"
        )
    )


def _files_back(tar: tarfile.TarFile, instance: Path, store: Backend) -> None:
    for member in tar:
        room, _, name = member.name.partition("/")
        if room == "files":
            store.delete(name)  # a bucket may still have another of that name
            store.put_as(name, _part(tar, member.name))
        elif room == "keys" and name in KEYS:
            durable.write(instance / name, _part(tar, member.name).read())


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _part(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    file = tar.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file
