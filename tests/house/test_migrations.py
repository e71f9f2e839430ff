"""Migrations are numbered, have one head, go both ways, and end where the tables are."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from intake.db import db
from tests.house.source import ROOT, Module, modules

MIGRATIONS = modules("migrations/versions")
CATALOGUE = {
    "sqlite": ["SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"],
    "postgresql": [
        "SELECT table_name, column_name, data_type, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)"
        " FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ],
}
OF_ALEMBIC = "alembic_version"


def constant(module: Module, name: str) -> Any:
    """The value a migration gives one of its own names."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{module.name} says no {name}")


def schema() -> set[tuple[Any, ...]]:
    """What the database says it holds."""
    with db.engine.connect() as connection:
        rows = [
            tuple(row)
            for query in CATALOGUE[db.engine.dialect.name]
            for row in connection.execute(sa.text(query))
        ]
    return {row for row in rows if OF_ALEMBIC not in map(str, row)}


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_migrations_are_numbered_without_a_gap() -> None:
    names = [module.path.name for module in MIGRATIONS]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names), names
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_each_migration_follows_the_one_before() -> None:
    numbers = [module.path.name[:4] for module in MIGRATIONS]
    assert [constant(module, "revision") for module in MIGRATIONS] == numbers
    before = [constant(module, "down_revision") for module in MIGRATIONS]
    assert before == [None, *numbers[:-1]]


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_a_migration_does_not_lean_on_code_that_will_change() -> None:
    allowed = {"alembic", "sqlalchemy"}
    leaning = [
        (module.path.name, name)
        for module in MIGRATIONS
        for name in module.imports()
        if name.partition(".")[0] not in allowed
    ]
    assert leaning == []


@pytest.mark.usefixtures("context")
def test_migrations_end_where_the_tables_are() -> None:
    with db.engine.connect() as connection:
        seen = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(seen, db.metadata) == []


@pytest.mark.usefixtures("context")
def test_down_leaves_nothing_and_up_again_leaves_the_same() -> None:
    first = schema()
    downgrade(revision="base")
    assert schema() == set()
    upgrade()
    assert schema() == first


@pytest.mark.usefixtures("context")
@pytest.mark.slow
def test_every_single_step_can_be_taken_back() -> None:
    numbers = [module.path.name[:4] for module in MIGRATIONS]
    downgrade(revision="base")
    for number in numbers:
        before = schema()
        upgrade(revision=number)
        downgrade()
        assert schema() == before, number
        upgrade(revision=number)
