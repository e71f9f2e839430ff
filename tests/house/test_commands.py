"""The commands that are written down exist: in the Makefile, the README, the page for helpers."""

import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from tests.house.source import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", ".ci/run")
BROUGHT = {"db", "run", "routes", "shell"}  # by Flask and Flask-Migrate
FLASK = re.compile(
    r"(?:\bflask|\$\(FLASK\))(?: --app app| --debug)* ([a-z]+)(?: ([a-z][a-z-]*)\b)?"
)
MAKE = re.compile(r"(?:^|`|\$ |&& )make ([a-z-]+)", re.M)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_only_targets_the_makefile_has(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))
    named = set(MAKE.findall(text(document)))
    assert named
    assert named - targets == set()


@pytest.mark.parametrize("document", [*DOCUMENTS[:2], "Makefile"])
def test_a_document_names_only_commands_flask_has(embedded: Flask, document: str) -> None:
    missing = [
        f"flask {name} {inner}".strip()
        for name, inner in FLASK.findall(text(document))
        if name not in BROUGHT and not is_there(embedded.cli, [name, inner])
    ]
    assert missing == []


def is_there(group: click.Group, words: list[str]) -> bool:
    """Whether the words lead to a command; what follows a plain command is its argument."""
    command = group.commands.get(words[0])
    if isinstance(command, click.Group) and words[1:] and words[1]:
        return is_there(command, words[1:])
    return command is not None


def test_every_command_says_what_it_does(embedded: Flask) -> None:
    silent = [name for name, command in walk(embedded.cli) if not command.get_short_help_str()]
    assert silent == []


def walk(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command below a group as (its words, itself)."""
    for name, command in group.commands.items():
        yield f"{above}{name}", command
        if isinstance(command, click.Group):
            yield from walk(command, f"{above}{name} ")


def test_make_alone_lists_every_target_people_use() -> None:
    said = set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.M))
    wanted = {"run", "dev", "test", "lint", "bench", "migration", "worker", "bot"}
    assert wanted <= said
