"""Sealing anew what lies under a passing key, row by row, while everybody works on. Safe to repeat.

A row is replaced only as it was read, so whoever writes it meanwhile is not undone.
"""

import functools
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from config import Settings
from intake import datakeys, outbox
from intake.db import db
from intake.rotatingkeys import KeyGone, RotatingKeys

Boxes = tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]  # primary key, box
Older = Callable[[Settings, bytes], bytes]  # opens a box of before there were passing keys
STEP = 200
_OWN: tuple[Boxes, ...] = (
    (datakeys.DataKey.name, datakeys.DataKey.box),
    (outbox.NoticeAddress.submission_id, outbox.NoticeAddress.box),
    (outbox.Notice.id, outbox.Notice.box),
)


def register(app: Flask, boxes: Boxes, older: Older) -> None:
    """Let a room's sealed column be sealed anew with the others."""
    app.extensions.setdefault("rotating", []).append((boxes, older))


def rotate() -> int:
    """A new passing key, everything sealed anew under it; how many rows."""
    keys = _keys()
    keys.add()
    return seal_anew()


def tend() -> int:
    """The sweep's part: a new key when it is time, late rows sealed anew, old keys dropped."""
    keys = _keys()
    if keys.is_due():
        keys.add()
    done = seal_anew()
    keys.drop_old()
    return done


def seal_anew() -> int:
    """Every box under another key than the last one is sealed under that; how many."""
    given = current_app.extensions["settings"]
    rooms: list[tuple[Boxes, Older]] = [(boxes, outbox.older) for boxes in _OWN]
    rooms += current_app.extensions.get("rotating", [])
    return sum(_column(boxes, functools.partial(older, given)) for boxes, older in rooms)


def _column(boxes: Boxes, older: Callable[[bytes], bytes]) -> int:
    keys, (key_column, box_column) = _keys(), boxes
    mark, done, last = keys.all()[-1].mark, 0, None
    while True:
        query = select(key_column, box_column).where(box_column.is_not(None))
        query = query if last is None else query.where(key_column > last)
        some = db.session.execute(query.order_by(key_column).limit(STEP)).all()
        if not some:
            return done
        for key, box in some:
            last = key
            if not box.startswith(mark):
                done += _replace(keys, boxes, key, box, older)
        db.session.commit()


def _replace(
    keys: RotatingKeys, boxes: Boxes, key: Any, box: bytes, older: Callable[[bytes], bytes]
) -> int:
    try:
        plain = keys.open(box) if box.startswith(b"LNR1") else older(box)
    except KeyGone:
        return 0  # restored without its key: nobody can open it, and it expires by itself
    changed = db.session.execute(
        update(boxes[0].class_)
        .where(boxes[0] == key, boxes[1] == box)
        .values({boxes[1].key: keys.seal(plain)})
        .execution_options(synchronize_session=False)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def _keys() -> RotatingKeys:
    return RotatingKeys(current_app.extensions["settings"].instance)
