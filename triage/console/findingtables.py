"""The table of what inspections found, of every kind, and how far each finding has come."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from intake.db import db
from triage.console import followwords, inspectionwords
from triage.console.inspections import INSPECTING
from triage.console.lists import Column
from triage.console.pages import bp as bp
from triage.console.pages import unit_label
from triage.console.recusing import recused
from triage.console.tables import MOST, Place, Table, hang, inspection_secret
from triage.inspections import followups, remedies
from triage.inspections.aftermath import OPEN
from triage.inspections.cases import Finding, Inspection
from triage.inspections.headings import Found
from triage.inspections.remedies import Task


@dataclass(frozen=True)
class Line:
    """One finding, the inspection it was made in, and how far it has come, in words."""

    finding: Finding
    case: Inspection
    state: str


def _findings() -> Table:
    return Table(
        title=_("Kết quả của mọi cuộc kiểm tra"),
        empty=_("Chưa có kết quả nào. Kết quả ghi ở trang của từng cuộc, từ khi đoàn đến nơi."),
        rows=lambda: list(_lines()),
        columns=(
            Column("don-vi", _("Đơn vị"), lambda r: unit_label(r.case.unit_id)),
            Column("loai", _("Loại"), lambda r: inspectionwords.kinds()[r.finding.kind]),
            Column(
                "noi-dung",
                _("Nội dung kiểm tra"),
                lambda r: inspectionwords.scopes()[r.finding.scope],
            ),
            Column("ket-qua", _("Kết quả"), lambda r: r.finding.text),
            Column("noi", _("Nơi"), lambda r: r.finding.place),
            Column("han", _("Hạn khắc phục"), lambda r: r.finding.due),
            Column("den-dau", _("Đến đâu rồi"), lambda r: r.state),
        ),
        url=lambda r: url_for("console.inspection", inspection_id=r.case.id, _anchor="findings"),
        secret=lambda r: inspection_secret(r.case),
    )


def _lines() -> Iterator[Line]:
    """The newest findings first; none of a unit the reader keeps away from."""
    query = (
        select(Finding, Inspection)
        .join(Inspection, Finding.inspection_id == Inspection.id)
        .order_by(Finding.id.desc())
        .limit(MOST)
    )
    rows = [(f, case) for f, case in db.session.execute(query) if not recused(case.unit_id)]
    tasks = {t.finding.id: t for t in remedies.tasks(f for f, _case in rows)}
    after = followups.steps_of([f.id for f, _case in rows])
    for finding, case in rows:
        if finding.kind == Found.SHORTCOMING:
            state = _task(tasks[finding.id], case)
        else:
            state = followwords.states()[followups.state(after[finding.id])]
        yield Line(finding, case, state)


def _task(task: Task, case: Inspection) -> str:
    if case.stage not in OPEN:
        return _("Chưa giao khắc phục")
    told = inspectionwords.task_states()[task.state]
    return f"{told}, {_('quá hạn')}" if task.late else told


PLACES = (Place("ket-qua", "inspections", INSPECTING, _findings, name="findings"),)
hang(PLACES)
