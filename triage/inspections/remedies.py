"""Tasks of rectification in the database: the only writer of their history, which is only added to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intake import audit
from intake.clock import today
from intake.db import db
from triage.inspections.cases import WORDS, Finding, Inspection, Refused, TaskStep
from triage.inspections.headings import Found
from triage.inspections.life import Stage, Step
from triage.inspections.tasks import TaskAct, TaskState, refusal, state

WORKING = (Stage.CONCLUDED, Stage.RECTIFYING, Stage.FILED)  # while tasks are worked on
TOLD = (  # from the draft conclusion on the unit may know of its inspection
    Stage.DRAFTED,
    Stage.EXPLAINED,
    Stage.CONCLUDED,
    Stage.RECTIFYING,
    Stage.FILED,
    Stage.VERIFIED,
    Stage.CLOSED,
    Stage.PUBLISHED,
)
SOON = 3  # days before the date in which a task is called due


@dataclass(frozen=True)
class Task:
    """One shortcoming to put right, and what was done, oldest first."""

    finding: Finding
    steps: tuple[TaskStep, ...]

    @property
    def state(self) -> TaskState:
        """How far it is."""
        return state([s.act for s in self.steps])

    @property
    def late(self) -> bool:
        """Whether its day is past and nobody verified it."""
        due = self.finding.due
        return due is not None and due < today() and self.state is not TaskState.VERIFIED


def tasks_of(row: Inspection) -> list[Task]:
    """The tasks of an inspection, in the order of its findings."""
    return tasks(row.findings)


def tasks(findings: Iterable[Finding]) -> list[Task]:
    """The tasks among some findings, in their order."""
    short = [f for f in findings if f.kind == Found.SHORTCOMING]
    steps = _steps([f.id for f in short])
    return [Task(f, tuple(steps[f.id])) for f in short]


def _steps(finding_ids: Sequence[int]) -> dict[int, list[TaskStep]]:
    found = defaultdict[int, list[TaskStep]](list)
    query = select(TaskStep).where(TaskStep.finding_id.in_(finding_ids)).order_by(TaskStep.turn)
    for step in db.session.scalars(query):
        found[step.finding_id].append(step)
    return found


def act(
    finding_id: int, what: TaskAct, text: str, staff_id: int, seen: int, file_id: int | None = None
) -> None:
    """Do something to a task, from its ``seen`` last turn (0 before the first). Commits.

    Raises :class:`Refused`; "overtaken" where somebody was first: of two at once one is kept.
    """
    finding = db.session.get(Finding, finding_id)
    if finding is None or finding.kind != Found.SHORTCOMING:
        raise Refused("order")
    # Held until the commit: nothing is done to a task of a case that is being referred or closed.
    case = db.session.get_one(
        Inspection, finding.inspection_id, populate_existing=True, with_for_update=True
    )
    if case.stage not in WORKING:
        raise Refused("order")
    steps = _steps([finding_id])[finding_id]
    if seen != len(steps):
        raise Refused("overtaken")
    concluding = (m.staff_id for m in case.moves if m.step in (Step.DRAFT, Step.CONCLUDE))
    authors = {finding.staff_id, *(s.staff_id for s in steps[-1:]), *filter(None, concluding)}
    why = refusal(state([s.act for s in steps]), what, text, staff_id, authors)
    if why:
        raise Refused(why)
    db.session.add(
        TaskStep(
            finding_id=finding_id,
            turn=seen + 1,
            act=what,
            text=text.strip()[:WORDS],
            file_id=file_id,
            staff_id=staff_id,
        )
    )
    audit.note(f"task_{what}", f"finding:{finding_id}")
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused("overtaken") from error


def of_units(unit_ids: Iterable[int]) -> list[Inspection]:
    """The inspections these units may know of, newest first."""
    query = select(Inspection).where(Inspection.unit_id.in_(unit_ids), Inspection.stage.in_(TOLD))
    return list(db.session.scalars(query.order_by(Inspection.id.desc())))


def due(row: Inspection, day: date) -> int:
    """How many tasks of it wait for the unit and are due within days, or late."""
    waiting = (TaskState.OPEN, TaskState.SENT_BACK)
    return sum(
        task.state in waiting
        and task.finding.due is not None
        and (task.finding.due - day).days <= SOON
        for task in tasks_of(row)
    )
