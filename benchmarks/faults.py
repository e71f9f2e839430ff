"""Kill -9 under load, and count afterwards. `make test-faults` (ROUNDS=3, SECONDS=6 a round).

In each round clients file through the API while, at random moments, a web worker, the RQ worker,
Valkey or PostgreSQL is killed outright and started again. In the end everything acknowledged with
a 2xx must be stored exactly once, under its text, all of it placed, and the audit chain intact.
"""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from app import create_app
from intake import auditchain
from intake.db import db
from intake.submissions import Submission
from tests.installation import make_ready, settings
from tests.processes import own_folder
from tests.services import POSTGRES_SETTINGS, crashable_postgres, valkey_command
from triage import jobs
from triage.commands import sweep

CLIENTS = 6


class Killable:
    """A process that is killed outright and begun again."""

    def __init__(self, command: list[Any], **more: Any) -> None:
        self._command, self._more = [str(part) for part in command], more
        self.begin()

    def begin(self) -> None:
        """Start it, in a group of its own; again while what it left behind is in its way."""
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        for _time in range(20):
            self.process = subprocess.Popen(
                self._command, start_new_session=True, **(quiet | self._more)
            )
            time.sleep(0.3)
            if self.process.poll() is None:
                return
        raise RuntimeError(f"{self._command[0]} does not start again")

    def kill(self) -> None:
        """SIGKILL to the whole group: no farewell, no flush."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


def file_until(stop: threading.Event, url: str, acknowledged: dict[str, str]) -> None:
    """Invented filings, each tried until it is acknowledged or the time is up."""
    with httpx.Client(timeout=5) as client:
        while not stop.is_set():
            key = uuid.uuid4().hex
            client.headers["X-Forwarded-For"] = f"198.18.{key[:2]}.{key[2:4]}"
            text = f"Chuyện bịa {key}, chờ lâu chưa xong."
            while not stop.is_set():
                with contextlib.suppress(httpx.HTTPError):
                    answer = client.post(url, json={"text": text, "idempotency_key": key})
                    if answer.status_code in (200, 201):
                        acknowledged[text] = answer.json()["reference"]
                        break
                time.sleep(0.05)


def main() -> None:
    """Run the rounds, then count; exits with 1 where anything acknowledged is missing or twice."""
    rounds, seconds = int(os.environ.get("ROUNDS", "3")), float(os.environ.get("SECONDS", "6"))
    chance = random.Random(int(os.environ.get("SEED", "20220105")))
    POSTGRES_SETTINGS.update(fsync="on", synchronous_commit="on", full_page_writes="on")
    acknowledged: dict[str, str] = {}
    killed: Counter[str] = Counter()
    with own_folder("ln-fault-") as folder, crashable_postgres() as (url, pg, account):
        socket_file = folder / "vk"
        things = {"PostgreSQL": Killable(pg, cwd="/", **account)}
        _until(lambda: _connects(url))
        environ = {"DATABASE_URL": url, "REDIS_URL": f"unix://{socket_file}?db=0"}
        make_ready(settings(folder, {"DATABASE_URL": url}))
        own = os.environ | environ | _secret(folder)
        port = _free_port()
        gunicorn = [sys.executable, "-m", "gunicorn", "app:create_app()", "-b", f"127.0.0.1:{port}"]
        things |= {
            "Valkey": Killable(valkey_command(socket_file)),
            "web": Killable([*gunicorn, "-w", "2", "-k", "gthread", "--threads", "4"], env=own),
            "RQ worker": Killable(
                [sys.executable, "-m", "flask", "--app", "app", "worker"], env=own
            ),
        }
        try:
            _load(things, rounds, seconds, chance, f"http://127.0.0.1:{port}", acknowledged, killed)
            faults = _count(settings(folder, environ), acknowledged)
        finally:
            for thing in things.values():
                thing.kill()
    print(f"killed: {dict(killed)}; acknowledged: {len(acknowledged)}; faults: {faults or 'none'}")
    raise SystemExit(1 if faults or not acknowledged else 0)


def _load(
    things: dict[str, Killable],
    rounds: int,
    seconds: float,
    chance: random.Random,
    base: str,
    acknowledged: dict[str, str],
    killed: Counter[str],
) -> None:
    _until(lambda: httpx.get(f"{base}/gui").status_code == 303)
    stop = threading.Event()
    url = f"{base}/api/v1/submissions"
    threads = [
        threading.Thread(target=file_until, args=(stop, url, acknowledged), daemon=True)
        for _client in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for _round in range(rounds):
        for name in chance.sample(sorted(things), len(things)):
            time.sleep(chance.uniform(0.2, seconds / len(things)))
            things[name].kill()
            killed[name] += 1
            time.sleep(chance.uniform(0, 0.3))
            things[name].begin()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join(20)


def _count(given: Any, acknowledged: dict[str, str]) -> list[str]:
    app = create_app(given)
    with app.app_context():
        _until(lambda: db.session.scalar(sa.text("SELECT 1")) == 1)
        sweep()
        for number in jobs.backlog():  # what no worker did
            jobs.place(number)
        auditchain.seal()
        stored: Counter[tuple[str, str]] = Counter(
            (row.text, row.reference)
            for row in db.session.execute(sa.select(Submission.text, Submission.reference))
        )
        lost = [text for text, ref in acknowledged.items() if stored[text, ref] != 1]
        twice = [text for text, count in Counter(t for t, _ref in stored).items() if count > 1]
        broken = auditchain.verify()
        left = len(jobs.backlog())
        db.session.remove()
        db.engine.dispose()
    found = {"lost": len(lost), "stored twice": len(twice), "not placed": left}
    faults = [f"{name}: {count}" for name, count in found.items() if count]
    return [*faults, f"chain: {broken}"] if broken else faults


def _secret(folder: Path) -> dict[str, str]:
    secret = "khong-phai-bi-mat-" * 3
    return {"LANG_NGHE_INSTANCE": str(folder), "SECRET_KEY": secret, "TRUSTED_PROXIES": "1"}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _connects(url: str) -> bool:
    engine = sa.create_engine(url)
    try:
        with engine.connect():
            return True
    finally:
        engine.dispose()


def _until(ready: Any) -> None:
    for _time in range(300):
        with contextlib.suppress(httpx.HTTPError, sa.exc.SQLAlchemyError):
            if ready():
                return
        time.sleep(0.1)
    raise RuntimeError("it does not come up")


if __name__ == "__main__":
    main()
