"""A complaint at law accepted for settlement: from that day the law's own clock runs."""

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from intake import audit, handling, outbox, work
from intake.clock import day_of, today
from intake.days import parse_day
from intake.db import db
from intake.handling import CASES, Act
from intake.staff import Duty
from triage.console.access import for_duties
from triage.console.matters import found_matter, matter_page
from triage.console.pages import bp


@bp.post("/vu-viec/<int:matter_id>/thu-ly")
@for_duties(Duty.TRIAGE, Duty.LEAD)
def accept_complaint(matter_id: int) -> str | Response | tuple[str, int]:
    """Write down that it was accepted, as which case and on which day; said again it is one."""
    row = found_matter(matter_id)
    case, day = (
        request.form.get("case", ""),
        parse_day(request.form.get("accepted_on", ""), today()),
    )
    errors = {} if case in CASES else {"case": _("Xin chọn khiếu nại này thuộc loại nào.")}
    first = day_of(row.submission.received_at)
    if day is None or not first <= day <= today():
        errors["accepted_on"] = _(
            "Xin ghi ngày thụ lý, không trước ngày nhận và không sau hôm nay."
        )
    if handling.handed_over(row.submission_id) is not None:
        errors["case"] = _("Việc này đã được bàn giao, không trả lời ở đây nữa.")
    if errors:
        return matter_page(row, errors, dict(request.form)), 422
    _keep(row.id, row.submission_id, f"{case}|{day}")  # the day as ISO, read by handling
    work.later("notify", 0)
    return redirect(url_for(".matter", matter_id=row.id) + "#clocks", 303)


def _keep(matter_id: int, submission_id: int, detail: str) -> None:
    """The step, news for the sender and the trail; the same form sent twice changes nothing."""
    try:
        handling.step(submission_id, Act.ACCEPTED, detail, current_user.id, detail)
        db.session.flush()
        outbox.tell(submission_id, outbox.News.MESSAGE, f"{submission_id}:accepted:{detail}")
        audit.note("accept complaint", f"matter:{matter_id}", detail)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
