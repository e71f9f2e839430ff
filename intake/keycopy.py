"""The copy of what opens things: kept apart from backups, and only ever the newest.

A backup holds rows and files; what opens identities, attachments and addresses is here. Restoring
takes both. Law: one generation. Whoever keeps an older copy keeps what was destroyed since.
"""

import base64
import json
from pathlib import Path

import sqlalchemy as sa

from intake import durable
from intake.datakeys import DataKey
from intake.rotatingkeys import RotatingKeys

VERSION = 1
USUAL = "lang-nghe.keys"  # beside the backup, written over each time


class NoKeyCopy(RuntimeError):
    """It is not there or no copy of keys; the message says what to do."""


def write(target: Path, instance: Path, connection: sa.Connection) -> int:
    """Write the keys as they stand over ``target``, readable by us alone; how many."""
    rows = connection.execute(sa.select(DataKey.name, DataKey.box).order_by(DataKey.name))
    keys = {row.name: base64.b64encode(row.box).decode() for row in rows}
    told = {"version": VERSION, "passing": RotatingKeys(instance).text(), "keys": keys}
    durable.clear(durable.halves(target))  # an older copy too, as far as it came
    durable.write(target, json.dumps(told).encode())
    return len(keys)


def put_back(source: Path, instance: Path, connection: sa.Connection) -> int:
    """Put a copy into an installation; how many keys. Raises NoKeyCopy."""
    try:
        told = json.loads(source.read_text(encoding="ascii"))
        rows = [{"name": n, "box": base64.b64decode(b)} for n, b in told["keys"].items()]
        passing = str(told["passing"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoKeyCopy(
            f"{source} is no copy of keys: say --keys FILE or --without-keys"
        ) from error
    connection.execute(sa.delete(DataKey))
    if rows:
        connection.execute(sa.insert(DataKey), rows)
    RotatingKeys(instance).put_back(passing)
    return len(rows)
