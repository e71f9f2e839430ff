"""The plan's writer on both databases: of two people at once one wins, and nothing is changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from intake import units
from intake.clock import today
from intake.db import db
from intake.staff import Staff
from intake.unitbook import Kind
from triage.inspections import plans
from triage.inspections.plans import PlanEntry, PlanRefused, Signed, Slot

SIGNED = Signed("7/KH-UBND", today(), "Chủ tịch UBND tỉnh")


def at_once(app: Flask, act: object, times: int = 6) -> list[str]:
    """What each of several people at once was told; "" where it went through."""

    def one(_number: int) -> str:
        with app.app_context():
            try:
                act()  # type: ignore[operator]
            except PlanRefused as refused:
                db.session.rollback()
                return refused.why
        return ""

    with ThreadPoolExecutor(times) as people:
        return sorted(people.map(one, range(times)))


def test_lines_amendments_and_the_issue_happen_once_whoever_else_tries(app: Flask) -> None:
    with app.app_context():
        unit_id = next(u.id for u in units.book().on(today()) if u.kind is Kind.COMMUNE)
        staff_id = db.session.scalars(select(Staff.id)).first()
        assert staff_id is not None
        plan_id = plans.begin(2026, staff_id).id
        assert plans.begin(2026, staff_id).id == plan_id
    slot = Slot(4, "on_site", 12)
    put = at_once(app, lambda: plans.put(plan_id, unit_id, slot, "", staff_id))
    assert put[0] == ""
    assert set(put[1:]) <= {"there", "overtaken"}
    issued = at_once(app, lambda: plans.issue(plan_id, SIGNED, staff_id))
    assert issued == ["", *["issued"] * 5]
    amended = at_once(app, lambda: plans.amend(plan_id, SIGNED, "Rút một xã.", staff_id))
    assert amended == ["", *["overtaken"] * 5]
    with app.app_context():
        assert len(db.session.scalars(select(PlanEntry)).all()) == 1
        for table in ("plan_entry", "plan_amendment", "inspection_plan"):
            with pytest.raises(DatabaseError):
                db.session.execute(text(f"UPDATE {table} SET staff_id = 1"))
            db.session.rollback()
