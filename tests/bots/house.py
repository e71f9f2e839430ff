"""A small application with messengers, and their process running in a thread of the test."""

import asyncio
import dataclasses
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel

import config
from bots.commands import install
from bots.delivery import Pace
from bots.ears import AskingReader, Reader
from bots.settings import BotSettings
from bots.switchboard import Switchboard
from intake import work
from intake.commands import load_shipped_units
from intake.db import db

QUICK = Pace(round=0.1, wait=0.2)


def make_app(
    folder: Path, settings: BotSettings, reader: Reader | None = None, **changes: Any
) -> Flask:
    """An application of its own in ``folder``; again with the same folder it is a restart."""
    house = config.load({"LANG_NGHE_INSTANCE": str(folder), "SECRET_KEY": "khong-bi-mat-" * 3})
    house = dataclasses.replace(house, work_mode=config.WorkMode.SILENT, **changes)
    app = Flask(__name__)
    app.extensions["settings"] = house
    app.config["SQLALCHEMY_DATABASE_URI"] = house.database_url
    db.init_app(app)
    Babel(app)
    work.Bells(app, house, {})
    install(app, settings, reader or AskingReader())
    app.extensions["switchboard"].pace = QUICK
    return app


def make_ready(folder: Path) -> None:
    """A database with tables and units, to be copied for each test."""
    app = make_app(folder, BotSettings())
    with app.app_context():
        db.create_all()
        load_shipped_units()
        db.session.remove()
        db.engine.dispose()


def copied(ready: Path, folder: Path) -> Path:
    """``folder``, with a database made ready."""
    shutil.copy(ready / "lang-nghe.db", folder / "lang-nghe.db")
    return folder


@contextmanager
def listening(app: Flask) -> Iterator[None]:
    """`flask bot` for as long as the block lasts, then stopped as a signal would."""
    board: Switchboard = app.extensions["switchboard"]
    ready, loop = threading.Event(), asyncio.new_event_loop()
    task = loop.create_task(board.run(ready.set))
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])))
    thread.start()
    try:
        assert ready.wait(10)
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()
    if task.exception() if not task.cancelled() else None:
        raise AssertionError from task.exception()
