"""Every move of the table: whole or not at all, once, in order, with its papers, by the right person."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.installation import Installer, Mode
from tests.triage.inspections.killed import spoken
from tests.triage.inspections.killings import aborted, stopped_everywhere
from tests.triage.inspections.office import staffed
from triage.inspections.life import MOVES, Step


@pytest.fixture(scope="module", params=list(Mode))
def office(
    request: pytest.FixtureRequest, installer: Installer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One installation for every move, in each mode; each has a case of its own."""
    with installer.install(request.param, tmp_path_factory.mktemp("moves")) as app:
        yield staffed(app)


@pytest.mark.parametrize("step", list(MOVES))
def test_stopped_between_any_two_statements_a_move_never_happened(
    office: Flask, step: Step
) -> None:
    with office.app_context():
        assert stopped_everywhere(step, aborted) >= 3  # its row, its history, its commit


@pytest.mark.slow  # some hundred processes, each killed
def test_killed_at_any_statement_a_move_is_whole_or_never_happened(office: Flask) -> None:
    said = spoken(office, "from tests.triage.inspections.killings import main\nmain()")
    assert int(said) >= 3 * len(MOVES)
