"""What ended, for the auditor: inspections over or broken off, and proposals declined, with why.

Law: nothing that still waits to be a surprise, no matter and no sender; every word is masked.
"""

from typing import Any

from flask import abort, render_template
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from sqlalchemy import Select, select

from intake import audit
from intake.db import db
from intake.redact import mask
from intake.staff import Duty
from triage.console import inspectionwords, why, words
from triage.console.access import for_duties
from triage.console.pages import bp, unit_label
from triage.console.recusing import bound
from triage.console.seats import covers, finding_view, issued, name, team
from triage.inspections.cases import Inspection
from triage.inspections.life import Stage, Step
from triage.proposals import Proposal
from triage.workflow import State

ENDED = (Stage.CLOSED, Stage.PUBLISHED, Stage.CANCELLED, Stage.REFERRED)
SHOWN = 50  # newest of each list on the page
MOST = 5000  # of a table


@bp.get("/da-ket-thuc")
@for_duties(Duty.AUDITOR)
def ended() -> str:
    """Both lists, the latest first."""
    audit.note("read", "ended")
    return render_template(
        "console/ended.html",
        section="ended",
        cases=[_line(row) for row in over(SHOWN)],
        declined=[_declined(row) for row in refused(SHOWN)],
    )


@bp.get("/da-ket-thuc/kiem-tra/<int:inspection_id>")
@for_duties(Duty.AUDITOR)
def ended_case(inspection_id: int) -> str:
    """One inspection that ended: who took which step when, and what was found."""
    row = db.session.scalar(_over().where(Inspection.id == inspection_id)) or abort(404)
    audit.note("read", f"inspection:{row.id}", "ended")
    return render_template(
        "console/ended_case.html",
        section="ended",
        back="console.ended",
        case=_line(row)
        | {
            "form": inspectionwords.forms().get(row.form, ""),
            "reason": mask(row.reason).text,
        },
        covers=covers(row),
        decision=issued(row, Step.DECIDE),
        conclusion=issued(row, Step.CONCLUDE),
        team=team(row),
        told=True,
        findings=[finding_view(f) for f in row.findings],
        moves=[_move(m, inspectionwords.steps()[m.step]) for m in row.moves],
    )


@bp.get("/da-ket-thuc/de-xuat/<int:proposal_id>")
@for_duties(Duty.AUDITOR)
def ended_proposal(proposal_id: int) -> str:
    """One proposal that was declined: what the machine said, who declined it and why."""
    row = db.session.scalar(_refused().where(Proposal.id == proposal_id)) or abort(404)
    audit.note("read", f"proposal:{row.id}", "ended")
    reasons = words.decline_reasons()
    return render_template(
        "console/ended_proposal.html",
        section="ended",
        proposal=_declined(row),
        explanation=why.explained(row.evidence[-1], []),
        moves=[
            _move(m, words.acts()[m.act]) | {"reason": reasons.get(m.reason, "")} for m in row.moves
        ],
    )


def over(most: int = MOST) -> list[Inspection]:
    """The newest inspections that ended, less those of the reader's own office."""
    return list(db.session.scalars(_over().order_by(Inspection.id.desc()).limit(most)))


def refused(most: int = MOST) -> list[Proposal]:
    """The newest proposals that were declined, likewise."""
    return list(db.session.scalars(_refused().order_by(Proposal.id.desc()).limit(most)))


def _over() -> Select[tuple[Inspection]]:
    mine = Inspection.unit_id.in_(bound())
    return select(Inspection).where(Inspection.stage.in_(ENDED), ~mine)


def _refused() -> Select[tuple[Proposal]]:
    mine = Proposal.unit_id.in_(bound())
    return select(Proposal).where(Proposal.state == State.DECLINED, ~mine)


def why_refused(row: Proposal) -> str:
    """The reason it was declined for, from the closed list."""
    return words.decline_reasons().get(row.moves[-1].reason, "") if row.moves else ""


def who_refused(row: Proposal) -> str:
    """Who declined it."""
    return _who(row.moves[-1].staff_id) if row.moves else ""


def _line(row: Inspection) -> dict[str, Any]:
    return {
        "id": row.id,
        "unit": unit_label(row.unit_id),
        "stage": inspectionwords.stages()[row.stage],
        "source": inspectionwords.sources()[row.source],
        "since": format_date(row.opened_at, "d/M/yyyy"),
        "sample": row.sample,
    }


def _declined(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.id,
        "unit": unit_label(row.unit_id),
        "since": format_date(row.opened_at, "d/M/yyyy"),
        "reason": why_refused(row),
        "who": who_refused(row),
        "sample": row.sample,
    }


def _move(row: Any, step: str) -> dict[str, Any]:
    day = getattr(row, "day", None)
    return {
        "step": step,
        "who": _who(row.staff_id),
        "when": format_datetime(row.at, "HH:mm d/M/yyyy"),
        "text": mask(row.text).text,
        "number": getattr(row, "number", ""),
        "day": format_date(day, "d/M/yyyy") if day else "",
    }


def _who(staff_id: int | None) -> str:
    return name(staff_id) or _("Hệ thống")
