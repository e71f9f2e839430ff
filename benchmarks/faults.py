"""Kill -9 under load, and count afterwards. `make test-faults` (ROUNDS=20, FILINGS=10000, SEED).

People file through the form and programs through the API, each trying again until acknowledged,
while at random moments PostgreSQL, one web worker, the whole web, the RQ worker, Valkey and
everything at once is killed outright, children and all, and started again: each of these in each
round. In the end everything acknowledged must be stored exactly once, all of it placed, and the
audit chain intact. A form answered "kept" while the database was away counts as acknowledged.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from app import create_app
from benchmarks import costs
from benchmarks.browsing import a_free_port
from benchmarks.stubborn import Acknowledged, by_api, by_form
from intake import auditchain
from intake.db import db
from intake.spool import Spool
from intake.submissions import Submission
from intake.tidying import tidy
from intake.web.serving import CONFIG
from tests.installation import make_ready, settings
from tests.processes import own_folder
from tests.services import POSTGRES_SETTINGS, crashable_postgres, valkey_command
from triage import jobs
from triage.commands import sweep

PEOPLE, PROGRAMS = 4, 4
ROUND_AT_MOST = 300.0  # seconds
EVERYTHING, ONE_WORKER = "everything at once", "one web worker"


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
        """SIGKILL to it and all it started: no farewell, no flush."""
        for pid in costs.family(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(20)

    def kill_one_child(self, chance: random.Random) -> None:
        """SIGKILL to one of its children; itself is left to start another."""
        children = costs.family(self.process.pid)[1:]
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(children), signal.SIGKILL)


@dataclass
class Story:
    """What is running, what was killed and what was acknowledged."""

    things: dict[str, Killable]
    base: str
    chance: random.Random
    acknowledged: Acknowledged = field(default_factory=Acknowledged)
    killed: Counter[str] = field(default_factory=Counter)

    def strike(self, what: str) -> None:
        """Kill one thing, or all of them, and start it again a moment later."""
        self.killed[what] += 1
        if what == ONE_WORKER:
            self.things["web"].kill_one_child(self.chance)
            return
        struck = list(self.things) if what == EVERYTHING else [what]
        for name in self.chance.sample(struck, len(struck)):
            self.things[name].kill()
        time.sleep(self.chance.uniform(0, 0.3))
        for name in struck:  # the database first: the others need it
            self.things[name].begin()


def main() -> None:
    """Run the rounds, then count; exits with 1 where anything acknowledged is missing or twice."""
    rounds = int(os.environ.get("ROUNDS", "20"))
    filings = int(os.environ.get("FILINGS", str(500 * rounds)))
    chance = random.Random(int(os.environ.get("SEED", "20220105")))
    POSTGRES_SETTINGS.update(fsync="on", synchronous_commit="on", full_page_writes="on")
    with own_folder("ln-fault-") as folder, crashable_postgres() as (url, pg, account):
        environ = {"DATABASE_URL": url, "REDIS_URL": f"unix://{folder / 'vk'}?db=0"}
        database = Killable(pg, cwd="/", **account)
        _until(lambda: _connects(url))
        make_ready(settings(folder, {"DATABASE_URL": url}))
        story = _begun(folder, environ, database, chance)
        try:
            _rounds(story, rounds, filings)
            faults = _count(settings(folder, environ), story.acknowledged)
        finally:
            for thing in story.things.values():
                thing.kill()
    said = story.acknowledged
    print(
        f"{rounds} rounds; killed: {dict(story.killed)}; acknowledged: {len(said.texts)} "
        f"({said.kept} kept while the database was away); faults: {faults or 'none'}"
    )
    raise SystemExit(1 if faults or len(said.texts) < filings else 0)


def _begun(
    folder: Path, environ: dict[str, str], database: Killable, chance: random.Random
) -> Story:
    own = os.environ | environ | _secret(folder)
    with a_free_port() as port:
        at = f"127.0.0.1:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "app:create_app()", "-b", at, "-w", "2"]
    worker = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    things = {
        "PostgreSQL": database,
        "Valkey": Killable(valkey_command(folder / "vk")),
        "web": Killable([*gunicorn, CONFIG], env=own),
        "RQ worker": Killable(worker, env=own),
    }
    story = Story(things, f"http://{at}", chance)
    _until(lambda: httpx.get(f"{story.base}/gui").status_code == 303)
    return story


def _rounds(story: Story, rounds: int, filings: int) -> None:
    stop = threading.Event()
    senders = [by_form] * PEOPLE + [by_api] * PROGRAMS
    threads = [
        threading.Thread(target=send, args=(stop, story.base, story.acknowledged), daemon=True)
        for send in senders
    ]
    for thread in threads:
        thread.start()
    for number in range(1, rounds + 1):
        began, strikes = time.monotonic(), [*story.things, ONE_WORKER, EVERYTHING]
        for what in story.chance.sample(strikes, len(strikes)):
            time.sleep(story.chance.uniform(0.2, 2.0))
            story.strike(what)
        while len(story.acknowledged.texts) < filings * number / rounds:
            if time.monotonic() - began > ROUND_AT_MOST:
                raise RuntimeError(f"round {number}: too few acknowledged in {ROUND_AT_MOST} s")
            time.sleep(0.05)
        took = time.monotonic() - began
        print(f"round {number}: {len(story.acknowledged.texts)} in all, {took:.0f} s", flush=True)
    stop.set()
    for thread in threads:
        thread.join(60)


def _count(given: Any, acknowledged: Acknowledged) -> list[str]:
    app = create_app(given)
    with app.app_context():
        _until(lambda: db.session.scalar(sa.text("SELECT 1")) == 1)
        tidy()  # what the form kept while the database was away, too
        sweep()
        for number in jobs.backlog():  # what no worker did
            jobs.place(number)
        auditchain.seal()
        rows = db.session.execute(sa.select(Submission.text, Submission.reference)).all()
        stored = Counter(row.text for row in rows)
        references = {row.text: row.reference for row in rows}
        broken = auditchain.verify()
        left, waiting = len(jobs.backlog()), Spool(given).store_all()
        db.session.remove()
        db.engine.dispose()
    told = acknowledged.texts
    found = {
        "lost": sum(stored[text] != 1 for text in told),
        "under another reference": sum(bool(r) and references.get(t) != r for t, r in told.items()),
        "stored twice": sum(count > 1 for count in stored.values()),
        "not placed": left,
        "still waiting": waiting,
    }
    faults = [f"{name}: {count}" for name, count in found.items() if count]
    return [*faults, f"chain: {broken}"] if broken else faults


def _secret(folder: Path) -> dict[str, str]:
    secret = "khong-phai-bi-mat-" * 3
    return {"LANG_NGHE_INSTANCE": str(folder), "SECRET_KEY": secret, "TRUSTED_PROXIES": "1"}


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
