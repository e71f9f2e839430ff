"""Every move of the table over HTTP, done wrongly: refused with the reason, and nothing is lost."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from intake.db import db
from intake.duties import Duty
from intake.staff import ensure_staff
from tests.installation import ALICE, BOB, PASSWORD, Installer, Mode
from tests.triage.inspections.every_move import DIVISION, TEXT, Ready, picture, ready
from tests.triage.inspections.office import APPROVER, fresh, person, staffed
from triage.console import inspectionwords as words
from triage.inspections.caserows import Inspection
from triage.inspections.life import MOVES, WELCOME, Asked, Person, Stage, Standing, Step, refusal

PEOPLES = [step for step, move in MOVES.items() if move.duties]
OF_THE_CASE = ("findings", "shortcomings", "tasks_verified", "remedied", "inputs", "other_scope")
FIELDS = {"team": ("head", "team"), "places": ("divisions",)}
ANYBODY = (Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER)


@pytest.fixture(scope="module")
def office(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One installation for every misuse; each has a case of its own."""
    with installer.install(Mode.EMBEDDED, tmp_path_factory.mktemp("misuse")) as app:
        yield staffed(app)


def page(one: Ready) -> str:
    return f"/noi-bo/kiem-tra/{one.case}"


def why(app: Flask, code: str) -> str:
    with app.test_request_context():
        return words.refused(code)


@pytest.mark.parametrize("step", PEOPLES)
def test_a_move_done_wrongly_is_refused_with_the_reason_and_then_done_once(
    office: Flask, step: Step
) -> None:
    with office.app_context():
        one, unit = ready(step), 0
        unit = db.session.get_one(Inspection, one.case).unit_id
        before = picture()
    who = person(office, one.who)

    def refused(
        form: dict[str, object], code: str, *, by: str = one.who, status: int = 422
    ) -> None:
        said = person(office, by).post(page(one), data=form)
        assert said.status_code == status, code
        assert not code or why(office, code) in said.text
        for kept in {TEXT, DIVISION} & set(map(str, form.values())):
            assert status == 404 or kept in said.text
        with office.app_context():
            assert picture() == before, code

    for need in set(MOVES[step].needs) - {*WELCOME, *OF_THE_CASE}:
        gone = FIELDS.get(need, (need,))
        refused({k: v for k, v in one.form.items() if k not in gone}, need)
    others = BOB if MOVES[step].duties[0] is not Duty.INSPECTOR else APPROVER
    refused(one.form, "duty", by=others)
    if MOVES[step].team:
        refused(one.form, "not_team", by=ALICE)
    own = f"nguoi-nha-{one.case}@xa.example"
    with office.app_context():
        ensure_staff(own, "Người nhà", ANYBODY, PASSWORD, home_unit_id=unit)
    assert fresh(office, own).get(page(one)).status_code == 404
    refused(one.form, "", by=own, status=404)
    refused(one.form | {"seen": "published:1"}, "", status=409)
    for wrong in (Stage.MERGED, Stage.PUBLISHED):
        if wrong not in MOVES[step].sources:
            before = set_to(office, one, wrong)
            seen = f"{wrong}:{one.seen.partition(':')[2]}"
            refused(one.form | {"seen": seen}, "order")
    set_to(office, one, MOVES[step].sources[0])
    assert who.post(page(one), data=one.form).status_code == 303
    assert who.post(page(one), data=one.form).status_code == 409
    with office.app_context():
        after = picture()
    assert len(after["inspection_move"]) == len(before["inspection_move"]) + 1


def set_to(app: Flask, one: Ready, stage: Stage) -> dict[str, list[tuple[object, ...]]]:
    """Put a case at a stage by force; the picture then."""
    with app.app_context():
        db.session.execute(update(Inspection).where(Inspection.id == one.case).values(stage=stage))
        db.session.commit()
        return picture()


@pytest.mark.parametrize("step", list(Step))
def test_from_every_stage_that_is_not_its_own_a_move_is_out_of_order(step: Step) -> None:
    everybody = Person(1, frozenset(Duty))
    own = MOVES[step].sources if step in MOVES else ()
    said = {stage: refusal(Standing(stage), Asked(step), everybody) for stage in Stage}
    assert {stage for stage, why in said.items() if why == "order"} == set(Stage) - set(own)


def test_the_machines_own_move_is_nobodys() -> None:
    said = refusal(Standing(Stage.MERGED), Asked(Step.REOPEN), Person(1, frozenset(Duty)))
    assert said == "duty"
