"""What is counted bit by bit is what counting everything anew gives."""

import random
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update

from intake.clock import today
from intake.db import db, now
from intake.submissions import Submission
from tests.bells import drain
from tests.test_main_line import ALIKE, file
from triage import jobs, tallies
from triage.adopted import policy_on
from triage.matters import Matter, View, judge
from triage.streams import Streams, gather
from triage.tallies import StaleUnit, UnitTally

HALF = 0.5  # what an anonymous matter weighs under the shipped policy


def counted(anew: bool = False) -> Streams:
    day = today()
    if anew:
        db.session.execute(delete(UnitTally))
        db.session.commit()
    tallies.bring_up_to_date(tallies.ground(day, policy_on(day)))
    return gather(day, policy_on(day))


def same_as_anew() -> np.ndarray:
    step = counted()
    whole = counted(anew=True)
    assert step.first_day == whole.first_day
    np.testing.assert_array_equal(step.table, whole.table)
    return whole.table


def test_matters_that_come_change_and_go_are_counted_as_if_counted_anew(app: Flask) -> None:
    for i, text in enumerate(ALIKE[:4]):
        file(app, text, sender=f"người {i}")
        drain(app)
    with app.app_context():
        assert np.nansum(same_as_anew()) == 4 * HALF
        one = db.session.scalars(select(Matter).limit(1)).one()
        judge(one, View("placed", one.unit_id, "attitude", one.field, "S0", "praise", True, {}))
        db.session.commit()
        assert np.nansum(same_as_anew()) == 3 * HALF


def test_only_the_unit_whose_matters_changed_is_counted_again(app: Flask) -> None:
    with app.app_context():
        everything = counted().table.shape[0]
        ground = tallies.ground(today(), policy_on(today()))
        assert everything > 100
        assert tallies.bring_up_to_date(ground) == 0
    file(app, ALIKE[0], sender="một người")
    with app.app_context():
        for waiting in jobs.backlog():
            jobs.place(waiting, then_assess=False)
        drained = db.session.scalar(select(func.count()).select_from(StaleUnit)) == 0
        assert tallies.bring_up_to_date(ground) == (0 if drained else 1)
        assert tallies.bring_up_to_date(ground) == 0
        assert np.nansum(gather(today(), ground.policy).table) == HALF


def test_a_change_that_comes_while_counting_is_counted_the_next_time(embedded: Flask) -> None:
    file(embedded, ALIKE[0], sender="một người")
    with embedded.app_context():
        ground = tallies.ground(today(), policy_on(today()))
        tallies.bring_up_to_date(ground)
        unit = db.session.scalars(select(Matter.unit_id)).one()
        db.session.execute(update(Matter).values(kind="praise"))
        db.session.commit()
        # somebody else wrote the unit's tally since this counter read its turn
        turns = tallies._turns
        try:
            tallies._turns = lambda: {u: (t - (u == unit), r) for u, (t, r) in turns().items()}
            tallies.bring_up_to_date(ground)
        finally:
            tallies._turns = turns
        assert db.session.scalar(select(func.count()).select_from(StaleUnit))
        assert tallies.bring_up_to_date(ground) == 1
        assert np.nansum(gather(today(), ground.policy).table) == 0


@pytest.mark.slow
def test_any_run_of_changes_is_counted_as_if_counted_anew(app: Flask) -> None:
    file(app, ALIKE[0], sender="một người")
    drain(app)
    chance = random.Random(4)
    with app.app_context():
        pattern = said_and_understood()
        assert np.nansum(same_as_anew()) == HALF
        for _ in range(12):
            for _ in range(chance.randint(1, 9)):
                change(chance, *pattern)
            db.session.commit()
            same_as_anew()
        assert tallies.bring_up_to_date(tallies.ground(today(), policy_on(today()))) == 0


Row = dict[str, Any]


def said_and_understood() -> tuple[Row, Row]:
    rows = [db.session.execute(select(t.__table__)).mappings().one() for t in (Submission, Matter)]
    return dict(rows[0]), dict(rows[1])


def change(chance: random.Random, said: Row, matter: Row) -> None:
    """Store one matter of any moment, or judge one anew, or take one away."""
    ids = list(db.session.scalars(select(Matter.id)))
    what, one = chance.random(), chance.choice(ids)
    near = now() - timedelta(days=chance.choice((1, 1, 2, 9, 200)), hours=chance.randint(0, 60))
    if what < 0.75:
        n = 1 + (db.session.scalar(select(func.max(Submission.id))) or 0)
        own = {
            "id": n,
            "reference": f"T{n:011d}",
            "secret_hash": chance.randbytes(32),
            "idempotency_hash": chance.randbytes(32),
            "sender_hash": chance.choice((None, b"a" * 16, b"b" * 16, b"c" * 16)),
            "network_hash": b"n" * 16,
            "dossier_code": chance.choice((None, None, "H20.12-261103-0012")),
            "received_at": near,
        }
        db.session.execute(insert(Submission), [said | own])
        kept = {"id": n, "submission_id": n, "said_at": near, "specific": False}
        copy = {"near_copy_of": chance.choice((None, min(ids)))}
        db.session.execute(insert(Matter), [matter | kept | copy])
    elif what < 0.9:
        kind = chance.choice(("praise", "feedback"))
        db.session.execute(update(Matter).where(Matter.id == one).values(kind=kind))
    elif len(ids) > 2:
        db.session.execute(delete(Matter).where(Matter.id == one, Matter.id != min(ids)))
