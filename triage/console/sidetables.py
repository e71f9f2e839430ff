"""The tables of those beside the inspectors: auditors, the press, the delegate, heads, keepers.

Each shows the rows of its page, by the page's own query, so a table tells nobody more.
"""

from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from sqlalchemy import select

from intake import importing
from intake.db import db
from intake.importing import ImportBatch
from intake.staff import Duty, Staff
from triage.console import (
    accountpages,
    coverage,
    ended,
    inspectionwords,
    offices,
    past,
    planwords,
    remedypages,
    seats,
    trail,
    trailthings,
    trailwords,
)
from triage.console.imports import DESK
from triage.console.lists import Column
from triage.console.pages import bp as bp
from triage.console.pages import unit_label
from triage.console.tables import (
    MOST,
    Place,
    Table,
    folded_words,
    hang,
    inspection_columns,
    inspection_secret,
    matter_columns,
    proposal_columns,
    proposal_secret,
)
from triage.console.words import unit_kinds
from triage.inspections import remedies
from triage.inspections.cases import Inspection
from triage.inspections.remedies import Task


def _column(key: str, name: str, of: str) -> Column:
    """One field of rows that are dictionaries."""
    return Column(key, name, lambda row: row[of])


def _ended_cases() -> Table:
    return Table(
        title=_("Các cuộc kiểm tra đã kết thúc"),
        empty=_("Chưa có cuộc kiểm tra nào kết thúc."),
        rows=ended.over,
        columns=inspection_columns(),
        url=lambda r: url_for("console.ended_case", inspection_id=r.id),
    )


def _declined() -> Table:
    return Table(
        title=_("Đề xuất không kiểm tra"),
        empty=_("Chưa có đề xuất nào bị từ chối."),
        rows=ended.refused,
        columns=(
            Column("don-vi", _("Đơn vị"), lambda r: unit_label(r.unit_id)),
            Column("ly-do", _("Lý do"), ended.why_refused),
            Column("ai", _("Người quyết định"), ended.who_refused),
            Column("mo-ngay", _("Mở ngày"), lambda r: to_user_timezone(r.opened_at).date()),
        ),
        url=lambda r: url_for("console.ended_proposal", proposal_id=r.id),
    )


def _trail() -> Table:
    return Table(
        title=_("Sổ nhật ký"),
        empty=_("Không có dòng nào như vậy."),
        rows=lambda: db.session.execute(trail.entries({}).limit(MOST)).all(),
        columns=(
            Column("mat-xich", _("Mắt xích"), lambda r: r[1]),
            Column("luc", _("Lúc"), lambda r: to_user_timezone(r[0].at).replace(tzinfo=None)),
            Column("ai", _("Ai"), lambda r: r[2] or _("Hệ thống")),
            Column("viec", _("Việc gì"), lambda r: trailwords.act(r[0].act, r[0].subject)),
            Column("ve", _("Về mã số"), lambda r: trailthings.subject(r[0].subject)),
            Column("chi-tiet", _("Chi tiết"), lambda r: trail.detail(r[0])),
        ),
        url=lambda r: "",
    )


def _seats() -> Table:
    return Table(
        title=_("Đoàn của tôi"),
        empty=_("Chưa có cuộc kiểm tra nào. Cuộc có anh chị hiện ở đây khi đoàn đã đến nơi."),
        rows=seats.mine,
        columns=(
            *inspection_columns()[:2],
            Column("den", _("Đến nơi ngày"), lambda r: to_user_timezone(seats.arrived(r)).date()),
        ),
        url=lambda r: url_for("console.seat", inspection_id=r.id),
    )


def _accounts() -> Table:
    people = select(Staff).order_by(Staff.active.desc(), Staff.name)
    return Table(
        title=_("Tài khoản cán bộ"),
        empty=_("Chưa có tài khoản nào."),
        rows=lambda: [accountpages.account_row(one) for one in db.session.scalars(people)],
        columns=(
            _column("ten", _("Họ tên"), "name"),
            _column("thu", _("Thư điện tử"), "email"),
            _column("nhiem-vu", _("Nhiệm vụ"), "duties"),
            _column("don-vi", _("Đơn vị"), "unit"),
            Column("tinh-trang", _("Tình trạng"), _state),
        ),
        url=lambda r: url_for("console.account", staff_id=r["id"]),
    )


def _state(row: dict[str, Any]) -> str:
    if row["waits"]:
        return _("chờ người thứ hai")
    return _("mở") if row["active"] else _("đã khóa")


def _units() -> Table:
    kinds = unit_kinds()
    return Table(
        title=_("Đơn vị"),
        empty=_("Chưa có đơn vị nào. Người quản trị nạp danh sách đơn vị."),
        rows=offices.units_of_today,
        columns=(
            _column("ten", _("Tên"), "name"),
            Column("loai", _("Loại"), lambda r: kinds.get(r["kind"], r["kind"])),
            _column("ma", _("Mã"), "code"),
            _column("phan-anh", _("Phản ánh trong %(days)s ngày", days=offices.DAYS), "said"),
        ),
        url=lambda r: url_for("console.unit", unit_id=r["id"]),
    )


