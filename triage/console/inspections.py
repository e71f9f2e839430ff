"""The console's pages of inspections: the list, one case and its next step, its findings."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from intake import audit
from intake.clock import today
from intake.db import db
from intake.staff import Duty, Staff
from triage.console import asking, casefiles, followuppages, papers, teams, visiting
from triage.console import inspectionwords as words
from triage.console.access import for_duties
from triage.console.awaiting import ahead, aside, awaited
from triage.console.casefiles import INSPECTING, case_of, explained_case
from triage.console.pages import bp, unit_label
from triage.console.recusing import hidden, mover
from triage.console.remedypages import task_view
from triage.console.uploads import UploadRefused
from triage.console.why import topic_names
from triage.inspections import terms
from triage.inspections.cases import (
    Finding,
    Inspection,
    InspectionMove,
    Overtaken,
    Refused,
    add_finding,
    seated,
    take,
)
from triage.inspections.headings import Scope
from triage.inspections.life import UNDER_WAY, WRITING, Stage, Step
from triage.inspections.remedies import WORKING, tasks_of
from triage.inspections.scoping import suggested
from triage.inspections.telling import tell_senders

PAST = 50


@bp.get("/kiem-tra")
@for_duties(*INSPECTING)
def inspections() -> str:
    """What is under way, what comes next in it, and what ended lately."""
    seen = select(Inspection).where(Inspection.unit_id.not_in(hidden()))
    rows = db.session.scalars(seen.order_by(Inspection.id.desc())).all()
    audit.note("read", "inspections")
    return render_template(
        "console/inspections.html",
        section="inspections",
        under_way=[_line(r) for r in rows if r.stage in UNDER_WAY],
        after=[_line(r) for r in rows if r.stage not in UNDER_WAY][:PAST],
    )


def _line(row: Inspection) -> dict[str, Any]:
    moves = ahead(row, mover(row.unit_id))
    own = [m for m in moves if m.step not in (Step.MERGE, Step.CANCEL, Step.REFER)]
    due = terms.due(row)
    return {
        "id": row.id,
        "due": format_date(due, "d/M/yyyy") if due else "",
        "late": due is not None and due < today(),
        "unit": unit_label(row.unit_id),
        "stage": words.stages()[row.stage],
        "source": words.sources()[row.source],
        "since": format_date(row.opened_at, "d/M/yyyy"),
        "next": words.steps()[own[0].step] if own else "",
        "sample": row.sample,
    }


@bp.get("/kiem-tra/<int:inspection_id>")
@for_duties(*INSPECTING)
def inspection(inspection_id: int) -> str:
    """One inspection: where it stands, what was found, and the steps open to the reader."""
    return _page(case_of(inspection_id), "", {})


@bp.post("/kiem-tra/<int:inspection_id>")
@for_duties(*INSPECTING)
def step(inspection_id: int) -> str | Response | tuple[str, int]:
    """Take one step, from the stage the person saw."""
    row = case_of(inspection_id)
    try:
        asked = asking.asked(row)
    except UploadRefused as refused:
        return _back(row, str(refused)), 422
    except ValueError:
        abort(400)
    try:
        take(row.id, asked, mover(row.unit_id), request.form.get("seen", ""))
    except Refused as refused:
        return _back(row, words.refused(refused.why, refused.day)), 422
    except Overtaken as overtaken:
        return _back(row, _overtaken(overtaken.last)), 409
    if asked.step is Step.PUBLISH:
        tell_senders()  # a stop in the middle is made good by the sweep
    return redirect(url_for(".inspection", inspection_id=row.id), 303)


@bp.post("/kiem-tra/<int:inspection_id>/ket-qua")
@for_duties(Duty.INSPECTOR, Duty.LEAD)
def find(inspection_id: int) -> str | Response | tuple[str, int]:
    """Take down a finding."""
    row = case_of(inspection_id)
    try:
        add_finding(row.id, asking.told(), mover(row.unit_id))
    except Refused as refused:
        return _back(row, words.refused(refused.why)), 422
    return redirect(url_for(".inspection", inspection_id=row.id, _anchor="findings"), 303)


def _back(row: Inspection, error: str) -> str:
    """The page again with what was typed; nothing of it is kept but that it was read."""
    db.session.rollback()
    return _page(row, error, dict(request.form))


def _page(row: Inspection, error: str, values: dict[str, str]) -> str:
    db.session.refresh(row)
    audit.note("read", f"inspection:{row.id}")
    moves = ahead(row, mover(row.unit_id))
    duties = {role.name for role in current_user.roles}
    may_find = (
        row.stage in WRITING
        and bool(duties & {Duty.INSPECTOR, Duty.LEAD})
        and current_user.id in seated(row)
    )
    return render_template(
        "console/inspection.html",
        section="inspections",
        case=_line(row)
        | {"reason": row.reason, "seen": row.seen, "code": row.stage, "form": _form(row)},
        proposal_url=_proposal_url(row, duties),
        steps=[_step(m.step, m.needs, row.stage) for m in moves],
        awaited=awaited(row),
        findings=[_finding(f, row.scopes) for f in row.findings],
        **_covered(row, values),
        tasks=_tasks(row),
        team=teams.seated(row),
        **teams.choice(row),
        moves=[_move(m) for m in row.moves],
        explanation=explained_case(row),
        **casefiles.kin(row),
        **visiting.shown(row),
        **followuppages.reserved(row),
        followed=followuppages.followed(row),
        cared=casefiles.cared(row),
        since=casefiles.since(row),
        papers=papers.offered(row),
        may_find=may_find,
        suggested_due=terms.suggested().isoformat() if may_find else "",
        left_over=asking.left_over({m.step for m in moves}, may_find) if values else [],
        kinds=words.kinds(),
        topics=topic_names(),
        forms=words.forms(),
        error=error,
        values=values,
    )


def _tasks(row: Inspection) -> dict[int, dict[str, Any]]:
    """How far each shortcoming is put right, once there is a conclusion."""
    if row.stage not in (*WORKING, Stage.VERIFIED, Stage.CLOSED, Stage.PUBLISHED):
        return {}
    return {t.finding.id: task_view(t) for t in tasks_of(row)}


def _covered(row: Inspection, values: dict[str, str]) -> dict[str, Any]:
    """The headings: all, those the decision names, those ticked where it is still to be made."""
    named = words.scopes()
    told = row.decided.text if row.decided else ""
    ticked = request.form.getlist("scopes") if values.get("step") == Step.DECIDE else None
    return {
        "scopes": named,
        "covers": [(str(s), words.covered(s, told)) for s in row.scopes],
        "ticked": suggested(row) if ticked is None and row.stage == Stage.APPROVED else ticked,
    }


def _form(row: Inspection) -> str:
    return words.forms().get(row.form, "")


def _proposal_url(row: Inspection, duties: set[str]) -> str:
    if row.proposal_id is None or Duty.INSPECTOR not in duties:
        return ""
    return url_for(".proposal", proposal_id=row.proposal_id)


def _overtaken(last: InspectionMove | None) -> str:
    if last is None:
        return words.refused("overtaken")
    return _(
        "%(who)s đã làm bước “%(step)s” trước. Những gì anh chị vừa ghi còn ở dưới.",
        who=_name(last.staff_id),
        step=words.steps()[last.step],
    )


def _step(step: Step, needs: tuple[str, ...], stage: str) -> dict[str, Any]:
    again = step is Step.SET_TEAM and aside(step, stage)
    return {
        "code": str(step),
        "text": _("Lập lại đoàn") if again else words.steps()[step],
        "hint": words.hints().get(step, ""),
        "needs": needs,
        "grave": aside(step, stage),
    }


def _finding(row: Finding, covers: tuple[Scope, ...]) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": words.kinds()[row.kind],
        "scope": words.scopes()[row.scope],
        "outside": bool(covers) and row.scope not in covers,
        "text": row.text,
        "place": row.place,
        "root_cause": row.root_cause,
        "remedy": row.remedy,
        "addressed_to": row.addressed_to,
        "topic": topic_names().get(row.topic, ""),
        "due": format_date(row.due, "d/M/yyyy") if row.due else "",
        "late": row.due is not None and row.due < today(),
    }


def _move(row: InspectionMove) -> dict[str, Any]:
    return {
        "step": words.steps()[row.step],
        "who": _name(row.staff_id),
        "when": format_datetime(row.at, "HH:mm d/M/yyyy"),
        "text": row.text,
        "number": row.number,
        "day": format_date(row.day, "d/M/yyyy") if row.day else "",
        "visit": format_date(row.visit, "d/M/yyyy") if row.visit else "",
    }


def _name(staff_id: int | None) -> str:
    person = db.session.get(Staff, staff_id) if staff_id else None
    return person.name if person else _("Hệ thống")
