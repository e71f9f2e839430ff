"""The same told again after it was put right: which topics of a unit, since when. Only reads.

A shortcoming counts as put right when somebody verified its task. It is about the topic written
beside it; where none is, about the topics of the feedback its inspection rests on.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from intake import units
from intake.db import db
from triage.inspections.cases import Finding, Inspection, TaskStep
from triage.inspections.merging import evidence_of, matters_of
from triage.inspections.tasks import TaskAct
from triage.matters import Matter


def again(unit_id: int, topic: str, moment: datetime) -> bool:
    """Whether a topic told of a unit at a moment had been put right there before."""
    done = put_right(units.book().one_with(unit_id)).get(topic)
    return done is not None and done < moment


def put_right(unit_ids: Iterable[int]) -> dict[str, datetime]:
    """Topic -> when it was first verified as put right at one of these units."""
    rows = db.session.execute(
        select(Inspection.id, Finding.topic, func.min(TaskStep.at))
        .join(Finding, Finding.inspection_id == Inspection.id)
        .join(TaskStep, TaskStep.finding_id == Finding.id)
        .where(Inspection.unit_id.in_(unit_ids), TaskStep.act == TaskAct.VERIFIED)
        .group_by(Inspection.id, Finding.id, Finding.topic)
    ).all()
    found: dict[str, datetime] = {}
    for case_id, topic, at in rows:
        for one in [topic] if topic else topics_of(case_id):
            found[one] = min(at, found.get(one, at))
    return found


def topics_of(case_id: int) -> set[str]:
    """The topics of the feedback a case rests on."""
    ids = matters_of(evidence_of(case_id))
    return set(db.session.scalars(select(Matter.topic).where(Matter.id.in_(ids)).distinct()))
