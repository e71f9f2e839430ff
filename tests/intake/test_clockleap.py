"""A clock that leapt ahead deletes nothing: not by command, not by the sweep."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from intake import auditchain, clock, clockleap, senderkeys
from intake import db as database
from intake.audit import AuditEntry
from intake.clock import today
from intake.db import db
from intake.filebox import SealedStore
from intake.retention import leap_days
from intake.submissions import Draft
from tests.intake.test_form_faults import sent
from tests.intake.test_retention import HEAD, filed, left, run

MOST = leap_days()


class Ahead(datetime):
    """The machine's clock, wrong."""

    by = timedelta(0)

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.by  # type: ignore[arg-type]


@pytest.fixture
def leap(monkeypatch: pytest.MonkeyPatch) -> type[Ahead]:
    """Set ``by`` to put every clock of the program ahead; the database's own stays."""
    monkeypatch.setattr(Ahead, "by", timedelta(0))
    monkeypatch.setattr(database, "datetime", Ahead)
    monkeypatch.setattr(clock, "datetime", Ahead)
    return Ahead


@pytest.fixture
def month(tmp_path: Path) -> Path:
    file = tmp_path / "terms.csv"
    file.write_text(HEAD + "identity,30,2026-01-01,a\nattachment,30,2026-01-01,a\n")
    return file


def of_before(*days_ago: int) -> None:
    """Heads published so many days ago."""
    for ago in days_ago:
        day = today() - timedelta(days=ago)
        db.session.add(auditchain.AuditHead(day=day, n=0, hash=auditchain.START))
    db.session.commit()


def test_the_command_refuses_a_clock_that_is_far_ahead_and_says_what_to_do(
    app: Flask, month: Path, leap: type[Ahead]
) -> None:
    with app.app_context():
        _one, key = filed(app, 1)
        filed(app, None)
    leap.by = timedelta(days=45)
    shown = run(app, month, "--dry-run")
    assert ("in doubt" in shown, "1 would be deleted" in shown) == (True, True)
    said = run(app, month)
    assert ("--believe-the-clock" in said, "nothing is deleted" in said) == (True, True)
    with app.app_context():
        assert left() == (2, 2)
        SealedStore(app.extensions["settings"].instance).open(key).close()
        on_postgresql = db.engine.dialect.name == "postgresql"
        assert ("the database" in said) == on_postgresql
    assert "identity: 1 deleted" in run(app, month, "--believe-the-clock")


def test_the_sweep_puts_nothing_away_while_it_is_ahead_and_does_the_rest(
    embedded: Flask, leap: type[Ahead], caplog: pytest.LogCaptureFixture
) -> None:
    sent(embedded.test_client())
    instance = embedded.extensions["settings"].instance
    runner = embedded.test_cli_runner()
    with embedded.app_context():
        filed(embedded, None)
        kept = senderkeys.keys(instance, today())
        rotating = (instance / "rotating.keys").read_text()
    for days in (200, 200, 201):  # the sweep's own marks of a wrong day persuade nobody
        leap.by = timedelta(days=days)
        said = runner.invoke(args=["sweep"]).output
        assert "put away" not in said
        assert "heads of the audit trail published" in said
    assert "nothing is put away by its age" in caplog.text
    assert "nothing was written between" in runner.invoke(args=["doctor"]).output
    leap.by = timedelta(0)
    with embedded.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Draft.id))) == 1
        assert senderkeys.keys(instance, today()) == kept
        assert (instance / "rotating.keys").read_text() == rotating
        assert clockleap.doubt(MOST) == ""


def test_a_leap_is_believed_after_as_many_days_or_once_somebody_says_so(
    embedded: Flask, leap: type[Ahead]
) -> None:
    with embedded.app_context():
        filed(embedded, None)
        leap.by = timedelta(days=100)
        of_before(*range(MOST - 1))
        assert clockleap.doubt(MOST)
        leap.by = timedelta(days=101)
        of_before(0)
        assert clockleap.doubt(MOST) == ""
        leap.by = timedelta(days=200)
        assert clockleap.doubt(MOST)
    assert (
        "drafts put away"
        in embedded.test_cli_runner().invoke(args=["sweep", "--believe-the-clock"]).output
    )
    with embedded.app_context():
        leap.by = timedelta(days=201)
        assert clockleap.doubt(MOST) == ""
        leap.by = timedelta(days=300)  # what was said then vouches for no later leap
        assert clockleap.doubt(MOST)
        said = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.act.like("clock%")))
        assert said.all() == ["clock_believed"]


def test_a_long_holiday_is_no_leap_and_a_new_installation_has_none(embedded: Flask) -> None:
    with embedded.app_context():
        assert clockleap.doubt(MOST) == ""
        of_before(MOST, 2 * MOST, 3 * MOST)
        assert clockleap.doubt(MOST) == ""


def test_the_shipped_days_hold_where_a_province_says_none(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(HEAD + "identity,30,2026-01-01,a\n")
    assert leap_days(own) == MOST
    own.write_text(HEAD + "clock_leap,5,2026-01-01,a\n")
    assert leap_days(own) == 5
