"""Two people at once, on PostgreSQL: of every move of the table one wins and the other is told."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, text

from intake.db import db
from intake.duties import Duty
from tests.installation import ALICE, BOB, Installer, Mode
from tests.triage.inspections.every_move import (
    TEXT,
    people,
    picture,
    ready,
)
from tests.triage.inspections.office import LEAD, SHORTCOMING, staffed
from triage.inspections import cases, remedies
from triage.inspections.caserows import Finding, Inspection
from triage.inspections.life import MOVES, Asked, Person, Stage, Step
from triage.inspections.tasks import TaskAct

TOGETHER = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
FAMILIES = [(step, source) for step, move in MOVES.items() for source in move.sources]


@pytest.fixture(scope="module")
def office(installer: Installer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One grown installation for every race; each has a case of its own."""
    with installer.install(Mode.GROWN, tmp_path_factory.mktemp("races")) as app:
        yield staffed(app)


def at_once(app: Flask, case: int, *acts: Callable[[], object]) -> list[str]:
    """Let all of them come to the case while it is held, then go; how each ended."""

    def run(act: Callable[[], object]) -> str:
        with app.app_context():
            try:
                act()
            except (cases.Overtaken, cases.Refused) as told:
                db.session.rollback()
                return f"{type(told).__name__} {getattr(told, 'why', '')}".strip()
            return "done"

    with app.app_context(), ThreadPoolExecutor(len(acts)) as pool:
        db.session.execute(select(Inspection).where(Inspection.id == case).with_for_update())
        running: list[Future[str]] = []
        with db.engine.connect() as onlooker:
            for waiting, act in enumerate(acts, 1):  # they stand in the queue in this order
                running.append(pool.submit(run, act))
                until = time.monotonic() + 20
                while onlooker.scalar(text(TOGETHER)) != waiting:
                    onlooker.rollback()
                    assert time.monotonic() < until, "they never met"
        db.session.rollback()
        return [one.result() for one in running]


@pytest.mark.parametrize(("step", "source"), FAMILIES)
def test_of_two_at_once_one_makes_the_move_and_the_other_is_told(
    office: Flask, step: Step, source: Stage
) -> None:
    with office.app_context():
        one, before = ready(step, source), picture()
    other = Person(people(office)[ALICE], frozenset(MOVES[step].duties))

    def machine() -> None:
        if not cases.reopen(one.case):
            raise cases.Overtaken(None)

    nobodys = not MOVES[step].duties
    acts = (machine, machine) if nobodys else (one.do, lambda: one.do(other))
    assert at_once(office, one.case, *acts) == ["done", "Overtaken"]
    with office.app_context():
        after = picture()
    assert len(after["inspection_move"]) == len(before["inspection_move"]) + 1
    team = [row for row in after["inspection_member"] if row[1] == one.case]
    assert len(team) == 2  # one team, whole, and no mixture of two


@pytest.mark.parametrize("finding_first", [True, False])
def test_a_finding_is_in_the_draft_or_refused(office: Flask, finding_first: bool) -> None:
    with office.app_context():
        one = ready(Step.DRAFT)
    told = {k: v for k, v in SHORTCOMING.items() if k != "due"} | {"due": None}
    told |= {"kind": "good_practice"}

    def find() -> None:
        cases.add_finding(one.case, dict(told), one.person)

    acts = (find, one.do) if finding_first else (one.do, find)
    ended = at_once(office, one.case, *acts)
    assert ended == (["done", "done"] if finding_first else ["done", "Refused order"])
    with office.app_context():
        found = db.session.scalars(select(Finding).where(Finding.inspection_id == one.case)).all()
        assert len(found) == (2 if finding_first else 1)


def test_nothing_is_done_to_a_task_of_a_case_that_goes_elsewhere(office: Flask) -> None:
    with office.app_context():
        one = ready(Step.REFER, Stage.RECTIFYING)
        finding = Finding(
            inspection_id=one.case, staff_id=people(office)[BOB], kind="shortcoming",
            scope="other", text="x", place="x", root_cause="x", remedy="x",
        )  # fmt: skip
        db.session.add(finding)
        db.session.commit()
        task = finding.id

    def report() -> None:
        remedies.act(task, TaskAct.REPORTED, TEXT, people(office)[ALICE], seen=0)

    assert at_once(office, one.case, one.do, report) == ["done", "Refused order"]


def test_two_cases_merged_into_each_other_at_once_leave_one_standing(office: Flask) -> None:
    with office.app_context():
        one = ready(Step.MERGE)
        other = db.session.get_one(Inspection, one.asked.into)
        back = Asked(Step.MERGE, text=TEXT, into=one.case)
        me = Person(people(office)[LEAD], frozenset({Duty.LEAD}))
        seen, theirs = other.seen, other.id
        db.session.rollback()
    ended = at_once(office, one.case, one.do, lambda: cases.take(theirs, back, me, seen))
    assert ended == ["done", "Refused into"]
