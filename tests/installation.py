"""Whole applications for tests, on databases made ready once and copied for each test.

Ready means: migrated, the shipped units loaded, and the staff below given accounts.
"""

import dataclasses
import functools
import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import redis
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

import config
from app import create_app
from intake.commands import load_shipped_units
from intake.db import db
from intake.staff import Duty, ensure_staff
from tests.services import Services
from triage import jobs

PASSWORD = "mot-mat-khau-de-thu"
# Owner, colleague and stranger; and the one who keeps the accounts.
ALICE, BOB = "alice@kiemtra.example", "bob@kiemtra.example"
CHARLIE, DANA = "charlie@tiepdan.example", "dana@vanphong.example"
DUTIES = {
    ALICE: Duty.INSPECTOR,
    BOB: Duty.INSPECTOR,
    CHARLIE: Duty.TRIAGE,
    DANA: Duty.ADMIN,
}


class Mode(StrEnum):
    """How an installation has grown."""

    EMBEDDED = "embedded"  # SQLite, and the work done before the call returns
    GROWN = "grown"  # PostgreSQL, and the work left to RQ on Valkey


class _CompiledTemplates(BytecodeCache):
    """Templates compiled once for all the applications of a run."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What this very source was compiled to, if it was."""
        found = self._compiled.get(f"{bucket.key} {bucket.checksum}")
        if found:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next application."""
        self._compiled[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


_builders: dict[tuple[Any, ...], Any] = {}
_compile_builder = Rule._compile_builder


def _builder_once(rule: Rule, append_unknown: bool = True) -> Any:
    """What writes a rule's addresses, compiled once for all the applications of a run.

    It depends on the rule's pieces alone, and is two thirds of the making of an application.
    """
    if rule.defaults:
        return _compile_builder(rule, append_unknown)
    pieces = (append_unknown, rule.rule, *rule._trace)
    if pieces not in _builders:
        _builders[pieces] = _compile_builder(rule, append_unknown)
    return _builders[pieces]


Rule._compile_builder = _builder_once  # type: ignore[assignment, method-assign]


class Installer:
    """Makes applications, each with a database of its own."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services, self.folder = services, folder
        self._numbers = itertools.count(1)
        self._templates = _CompiledTemplates()

    @contextmanager
    def install(self, mode: str, folder: Path, **changes: Any) -> Iterator[Flask]:
        """An application in ``folder``; ``changes`` are fields of its settings."""
        grounds = self._sqlite(folder) if mode == Mode.EMBEDDED else self._postgresql()
        with grounds as environ:
            given = settings(folder, environ)
            app = create_app(dataclasses.replace(given, **changes))
            hash_quickly(app)
            app.testing, app.test_client_class = True, Browser
            app.jinja_env.bytecode_cache = self._templates
            yield app
            with app.app_context():
                db.engine.dispose()

    @contextmanager
    def _sqlite(self, folder: Path) -> Iterator[dict[str, str]]:
        shutil.copy(self._ready_file, folder / "lang-nghe.db")
        yield {}

    @contextmanager
    def _postgresql(self) -> Iterator[dict[str, str]]:
        name = f"test_{next(self._numbers)}"
        ready = self._ready_database
        self._administer(f"CREATE DATABASE {name} TEMPLATE {ready} STRATEGY FILE_COPY")
        redis.Redis.from_url(self.services.redis_url).flushdb()
        yield {"DATABASE_URL": self._url(name), "REDIS_URL": self.services.redis_url}
        self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    @functools.cached_property
    def _ready_file(self) -> Path:
        make_ready(settings(self.folder, {}))
        return self.folder / "lang-nghe.db"

    @functools.cached_property
    def _ready_database(self) -> str:
        self._administer("CREATE DATABASE ready")
        make_ready(settings(self.folder, {"DATABASE_URL": self._url("ready")}))
        return "ready"

    def _administer(self, statement: str) -> None:
        with self._administration.connect() as connection:
            connection.execute(sa.text(statement))

    @functools.cached_property
    def _administration(self) -> sa.Engine:
        url = self.services.database_url
        return sa.create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    def _url(self, database: str) -> str:
        url = sa.make_url(self.services.database_url).set(database=database)
        return url.render_as_string(hide_password=False)


def settings(folder: Path, environ: dict[str, str]) -> config.Settings:
    """Settings of an installation in ``folder``; without Redis it works before it answers."""
    secret = {"LANG_NGHE_INSTANCE": str(folder), "SECRET_KEY": "khong-phai-bi-mat-" * 3}
    loaded = config.load(secret | environ)
    if loaded.work_mode is config.WorkMode.RQ:
        return loaded
    return dataclasses.replace(loaded, work_mode=config.WorkMode.INLINE)


class Browser(FlaskClient):
    """Says as browsers do that its forms stand on pages of ours."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"


def hash_quickly(app: Flask) -> None:
    """Still argon2id, at a cost nobody waits for; the real one is `make run`'s."""
    app.extensions["security"].pwd_context.update(
        argon2__memory_cost=64, argon2__time_cost=1, argon2__parallelism=1
    )


def make_ready(given: config.Settings) -> None:
    """Migrate, load the units, give the staff accounts."""
    app = create_app(given)
    hash_quickly(app)
    with app.app_context():
        upgrade()
        load_shipped_units()
        for email, duty in DUTIES.items():
            ensure_staff(email, email.partition("@")[0].title(), (duty,), PASSWORD)
        jobs.assess()  # the first count of every unit, which nobody's test is about
        db.session.remove()
        db.engine.dispose()
