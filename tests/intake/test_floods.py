"""A flood at two workers of gunicorn, which count together though each is a process of its own."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy import func, select

from intake.counting import Counts, Limit
from intake.db import db
from intake.submissions import Submission
from intake.web import gate
from tests.intake.test_form_faults import FILLED
from tests.intake.test_gate import answer
from tests.served import Served

FEW, KEY = Limit("few", 3, 3_600), b"k" * 32
OFFICE = {"X-Forwarded-For": "203.0.113.80"}  # one address of a whole village


class Person:
    """Somebody at the form, from the one address; each asks anew, so that any worker answers."""

    _numbers = itertools.count(1)

    def __init__(self, socket: Path) -> None:
        transport = httpx.HTTPTransport(uds=str(socket))
        head = OFFICE | {"Connection": "close"}
        self.http = httpx.Client(transport=transport, base_url="http://web", headers=head)

    def files(self) -> httpx.Response:
        """The answer to sending one complaint."""
        form = self.http.get("/gui").headers["Location"]
        told = FILLED | {"text": f"Chuyện bịa số {next(self._numbers)}, chờ ba tuần chưa xong."}
        self.last = self.http.post(form, data=told).headers["Content-Location"]
        return self.send()

    def send(self, **more: str) -> httpx.Response:
        carried = re.findall(r'name="carried" value="([^"]*)"', self.http.get(self.last).text)
        return self.http.post(self.last, data={"carried": carried[0]} | more)


@pytest.fixture
def served(embedded: Flask) -> Any:
    folder = embedded.extensions["settings"].instance
    given = {"WEB_CONCURRENCY": "2", "TRUSTED_PROXIES": "1"}
    with Served(folder, given) as server:
        server.client.headers.update(OFFICE)
        yield folder / "web"


@pytest.mark.slow
def test_two_workers_ask_one_sender_and_let_two_hundred_neighbours_through(
    embedded: Flask, served: Path
) -> None:
    eager = Person(served)
    for _time in range(gate.BY_SENDER.times):
        assert eager.files().status_code == 303
    asked = eager.files()
    assert asked.status_code == 429, "whichever worker took the ten before"
    assert "altcha" in asked.text
    assert eager.send(**answer(asked.text)).status_code == 303, "a question opens without a script"
    with ThreadPoolExecutor(6) as crowd:
        sent = list(crowd.map(lambda _n: Person(served).files().status_code, range(200)))
    assert sent == [303] * 200
    with embedded.app_context():
        assert db.session.scalar(select(func.count(Submission.id))) == 200 + 11


def test_processes_of_one_machine_count_together(tmp_path: Path) -> None:
    one, other = (Counts(KEY, None, tmp_path / "counts.db") for _ in range(2))
    assert [one.add(FEW, "x"), other.add(FEW, "x")] == [1, 2]
    assert not one.over(FEW, "x")
    assert other.add(FEW, "x") == 3
    assert one.over(FEW, "x")
    assert not one.over(FEW, "y")
    one.forget(FEW, "x")
    assert not other.over(FEW, "x")
    kept = (tmp_path / "counts.db").read_bytes() + (tmp_path / "counts.db-wal").read_bytes()
    assert b"rate:" in kept
    assert (tmp_path / "counts.db").stat().st_mode & 0o077 == 0


def test_sixteen_at_once_are_each_counted_once(tmp_path: Path) -> None:
    both = [Counts(KEY, None, tmp_path / "counts.db") for _ in range(2)]
    with ThreadPoolExecutor(16) as crowd:
        told = list(crowd.map(lambda n: both[n % 2].add(FEW, "x"), range(320)))
    assert sorted(told) == list(range(1, 321))


def test_what_is_past_is_forgotten(tmp_path: Path) -> None:
    counts, short = Counts(KEY, None, tmp_path / "counts.db"), Limit("short", 3, -1)
    for n in range(600):
        counts.add(short, str(n))
    assert counts._file
    (left,) = counts._file._open().execute("SELECT count(*) FROM count").fetchone()
    assert left < 200


@pytest.mark.parametrize("broken", ["no folder", "no database"])
def test_a_file_that_cannot_be_used_stops_nobody(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "counts.db"
    file.write_text("chữ, không phải cơ sở dữ liệu" * 99)
    where = file if broken == "no database" else tmp_path / "none" / "counts.db"
    alone = Counts(KEY, None, where)
    assert [alone.add(FEW, "x") for _ in range(3)] == [1, 2, 3]
    assert alone.over(FEW, "x")
    alone.forget(FEW, "x")
    assert not alone.over(FEW, "x")
