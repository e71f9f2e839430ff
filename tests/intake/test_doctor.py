"""The doctor finds what is wrong, says the cure, and leaves everything as it was."""

import dataclasses
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from intake import datakeys, keptfiles
from intake.db import db, now
from intake.doctor import Health, Sign, examine
from intake.staff import Duty, ensure_staff
from intake.work import WorkMode
from tests.installation import PASSWORD, Installer, Mode
from tests.test_main_line import ALIKE, file


def signs(app: Flask, **changes: Any) -> dict[str, Sign]:
    settings = dataclasses.replace(app.extensions["settings"], **changes)
    with app.app_context():
        return {sign.name: sign for sign in examine(settings)}


def test_a_sound_installation_is_well(app: Flask) -> None:
    found = signs(app, secure_cookies=True)
    hasty = {"durability"} if db_is_hasty(found) else set()
    assert {name for name, sign in found.items() if sign.health is Health.BAD} == hasty


def db_is_hasty(found: dict[str, Sign]) -> bool:
    """The tests' PostgreSQL does not wait for the disk, and is told so."""
    return "fsync off" in found["durability"].seen


def test_a_database_that_does_not_wait_for_the_disk_is_found(app: Flask) -> None:
    sign = signs(app)["durability"]
    assert (sign.health is Health.BAD) == ("off" in sign.seen)
    assert sign.seen == "journal_mode wal, synchronous 2" or sign.cure


def test_an_empty_database_is_told_its_command(installer: Installer, tmp_path: Path) -> None:
    with installer.install(Mode.EMBEDDED, tmp_path) as app:
        with app.app_context():
            db.engine.dispose()
        (tmp_path / "lang-nghe.db").unlink()
        found = signs(app)
    assert found["database"].health is Health.BAD
    assert "db upgrade" in found["database"].cure


def test_words_that_wait_for_triage_are_found(app: Flask) -> None:
    app.extensions["bells"].mode = WorkMode.SILENT
    file(app, ALIKE[0])
    assert signs(app)["triage"].health is Health.GOOD
    with app.app_context():
        long_ago = now() - timedelta(hours=1)
        on = " ON submission" if db.engine.dialect.name == "postgresql" else ""
        db.session.execute(sa.text("DROP TRIGGER submission_stays" + on))
        db.session.execute(
            sa.text("UPDATE submission SET received_at = :at"), {"at": str(long_ago)}
        )
        db.session.commit()
    assert "1 waiting" in signs(app)["triage"].seen
    assert signs(app)["triage"].health is Health.BAD


def test_a_private_key_on_the_server_is_odd_at_home_and_bad_in_earnest(embedded: Flask) -> None:
    (embedded.extensions["settings"].instance / "identity.private").touch()
    assert signs(embedded)["identities"].health is Health.ODD
    assert signs(embedded, database_given=True)["identities"].health is Health.BAD


def test_a_dead_queue_is_odd_because_nothing_is_lost(embedded: Flask) -> None:
    assert signs(embedded, redis_url="redis://127.0.0.1:1/0")["queue"].health is Health.ODD


def test_the_command_fails_where_something_is_bad(embedded: Flask) -> None:
    runner = embedded.test_cli_runner()
    assert runner.invoke(args=["doctor"]).exit_code == 0
    with embedded.app_context():
        db.session.execute(
            sa.text("UPDATE unit SET valid_to = date(valid_from, '+1 day'), revision = 99")
        )
        db.session.commit()
    answer = runner.invoke(args=["doctor"])
    assert answer.exit_code == 1
    assert "units load" in answer.output


def test_it_says_when_nobody_reads_what_is_said_of_the_team(embedded: Flask) -> None:
    assert signs(embedded)["delegate"].health is Health.ODD
    with embedded.app_context():
        ensure_staff("quyen@x.example", "Quyên", (Duty.LEAD, Duty.DELEGATE), PASSWORD)
    assert "delegate" not in signs(embedded)


def test_a_node_with_keys_of_its_own_is_found(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["settings"]
    with app.app_context():
        keptfiles.keep_words("mot ghi chep", 1)
        datakeys.keep(settings.instance, "identity:1", datakeys.fresh())
        db.session.commit()
    assert signs(app)["keys of the nodes"].health is Health.GOOD
    other = tmp_path / "other node"
    shutil.copytree(settings.instance, other)
    for name, said in (
        ("rotating.keys", "data_key was sealed"),
        ("files.keys", "files.keys has not"),
    ):
        (other / name).unlink()
        found = signs(app, instance=other)["keys of the nodes"]
        assert (found.health, said in found.seen) == (Health.BAD, True), found
    shutil.rmtree(other / "files")
    assert "not in this machine's store" in signs(app, instance=other)["keys of the nodes"].seen
