"""The doctor finds what is wrong, says the cure, and leaves everything as it was."""

import dataclasses
import shutil
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask

from config import S3
from intake import datakeys, keptfiles, serverkeys
from intake.db import db, now
from intake.doctor import examine
from intake.receive import Door, receive
from intake.signs import Health, Sign
from intake.staff import Duty, ensure_staff
from intake.submissions import Channel
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


def test_a_node_with_another_server_key_is_found_and_no_key_is_written_down(app: Flask) -> None:
    settings = app.extensions["settings"]
    with app.app_context():
        serverkeys.note(settings)
        serverkeys.note(settings)
        other = dataclasses.replace(settings, secret=b"fc1b7e0a93d24658fc1b7e0a93d24658")
        assert "server keys" not in signs(app)
        sign = {s.name: s for s in examine(other)}["server keys"]
        assert (sign.health, "same SECRET_KEY" in sign.cure) == (Health.BAD, True)
        row = db.session.scalars(sa.select(serverkeys.ServerKey)).one()
        assert len(row.mark) == 8
        row.seen_at = now() - timedelta(days=3)  # a key that was changed long ago
        db.session.commit()
        assert serverkeys.others(other) == []


@pytest.mark.parametrize(
    ("key", "weak"),
    [("a" * 40, True), ("change-me-change-me-change-me-now", True), ("0123" * 10, True),
     ("4f0c2e9b7a6d81359e02c7b4f6a8d153" * 2, False), ("Zk3!vTq9_Xw7Lr2m-Hc8Bn5Ys1Pd6Gf4", False)],
)  # fmt: skip
def test_a_key_that_was_typed_is_bad_in_earnest(embedded: Flask, key: str, weak: bool) -> None:
    found = signs(embedded, secret=key.encode(), database_given=True)
    assert ("server key" in found) == weak
    assert not weak or found["server key"].health is Health.BAD


def test_a_clock_far_from_the_databases_is_found(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "clock" not in signs(app)
    monkeypatch.setattr("intake.doctornode.now", lambda: now() + timedelta(minutes=5))
    with app.app_context():
        own = db.engine.dialect.name == "sqlite"
    found = signs(app)
    assert ("clock" in found) != own
    assert own or found["clock"].seen.startswith("300 seconds")


def test_identities_nobody_can_open_are_bad(embedded: Flask) -> None:
    settings = embedded.extensions["settings"]
    named = {"identity_level": "declared", "name": "Nguyễn Thử", "contact": "0900000000"}
    with embedded.app_context():
        receive({"text": ALIKE[0], **named}, Door(Channel.API, settings))
    assert signs(embedded)["officers"].health is Health.ODD  # the file is still here
    (settings.instance / "identity.private").unlink()
    sign = signs(embedded)["officers"]
    assert (sign.health, "begin-anew" in sign.cure) == (Health.BAD, True)


def test_a_spool_that_cannot_be_written_and_a_disk_nearly_full_are_bad(
    embedded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signs(embedded)["spool"].health is Health.GOOD
    folder = embedded.extensions["settings"].instance / "spool"
    folder.rmdir()
    folder.write_text("in the way")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(9, 9, 0))
    found = signs(embedded)
    assert (found["spool"].health, found["disk"].health) == (Health.BAD, Health.BAD)


class Heedless(BaseHTTPRequestHandler):
    """A store of before there were conditions: what is put last is there."""

    protocol_version = "HTTP/1.1"
    held: ClassVar[dict[str, bytes]] = {}

    def do_PUT(self) -> None:
        self.held[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b"")

    def do_GET(self) -> None:
        self._answer(self.held[self.path])

    def do_DELETE(self) -> None:
        del self.held[self.path]
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("ETag", '"x"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_a_store_that_puts_the_last_over_the_first_is_found(embedded: Flask) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Heedless) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        reach = S3(f"http://127.0.0.1:{server.server_port}", "b", "k", "s")
        sign = signs(embedded, s3=reach)["far store"]
        server.shutdown()
    assert sign.health is Health.BAD
    assert "If-None-Match" in sign.seen
    assert Heedless.held == {}
