"""What is well and what is not with an installation, each with its cure. Reads, changes nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

import config
from config import Settings
from intake import (
    auditchain,
    identity,
    officerrotation,
    officers,
    units,
)
from intake.clock import today
from intake.db import db, now
from intake.deadlines import RULES, load_rules
from intake.doctornode import OF_A_NODE
from intake.signs import Health, Sign
from intake.staff import Duty, Role, Staff
from intake.submissions import SealedIdentity, Submission
from intake.workdays import OVERRIDES, load_calendar

WAITED = timedelta(minutes=15)  # nobody's words wait longer for triage than this


def examine(settings: Settings) -> list[Sign]:
    """Every sign, the database first: what needs it is left out where it does not answer."""
    signs = [_database()]
    if signs[0].health is not Health.BAD:
        for look in IN_DATABASE:
            signs.extend(look())
    for look_at in (*OUTSIDE, *current_app.extensions.get("signs", ())):
        signs.extend(look_at(settings))
    db.session.rollback()
    return signs


def _database() -> Sign:
    head = ScriptDirectory(str(config.ROOT / "migrations")).get_current_head()
    try:
        with db.engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
            kind = connection.dialect.name
    except SQLAlchemyError as error:
        cure = "start it, or correct DATABASE_URL"
        return Sign("database", Health.BAD, type(error).__name__, cure)
    if here != head:
        return Sign(
            "database", Health.BAD, f"{kind} at migration {here}, the program at {head}",
            "flask --app app db upgrade",
        )  # fmt: skip
    return Sign("database", Health.GOOD, f"{kind}, migration {here}")


def _durability() -> Iterator[Sign]:
    """A receipt promises the disk: whether a commit waits for it."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        wanted = {"journal_mode": {"wal"}, "synchronous": {"2", "3"}}
        ask = "PRAGMA {}"
    else:
        wanted = {"fsync": {"on"}, "full_page_writes": {"on"}}
        wanted["synchronous_commit"] = {"on", "local", "remote_write", "remote_apply"}
        ask = "SHOW {}"
    found = {n: str(connection.exec_driver_sql(ask.format(n)).scalar()).lower() for n in wanted}
    seen = ", ".join(f"{name} {value}" for name, value in found.items())
    if all(found[name] in wanted[name] for name in wanted):
        yield Sign("durability", Health.GOOD, seen)
    else:
        cure = "switch them on in postgresql.conf: a power cut would lose what was acknowledged"
        yield Sign("durability", Health.BAD, seen, cure)


def _units() -> Iterator[Sign]:
    valid = sum(unit.valid_on(today()) for unit in units.book().by_id.values())
    if valid:
        yield Sign("units", Health.GOOD, f"{valid} valid today")
    else:
        yield Sign("units", Health.BAD, "none valid today", "flask --app app units load")


def _staff() -> Iterator[Sign]:
    count = db.session.scalar(select(func.count()).select_from(Staff).where(Staff.active)) or 0
    if count:
        yield Sign("staff", Health.GOOD, f"{count} accounts")
    else:
        cure = "flask --app app staff add EMAIL --name NAME --duty inspector"
        yield Sign("staff", Health.ODD, "no account", cure)
        return
    held = select(Staff.id).join(Staff.roles).where(Role.name == Duty.DELEGATE, Staff.active)
    if db.session.scalar(held.limit(1)) is None:
        seen = "nobody reads what is said of the team's own offices"
        cure = "flask --app app staff add EMAIL --name NAME --duty delegate --duty lead ..."
        yield Sign("delegate", Health.ODD, seen, cure)


def _backlog() -> Iterator[Sign]:
    waiting = select(func.count(), func.min(Submission.received_at)).where(
        Submission.placed_at.is_(None)
    )
    count, oldest = db.session.execute(waiting).one()
    if count and oldest < now() - WAITED:
        cure = "flask --app app sweep, and see why `make worker` is not working"
        yield Sign("triage", Health.BAD, f"{count} waiting, the oldest since {oldest}", cure)
    else:
        yield Sign("triage", Health.GOOD, f"{count} waiting")


def _officers() -> Iterator[Sign]:
    instance = current_app.extensions["settings"].instance
    pair = identity.pair_in_use(instance)
    held = officers.count(pair)
    sealed = db.session.scalar(select(func.count()).select_from(SealedIdentity)) or 0
    seen = f"{held} hold the key to {sealed} identities"
    cure = "flask --app app identity add-officer EMAIL: a lost passphrase must not be the last"
    enough = held > 1 or not sealed
    if sealed and not (pair and (held or (instance / "identity.private").exists())):
        cure = (
            "bring identity.private back from where it was kept and give it to two officers "
            "(identity add-officer); is it lost: identity begin-anew --lost"
        )
        yield Sign("officers", Health.BAD, f"nobody can open {sealed} identities", cure)
        return
    yield Sign("officers", Health.GOOD if enough else Health.ODD, seen, "" if enough else cure)
    if left := officerrotation.left_behind(pair):
        cure = "flask --app app identity gather --by EMAIL, an officer who holds the older key"
        yield Sign("older identities", Health.ODD, f"{left} under an older key", cure)


def _audit() -> Iterator[Sign]:
    fault = auditchain.verify()
    if fault is not None:
        yield Sign("audit trail", Health.BAD, f"entry {fault.entry_id}: {fault.what}",
                   "keep this database as it is and compare it with a backup")  # fmt: skip
        return
    yield Sign("audit trail", Health.GOOD, f"{auditchain.head()[0]} entries in the chain")
    kept = auditchain.heads(1)
    if not kept or kept[0].day < today() - timedelta(days=1):
        cure = "run `flask --app app sweep --every 300` or a daily `flask --app app audit publish`"
        yield Sign("published head", Health.ODD, "none since yesterday", cure)


def _tables(settings: Settings) -> Iterator[Sign]:
    """The province's own copies of our dated tables: whether each can be read and is in force."""
    for shipped, read in (*OWN_TABLES, *current_app.extensions.get("own tables", ())):
        kept = settings.instance / shipped.name
        if not kept.exists():
            continue
        try:
            read(kept)
        except (ValueError, KeyError, LookupError, OSError, StopIteration) as error:
            cure = f"correct {kept}, or move it away: ours is used then"
            yield Sign(shipped.name, Health.BAD, str(error) or type(error).__name__, cure)
        else:
            yield Sign(shipped.name, Health.GOOD, "the province's own")


def _terms_kept(kept: Path) -> None:
    load_rules.cache_clear()  # it may have been mended since
    rules = load_rules(kept)
    if not any(r.step == "close" and r.holds("feedback", today()) for r in rules):
        raise ValueError("no row in force says within how many days feedback is closed")


OWN_TABLES: tuple[tuple[Path, Callable[[Path], object]], ...] = (
    (OVERRIDES, load_calendar),
    (RULES, _terms_kept),
)


IN_DATABASE: tuple[Callable[[], Iterator[Sign]], ...] = (
    _durability,
    _units,
    _staff,
    _officers,
    _backlog,
    _audit,
)
OUTSIDE: tuple[Callable[[Settings], Iterator[Sign]], ...] = (*OF_A_NODE, _tables)
