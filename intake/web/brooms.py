"""What the public pages leave behind: drafts nobody sent, and files nobody holds."""

from flask import Flask
from sqlalchemy import select

from intake import attached, datakeys, durable, rotating, senderkeys, serverkeys, tidying
from intake.clock import today
from intake.db import db
from intake.keptfiles import KeptFile
from intake.spool import Spool
from intake.submissions import Attachment
from intake.web import drafts
from intake.web.here import settings, store

# A file is on disk before the row that holds it is; no draft or talk lives longer than this.
UNHELD_FOR = drafts.KEPT_FOR.total_seconds()


def install(app: Flask) -> None:
    """Register the brooms. Drafts first: the files they held are unheld then."""
    tidying.register(app, "drafts put away", forget_drafts, by_the_clock=True)
    tidying.register(app, "half-written files cleared", _clear_halves)
    tidying.register(app, "files put away", delete_unheld, by_the_clock=True)
    tidying.register(app, "files given a key of their own", lambda: attached.give_own_keys(store()))
    tidying.register(app, "identities given a key of their own", _lock_older)
    tidying.register(app, "keys of what is gone dropped", datakeys.drop_unheld)
    tidying.register(app, "rows sealed under a newer key", rotating.tend, by_the_clock=True)
    given = app.extensions["settings"]
    tidying.register(app, "marks of the server's key written", lambda: serverkeys.note(given))
    instance = given.instance
    tidying.register(
        app,
        "old senders' keys dropped",
        lambda: senderkeys.drop(instance, today()),
        by_the_clock=True,
    )


def _clear_halves() -> int:
    """Attachments and keys; filings and what bots heard have brooms of their own."""
    return durable.clear(settings().instance.glob(f"*{durable.HALF}")) + store().sweep()


def forget_drafts() -> int:
    """Delete old drafts; never one whose filing waits, however long the database was away."""
    spool = Spool(settings())
    if spool.unreadable()[1]:
        return 0  # nobody can say whose drafts these filings need
    return drafts.forget_old(spool.drafts())


def delete_unheld(older_than: float = UNHELD_FOR) -> int:
    """Delete the files nothing holds, kept this many seconds; how many."""
    spool = Spool(settings())
    if spool.unreadable()[1]:
        return 0  # nobody can say which files these filings have
    kept, waiting = store(), spool.files()
    old = (key for key in kept.older(older_than) if key not in waiting)
    unheld = [key for key in old if not _held(key)]
    for key in unheld:
        kept.delete(key)
    return len(unheld)


def _lock_older() -> int:
    return datakeys.lock_older(settings().instance)


def _held(key: str) -> bool:
    holders = (Attachment.store_key, KeptFile.store_key)
    return any(db.session.scalar(select(h).where(h == key)) is not None for h in holders)
