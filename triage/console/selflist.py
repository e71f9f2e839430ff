"""The list of self-inspections: who has reported, who has not, and a reminder to those."""

from collections.abc import Sequence
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import format_date, to_user_timezone
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake import audit, units
from intake.clock import today
from intake.db import db
from intake.fold import fold
from intake.staff import Duty
from intake.unitbook import Kind
from intake.web.numbers import whole
from triage import selfreminders
from triage.console.access import for_duties, may
from triage.console.lists import Column, Value, arranged, cut, said, wanted
from triage.console.pages import bp, unit_label
from triage.console.selfpages import CLERKS, FIRST, section
from triage.console.tables import FILES
from triage.inspections import knowing, selfinspections
from triage.inspections.selfinspections import Result, SelfInspection

REMINDERS = (Duty.INSPECTOR, Duty.LEAD)


@bp.get("/tu-kiem-tra")
@for_duties(*CLERKS)
def self_inspections() -> str:
    """Every unit that owes a report for the year: filed, waiting or late."""
    year = _year()
    columns = _columns()
    asked = wanted(request.args, columns)
    everybody, only = _rows(year), _only_missing()
    rows = [r for r in everybody if not (only and r["report"])]
    shown = cut(arranged(rows, columns, asked), asked)
    return render_template(
        "console/selfinspections.html",
        section=section(),
        year=year,
        years=list(range(today().year, FIRST - 1, -1)),
        figures=_figures(everybody),
        only=only,
        asked=asked,
        cut=shown,
        columns=columns,
        lines=[(r, [said(c.value(r)) for c in columns]) for r in shown.rows],
        may_remind=any(map(may, REMINDERS)) and not all(r["report"] for r in everybody),
        can_write=selfreminders.can_write(),
        reminded=request.args.get("da_nhac", type=whole),
    )


@bp.post("/tu-kiem-tra/nhac/<int:year>")
@for_duties(*REMINDERS)
def remind_units(year: int) -> Response:
    """Write to the heads of the units that have not reported; twice a day it is one letter."""
    if not FIRST <= year <= today().year:
        abort(404)
    told = selfreminders.remind_now(selfreminders.owed(year))
    audit.note("remind", f"self_inspections:{year}", f"{told} letters")
    db.session.commit()
    return redirect(url_for(".self_inspections", nam=year, con_thieu=1, da_nhac=told), 303)


def self_inspections_as_file(kind: str) -> FlaskResponse:
    """Who has reported and who has not, as a table."""
    year, columns = _year(), _columns()
    every = [r for r in _rows(year) if not (_only_missing() and r["report"])]
    rows = arranged(every, columns, wanted(request.args, columns))
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


def _only_missing() -> bool:
    return request.args.get("con_thieu") == "1"


def _year() -> int:
    asked = request.args.get("nam", today().year, type=whole)
    return min(max(asked, FIRST), today().year)


def _rows(year: int) -> list[dict[str, Any]]:
    """One row a unit, those late first, then by due date and name."""
    filed, book = selfinspections.reports(year), units.book()
    told, heads = selfreminders.reminded(year), selfreminders.heads()
    rows = [
        {
            "unit_id": unit_id,
            "unit": unit_label(unit_id) or "",
            "kind": book.by_id[unit_id].kind,
            "due": due,
            "report": filed.get(unit_id),
            "reminded": told.get(unit_id),
            "head": unit_id in heads,
            "late": max(0, (today() - due).days) if unit_id not in filed else 0,
        }
        for unit_id, due in knowing.owing(year).items()
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
        Column("nhac", _("Đã nhắc"), _reminded),
    )


def _reminded(row: dict[str, Any]) -> Value:
    """When its head was last written to, or why nobody can be."""
    if row["reminded"]:
        return to_user_timezone(row["reminded"]).date()
    return None if row["report"] or row["head"] else _("Chưa có tài khoản thủ trưởng")


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
