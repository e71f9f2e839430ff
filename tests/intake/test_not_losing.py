"""Many at once, numbers that collide, databases that hang, disks that fill: nothing is lost."""

import hashlib
import itertools
import json
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import argon2
import nacl.pwhash
import pytest
import sqlalchemy as sa
from flask import Flask

from intake import auditchain, receipts
from intake.audit import AuditEntry
from intake.db import db, now
from intake.receive import Door, receive
from intake.sittings import StaffSitting, _stale
from intake.submissions import Channel, Submission
from intake.web import flasksettings
from tests.installation import Installer, Mode
from tests.intake.test_form_faults import FILLED, STORY
from tests.intake.test_spool import stored, sweep, waiting
from tests.served import Served
from triage import jobs

API = "/api/v1/submissions"
MANY = 32


def together(number: int, act: Callable[[int], None]) -> None:
    """``act`` by so many threads, begun at one moment."""
    gate = threading.Barrier(number)

    def run(mine: int) -> None:
        gate.wait()
        act(mine)

    threads = [threading.Thread(target=run, args=(mine,)) for mine in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_thirty_two_at_once_nobody_is_refused(app: Flask) -> None:
    answers: list[tuple[int, str]] = []

    def send(mine: int) -> None:
        answer = app.test_client().post(API, json={"text": f"{STORY} Người thứ {mine}."})
        answers.append((answer.status_code, answer.json["reference"]))

    together(MANY, send)
    assert [status for status, _reference in answers] == [201] * MANY
    assert len({reference for _status, reference in answers}) == MANY
    assert len(stored(app)) == MANY


def test_numbers_that_collide_are_drawn_again_though_all_draw_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = [one for _time in range(MANY // 2) for one in [receipts.new_reference()] * 2]
    drawn, lock = itertools.chain(twice, iter(receipts.new_reference, None)), threading.Lock()

    def next_one() -> str:
        with lock:
            return str(next(drawn))

    monkeypatch.setattr(receipts, "new_reference", next_one)
    statuses: list[int] = []
    together(
        MANY,
        lambda mine: statuses.append(
            app.test_client().post(API, json={"text": f"{STORY} {mine}"}).status_code
        ),
    )
    assert statuses == [201] * MANY
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Submission.reference.distinct()))) == MANY


def test_no_slow_derivation_of_a_key_is_part_of_any_filing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_args: Any, **_kwargs: Any) -> bytes:
        raise AssertionError("a slow key derivation while somebody waits for a receipt")

    for where, name in (
        (hashlib, "scrypt"),
        (hashlib, "pbkdf2_hmac"),
        (argon2.PasswordHasher, "hash"),
        (argon2.low_level, "hash_secret"),
        (argon2.low_level, "hash_secret_raw"),
        (nacl.pwhash.argon2id, "kdf"),
        (nacl.pwhash.argon2i, "kdf"),
        (nacl.pwhash.scrypt, "kdf"),
    ):
        monkeypatch.setattr(where, name, slow)
    browser = app.test_client()
    named = {"identity_level": "declared", "name": "Nguyễn Thử", "contact": "0912 345 678"}
    review = browser.post(browser.get("/gui").headers["Location"], data=FILLED | named).headers[
        "Content-Location"
    ]
    assert "LN-" in browser.post(review, follow_redirects=True).text
    assert browser.post(API, json=named | {"text": STORY + " Nữa."}).status_code == 201


@contextmanager
def stuck(app: Flask) -> Iterator[None]:
    """Somebody holds the tables of what is said, and does not let go."""
    with app.app_context():
        holder = db.engine.connect()
    holder.execute(sa.text("LOCK TABLE submission, draft IN ACCESS EXCLUSIVE MODE"))
    yield
    holder.close()


def test_a_database_that_hangs_is_as_good_as_away(
    installer: Installer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flasksettings, "PATIENCE", 0.3)
    with installer.install(Mode.GROWN, tmp_path) as app:
        browser = app.test_client()
        form = browser.get("/gui").headers["Location"]
        with stuck(app):
            assert browser.post(form, data=FILLED).status_code == 202
            refused = browser.post(API, json={"text": STORY})
            assert refused.status_code == 503
            assert refused.headers["Retry-After"]
        sweep(app)
        sweep(app)
        assert stored(app) == [STORY]


