"""The sender's own page: what became of it, and a thread with the staff. Never an inspection."""

import secrets

from flask import abort, redirect, render_template, request, session, url_for
from flask_babel import format_datetime, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from intake import receipts, reveals
from intake.schemas import storable
from intake.submissions import Attachment, Author, Message, Submission
from intake.thread import gone, guide_of, legible, message_fault, state_of, submission_of, write
from intake.web import givenfiles, later, verdicts
from intake.web.form import bp
from intake.web.opened import opened


@bp.get("/tra-cuu")
def find() -> str:
    """Where reference and secret are typed."""
    values = {"reference": request.args.get("ma", "")[:40], "secret": ""}
    return render_template(
        "status_find.html", action=url_for(".open_status"), values=values, errors={}
    )


@bp.post("/tra-cuu")
def open_status() -> str | BaseResponse | tuple[str, int]:
    """Open the page of a reference with its secret; which of the two is wrong is not said."""
    values = {k: request.form.get(k, "") for k in ("reference", "secret")}
    errors: dict[str, str] = {}
    try:
        reference = receipts.clean_reference(values["reference"])
    except receipts.ReceiptError as error:
        errors["reference"] = _(receipts.MESSAGES[error.code])
    try:
        secret = receipts.clean_secret(values["secret"])
    except receipts.ReceiptError as error:
        errors["secret"] = _(receipts.MESSAGES[error.code])
    if not errors and submission_of(reference, secret) is None:
        errors["secret"] = _("Mã tra cứu và mã bí mật không khớp. Xin so lại với biên nhận.")
    if errors:
        page = render_template(
            "status_find.html", action=url_for(".open_status"), values=values, errors=errors
        )
        return page, 422
    session["opened"] = [*session.get("opened", [])[-4:], reference]
    return redirect(url_for(".status", reference=reference), 303)


@bp.get("/phan-anh/<reference>")
def status(reference: str) -> str | BaseResponse:
    """What became of one submission, for whoever showed its secret in this browser."""
    row = opened(reference)
    if row is None:
        return redirect(url_for(".find", ma=reference), 303)
    return _page(row, {}, "")


@bp.post("/phan-anh/<reference>")
def say_more(reference: str) -> str | BaseResponse | tuple[str, int]:
    """A message of the sender to the staff; the same form sent twice writes once."""
    row = opened(reference)
    if row is None:
        return redirect(url_for(".find", ma=reference), 303)
    words = storable(request.form.get("reply", ""))
    fault = gone(row.id) or message_fault(words)
    if fault:
        return _page(row, {"reply": fault}, words), 422
    write(row.id, Author.SENDER, words, request.form.get("once", ""))
    return redirect(url_for(".status", reference=reference, sent=1), 303)


@bp.get("/phan-anh/<reference>/tep/<int:attachment_id>")
def own_file(reference: str, attachment_id: int) -> BaseResponse:
    """One of the sender's own files, at an address that no cookie opens and five minutes close."""
    row = opened(reference)
    if row is None:
        return redirect(url_for(".find", ma=reference), 303)
    one = next((a for a in _files(row) if a.id == attachment_id), None) or abort(404)
    return redirect(givenfiles.address(one.id), 303)


@bp.post("/phan-anh/<reference>/dong")
def close_status(reference: str) -> BaseResponse:
    """Forget on this device that the page was opened."""
    session["opened"] = [r for r in session.get("opened", []) if r != reference]
    return redirect(url_for(".home"), 303)


def _page(row: Submission, errors: dict[str, str], typed: str) -> str:
    return render_template(
        "status.html",
        reference=row.reference,
        state_text=state_text(row),
        state_note="",
        timeline=_timeline(row),
        messages=[_message(m) for m in legible(row)],
        text=_("Nội dung đã được bàn giao, không còn hiện ở đây.") if gone(row.id) else row.text,
        as_sent=row.as_sent,
        files=[{"id": a.id, "name": a.name, "kb": -(-a.size // 1024)} for a in _files(row)],
        submitted=format_datetime(row.received_at, "HH:mm d/M/yyyy"),
        guide=guide_of(row.id, str(get_locale())),
        reply_url="" if gone(row.id) else url_for(".say_more", reference=row.reference),
        hidden={"once": secrets.token_hex(16)},
        values={"reply": typed},
        errors=errors,
        sent=bool(request.args.get("sent")),
        verdict=verdicts.question(row),
        later=later.offered(row),
    )


def _files(row: Submission) -> list[Attachment]:
    """What was attached, unless it was handed over: then nobody opens it on this machine."""
    return [] if gone(row.id) else list(row.attachments)


def state_text(row: Submission) -> str:
    """The state in words: neutral until publication, whatever is planned."""
    words = {
        "received": _("Đã tiếp nhận"),
        "reviewing": _("Đang xem xét"),
        "answered": _("Đã có trả lời"),
        "asked": _("Chờ bạn cho biết thêm"),
    }
    guide = guide_of(row.id, str(get_locale()))
    if guide is None:
        return words[state_of(row)]
    return _("Đã chuyển nơi có thẩm quyền") if guide.passed_to else _("Việc thuộc nơi khác")


def _timeline(row: Submission) -> list[dict[str, str]]:
    steps = [(row.received_at, _("Đã tiếp nhận phản ánh của bạn."))]
    steps += verdicts.written(row)
    steps += [
        (at, _("Danh tính của bạn đã được mở, có lý do và hai người cùng chịu trách nhiệm."))
        for at in reveals.opened_on(row.id)
    ]
    steps += verdicts.told(row)
    steps.sort(key=lambda one: one[0])
    return [{"when": format_datetime(at, "HH:mm d/M/yyyy"), "text": text} for at, text in steps]


def _message(message: Message) -> dict[str, object]:
    mine = message.author == Author.SENDER
    return {
        "mine": mine,
        "who": _("Bạn") if mine else _("Cán bộ tiếp nhận"),
        "when": format_datetime(message.written_at, "HH:mm d/M/yyyy"),
        "text": message.text,
    }
