"""Every bell that is rung is answered, and every bell hung up is rung."""

import ast
from collections.abc import Iterator

from flask import Flask

from intake import work
from tests.house.source import HALL, ROOMS, modules


def rung() -> Iterator[tuple[str, ast.expr]]:
    """Every call of ``later`` as (module, the name asked for)."""
    for module in modules(*ROOMS, *HALL):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"later", "work.later"}:
                yield module.name, node.args[0]


def test_bells_are_rung_by_names_that_can_be_read() -> None:
    assert [where for where, name in rung() if not isinstance(name, ast.Constant)] == []


def test_every_job_asked_for_is_there_and_every_job_there_is_asked_for(embedded: Flask) -> None:
    with embedded.app_context():
        registered = set(work.bells().jobs)
    assert {name.value for _, name in rung() if isinstance(name, ast.Constant)} == registered
