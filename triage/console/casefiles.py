"""One inspection as its readers may open it: by its page, its papers, its pack."""

from flask import abort

from intake.db import db
from intake.staff import Duty
from triage.console.recusing import recused
from triage.console.why import explained
from triage.explain import Explanation
from triage.inspections.cases import Inspection
from triage.proposals import Proposal

INSPECTING = (Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER)


def case_of(inspection_id: int) -> Inspection:
    """The case; nothing is there for whoever must keep away from it."""
    row = db.session.get(Inspection, inspection_id)
    if row is None or recused(row.unit_id):
        abort(404)
    return row


def explained_case(row: Inspection) -> Explanation | None:
    """Why the machine proposed it, for whoever approves without reading what was said."""
    proposal = db.session.get(Proposal, row.proposal_id) if row.proposal_id else None
    return explained(proposal.evidence[-1], []) if proposal else None
