"""The pages of self-inspections: who has reported and who has not, one report, the form."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from intake import audit, keptfiles, units
from intake.clock import today
from intake.db import db
from intake.fold import fold
from intake.keptfiles import KeptFile
from intake.staff import Duty, Staff
from intake.unitbook import Kind, UnitRecord
from triage.console import inspectionwords, uploads
from triage.console.access import for_duties, may
from triage.console.lists import Column, arranged, cut, said, wanted
from triage.console.pages import bp, unit_label
from triage.console.tables import FILES
from triage.inspections import knowing, selfinspections
from triage.inspections.headings import Scope
from triage.inspections.selfinspections import Result, SelfInspection, SelfRefused

CLERKS = (Duty.OPERATOR, Duty.TRIAGE, Duty.INSPECTOR, Duty.LEAD)
FIRST = 2022


@bp.get("/tu-kiem-tra")
@for_duties(*CLERKS)
def self_inspections() -> str:
    """Every unit that owes a report for the year: filed, waiting or late."""
    year = _year()
    columns = _columns()
    asked = wanted(request.args, columns)
    everybody = _rows(year)
    only = request.args.get("con_thieu") == "1"
    rows = [r for r in everybody if not (only and r["report"])]
    shown = cut(arranged(rows, columns, asked), asked)
    return render_template(
        "console/selfinspections.html",
        section=_section(),
        year=year,
        years=list(range(today().year, FIRST - 1, -1)),
        figures=_figures(everybody),
        only=only,
        asked=asked,
        cut=shown,
        columns=columns,
        lines=[(r, [said(c.value(r)) for c in columns]) for r in shown.rows],
    )


@bp.get("/tu-kiem-tra/<int:report_id>")
@for_duties(*CLERKS)
def self_inspection(report_id: int) -> str:
    """One report."""
    row = db.session.get(SelfInspection, report_id) or abort(404)
    audit.note("read", f"self_inspection:{row.id}")
    person = db.session.get(Staff, row.staff_id)
    return render_template(
        "console/selfinspection.html",
        section=_section(),
        report={
            "id": row.id,
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
@for_duties(*CLERKS)
def self_inspection_file(report_id: int) -> FlaskResponse:
    """The report's own file."""
    row = db.session.get(SelfInspection, report_id) or abort(404)
    file = db.session.get(KeptFile, row.file_id) if row.file_id else None
    audit.note("read", f"self_inspection:{row.id}", "file")
    return keptfiles.as_download(file or abort(404))


@bp.get("/tu-kiem-tra/moi/<int:year>/<int:unit_id>")
@for_duties(*CLERKS)
def self_inspection_form(year: int, unit_id: int) -> str:
    """The form of one unit for one year."""
    return _form(_unit(year, unit_id), year, "", {})


@bp.post("/tu-kiem-tra/moi/<int:year>/<int:unit_id>")
@for_duties(*CLERKS)
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
    audit.note("file", f"self_inspection:{report_id}")
    db.session.commit()
    return redirect(url_for(".self_inspection", report_id=report_id), 303)


def self_inspections_as_file(kind: str) -> FlaskResponse:
    """Who has reported and who has not, as a table."""
    year, columns = _year(), _columns()
    rows = arranged(_rows(year), columns, wanted(request.args, columns))
    mime, write = FILES[kind]
    audit.note("export", f"self_inspections:{year}.{kind}", f"{len(rows)} rows")
    body = write([c.name for c in columns], [[c.value(r) for c in columns] for r in rows])
    answer: FlaskResponse = current_app.response_class(body, mimetype=mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="tu-kiem-tra-{year}.{kind}"'
    return answer


for _kind in FILES:
    bp.add_url_rule(
        f"/tu-kiem-tra.{_kind}",
        f"self_inspections_{_kind}",
        for_duties(*CLERKS)(lambda kind=_kind: self_inspections_as_file(kind)),
    )


def _section() -> str:
    return "inspections" if any(map(may, (Duty.INSPECTOR, Duty.LEAD))) else "desk"


def _year() -> int:
    asked = request.args.get("nam", today().year, type=int)
    return min(max(asked, FIRST), today().year)


def _unit(year: int, unit_id: int) -> UnitRecord:
    """A unit that owes a report for the year."""
    if not FIRST <= year <= today().year or unit_id not in _owing(year):
        abort(404)
    return units.book().by_id[unit_id]


def _owing(year: int) -> dict[int, date]:
    dues = knowing.told(selfinspections.read_due, selfinspections.SHIPPED)
    return selfinspections.owing(dues, units.book(), year, knowing.day_of_year(year))


def _rows(year: int) -> list[dict[str, Any]]:
    """One row a unit, those late first, then by due date and name."""
    filed = selfinspections.reports(year)
    book = units.book()
    rows = [
        {
            "unit_id": unit_id,
            "unit": unit_label(unit_id) or "",
            "kind": book.by_id[unit_id].kind,
            "due": due,
            "report": filed.get(unit_id),
            "late": max(0, (today() - due).days) if unit_id not in filed else 0,
        }
        for unit_id, due in _owing(year).items()
    ]
    return sorted(rows, key=lambda r: (r["report"] is not None, r["kind"], fold(r["unit"])))


def _columns() -> tuple[Column, ...]:
    kinds = {
        Kind.DEPARTMENT: _("Sở, ngành"),
        Kind.DISTRICT: _("Huyện, thành phố"),
        Kind.COMMUNE: _("Xã, phường, thị trấn"),
    }
    return (
        Column("don-vi", _("Đơn vị"), lambda r: r["unit"]),
        Column("loai", _("Loại"), lambda r: kinds.get(r["kind"], str(r["kind"]))),
        Column("han", _("Hạn"), lambda r: r["due"]),
        Column("trang-thai", _("Trạng thái"), _state),
        Column("ngay", _("Tự kiểm tra ngày"), lambda r: r["report"] and r["report"].done_on),
        Column(
            "han-che",
            _("Nội dung có hạn chế"),
            lambda r: _shortcomings(r["report"]) if r["report"] else None,
        ),
    )


def _state(row: dict[str, Any]) -> str:
    if row["report"]:
        return _("Đã báo cáo")
    return _("Quá hạn %(days)s ngày", days=row["late"]) if row["late"] else _("Chưa báo cáo")


def _shortcomings(row: SelfInspection) -> int:
    return sum(one["result"] == Result.SHORTCOMINGS for one in row.headings.values())


def _figures(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Filed of owed, by kind."""
    kinds = dict.fromkeys(r["kind"] for r in rows)
    return [
        {
            "kind": str(kind),
            "due": format_date(next(r["due"] for r in rows if r["kind"] == kind), "d/M/yyyy"),
            "filed": sum(r["report"] is not None for r in rows if r["kind"] == kind),
            "owed": sum(r["kind"] == kind for r in rows),
        }
        for kind in kinds
    ]


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
        section=_section(),
        unit=unit_label(unit.id),
        unit_id=unit.id,
        year=year,
        due=format_date(_owing(year)[unit.id], "d/M/yyyy"),
        before=format_date(before.at, "d/M/yyyy") if before else "",
        scopes=_scopes(),
        results=_results(),
        forms=_forms(),
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
