"""What goes past the team: matters, proposals and cases about its own offices, for the delegate."""

from typing import TypeVar

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import selectinload

from intake import audit
from intake.db import db
from intake.staff import Duty
from triage.console import inspectionwords, words
from triage.console.access import for_duties, may
from triage.console.casefiles import INSPECTING
from triage.console.matters import line
from triage.console.pages import bp, unit_label
from triage.console.recusing import about_the_team, guarded, recused, seen
from triage.console.why import RESTRICTED
from triage.inspections.cases import Inspection
from triage.matters import Matter
from triage.proposals import Proposal

SHOWN = 100
Row = TypeVar("Row", Proposal, Inspection)


@bp.get("/viec-cua-doan")
@for_duties(Duty.DELEGATE)
def past() -> str:
    """The delegate's queue; nothing of the delegate's own office stands on it either."""
    audit.note("read", "past the team")
    return render_template(
        "console/past.html",
        section="past",
        offices=[unit_label(i) for i in sorted(guarded()) if not recused(i)],
        matters=[
            line(row, row.submission) for row in db.session.scalars(past_matters().limit(SHOWN))
        ],
        may_read=may_open(),
        proposals=[
            (unit_label(r.unit_id), words.states()[r.state], proposal_url(r))
            for r in past_proposals(SHOWN)
        ],
        cases=[
            (unit_label(r.unit_id), inspectionwords.stages()[r.stage], case_url(r))
            for r in past_cases(SHOWN)
        ],
        nothing=_("Không có gì về chính Đoàn và các cơ quan của Đoàn."),
    )


def may_open() -> bool:
    """Whether the reader has a duty that opens a matter's page."""
    return any(map(may, (Duty.TRIAGE, Duty.LEAD, Duty.INSPECTOR)))


def past_matters() -> Select[tuple[Matter]]:
    """What is said of the team and its offices, the newest first."""
    query = (
        select(Matter)
        .options(selectinload(Matter.submission))
        .where(or_(and_(Matter.unit_id.in_(guarded()), Matter.relevant), about_the_team()), seen())
        .order_by(Matter.said_at.desc(), Matter.id.desc())
    )
    return query if may(Duty.LEAD) else query.where(Matter.severity != RESTRICTED)


def past_proposals(most: int) -> list[Proposal]:
    """The proposals about the team's offices, the newest first."""
    return _of(Proposal, most)


def past_cases(most: int) -> list[Inspection]:
    """The inspections of the team's offices, the newest first."""
    return _of(Inspection, most)


def proposal_url(row: Proposal) -> str:
    """Its page, where the reader has a duty that opens it."""
    return url_for("console.proposal", proposal_id=row.id) if may(Duty.INSPECTOR) else ""


def case_url(row: Inspection) -> str:
    """Its page, where the reader has a duty that opens it."""
    return url_for("console.inspection", inspection_id=row.id) if _may_inspect() else ""


def _may_inspect() -> bool:
    return any(map(may, INSPECTING))


def _of(kind: type[Row], most: int) -> list[Row]:
    ours = [i for i in guarded() if not recused(i)]
    mine = select(kind).where(kind.unit_id.in_(ours)).order_by(kind.id.desc())
    return list(db.session.scalars(mine.limit(most)))
