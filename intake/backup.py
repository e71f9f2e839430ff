"""One file that holds an installation: rows, attachments, the server's key.

Rows are written as JSON lines, not in a database's own form: what was kept in SQLite can be
restored into PostgreSQL, which is also the way to grow. The officers' private key is never part
of it, and what opens identities, attachments and addresses goes to a file of its own (`keycopy`).
All rows are of one moment. `intake.restore` puts it back.
"""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext

from intake import durable, keycopy
from intake.db import db, now, reading
from intake.filestore import Backend, FileMissing
from intake.keptfiles import KeptFile
from intake.submissions import Attachment
from intake.tablerows import kept_tables, lines

VERSION = 1
KEYS = ("secret.key", "identity.public", "files.keys")


class BackupError(RuntimeError):
    """It cannot be made or put back; the message says why and what to do."""


@dataclass(frozen=True)
class Kept:
    """What a backup holds: rows by table, and how many files."""

    rows: dict[str, int]
    files: int


def write(target: Path, instance: Path, store: Backend, keys: Path) -> Kept:
    """Write everything to ``target``, a tar.gz readable by us alone; replaced only when whole.

    The keys go over ``keys``, as they are once the files are read: see `keycopy`.

    Raises BackupError where an attachment of a submission is missing, OSError on a full disk.
    """
    durable.clear(durable.halves(target))
    with durable.writing(target) as file, tarfile.open(fileobj=file, mode="w:gz") as tar:
        return _write(tar, instance, store, keys)


def _write(tar: tarfile.TarFile, instance: Path, store: Backend, keys: Path) -> Kept:
    hashes: dict[str, str] = {}
    rows: dict[str, int] = {}
    with _one_moment() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        for table in kept_tables():
            name = f"rows/{table.name}.jsonl"
            rows[table.name], hashes[name] = _add_lines(tar, name, lines(connection, table))
        attached = connection.execute(sa.select(Attachment.store_key, Attachment.submission_id))
        papers = connection.execute(sa.select(KeptFile.store_key, KeptFile.id))  # of the office
        files = [*attached, *papers]
    done = sum(_add_file(tar, store, key, owner) for key, owner in files)
    with reading(), db.engine.connect() as after:  # what was sealed anew meanwhile opens too
        keycopy.write(keys, instance, after)
    for key in KEYS:
        if (instance / key).exists():
            _add_bytes(tar, f"keys/{key}", (instance / key).read_bytes())
    manifest = {
        "version": VERSION,
        "revision": revision,
        "made": now().isoformat(),
        "rows": rows,
        "files": done,
        "sha256": hashes,
    }
    _add_bytes(tar, "manifest.json", json.dumps(manifest, indent=1).encode())
    return Kept(rows, done)


class _one_moment:  # noqa: N801  (reads as what it gives: a connection of one moment)
    """A connection whose every query sees the database as it was at the first."""

    def __enter__(self) -> sa.Connection:
        self._reading = reading()
        self._reading.__enter__()
        engine = db.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        self._connection = engine.connect()
        return self._connection

    def __exit__(self, *error: object) -> None:
        self._connection.close()
        self._reading.__exit__(None, None, None)


def _add_lines(tar: tarfile.TarFile, name: str, written: Iterator[str]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as file:
        for line in written:
            data = line.encode()
            digest.update(data)
            file.write(data)
            count += 1
        info = tarfile.TarInfo(name)
        info.size, info.mode = file.tell(), 0o600
        file.seek(0)
        tar.addfile(info, file)
    return count, digest.hexdigest()


def _add_file(tar: tarfile.TarFile, store: Backend, key: str, owner: int | None) -> int:
    try:
        with store.open(key) as file, tempfile.SpooledTemporaryFile(max_size=1 << 20) as here:
            shutil.copyfileobj(file, here)
            info = tarfile.TarInfo(f"files/{key}")
            info.size, info.mode = here.tell(), 0o600
            here.seek(0)
            tar.addfile(info, here)
    except FileMissing as error:
        if owner is None:  # a draft's, swept meanwhile
            return 0
        raise BackupError(
            f"the file of submission {owner} is not in the store ({key}): find it, then try again"
        ) from error
    return 1


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))
