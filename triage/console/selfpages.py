"""The pages of one unit's report on itself: the report, its file, the form."""

from datetime import date
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
from intake.unitbook import UnitRecord
from intake.web.numbers import whole
from triage.console import inspectionwords, uploads
from triage.console.access import for_duties, may
from triage.console.pages import bp, unit_label
from triage.inspections import knowing, selfinspections
from triage.inspections.headings import Scope
from triage.inspections.selfinspections import Result, SelfInspection, SelfRefused

CLERKS = (Duty.OPERATOR, Duty.TRIAGE, Duty.INSPECTOR, Duty.LEAD)
FIRST = 2022


@bp.get("/tu-kiem-tra/don-vi-toi")
@for_duties(Duty.HEAD)
def own_self_inspection() -> Response:
    """To the head of a unit: the report of the year, or the form to write it."""
    year, home = request.args.get("nam", today().year, type=whole), current_user.home_unit_id
    if not FIRST <= year <= today().year:
        abort(404)
    filed = selfinspections.reports(year).get(home) if home else None
    if filed:
        return redirect(url_for(".self_inspection", report_id=filed.id), 303)
    return redirect(url_for(".self_inspection_form", year=year, unit_id=home or 0), 303)


@bp.get("/tu-kiem-tra/<int:report_id>")
@for_duties(*CLERKS, Duty.HEAD)
def self_inspection(report_id: int) -> str:
    """One report."""
    row = _readable(report_id)
    audit.note("read", f"self_inspection:{row.id}")
    person = db.session.get(Staff, row.staff_id)
    return render_template(
        "console/selfinspection.html",
        section=section(),
        report={
            "id": row.id,
            "unit_id": row.unit_id,
            "clerk": any(map(may, CLERKS)),
            "unit": unit_label(row.unit_id),
            "year": row.year,
            "form": _forms()[row.form],
            "plan": row.plan,
            "done_on": format_date(row.done_on, "d/M/yyyy"),
            "summary": row.summary,
            "file_id": row.file_id,
            "by": person.name if person else "",
            "at": format_date(row.at, "d/M/yyyy"),
        },
        headings=[
            (text, _results()[row.headings[code]["result"]], row.headings[code]["text"])
            for code, text in _scopes().items()
            if code in row.headings
        ],
    )


@bp.get("/tu-kiem-tra/<int:report_id>/tep")
@for_duties(*CLERKS, Duty.HEAD)
def self_inspection_file(report_id: int) -> FlaskResponse:
    """The report's own file."""
    row = _readable(report_id)
    file = db.session.get(KeptFile, row.file_id) if row.file_id else None
    audit.note("read", f"self_inspection:{row.id}", "file")
    return keptfiles.as_download(file or abort(404))


@bp.get("/tu-kiem-tra/moi/<int:year>/<int:unit_id>")
@for_duties(*CLERKS, Duty.HEAD)
def self_inspection_form(year: int, unit_id: int) -> str:
    """The form of one unit for one year."""
    return _form(_unit(year, unit_id), year, "", {})


@bp.post("/tu-kiem-tra/moi/<int:year>/<int:unit_id>")
@for_duties(*CLERKS, Duty.HEAD)
def file_self_inspection(year: int, unit_id: int) -> str | Response | tuple[str, int]:
    """Take the report."""
    unit = _unit(year, unit_id)
    values = {k: v.replace("\0", "") for k, v in request.form.items()}
    try:
        clean = uploads.sent("file")
        told = _told(values) | {"file_id": uploads.kept(clean)}
        report_id = selfinspections.file_report(unit, year, told, current_user.id)
    except SelfRefused as refused:
        db.session.rollback()
        return _form(unit, year, _refusals()[refused.why], values), 422
    except uploads.UploadRefused as refused:
        db.session.rollback()
        return _form(unit, year, str(refused), values), 422
    return redirect(url_for(".self_inspection", report_id=report_id), 303)


def section() -> str:
    """The tab that is lit."""
    if not any(map(may, CLERKS)):
        return "remedy"
    return "inspections" if any(map(may, (Duty.INSPECTOR, Duty.LEAD))) else "desk"


def _may_for(unit_id: int) -> bool:
    """A clerk for every unit, a head for the own one."""
    return any(map(may, CLERKS)) or unit_id == current_user.home_unit_id


def _readable(report_id: int) -> SelfInspection:
    row = db.session.get(SelfInspection, report_id)
    return row if row and _may_for(row.unit_id) else abort(404)


def _unit(year: int, unit_id: int) -> UnitRecord:
    """A unit that owes a report for the year, and that whoever is signed in may report for."""
    if (
        not _may_for(unit_id)
        or not FIRST <= year <= today().year
        or unit_id not in knowing.owing(year)
    ):
        abort(404)
    return units.book().by_id[unit_id]


def _told(values: dict[str, str]) -> dict[str, Any]:
    try:
        done_on: date | None = date.fromisoformat(values.get("done_on", ""))
    except ValueError:
        done_on = None
    return {
        "form": values.get("form", ""),
        "plan": values.get("plan", ""),
        "done_on": done_on if done_on and done_on <= today() else None,
        "headings": {
            str(s): {"result": values.get(f"r-{s}", ""), "text": values.get(f"t-{s}", "")}
            for s in Scope
        },
        "summary": values.get("summary", ""),
    }


def _form(unit: UnitRecord, year: int, error: str, values: dict[str, str]) -> str:
    before = selfinspections.reports(year).get(unit.id)
    return render_template(
        "console/selfform.html",
        section=section(),
        unit=unit_label(unit.id),
        unit_id=unit.id,
        year=year,
        due=format_date(knowing.owing(year)[unit.id], "d/M/yyyy"),
        before=format_date(before.at, "d/M/yyyy") if before else "",
        scopes=_scopes(),
        results=_results(),
        forms=_forms(),
        clerk=any(map(may, CLERKS)),
        today=today().isoformat(),
        error=error,
        values=values,
    )


def _scopes() -> dict[str, str]:
    """The headings in the seed's order."""
    named = inspectionwords.scopes()
    return {str(scope): named[scope] for scope in Scope}


def _forms() -> dict[str, str]:
    return {"on_site": _("Trực tiếp"), "online": _("Trực tuyến")}


def _results() -> dict[str, str]:
    return {
        Result.GOOD: _("Tốt"),
        Result.SHORTCOMINGS: _("Có hạn chế"),
        Result.NOT_CHECKED: _("Chưa kiểm tra"),
        Result.NOT_OURS: _("Không thuộc đơn vị"),
    }


def _refusals() -> dict[str, str]:
    return {
        "form": _("Xin chọn hình thức tự kiểm tra."),
        "done_on": _("Xin ghi ngày tự kiểm tra, trong năm báo cáo và không sau hôm nay."),
        "headings": _("Xin chọn kết quả cho mỗi nội dung."),
        "shortcoming": _("Nội dung nào có hạn chế thì xin ghi rõ hạn chế gì."),
        "text": _("Xin tóm tắt kết quả tự kiểm tra."),
        "twice": _("Người khác vừa gửi báo cáo của đơn vị này. Xin tải lại trang."),
    }
