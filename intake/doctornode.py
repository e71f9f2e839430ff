"""What one node has of its own: secrets, keys, spool, disk, clock, queue, each with its cure."""

import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from intake import clockleap, filebox, nodekeys, retention, serverkeys
from intake.db import now
from intake.filestore import FileMissing
from intake.s3store import StoreAway
from intake.signs import Health, Sign
from intake.spool import Spool

ROOM = 2 * 1024**3  # bytes that should be free
MANY_HALVES = 10  # more than are being written at any moment, unless the disk is too slow
SKEW = timedelta(seconds=30)  # between the clocks of this machine and of the database
BUILT = datetime(2026, 11, 1, tzinfo=UTC)  # a clock before this is wrong


def _secrets(settings: Settings) -> Iterator[Sign]:
    private = settings.instance / "identity.private"
    if private.exists():
        health = Health.BAD if settings.database_given else Health.ODD
        yield Sign("identities", health, "the officers' private key lies on this machine",
                   f"move {private} to where only they can read it")  # fmt: skip
    kept = settings.instance / "secret.key"
    if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        yield Sign("server key", Health.BAD, "others may read it", f"chmod 600 {kept}")
    if serverkeys.is_weak(settings.secret):
        health = Health.BAD if settings.database_given else Health.ODD
        cure = "SECRET_KEY=$(openssl rand -hex 32) on every node, once flask doctor finds no spool"
        yield Sign("server key", health, "SECRET_KEY looks typed, not drawn", cure)
    if settings.database_given and not settings.secure_cookies:
        yield Sign("address", Health.BAD, settings.base_url, "set BASE_URL to the https address")


def _one_server_key(settings: Settings) -> Iterator[Sign]:
    """Whether the sweeps of other nodes worked with another SECRET_KEY."""
    try:
        others = serverkeys.others(settings)
    except SQLAlchemyError:
        return  # said above
    if others:
        mine = serverkeys.mark_of(settings.key("mark"))
        seen = f"here {mine}, elsewhere within two days {', '.join(others)}"
        cure = "give every node the same SECRET_KEY: receipts of one are refused by the other"
        yield Sign("server keys", Health.BAD, seen, cure)


def _keys(settings: Settings) -> Iterator[Sign]:
    """Whether what other nodes sealed opens here."""
    try:
        seen = list(nodekeys.missing(settings.instance, filebox.of(settings)))
    except SQLAlchemyError:
        return  # said above
    cure = (
        "every node needs the same rotating.keys and files.keys, and the same files: "
        f"share {settings.instance}, or copy it to this node and use S3 for the files"
    )
    if seen:
        yield Sign("keys of the nodes", Health.BAD, "; ".join(seen), cure)
    else:
        yield Sign("keys of the nodes", Health.GOOD, "what is sealed opens here")


def _spool(settings: Settings) -> Iterator[Sign]:
    """Where what is sent waits while the database is away: whether it can, and what waits."""
    spool = Spool(settings)
    try:
        spool.try_out()
    except OSError as error:
        cure = f"let the server's account write in {settings.instance / 'spool'}, and make room"
        yield Sign("spool", Health.BAD, f"cannot be written: {error.strerror}", cure)
        return
    if (halves := len(spool.half_written())) >= MANY_HALVES:
        seen = f"{halves} half-written filings that no sweep takes away"
        cure = "let the server's account lock and delete files there, or give it a quicker disk"
        yield Sign("spool", Health.ODD, seen, cure)
    count, closed = spool.unreadable()
    if closed:
        cure = (
            "if SECRET_KEY was changed, set the one of before, run `flask --app app sweep`, "
            "change it again; if the disk was damaged, bring the files back from a copy of spool/"
        )
        seen = f"{closed} of {count} filings that wait do not open"
        yield Sign("spool", Health.BAD, seen, cure)
    elif count:
        cure = "flask --app app sweep, once the database answers"
        yield Sign("spool", Health.ODD, f"{count} filings wait", cure)
    else:
        yield Sign("spool", Health.GOOD, "can be written, nothing waits")


def _far_store(settings: Settings) -> Iterator[Sign]:
    far = filebox.far_store(settings)
    if far is None:
        return
    try:
        sound = far.keeps_the_first()
    except (StoreAway, FileMissing) as error:
        cure = "start it, or put S3_* right; until then files wait in the instance folder"
        yield Sign("far store", Health.BAD, str(error), cure)
        return
    if sound:
        yield Sign("far store", Health.GOOD, "answers")
    else:
        seen = "puts a file over one that is there, though told not to (If-None-Match)"
        cure = "a newer or another S3 store; until then no sweep while `flask files rotate` runs"
        yield Sign("far store", Health.BAD, seen, cure)


def _disk(settings: Settings) -> Iterator[Sign]:
    free = shutil.disk_usage(settings.instance).free
    seen = f"{free / 1024**3:.1f} GiB free"
    enough = free >= ROOM
    cure = "" if enough else "make room: what does not fit is refused"
    yield Sign("disk", Health.GOOD if enough else Health.BAD, seen, cure)


def _clock(_settings: Settings) -> Iterator[Sign]:
    if now() < BUILT:
        yield Sign("clock", Health.BAD, str(now()), "set the machine's clock")
    try:
        off = _off_the_database()
        why = clockleap.doubt(retention.leap_days())
    except SQLAlchemyError:
        return  # said above
    if off > SKEW:
        seen = f"{off.total_seconds():.0f} seconds from the database's"
        yield Sign("clock", Health.BAD, seen, "set both clocks by NTP: deadlines and limits differ")
    if why:
        cure = "set the clock, or if it is right: flask --app app sweep --believe-the-clock"
        yield Sign("clock", Health.BAD, f"{why}; nothing is put away by its age", cure)


def _off_the_database() -> timedelta:
    """How far this clock is from the database's; SQLite has none of its own."""
    there = clockleap.database_clock()
    return timedelta(0) if there is None else abs(now() - there)


def _bell(settings: Settings) -> Iterator[Sign]:
    if settings.redis_url is None:
        return
    try:
        Redis.from_url(settings.redis_url, socket_connect_timeout=2).ping()
    except RedisError as error:
        cure = "start it; until then only `flask sweep` does the work"
        yield Sign("queue", Health.ODD, type(error).__name__, cure)
    else:
        yield Sign("queue", Health.GOOD, "answers")


OF_A_NODE: tuple[Callable[[Settings], Iterator[Sign]], ...] = (
    _secrets,
    _one_server_key,
    _keys,
    _spool,
    _far_store,
    _disk,
    _clock,
    _bell,
)
