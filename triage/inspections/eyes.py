"""Who stands behind a case without a step of their own in it: four eyes see them too (domain 6.4)."""

from sqlalchemy import select

from intake.db import db
from triage.inspections.caserows import Inspection, InspectionMove, Joined
from triage.inspections.life import Step
from triage.proposals import ProposalMove
from triage.workflow import Act

PROPOSING = (Step.OPEN, Step.SUBMIT)


def proposers(row: Inspection) -> frozenset[int]:
    """Who accepted or merged a proposal the case rests on, or proposed a case that went into it."""
    cases, proposals = [row.id], [row.proposal_id]
    for one in cases:  # grows while walked: a merged case may have taken others over
        for joined in db.session.scalars(select(Joined).where(Joined.inspection_id == one)):
            proposals.append(joined.proposal_id)
            cases += [joined.merged_id] if joined.merged_id else []
    merged = [one for one in cases if one != row.id]
    accepted = select(ProposalMove.staff_id).where(
        ProposalMove.proposal_id.in_([one for one in proposals if one]),
        ProposalMove.act.in_((Act.ACCEPT, Act.MERGE)),
    )
    proposed = select(InspectionMove.staff_id).where(
        InspectionMove.inspection_id.in_(merged), InspectionMove.step.in_(PROPOSING)
    )
    found = {*db.session.scalars(accepted), *db.session.scalars(proposed)}
    return frozenset(one for one in found if one is not None)