def test_with_the_disk_full_what_is_acknowledged_is_stored_once_there_is_room(
    installer: Installer, tmp_path: Path
) -> None:
    room = 192 * 1024  # of any one file: the write-ahead log is full after some filings
    with installer.install(Mode.EMBEDDED, tmp_path) as app:
        acknowledged: set[str] = set()
        refused = kept = 0
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        with Served(
            tmp_path, {}, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, limit))
        ) as on:
            line = len("GET / HTTP/1.1")
            assert on.client.get("/" + "a" * (8190 - line)).status_code == 404  # ours
            assert on.client.get("/" + "a" * (8191 - line)).status_code == 414  # the server's
            for number in range(60):
                text = f"{STORY} Lần {number}."
                answer = on.client.post(API, json={"text": text})
                acknowledged |= {text} if answer.status_code == 201 else set()
                refused += answer.status_code == 503
                if refused > 2 and kept > 2:
                    break
                text = f"{STORY} Bằng biểu mẫu, lần {number}."
                status = on.file(FILLED | {"text": text})
                acknowledged |= {text} if status in (202, 303) else set()
                kept += status == 202
        assert refused, "the disk was never full"
        assert kept
        assert waiting(app) == kept
        sweep(app)
        assert sorted(stored(app)) == sorted(acknowledged)


def test_a_clock_that_was_hours_ahead_and_is_put_right_stops_nothing(app: Flask) -> None:
    ahead = now() + timedelta(hours=5)
    browser = app.test_client()
    with app.app_context():
        door = Door(Channel.API, app.extensions["settings"], at=ahead)
        early = receive({"text": STORY, "idempotency_key": "k" * 32}, door)
        db.session.execute(
            sa.insert(AuditEntry).values(at=ahead, act="received", subject="submission:1")
        )
        db.session.commit()
    again = browser.post(API, json={"text": STORY, "idempotency_key": "k" * 32})
    later = browser.post(API, json={"text": STORY + " Sau đó."})
    assert (again.status_code, later.status_code) == (200, 201)
    assert again.json["reference"] == early.reference
    with app.app_context():
        for number in jobs.backlog():
            jobs.place(number)
        jobs.assess()
        auditchain.seal()
        assert auditchain.verify() is None
        assert jobs.backlog() == []


def test_a_clock_that_leaps_ahead_ends_sittings_and_one_put_back_does_not_prolong_them() -> None:
    at = now()
    assert not _stale(StaffSitting(started_at=at, seen_at=at))
    for leap in (timedelta(days=1), timedelta(days=-1)):
        assert _stale(StaffSitting(started_at=at + leap, seen_at=at + leap))


def test_the_last_look_survives_a_leap_that_put_its_draft_away(app: Flask) -> None:
    browser = app.test_client()
    review = browser.post(browser.get("/gui").headers["Location"], data=FILLED).headers[
        "Content-Location"
    ]
    carried = browser.get(review).text.partition('name="carried" value="')[2].partition('"')[0]
    with app.app_context():
        long_ago = now() - timedelta(days=300)
        db.session.execute(sa.text("UPDATE draft SET touched_at = :at"), {"at": str(long_ago)})
        db.session.commit()
    sweep(app)
    with app.app_context():
        assert db.session.scalar(sa.text("SELECT count(*) FROM draft")) == 0
    assert browser.post(review, data={"carried": carried}).headers["Location"].endswith("bien-nhan")
    assert stored(app) == [STORY]


@pytest.mark.slow
def test_asked_to_stop_the_web_ends_what_is_under_way_and_the_worker_its_job(
    installer: Installer, tmp_path: Path
) -> None:
    with installer.install(Mode.GROWN, tmp_path) as app:
        grown = {
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "REDIS_URL": installer.services.redis_url,
        }
        answers: list[int] = []
        with Served(tmp_path, grown) as on, stopping(app) as release:
            sending = threading.Thread(
                target=lambda: answers.append(
                    on.client.post(API, content=json.dumps({"text": STORY}),
                                   headers={"Content-Type": "application/json"}).status_code
                )
            )  # fmt: skip
            sending.start()
            release.when_somebody_waits()
            on.process.terminate()
            release()
            sending.join(30)
            assert on.process.wait(30) == 0
        assert answers == [201]
        with Served.worker(tmp_path, grown) as worker, stopping(app, "matter") as release:
            release.when_somebody_waits()
            worker.terminate()
            release()
            assert worker.wait(60) == 0
        with app.app_context():
            assert db.session.scalar(sa.select(Submission.placed_at)) is not None


class Release:
    """Lets go of a table others wait for."""

    def __init__(self, app: Flask, table: str) -> None:
        with app.app_context():
            self._holder, self._engine = db.engine.connect(), db.engine
        self._holder.execute(sa.text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))

    def when_somebody_waits(self) -> None:
        """Until a backend hangs on the lock."""
        asked = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            "AND datname = current_database()"
        )
        for _time in range(600):
            with self._engine.connect() as connection:
                if connection.scalar(asked):
                    return
            threading.Event().wait(0.05)
        raise AssertionError("nobody waits")

    def __call__(self) -> None:
        """Let go."""
        self._holder.close()


@contextmanager
def stopping(app: Flask, table: str = "submission") -> Iterator[Release]:
    """A table held until released."""
    release = Release(app, table)
    try:
        yield release
    finally:
        release()
