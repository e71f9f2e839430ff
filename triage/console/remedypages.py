"""Putting right what was found: the page of the unit's head, and the inspectors' side of a task.

Law: a unit knows of its inspection from the draft conclusion on, and of what was said about it
never; these pages read findings and tasks, and no matter, proposal, reason or source.
"""

from typing import Any

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from intake import audit, keptfiles, units
from intake.clock import today
from intake.db import db
from intake.keptfiles import KeptFile
from intake.staff import Duty, Staff
from intake.web.numbers import whole
from triage.console import asking, uploads, visiting
from triage.console import inspectionwords as words
from triage.console.access import for_duties
from triage.console.casefiles import case_of
from triage.console.pages import bp, unit_label
from triage.inspections import remedies
from triage.inspections.cases import Finding, Inspection, Overtaken, Refused, TaskStep, take
from triage.inspections.headings import Found
from triage.inspections.life import Asked, Person, Stage, Step
from triage.inspections.remedies import Task
from triage.inspections.tasks import TaskAct, TaskState

HEADS_STEPS = {Stage.DRAFTED: Step.EXPLAIN, Stage.RECTIFYING: Step.FILE}
WRITTEN = 20_000


@bp.get("/khac-phuc")
@for_duties(Duty.HEAD)
def remedy() -> str:
    """What the unit of whoever is signed in has to explain and to put right."""
    return _page("", {})


@bp.post("/khac-phuc/<int:inspection_id>")
@for_duties(Duty.HEAD)
def remedy_step(inspection_id: int) -> str | Response | tuple[str, int]:
    """The unit's explanation of a draft conclusion, or its report on the whole."""
    row = _own(inspection_id)
    step = HEADS_STEPS.get(Stage(row.stage))
    if step is None or request.form.get("step") != step:
        return _page(words.refusals()["order"], dict(request.form)), 409
    me = Person(current_user.id, frozenset({Duty.HEAD}))
    try:
        asked = Asked(step, text=_text(), inputs=asking.proof(step))
        take(row.id, asked, me, request.form.get("seen", ""))
    except uploads.UploadRefused as refused:
        db.session.rollback()
        return _page(str(refused), dict(request.form)), 422
    except Refused as refused:
        db.session.rollback()
        return _page(words.refusals()[refused.why], dict(request.form)), 422
    except Overtaken:
        return _page(words.refusals()["overtaken"], dict(request.form)), 409
    return redirect(url_for(".remedy"), 303)


@bp.post("/khac-phuc/viec/<int:finding_id>")
@for_duties(Duty.HEAD)
def remedy_report(finding_id: int) -> str | Response | tuple[str, int]:
    """The head reports on one task."""
    _own(db.session.get_one(Finding, finding_id).inspection_id if _there(finding_id) else 0)
    fault = _act(finding_id, TaskAct.REPORTED)
    if fault:
        return _page(fault, dict(request.form)), 422
    return redirect(url_for(".remedy", _anchor=f"viec-{finding_id}"), 303)


@bp.post("/kiem-tra/<int:inspection_id>/viec/<int:finding_id>")
@for_duties(Duty.INSPECTOR, Duty.LEAD)
def task(inspection_id: int, finding_id: int) -> str | Response | tuple[str, int]:
    """Verify a task, send it back, or write down what the unit reported on paper."""
    row = case_of(inspection_id)
    if finding_id not in {f.id for f in row.findings}:
        abort(404)
    try:
        what = TaskAct(request.form.get("act", ""))
    except ValueError:
        abort(400)
    fault = _act(finding_id, what)
    if fault:
        return render_template("error.html", code=422, title=_("Chưa ghi được"), message=fault), 422
    return redirect(url_for(".inspection", inspection_id=row.id, _anchor="findings"), 303)


@bp.get("/khac-phuc/tep/<int:step_id>")
@for_duties(Duty.HEAD, Duty.INSPECTOR, Duty.LEAD)
def remedy_file(step_id: int) -> FlaskResponse:
    """The evidence that came with a report."""
    step = db.session.get(TaskStep, step_id) or abort(404)
    finding = db.session.get_one(Finding, step.finding_id)
    if current_user.has_role(Duty.HEAD):
        _own(finding.inspection_id)
    else:
        case_of(finding.inspection_id)
    file = db.session.get(KeptFile, step.file_id) if step.file_id else None
    audit.note("read", f"task_step:{step.id}", "file")
    return keptfiles.as_download(file or abort(404))


@bp.get("/khac-phuc/<int:inspection_id>/tep/<int:file_id>")
@for_duties(Duty.HEAD)
def remedy_proof(inspection_id: int, file_id: int) -> FlaskResponse:
    """A file the unit itself sent with its explanation or its report."""
    row = _own(inspection_id)
    if file_id not in {one.file_id for one in row.files if one.about in visiting.PROOFS}:
        abort(404)
    audit.note("read", f"inspection:{row.id}", f"kept_file:{file_id}")
    return keptfiles.as_download(db.session.get(KeptFile, file_id) or abort(404))


