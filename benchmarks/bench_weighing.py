"""What one complaint costs as the store grows: placed, then the province weighed. Prints a table.

``python -m benchmarks.bench_weighing [--most N]``: an SQLite installation of its own, with invented
matters copied to 1,000, 10,000, 100,000 (and 1,000,000 with ``--most``). Beside each: what counting
everything anew costs, which is what a weighing would cost without the tallies. Processor time, so
that a busy machine does not blur the comparison of the steps; the clock's is close to it when idle.
"""

import argparse
import dataclasses
import os
import random
import tempfile
import time
from datetime import timedelta
from statistics import median

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, func, insert, select

import config
from app import create_app
from intake.clock import today
from intake.commands import load_shipped_units
from intake.db import db, now
from intake.submissions import Submission
from triage import jobs, tallies
from triage.adopted import policy_on
from triage.matters import Matter
from triage.tallies import StaleUnit, UnitTally

STEPS = (1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 9
TEXT = "Hồ sơ tách thửa nộp ở xã Mỹ An Hưng trễ hẹn {} ngày chưa trả"


def installation() -> Flask:
    """An application on an empty database of its own, working before it answers."""
    os.environ["LANG_NGHE_INSTANCE"] = tempfile.mkdtemp(prefix="weighing-")
    app = create_app(dataclasses.replace(config.load(os.environ), work_mode=config.WorkMode.INLINE))
    with app.app_context():
        upgrade()
        load_shipped_units()
    return app


def grow(to: int, chance: random.Random) -> None:
    """Copy the first submission and its matter until ``to`` matters are stored."""
    said = dict(db.session.execute(select(Submission.__table__)).mappings().first() or {})
    matter = dict(db.session.execute(select(Matter.__table__)).mappings().first() or {})
    stored = db.session.scalar(select(func.max(Matter.id))) or 0
    watched = tallies.ground(today(), policy_on(today())).watched
    for start in range(stored + 1, to + 1, 10_000):
        numbers = range(start, min(start + 10_000, to + 1))
        ago = [now() - timedelta(days=chance.uniform(1, 1000)) for _ in numbers]
        db.session.execute(
            insert(Submission),
            [said | _own(n, at, chance) for n, at in zip(numbers, ago, strict=True)],
        )
        db.session.execute(
            insert(Matter),
            [
                matter
                | {
                    "id": n,
                    "submission_id": n,
                    "said_at": at,
                    "unit_id": chance.choice(watched),
                    "near_copy_of": None,
                }
                for n, at in zip(numbers, ago, strict=True)
            ],
        )
        db.session.commit()


def _own(n: int, at: object, chance: random.Random) -> dict[str, object]:
    return {
        "id": n,
        "reference": f"B{n:011d}",
        "secret_hash": chance.randbytes(32),
        "idempotency_hash": chance.randbytes(32),
        "sender_hash": chance.randbytes(16),
        "received_at": at,
        "placed_at": at,
    }


def one_more(app: Flask, n: int) -> float:
    """Processor seconds from filing by the API to the province weighed."""
    start = time.process_time()
    answer = app.test_client().post("/api/v1/submissions", json={"text": TEXT.format(n)})
    taken = time.process_time() - start
    assert answer.status_code == 201, answer.text
    return taken


def anew() -> float:
    """Seconds to count every unit again and weigh."""
    db.session.execute(delete(UnitTally))
    db.session.commit()
    start = time.process_time()
    jobs.assess()
    return time.process_time() - start


def main() -> None:
    """Grow, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=100_000)
    most = parser.parse_args().most
    app, chance = installation(), random.Random(7)
    one_more(app, 0)
    print("stored      one complaint, filed to weighed   everything counted anew   left to count")
    for to in (step for step in STEPS if step <= most):
        with app.app_context():
            grow(to, chance)
            whole = anew()
        taken = median([one_more(app, n) for n in range(ROUNDS + 2)][2:])
        with app.app_context():
            left = db.session.scalar(select(func.count()).select_from(StaleUnit))
        print(f"{to:>9,}   {taken * 1000:>27.0f} ms   {whole:>21.2f} s   {left:>13}", flush=True)


if __name__ == "__main__":
    main()
