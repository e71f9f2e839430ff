"""No second check of the same unit within the policy's days, unless something serious is new."""

from datetime import timedelta

from flask import Flask

from intake import units
from intake.clock import today
from intake.db import db, now
from intake.receive import Door, receive
from intake.submissions import Channel
from intake.unitbook import Kind
from tests.installation import ALICE
from tests.triage.inspections.office import commune, person
from triage.commands import sweep
from triage.inspections.cases import Inspection, InspectionMove
from triage.inspections.life import Source
from triage.inspections.opening import drawable, of_kind
from triage.inspections.spacing import too_soon
from triage.matters import Matter


def come_and_gone(app: Flask, days: int = 10) -> int:
    """A commune a team was at so many days ago; nothing is under way there any more."""
    unit_id = commune(app)
    with app.app_context():
        row = Inspection(unit_id=unit_id, stage="concluded", source=Source.NEED, reason="Đã đi.")
        db.session.add(row)
        db.session.flush()
        at = now() - timedelta(days=days)
        db.session.add(InspectionMove(inspection_id=row.id, step="arrive", target="on_site", at=at))
        db.session.commit()
    return unit_id


def asked_again(app: Flask, unit_id: int) -> tuple[int, str]:
    with app.app_context():
        name = units.book().by_id[unit_id].name
    form = {"source": "practical_need", "unit": name, "unit_id": unit_id, "reason": "Lại đi."}
    answer = person(app, ALICE).post("/noi-bo/kiem-tra/mo", data=form)
    return answer.status_code, answer.text


def test_nobody_comes_again_so_soon_by_hand_or_by_a_draw(desk: Flask) -> None:
    unit_id = come_and_gone(desk)
    code, text = asked_again(desk, unit_id)
    assert code == 422
    assert "mới được kiểm tra" in text
    assert "Lại đi." in text  # nothing typed is lost
    with desk.app_context():
        assert unit_id in {u.id for u in of_kind(Kind.COMMUNE)}
        assert unit_id not in {u.id for u in drawable(Kind.COMMUNE)}
        assert too_soon(unit_id, today() + timedelta(days=49)) is not None
        assert too_soon(unit_id, today() + timedelta(days=50)) is None


def test_something_serious_since_opens_the_way(desk: Flask) -> None:
    unit_id = come_and_gone(desk)
    with desk.app_context():
        name = units.book().by_id[unit_id].name
        words = {"text": f"Hồ sơ ở {name} trễ hẹn, đi lại bốn lần.", "sender": "một người"}
        settings = desk.extensions["settings"]
        receive(words, Door(channel=Channel.API, settings=settings))
        sweep()
        row = db.session.scalars(db.select(Matter)).one()
        assert row.unit_id == unit_id
        row.severity = "S2"
        db.session.commit()
        assert too_soon(unit_id, today()) is not None
        row.severity = "S3"
        db.session.commit()
        assert too_soon(unit_id, today()) is None
    assert asked_again(desk, unit_id)[0] == 303
