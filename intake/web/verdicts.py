"""The one question after an answer: is it settled? And the way back where it is not."""

from datetime import datetime
from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from intake import handling
from intake.handling import VERDICTS, Act
from intake.submissions import Author, Submission
from intake.web.form import bp
from intake.web.opened import opened


def question(row: Submission) -> dict[str, Any] | None:
    """What the status page asks; None while nothing is answered, or it was handed over.

    Whoever was told where it belongs instead is asked of nothing, and may say the place is wrong.
    """
    steps = handling.steps_of(row.id)
    closed = handling.last_close(steps)
    if closed is None or closed.act == Act.HANDED_OVER:
        return None
    said, sayable = handling.verdict(steps), handling.sayable(steps)
    return {
        "choices": choices() if Act.FIXED in sayable else {},
        "said": choices()[said] if said else "",
        "may_reopen": Act.REOPENED in sayable,
        "referred": closed.act == Act.REFERRED,
    }


def choices() -> dict[Act, str]:
    """The three answers."""
    return {Act.FIXED: _("Đã xong"), Act.HALF: _("Xong một phần"), Act.NOT_FIXED: _("Chưa xong")}


def told(row: Submission) -> list[tuple[datetime, str]]:
    """What the steps add to the time line of the status page."""
    words = {
        Act.REFERRED: _("Việc này thuộc nơi khác; xin xem chỉ dẫn trong phần trao đổi."),
        Act.HANDED_OVER: _("Nội dung đã được chuyển tới nơi có thẩm quyền."),
        Act.ACCEPTED: _("Khiếu nại của bạn đã được thụ lý."),
        Act.REOPENED: _("Bạn đã yêu cầu xem lại."),
        Act.ASKED: _("Cán bộ hỏi thêm và chờ bạn trả lời."),
    }
    return [(s.at, words[Act(s.act)]) for s in handling.steps_of(row.id) if s.act in words]


def written(row: Submission) -> list[tuple[datetime, str]]:
    """What the staff's messages add to it; a question and a referral have a line of their own."""
    done = {_once(s.once_key): s.act for s in handling.steps_of(row.id)}
    words: dict[str | None, str] = {
        None: _("Cán bộ đã viết cho bạn."),
        Act.ANSWERED: _("Cán bộ đã trả lời."),
    }
    mine = [m for m in row.messages if m.author == Author.STAFF]
    with_act = [(m.written_at, done.get(_once(m.once_key))) for m in mine]
    return [(at, words[act]) for at, act in with_act if act in words]


def _once(key: str) -> str:
    """What a form gave its message and its step alike, behind "submission:author:" or ":act:"."""
    return key.split(":", 2)[-1]


@bp.post("/phan-anh/<reference>/ket-qua")
def say_verdict(reference: str) -> BaseResponse:
    """The sender's word on the answer, or the wish to have it looked at again; twice is once."""
    row = opened(reference)
    if row is None:
        return redirect(url_for(".find", ma=reference), 303)
    said = request.form.get("verdict", "")
    if said not in (*VERDICTS, Act.REOPENED):
        abort(400)
    handling.speak(row.id, Act(said))
    return redirect(url_for(".status", reference=reference), 303)
