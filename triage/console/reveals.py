"""Asking to know who spoke, allowing it, and opening it once. For leads alone."""

from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from intake import audit, handling, officers, reveals
from intake.db import db
from intake.staff import Duty, Staff
from triage.console.access import for_duties
from triage.console.matters import found_matter
from triage.console.pages import bp
from triage.matters import Matter


@bp.get("/vu-viec/<int:matter_id>/danh-tinh")
@for_duties(Duty.LEAD)
def reveal(matter_id: int) -> str:
    """How far the opening of an identity has come, and the next step for whoever looks."""
    row = found_matter(matter_id)
    audit.note("read", f"matter:{row.id}", "identity")
    return _page(row, "", {})


@bp.post("/vu-viec/<int:matter_id>/danh-tinh")
@for_duties(Duty.LEAD)
def reveal_step(matter_id: int) -> str | Response:
    """Ask, allow, refuse, or open; what is opened is shown in this answer and never again."""
    row = found_matter(matter_id)
    if handling.handed_over(row.submission_id) is not None:
        abort(410)  # taken out of here: nobody opens it on this machine any more
    said, staff_id = row.submission_id, current_user.id
    act = request.form.get("act", "")
    opened: dict[str, str] = {}
    try:
        if act == "ask":
            reveals.ask(said, staff_id, request.form.get("reason", "")[:2000])
        elif act == "allow":
            reveals.allow(said, staff_id)
        elif act == "refuse":
            reveals.refuse(said, staff_id)
        elif act == "open":
            opened = reveals.open_once(said, staff_id, request.form.get("passphrase", "")[:500])
    except reveals.Refused as refused:
        answer = make_response(_page(found_matter(matter_id), refused.why, {}), 422)
        if refused.why == reveals.TOO_OFTEN:
            answer.status_code = 429
            answer.headers["Retry-After"] = str(reveals.WRONG.seconds)
        return answer
    if opened:
        return _page(found_matter(matter_id), "", opened)
    return redirect(url_for(".reveal", matter_id=matter_id), 303)


def _page(row: Matter, why: str, opened: dict[str, str]) -> str:
    current = reveals.under_way(row.submission_id)
    asked_by = db.session.get(Staff, current.asked_by_id) if current else None
    return render_template(
        "console/reveal.html",
        matter_id=row.id,
        reference=row.submission.reference,
        sealed=reveals.sealed(row.submission_id),
        step=reveals.step_of(current),
        mine=current is not None and current.asked_by_id == current_user.id,
        asked_by=asked_by.name if asked_by else "",
        reason=current.reason if current else request.form.get("reason", ""),
        holds_key=officers.holds_key(current_user.id),
        opened=opened,
        opened_on=[_moment(at) for at in reveals.opened_on(row.submission_id)],
        errors=_errors(why),
    )


def _moment(at: Any) -> str:
    return format_datetime(at, "HH:mm d/M/yyyy")


def _errors(why: str) -> dict[str, str]:
    said = {
        reveals.NOTHING_SEALED: ("reason", _("Phản ánh này không kèm tên hay số liên lạc.")),
        reveals.REASON: ("reason", _("Xin ghi rõ vì sao cần biết, ít nhất một câu.")),
        reveals.UNDER_WAY: ("reason", _("Đã có người xin mở trước. Xin tải lại trang.")),
        reveals.SAME_PERSON: ("act", _("Người xin mở không tự đồng ý được: cần người thứ hai.")),
        reveals.NOT_NOW: ("act", _("Việc này không còn làm được lúc này. Xin tải lại trang.")),
        reveals.KEY_GONE: ("act", _("Khóa của phần này không còn nữa; không ai mở được.")),
        reveals.MISPLACED: (
            "act",
            _(
                "Phần niêm phong ở đây là của một phản ánh khác: cơ sở dữ liệu đã bị sửa. Không mở; "
                "việc này đã ghi vào nhật ký. Xin báo ngay cho quản trị viên."
            ),
        ),
        reveals.NOT_GIVEN: (
            "act",
            _("Khóa đã được thay và anh chị chưa nhận khóa mới. Xin nhờ người đang giữ trao lại."),
        ),
        reveals.TOO_OFTEN: (
            "passphrase",
            _(
                "Anh chị đã gõ sai cụm mật khẩu nhiều lần. Xin chờ 15 phút rồi thử lại; nếu đã quên, "
                "xin nhờ người khác đang giữ khóa trao lại."
            ),
        ),
        reveals.PASSPHRASE: ("passphrase", _("Cụm mật khẩu không mở được khóa của anh chị.")),
    }
    return dict([said[why]]) if why else {}
