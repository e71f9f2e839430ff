"""The inspector's pack: evidence without names, the checklist, dossiers drawn; to print and carry."""

from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from intake import audit
from intake.clock import start_of, today
from intake.db import db, now
from intake.staff import Duty, Staff
from intake.web.numbers import whole
from triage.console import inspectionwords, why, words
from triage.console.access import for_duties
from triage.console.casefiles import case_of
from triage.console.pages import bp, unit_label
from triage.console.recusing import seen
from triage.console.tables import masked
from triage.inspections import checklist, fieldwork, knowing, merging
from triage.inspections.cases import Inspection, seated
from triage.inspections.fieldwork import AHEAD
from triage.inspections.headings import Scope
from triage.inspections.life import Stage
from triage.matters import Matter
from triage.proposals import Proposal

WORKERS = (Duty.INSPECTOR, Duty.LEAD)
YEAR, SHOWN, LEAST = 365, 25, 10


def case_ahead(inspection_id: int) -> Inspection:
    """A case whose team is set and still at work; nothing is there for who must keep away."""
    row = case_of(inspection_id)
    return row if row.stage in AHEAD else abort(404)


def is_member(row: Inspection) -> bool:
    """Whether whoever is signed in belongs to the team."""
    return current_user.id in seated(row)


@bp.get("/kiem-tra/<int:inspection_id>/mang-theo")
@for_duties(*WORKERS)
def pack(inspection_id: int) -> str:
    """The pack, made to be printed."""
    return _page(case_ahead(inspection_id), "", {})


@bp.post("/kiem-tra/<int:inspection_id>/mang-theo")
@for_duties(*WORKERS)
def draw_for_pack(inspection_id: int) -> str | Response | tuple[str, int]:
    """Draw dossiers from the list the unit's system gave."""
    row = case_ahead(inspection_id)
    values = {k: v.replace("\0", "") for k, v in request.form.items()}
    if not is_member(row):
        return _page(row, inspectionwords.refusals()["not_team"], values), 422
    number = request.form.get("number", LEAST, type=whole)
    codes = values.get("codes", "").splitlines()
    try:
        fieldwork.draw_dossiers(
            row.id, values.get("seed", ""), codes, max(number, LEAST), current_user.id
        )
    except ValueError:
        return _page(row, _nothing_to_draw(), values), 422
    return redirect(url_for(".pack", inspection_id=row.id, _anchor="draw"), 303)


def _nothing_to_draw() -> str:
    return _("Xin ghi dãy khởi đầu và dán danh sách mã hồ sơ, mỗi dòng một mã.")


def _page(row: Inspection, error: str, values: dict[str, str]) -> str:
    audit.note("read", f"inspection:{row.id}", "pack")
    proposal = db.session.get(Proposal, row.proposal_id) if row.proposal_id else None
    return render_template(
        "console/pack.html",
        section="inspections",
        case=case_head(row),
        explanation=why.explained(proposal.evidence[-1], []) if proposal else None,
        evidence=[_said(matter) for matter in _matters(row, merging.evidence_of(row.id))],
        items=items(row.scopes),
        draws=[_drawn(one) for one in fieldwork.draws(row.id)],
        member=is_member(row) and row.stage != Stage.DESK_REVIEW,
        may_draw=is_member(row),
        notes=len(fieldwork.notes(row.id)),
        least=LEAST,
        error=error,
        values=values,
        printed=format_datetime(now(), "HH:mm d/M/yyyy"),
    )


def case_head(row: Inspection) -> dict[str, Any]:
    """What stands at the head of the pack and of the page on the spot."""
    decided = row.decided
    return {
        "id": row.id,
        "unit": unit_label(row.unit_id),
        "source": inspectionwords.sources()[row.source],
        "form": inspectionwords.forms().get(row.form, ""),
        "reason": row.reason,
        "surprise": not row.planned,
        "number": decided.number if decided else "",
        "day": format_date(decided.day, "d/M/yyyy") if decided and decided.day else "",
        "team": [(_name(m.staff_id), m.head) for m in row.team],
        "covers": [inspectionwords.covered(s, decided.text if decided else "") for s in row.scopes],
    }


def items(covers: tuple[Scope, ...] = ()) -> list[dict[str, Any]]:
    """The checklist of today in the reader's language: what the decision covers comes first.

    The open heading is always covered: something done well is looked for everywhere.
    """
    english = str(get_locale()) == "en"
    listed = knowing.told(checklist.read_checklist, checklist.SHIPPED)
    found = checklist.in_force(listed, today())
    told = [
        {
            "code": i.code,
            "text": i.text_en if english else i.text,
            "outside": bool(covers) and i.scope not in (*covers, Scope.OTHER),
        }
        for i in found
    ]
    return sorted(told, key=lambda one: bool(one["outside"]))


def _name(staff_id: int) -> str:
    person = db.session.get(Staff, staff_id)
    return person.name if person else ""


def _matters(row: Inspection, rests_on: list[Proposal]) -> list[Matter]:
    """What its proposals rest on, those merged into it too; without one, what was said of the unit
    in a year. Never S4.
    """
    query = (
        select(Matter)
        .options(selectinload(Matter.submission))
        .where(Matter.relevant, Matter.severity.not_in(("S0", why.RESTRICTED)), seen())
        .order_by(Matter.said_at.desc(), Matter.id.desc())
        .limit(SHOWN)
    )
    if rests_on:
        query = query.where(Matter.id.in_(merging.matters_of(rests_on)))
    else:
        since = start_of(today() - timedelta(days=YEAR))
        query = query.where(Matter.unit_id == row.unit_id, Matter.said_at >= since)
    return list(db.session.scalars(query))


def _said(matter: Matter) -> dict[str, str]:
    return {
        "day": format_date(matter.said_at, "d/M/yyyy"),
        "topic": why.topic_names().get(matter.topic, matter.topic),
        "severity": words.severities()[matter.severity],
        "text": masked(matter),
    }


def _drawn(row: fieldwork.DossierDraw) -> dict[str, Any]:
    return {
        "seed": row.seed,
        "digest": row.digest,
        "listed": len(row.listed),
        "drawn": row.drawn,
        "when": format_datetime(row.at, "HH:mm d/M/yyyy"),
        "who": _name(row.staff_id),
    }
