"""Until when the next step should be made: by the province's numbers and calendar, never a wall."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from intake.db import db
from tests.installation import ALICE
from tests.triage.inspections.office import commune, opened, person
from triage.inspections import terms
from triage.inspections.caserows import Inspection, InspectionMove
from triage.inspections.life import Stage, Step


def case(stage: Stage, *made: tuple[Step, datetime]) -> Inspection:
    row = Inspection(stage=stage, unit_id=1, source="plan")
    row.moves = [InspectionMove(step=step, at=at, target=stage) for step, at in made]
    return row


NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)  # a Friday; 24 November is a day off
NIGHT = datetime(2026, 11, 19, 18, tzinfo=UTC)  # already the 20th in Viet Nam


@pytest.mark.parametrize(
    ("row", "due"),
    [
        (case(Stage.ACCEPTED, (Step.OPEN, NOON)), date(2026, 11, 26)),
        (case(Stage.SUBMITTED, (Step.SUBMIT, NOON)), date(2026, 11, 25)),
        (case(Stage.APPROVED, (Step.APPROVE, NIGHT)), date(2026, 11, 20)),
        (case(Stage.ON_SITE, (Step.ARRIVE, NIGHT)), date(2026, 11, 20)),
        (case(Stage.MINUTES, (Step.ARRIVE, NOON), (Step.MINUTES, NOON)), date(2026, 11, 30)),
        (case(Stage.DRAFTED, (Step.DRAFT, NIGHT)), date(2026, 11, 30)),
        (case(Stage.EXPLAINED, (Step.ARRIVE, NOON), (Step.EXPLAIN, NOON)), date(2026, 12, 7)),
        (case(Stage.FILED, (Step.FILE, NOON)), date(2026, 12, 7)),
        (case(Stage.CLOSED, (Step.CLOSE, NOON)), date(2026, 11, 30)),
        (case(Stage.RECTIFYING, (Step.RECTIFY, NOON)), None),  # each task has a day of its own
        (case(Stage.TEAM_SET, (Step.SET_TEAM, NOON)), None),
        (case(Stage.PUBLISHED, (Step.PUBLISH, NOON)), None),
    ],
)
def test_the_term_of_a_step(desk: Flask, row: Inspection, due: date | None) -> None:
    with desk.app_context():
        assert terms.due(row) == due


def test_a_case_that_is_late_says_so_and_goes_on(desk: Flask) -> None:
    page, unit_id = opened(desk), commune(desk)
    alice = person(desk, ALICE)
    assert "quá hạn" not in alice.get(page).text
    assert "Hạn của bước này" in alice.get(page).text
    with desk.app_context():
        row = db.session.scalars(select(Inspection)).one()
        late = Inspection(unit_id=unit_id + 1, stage="accepted", source="plan")
        db.session.add(late)
        db.session.flush()
        told = {"inspection_id": late.id, "step": "open", "target": "accepted"}
        db.session.add(InspectionMove(at=NOON.replace(year=2025), **told))
        db.session.commit()
        other = page.replace(str(row.id), str(late.id))
    for shown in (other, "/noi-bo/kiem-tra"):
        assert "quá hạn" in alice.get(shown).text
    form = {"step": "submit", "seen": "accepted", "text": "Muộn còn hơn không."}
    assert alice.post(other, data=form).status_code == 303
