"""The invented year: played through the real door, marked, proposed on, and gone by one command."""

import dataclasses
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import prepare
from intake import auditchain
from intake.clock import today
from intake.db import db
from intake.submissions import Submission
from tests.installation import Installer, Mode
from triage import adopted
from triage.matters import Matter
from triage.proposals import Proposal
from triage.reports.figures import invented, received
from triage.reports.periods import Length, containing
from triage.thresholds import SIMULATED
from triage.verdict import Calibration


def count(table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.fixture(scope="module")
def played(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An installation after `make run` found it empty."""
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("played")) as app:
        with app.app_context():
            prepare(app.extensions["settings"])
        return app


def test_the_first_run_leads_to_a_proposal_with_its_reasons(played: Flask) -> None:
    with played.app_context():
        assert count(Submission) > 500
        proposed = db.session.scalars(sa.select(Proposal)).all()
        assert proposed
        assert all(p.sample and p.evidence[-1].content["weeks"] for p in proposed)


def test_everything_invented_says_so(played: Flask) -> None:
    with played.app_context():
        unmarked = sa.select(Submission.id).where(~Submission.sample)
        assert db.session.scalars(unmarked).all() == []
    assert "Dữ liệu mẫu" in played.test_client().get("/").text


def test_stories_begin_like_sentences(played: Flask) -> None:
    with played.app_context():
        texts = db.session.scalars(sa.select(Submission.text)).all()
    assert [t for t in texts if t.startswith(("xã ", "phường ", "thị trấn "))] == []


def test_the_reports_count_it_while_there_is_nothing_else(played: Flask) -> None:
    with played.app_context():
        year = containing(Length.YEAR, today(), 15)
        assert invented()
        assert received(year).number > 400
    page = played.test_client().get("/so-lieu").text
    assert "Dữ liệu mẫu" in page


def test_a_second_run_plays_nothing_more(played: Flask) -> None:
    with played.app_context():
        before = count(Submission)
        db.session.rollback()  # the second run is another connection, and writes
        prepare(played.extensions["settings"])
        assert count(Submission) == before


def test_one_command_removes_it_all_and_what_was_measured_on_it(played: Flask) -> None:
    with played.app_context():
        own = Calibration("own_year", ((0.5, 6.1),))
        adopted.store(own, adopted.policy_on(today()), today(), today(), 175, sample=True)
        assert adopted.calibration_on(today()).source == "own_year"
    answer = played.test_cli_runner().invoke(args=["sample", "remove"])
    assert answer.exit_code == 0, answer.output
    with played.app_context():
        assert [count(t) for t in (Submission, Matter, Proposal)] == [0, 0, 0]
        assert adopted.calibration_on(today()) == SIMULATED
        assert auditchain.verify() is None
    assert "Dữ liệu mẫu" not in played.test_client().get("/").text


def test_it_never_plays_where_a_database_is_given(installer: Installer, tmp_path: Path) -> None:
    with installer.install(Mode.GROWN, tmp_path) as app, app.app_context():
        settings = app.extensions["settings"]
        assert settings.database_given
        prepare(dataclasses.replace(settings))
        assert count(Submission) == 0
        assert not (tmp_path / "sign-in.txt").exists()