def task_view(task: Task) -> dict[str, Any]:
    """A task as both pages show it."""
    finding = task.finding
    return {
        "id": finding.id,
        "text": finding.text,
        "place": finding.place,
        "root_cause": finding.root_cause,
        "remedy": finding.remedy,
        "due": format_date(finding.due, "d/M/yyyy") if finding.due else "",
        "late": task.late,
        "state": words.task_states()[task.state],
        "code": task.state,
        "seen": len(task.steps),
        "open": task.state in (TaskState.OPEN, TaskState.SENT_BACK),
        "steps": [
            {
                "id": s.id,
                "act": words.task_acts()[s.act],
                "who": _name(s.staff_id),
                "when": format_date(s.at, "d/M/yyyy"),
                "text": s.text,
                "file": s.file_id is not None,
            }
            for s in task.steps
        ],
    }


def _act(finding_id: int, what: TaskAct) -> str:
    """Do it; why not, in words."""
    try:
        clean = uploads.sent("file")
        seen = request.form.get("seen", 0, type=whole)
        remedies.act(finding_id, what, _text(), current_user.id, seen, uploads.kept(clean))
    except Refused as refused:
        db.session.rollback()
        return words.refusals()[refused.why]
    except uploads.UploadRefused as refused:
        db.session.rollback()
        return str(refused)
    return ""


def _text() -> str:
    return request.form.get("text", "")[:WRITTEN].replace("\0", "")


def _there(finding_id: int) -> bool:
    return db.session.get(Finding, finding_id) is not None


def _own(inspection_id: int) -> Inspection:
    """An inspection the own unit may know of; nothing else is there."""
    row = next((r for r in remedies.of_units(own_units()) if r.id == inspection_id), None)
    return row or abort(404)


def own_units() -> list[int]:
    """The unit of whoever is signed in, and those it took over."""
    home = current_user.home_unit_id
    if home is None:
        return []
    book, day = units.book(), today()
    past = [u.id for u in book.by_id.values() if u.valid_to is not None]
    return [home, *(i for i in past if home in {u.id for u in book.answering(i, day)})]


def _page(error: str, values: dict[str, str]) -> str:
    rows = remedies.of_units(own_units())
    for row in rows:
        audit.note("read", f"inspection:{row.id}")
    home = current_user.home_unit_id
    return render_template(
        "console/remedy.html",
        section="remedy",
        unit=unit_label(home) if home else "",
        cases=[_case(row) for row in rows],
        shortcoming=words.kinds()[Found.SHORTCOMING],
        error=error,
        values=values,
    )


def _case(row: Inspection) -> dict[str, Any]:
    step = HEADS_STEPS.get(Stage(row.stage))
    tasks = [task_view(t) for t in remedies.tasks_of(row)]
    concluded = next((m for m in reversed(row.moves) if m.step == Step.CONCLUDE), None)
    return {
        "id": row.id,
        "seen": row.seen,
        "stage": words.stages()[row.stage],
        "step": step or "",
        "step_text": _heads_words()[step][0] if step else "",
        "hint": _heads_words()[step][1] if step else "",
        "then": _then().get(Stage(row.stage), ""),
        "number": concluded.number if concluded else "",
        "day": format_date(concluded.day, "d/M/yyyy") if concluded and concluded.day else "",
        "tasks": tasks,
        "proofs": visiting.files(row, visiting.PROOFS, "console.remedy_proof"),
        "working": row.stage in remedies.WORKING,
        "others": [
            {"kind": words.kinds()[f.kind], "text": f.text}
            for f in row.findings
            if f.id not in {t["id"] for t in tasks}
        ],
    }


def _heads_words() -> dict[Step, tuple[str, str]]:
    """What the head does, and what the head is asked to write."""
    return {
        Step.EXPLAIN: (
            _("Gửi giải trình"),
            _("Đơn vị đồng ý hay không đồng ý điều nào, vì sao? Không giải trình thì xin ghi rõ."),
        ),
        Step.FILE: (
            _("Gửi báo cáo khắc phục"),
            _("Cả đơn vị đã khắc phục thế nào? Từng việc xin báo cáo ở trên trước."),
        ),
    }


def _then() -> dict[Stage, str]:
    """What comes next while nothing waits for the unit."""
    return {
        Stage.EXPLAINED: _("Đã gửi giải trình. Khi có kết luận, kết luận hiện ở đây."),
        Stage.CONCLUDED: _("Đã có kết luận. Đoàn sẽ giao các việc phải khắc phục, nếu có."),
        Stage.FILED: _("Đã gửi báo cáo. Đoàn sẽ phúc tra; kết quả hiện ở đây."),
    }


def _name(staff_id: int) -> str:
    person = db.session.get(Staff, staff_id)
    return person.name if person else ""
