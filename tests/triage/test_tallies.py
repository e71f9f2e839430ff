"""What is counted bit by bit is what counting everything anew gives."""

from datetime import date, timedelta

import numpy as np
from flask import Flask
from sqlalchemy import delete, func, select, update

from intake.clock import today
from intake.db import db
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


def test_tallies_last_for_a_month_and_are_counted_anew_with_the_next(embedded: Flask) -> None:
    with embedded.app_context():
        policy = policy_on(today())
        first, last = date(2026, 3, 10), date(2026, 3, 25)
        tallies.bring_up_to_date(tallies.ground(first, policy))
        assert tallies.bring_up_to_date(tallies.ground(last, policy)) == 0
        assert tallies.bring_up_to_date(tallies.ground(last + timedelta(days=20), policy)) > 100
