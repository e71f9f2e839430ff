"""The console's side of what follows a conclusion: practices spread, answers, reserved opinions."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from intake import units
from intake.clock import today
from intake.db import db
from intake.staff import Duty, Staff
from intake.unitsearch import search
from intake.web.numbers import whole
from triage.console import followwords
from triage.console import inspectionwords as words
from triage.console.access import for_duties
from triage.console.casefiles import INSPECTING, case_of
from triage.console.pages import bp, unit_label
from triage.console.recusing import mover
from triage.inspections import followups
from triage.inspections.aftermath import OPEN, Asked, State, open_to
from triage.inspections.cases import Inspection, Refused
from triage.inspections.headings import Found
from triage.tallies import ANSWERING


@bp.post("/kiem-tra/<int:inspection_id>/theo-doi/<int:finding_id>")
@for_duties(*INSPECTING)
def follow_up(inspection_id: int, finding_id: int) -> str | Response | tuple[str, int]:
    """Take a good practice, a solution or a recommendation a step on."""
    row = case_of(inspection_id)
    if finding_id not in {f.id for f in row.findings}:
        abort(404)
    form = request.form
    try:
        asked = Asked(State(form.get("state", "")), _text(), _where(form.get("where", "")))
    except ValueError:
        abort(400)
    try:
        seen = form.get("seen", 0, type=whole)
        followups.follow(finding_id, asked, mover(row.unit_id), seen)
    except Refused as refused:
        return _refused(refused.why)
    return redirect(url_for(".inspection", inspection_id=row.id, _anchor="findings"), 303)


@bp.post("/kiem-tra/<int:inspection_id>/bao-luu")
@for_duties(Duty.INSPECTOR, Duty.LEAD)
def reserve_opinion(inspection_id: int) -> str | Response | tuple[str, int]:
    """A member of the team attaches a reserved opinion to the draft conclusion."""
    row = case_of(inspection_id)
    try:
        followups.reserve(row.id, _text(), mover(row.unit_id))
    except Refused as refused:
        return _refused(refused.why)
    return redirect(url_for(".inspection", inspection_id=row.id, _anchor="opinions"), 303)


def _refused(why: str) -> tuple[str, int]:
    """Why not, with what was typed, so that nothing is lost."""
    said = followwords.refusals().get(why) or words.refusals()[why]
    page = render_template(
        "console/not_written.html", section="inspections", message=said, typed=_text()
    )
    return page, 409 if why == "overtaken" else 422


def _text() -> str:
    return request.form.get("text", "")[:20_000].replace("\0", "")


def _where(typed: str) -> int | None:
    """The one unit a name can mean."""
    hits = search(units.book(), typed.strip()[:100], today(), limit=5) if typed.strip() else []
    found = [h.unit.id for h in hits if h.unit.kind in ANSWERING and h.unit.valid_on(today())]
    return found[0] if len(found) == 1 else None


def followed(row: Inspection) -> dict[int, dict[str, Any]]:
    """How far each finding that is no shortcoming has come, once there is a conclusion."""
    if row.stage not in OPEN:
        return {}
    others = [f for f in row.findings if f.kind != Found.SHORTCOMING]
    steps = followups.steps_of([f.id for f in others])
    duties = frozenset(role.name for role in current_user.roles)
    shown = {}
    for finding in others:
        mine, done = steps[finding.id], followups.state(steps[finding.id])
        author = bool(mine) and mine[-1].staff_id == current_user.id
        moves = open_to(Found(finding.kind), done, duties, author)
        shown[finding.id] = {
            "state": followwords.states()[done],
            "seen": len(mine),
            "steps": [_step(one) for one in mine],
            "moves": [(str(m.target), followwords.acts()[m.target], m.where) for m in moves],
        }
    return shown


def _step(one: followups.FollowUp) -> dict[str, str]:
    person = db.session.get(Staff, one.staff_id)
    return {
        "state": followwords.states()[State(one.state)],
        "where": unit_label(one.unit_id),
        "text": one.text,
        "who": person.name if person else "",
        "when": format_date(one.at, "d/M/yyyy"),
    }


def reserved(row: Inspection) -> dict[str, Any]:
    """The reserved opinions of a case, and whether the reader may write one."""
    found = []
    for one in followups.opinions(row.id):
        person = db.session.get(Staff, one.staff_id)
        who = person.name if person else _("Cán bộ")
        found.append({"who": who, "when": format_date(one.at, "d/M/yyyy"), "text": one.text})
    return {"opinions": found, "may_reserve": followups.may_reserve(row, current_user.id)}
