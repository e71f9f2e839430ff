"""`flask draw`: anybody with the seed gets the same units, and a draw that was made repeats."""

from flask import Flask
from sqlalchemy import update

from intake import units
from intake.db import db
from tests.triage.inspections.office import LEAD, person, staffed
from triage.inspections.cases import Inspection
from triage.inspections.draws import UnitDraw


def test_a_draw_made_in_the_console_repeats_and_tells_when_it_was_tampered_with(
    embedded: Flask,
) -> None:
    app = staffed(embedded)
    form = {"source": "random_draw", "kind": "commune", "number": 3, "seed": "48213"}
    assert person(app, LEAD).post("/noi-bo/kiem-tra/mo", data=form).status_code == 303
    run = app.test_cli_runner().invoke
    told = run(args=["draw", "repeat", "1"])
    assert told.exit_code == 0, told.output
    assert "the same as then" in told.output
    with app.app_context():
        rows = db.session.scalars(db.select(Inspection).order_by(Inspection.id)).all()
        codes = [units.book().by_id[r.unit_id].code for r in rows]
    drawn = [line.split()[1] for line in told.output.splitlines()[1:4]]
    assert drawn == codes
    by_hand = run(args=["draw", "units", "--kind", "commune", "--number", "3", "--seed", "48213"])
    assert [line.split()[1] for line in by_hand.output.splitlines()[1:]] == codes
    left = ["--leave-out", codes[0]]
    other = run(
        args=["draw", "units", "--kind", "commune", "--number", "3", "--seed", "48213", *left]
    )
    assert codes[0] not in other.output
    assert codes[1] == other.output.splitlines()[1].split()[1]
    with app.app_context():
        db.session.execute(db.text("DROP TRIGGER unit_draw_stays"))
        db.session.execute(update(UnitDraw).values(drawn=codes[::-1]))
        db.session.commit()
    told = run(args=["draw", "repeat", "1"])
    assert told.exit_code == 1
    assert "not what was drawn then" in told.output
    assert run(args=["draw", "repeat", "99"]).exit_code == 1
    assert (
        run(args=["draw", "units", "--kind", "commune", "--number", "1", "--seed", " "]).exit_code
        == 1
    )
