"""The words of a denunciation opened unmasked, so that they go onto paper before the hand-over.

For a lead alone, asked for with a reason, noted before the page is sent; a page that is posted
for stands in no history. Who sent it is not on it: names stay sealed until two people open them.
"""

from typing import Any

from flask import abort, render_template, request
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from flask_security import current_user

from intake import audit, handling
from intake.db import db, now
from intake.redact import mask
from intake.staff import Duty
from intake.submissions import Author, Message, Submission
from triage.console.access import for_duties
from triage.console.answers import WORDS_OPENED, slip_page
from triage.console.matters import found_matter
from triage.console.pages import bp, unit_label

LEAST, MOST = 10, 300  # characters of a reason


@bp.post("/vu-viec/<int:matter_id>/ban-giao/noi-dung")
@for_duties(Duty.LEAD)
def hand_words(matter_id: int) -> str | tuple[str, int]:
    """Everything that was said, to be printed; the reason is on record before it is read."""
    row = found_matter(matter_id)
    said, reason = row.submission, " ".join(request.form.get("reason", "").split())[:MOST]
    if handling.handed_over(said.id) is not None:
        abort(410)
    if len(reason) < LEAST:
        errors = {"reason": _("Xin ghi vì sao phải mở, ít nhất một câu.")}
        return slip_page(said, row.id, errors), 422
    audit.note(WORDS_OPENED, f"submission:{said.id}", mask(reason).text)
    db.session.commit()
    return render_template(
        "console/hand_words.html",
        section=None,
        matter_id=row.id,
        reference=said.reference,
        facts=_facts(said, row.unit_id),
        text=said.text,
        messages=[_message(one) for one in said.messages],
        files=said.attachments,
        reason=reason,
        officer=current_user.name,
        when=format_datetime(now(), "HH:mm d/M/yyyy"),
    )


def _facts(said: Submission, unit_id: int | None) -> list[tuple[str, str]]:
    """What was filled in beside the words, as it was."""
    given = [
        (_("Đang hiểu là nói về"), unit_label(unit_id) or ""),
        (_("Nơi người gửi ghi"), said.place),
        (_("Ngày xảy ra"), format_date(said.occurred_on, "d/M/yyyy") if said.occurred_on else ""),
        (_("Thủ tục"), said.procedure),
        (_("Mã hồ sơ"), said.dossier_code or ""),
        (_("Ghi không hợp lệ"), said.as_sent),
        (_("Nhận lúc"), format_datetime(said.received_at, "HH:mm d/M/yyyy")),
    ]
    return [(name, value) for name, value in given if value]


def _message(one: Message) -> dict[str, Any]:
    who = _("Cán bộ") if one.author == Author.STAFF else _("Người gửi")
    return {"who": who, "when": format_datetime(one.written_at, "HH:mm d/M/yyyy"), "text": one.text}