def _batches() -> Table:
    newest = select(ImportBatch).order_by(ImportBatch.id.desc()).limit(MOST)
    return Table(
        title=_("Các danh sách đã nhập"),
        empty=_("Chưa nhập danh sách nào."),
        rows=lambda: list(db.session.scalars(newest)),
        columns=(
            Column("danh-sach", _("Danh sách"), lambda r: r.partner),
            Column("tep", _("Tệp"), lambda r: r.file_name),
            Column("luc", _("Lúc"), lambda r: to_user_timezone(r.made_at).replace(tzinfo=None)),
            Column("da-nhap", _("Đã nhập"), lambda r: importing.counts(r.id)["taken"], late=True),
        ),
        url=lambda r: url_for("console.import_report", batch_id=r.id),
    )


def _past() -> Table:
    return Table(
        title=_("Việc của chính Đoàn"),
        empty=_("Không có gì về chính Đoàn và các cơ quan của Đoàn."),
        rows=lambda: list(db.session.scalars(past.past_matters().limit(MOST))),
        columns=matter_columns(),
        url=lambda r: url_for("console.matter", matter_id=r.id) if past.may_open() else "",
        more=folded_words,
    )


def _past_proposals() -> Table:
    return Table(
        title=_("Đề xuất kiểm tra cơ quan của Đoàn"),
        empty=_(
            "Chưa có đề xuất nào về các cơ quan của Đoàn. Máy xem lại mỗi khi có phản ánh mới."
        ),
        rows=lambda: past.past_proposals(MOST),
        columns=proposal_columns(),
        url=lambda r: past.proposal_url(r),
        secret=proposal_secret,
    )


def _past_cases() -> Table:
    return Table(
        title=_("Các cuộc kiểm tra cơ quan của Đoàn"),
        empty=_("Chưa có cuộc kiểm tra nào về các cơ quan của Đoàn. Nhận một đề xuất để mở."),
        rows=lambda: past.past_cases(MOST),
        columns=inspection_columns(),
        url=lambda r: past.case_url(r),
        secret=inspection_secret,
    )


def _missing() -> Table:
    year, kinds = coverage.asked_year(), unit_kinds()
    return Table(
        title=_("Những nơi chưa đến, năm %(year)s", year=year),
        empty=_("Không còn nơi nào thiếu."),
        rows=lambda: [
            (line, *one) for line in coverage.coverage_lines(year) for one in line["absent"]
        ],
        columns=(
            Column("don-vi", _("Đơn vị"), lambda r: r[1]),
            Column("loai", _("Loại"), lambda r: kinds.get(r[0]["kind"], r[0]["kind"])),
            Column(
                "ke-hoach",
                _("Trong kế hoạch"),
                lambda r: planwords.quarters()[r[2].quarter] if r[2] else "",
            ),
        ),
        url=lambda r: "",
        args={"nam": year},
    )


def _tasks() -> Table:
    return Table(
        title=_("Các việc phải khắc phục"),
        empty=_("Chưa có việc nào phải khắc phục. Khi có kết luận, việc hiện ở đây và có thư báo."),
        rows=lambda: [
            (row, task)
            for row in remedies.of_units(remedypages.own_units())
            for task in remedies.tasks_of(row)
        ],
        columns=(
            Column("viec", _("Việc"), lambda r: r[1].finding.text),
            Column("noi", _("Nơi"), lambda r: r[1].finding.place),
            Column("bien-phap", _("Biện pháp khắc phục"), lambda r: r[1].finding.remedy),
            Column("han", _("Hạn khắc phục"), lambda r: r[1].finding.due),
            Column("trang-thai", _("Trạng thái"), _task_state),
        ),
        url=lambda r: url_for("console.remedy", _anchor=f"viec-{r[1].finding.id}"),
    )


def _task_state(row: tuple[Inspection, Task]) -> str:
    told = inspectionwords.task_states()[row[1].state]
    return f"{told}, {_('quá hạn')}" if row[1].late else told


_auditors = partial(Place, section="ended", duties=(Duty.AUDITOR,))
_delegates = partial(Place, section="past", duties=(Duty.DELEGATE,), home="past")
PLACES = (
    _auditors("cuoc-da-ket-thuc", make=_ended_cases),
    _auditors("de-xuat-khong-kiem-tra", make=_declined, name="declined"),
    Place("nhat-ky", "trail", (Duty.AUDITOR,), _trail),
    Place("doan-cua-toi", "seats", (Duty.PRESS,), _seats),
    Place("tai-khoan", "accounts_list", (Duty.ADMIN,), _accounts),
    Place("don-vi", "units", (Duty.TRIAGE, Duty.INSPECTOR, Duty.LEAD, Duty.ADMIN), _units),
    Place("nhap", "desk", DESK, _batches, home="imports", name="batches"),
    Place("viec-cua-doan", "past", (Duty.DELEGATE,), _past),
    _delegates("de-xuat-ve-doan", make=_past_proposals, name="past_proposals"),
    _delegates("kiem-tra-cua-doan", make=_past_cases, name="past_cases"),
    Place(
        "con-thieu",
        "inspections",
        (Duty.INSPECTOR, Duty.LEAD, Duty.APPROVER),
        _missing,
        home="coverage",
        name="missing",
    ),
    Place("khac-phuc", "remedy", (Duty.HEAD,), _tasks),
)
hang(PLACES)
