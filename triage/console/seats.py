"""What a press member of a team sees: their own visits, from arrival on (domain R6.2, 6.4).

Law: these pages read the unit, the decision, the team and, once concluded, the findings; no
matter, proposal, reason, source or step's text, and nothing of a visit before the team is there.
"""

from datetime import datetime
from typing import Any

from flask import abort, render_template
from flask_babel import format_date
from flask_security import current_user
from sqlalchemy import select

from intake import audit
from intake.db import db
from intake.redact import mask
from intake.staff import Duty, Staff
from triage.console import inspectionwords as words
from triage.console.access import for_duties
from triage.console.pages import bp, unit_label
from triage.console.recusing import hidden
from triage.inspections.cases import Finding, Inspection, InspectionMove, TeamMember
from triage.inspections.life import AFTER, VISITED, Stage, Step

ARRIVED = (Step.ARRIVE, Step.REVIEW)
TOLD = (*AFTER, Stage.CLOSED, Stage.PUBLISHED)  # the unit has the conclusion
SHOWN = (*VISITED, *TOLD)


@bp.get("/doan-cua-toi")
@for_duties(Duty.PRESS)
def seats() -> str:
    """The visits of whoever is signed in, the latest first."""
    return render_template(
        "console/seats.html", section="seats", cases=[_line(row) for row in mine()]
    )


@bp.get("/doan-cua-toi/<int:inspection_id>")
@for_duties(Duty.PRESS)
def seat(inspection_id: int) -> str:
    """One of them."""
    row = next((r for r in mine() if r.id == inspection_id), None) or abort(404)
    audit.note("read", f"inspection:{row.id}", "seat")
    return render_template(
        "console/ended_case.html",
        section="seats",
        back="console.seats",
        case=_line(row) | {"form": words.forms().get(row.form, ""), "reason": "", "source": ""},
        covers=covers(row),
        decision=issued(row, Step.DECIDE),
        conclusion=issued(row, Step.CONCLUDE),
        team=team(row),
        told=row.stage in TOLD,
        findings=[finding_view(f) for f in row.findings] if row.stage in TOLD else [],
        moves=[],
    )


def covers(row: Inspection) -> list[str]:
    """The headings the decision names."""
    told = row.decided.text if row.decided else ""
    return [words.covered(scope, told) for scope in row.scopes]


def mine() -> list[Inspection]:
    """Where I sit in the team and the team has arrived; nothing of my own office."""
    query = (
        select(Inspection)
        .where(
            Inspection.stage.in_(SHOWN),
            Inspection.unit_id.not_in(hidden()),
            Inspection.id.in_(
                select(TeamMember.inspection_id).where(TeamMember.staff_id == current_user.id)
            ),
            Inspection.id.in_(
                select(InspectionMove.inspection_id).where(InspectionMove.step.in_(ARRIVED))
            ),
        )
        .order_by(Inspection.id.desc())
    )
    return list(db.session.scalars(query))


def arrived(row: Inspection) -> datetime:
    """When the team came, the last time it did."""
    return next(m.at for m in reversed(row.moves) if m.step in ARRIVED)


def _line(row: Inspection) -> dict[str, Any]:
    return {
        "id": row.id,
        "unit": unit_label(row.unit_id),
        "stage": words.stages()[row.stage],
        "since": format_date(arrived(row), "d/M/yyyy"),
        "sample": row.sample,
    }


def issued(row: Inspection, step: Step) -> dict[str, str] | None:
    """Number and day of the paper a step came with, the last time it was taken."""
    last = next((m for m in reversed(row.moves) if m.step == step), None)
    if last is None:
        return None
    day = format_date(last.day, "d/M/yyyy") if last.day else ""
    return {"number": last.number, "day": day}


def team(row: Inspection) -> list[tuple[str, bool]]:
    """Who went, by name, the head first."""
    return [(name(m.staff_id), m.head) for m in sorted(row.team, key=lambda m: not m.head)]


def name(staff_id: int | None) -> str:
    """A person of the staff by name."""
    person = db.session.get(Staff, staff_id) if staff_id else None
    return person.name if person else ""


def finding_view(row: Finding) -> dict[str, Any]:
    """A finding for whoever works on none: masked."""
    return {
        "kind": words.kinds()[row.kind],
        "scope": words.scopes()[row.scope],
        "text": mask(row.text).text,
        "place": mask(row.place).text,
        "root_cause": mask(row.root_cause).text,
        "remedy": mask(row.remedy).text,
        "addressed_to": row.addressed_to,
        "due": format_date(row.due, "d/M/yyyy") if row.due else "",
    }
