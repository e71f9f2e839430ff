"""Which headings a case is to cover, before its decision says so. Only reads."""

from sqlalchemy import select

from intake.clock import day_of, today
from intake.db import db
from triage.dated import told
from triage.inspections import topicscopes
from triage.inspections.cases import Inspection
from triage.inspections.headings import Scope, unpacked
from triage.inspections.merging import evidence_of, matters_of, planned_line
from triage.matters import Matter

RESTRICTED = "S4"  # for the lead alone: not even a heading may tell of it


def suggested(row: Inspection) -> tuple[Scope, ...]:
    """The headings of its line in the year's plan, and those its evidence leads to."""
    line = planned_line(row.unit_id, day_of(row.opened_at)) if row.planned else None
    found = {*(unpacked(line.scopes) if line else ()), *_told(row)}
    return tuple(scope for scope in Scope if scope in found)


def _told(row: Inspection) -> tuple[Scope, ...]:
    ids = matters_of(evidence_of(row.id))
    topics = db.session.scalars(
        select(Matter.topic).distinct().where(Matter.id.in_(ids), Matter.severity != RESTRICTED)
    )
    leads = told(topicscopes.read_leads, topicscopes.SHIPPED)
    return topicscopes.headings(leads, topics, today())
