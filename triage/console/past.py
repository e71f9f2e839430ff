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
        may_decide=may(Duty.INSPECTOR),
        may_inspect=any(map(may, (Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER))),
        proposals=[
            (unit_label(r.unit_id), words.states()[r.state], url_for(".proposal", proposal_id=r.id))
            for r in _of(Proposal)
        ],
        cases=[
            (
                unit_label(r.unit_id),
                inspectionwords.stages()[r.stage],
                url_for(".inspection", inspection_id=r.id),
            )
            for r in _of(Inspection)
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


def _of(kind: type[Row]) -> list[Row]:
    ours = [i for i in guarded() if not recused(i)]
    mine = select(kind).where(kind.unit_id.in_(ours)).order_by(kind.id.desc())
    return list(db.session.scalars(mine.limit(SHOWN)))
