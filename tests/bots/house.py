"""An application with messengers, and their process running in a thread of the test."""

import asyncio
import dataclasses
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete

import config
from app import create_app
from bots.delivery import Pace
from bots.ears import AskingReader, Reader
from bots.settings import BotSettings
from bots.switchboard import Switchboard
from bots.talks import KeptTalk
from intake.db import db
from intake.handling import HandlingStep
from intake.outbox import Notice, NoticeAddress
from intake.submissions import Attachment, Draft, Message, SealedIdentity, Submission
from tests import installation

QUICK = Pace(round=0.1, wait=0.2, lease=2.0)


def make_app(
    folder: Path, settings: BotSettings, reader: Reader | None = None, **changes: Any
) -> Flask:
    """An application of its own in ``folder``; again with the same folder it is a restart."""
    changes = {"work_mode": config.WorkMode.SILENT} | changes
    app = create_app(dataclasses.replace(installation.settings(folder, {}), **changes))
    return equipped(app, settings, reader)


def equipped(app: Flask, settings: BotSettings, reader: Reader | None = None) -> Flask:
    """The application on these messengers, its reader one that only asks unless given."""
    app.extensions["switchboard"] = Switchboard(app, settings, reader or AskingReader(), QUICK)
    return app


def emptied(app: Flask) -> None:
    """Forget everything that was told."""
    house: config.Settings = app.extensions["settings"]
    with app.app_context():
        for table in (
            NoticeAddress,
            Notice,
            SealedIdentity,
            HandlingStep,
            Message,
            Attachment,
            Submission,
            Draft,
            KeptTalk,
        ):
            db.session.execute(delete(table))
        db.session.commit()
    shutil.rmtree(house.instance / "files", ignore_errors=True)


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
