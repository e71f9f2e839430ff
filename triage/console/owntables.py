"""Tables of one's own: what one declared of ties to units, and where one is signed in."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from flask_security import current_user

from intake import sittings
from intake.db import db
from intake.sittings import StaffSitting
from intake.staff import Duty, Staff
from triage.console.lists import Column
from triage.console.pages import bp as bp
from triage.console.pages import unit_label
from triage.console.sittings import sitting_people
from triage.console.tables import Place, Table, hang
from triage.console.tiespages import asked_person, kinds
from triage.inspections import ties
from triage.inspections.ties import StaffTie, Tie


def _ties() -> Table:
    whose = asked_person()
    standing = {one.id for one in ties.standing(whose.id)}
    own = whose.id == current_user.id
    return Table(
        title=_("Quan hệ đã khai") if own else _("Quan hệ đã khai của %(name)s", name=whose.name),
        empty=_("Chưa khai gì. Trang trước là nơi khai."),
        rows=lambda: ties.history(whose.id),
        columns=(
            Column("don-vi", _("Đơn vị"), lambda r: unit_label(r.unit_id)),
            Column("dieu", _("Khai điều gì?"), lambda r: kinds()[Tie(r.kind)]),
            Column("den-ngay", _("Làm việc đến ngày"), lambda r: r.until),
            Column("loi", _("Lời ghi"), lambda r: r.text),
            Column("ai", _("Ai ghi"), _by),
            Column("ngay", _("Ngày ghi"), lambda r: to_user_timezone(r.at).date()),
            Column("tinh", _("Còn tính không?"), lambda r: _holds(r, standing)),
        ),
        url=lambda r: "",
        args={} if own else {"nguoi": whose.id},
    )


def _by(row: StaffTie) -> str:
    person = db.session.get(Staff, row.by_id) if row.by_id else None
    return person.name if person else _("Hệ thống")


def _holds(row: StaffTie, standing: set[int]) -> str:
    if row.kind == Tie.WITHDRAWN:
        return ""
    return _("Còn tính") if row.id in standing else _("Đã rút")


def _sittings() -> Table:
    return Table(
        title=_("Các phiên đang mở"),
        empty=_("Không có phiên nào đang mở."),
        rows=lambda: [
            (person, row) for person in sitting_people() for row in sittings.open_ones(person.id)
        ],
        columns=(
            Column("ai", _("Ai"), lambda r: r[0].name),
            Column("thiet-bi", _("Thiết bị"), _device),
            Column("tu", _("Đăng nhập lúc"), lambda r: _moment(r[1].started_at)),
            Column("cuoi", _("Dùng lần cuối"), lambda r: _moment(r[1].seen_at)),
        ),
        url=lambda r: url_for("console.my_sittings"),
    )


def _device(row: tuple[Staff, StaffSitting]) -> str:
    device = row[1].device or _("Thiết bị không rõ")
    return f"{device} ({_('máy này')})" if sittings.is_mine(row[1]) else device


def _moment(at: datetime) -> datetime:
    return to_user_timezone(at).replace(tzinfo=None)


PLACES = (
    Place("quan-he", "", tuple(Duty), _ties, home="my_ties", name="ties"),
    Place("phien", "", tuple(Duty), _sittings, home="my_sittings", name="sittings"),
)
hang(PLACES)
