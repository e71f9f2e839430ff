"""The answer that goes back: from a template, in the thread; or a hand-over that ends it here."""

from flask import redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from intake import answers, audit, datakeys, handling, outbox, work
from intake.audit import AuditEntry
from intake.clock import today
from intake.db import db
from intake.handling import Act, HandlingStep
from intake.staff import Duty, Staff
from intake.submissions import Author, SealedIdentity, Submission
from intake.thread import Deed, message_fault, write
from intake.web.here import store
from triage import leaving
from triage.console import clocks, speaking
from triage.console.access import for_duties
from triage.console.matters import found_matter, matter_page
from triage.console.pages import bp

WORDS_OPENED = "words opened"  # unmasked, to be printed: an act of the audit trail
_ACTS = {"message": None, "ask": Act.ASKED, "answer": Act.ANSWERED, "refer": Act.REFERRED}


@bp.post("/vu-viec/<int:matter_id>/tra-loi")
@for_duties(Duty.TRIAGE, Duty.LEAD)
def reply(matter_id: int) -> str | Response | tuple[str, int]:
    """A message to the sender and what it does; the same form sent twice writes once."""
    row = found_matter(matter_id)
    text, act = request.form.get("reply", ""), request.form.get("act", "message")
    errors = _faults(row.submission_id, text, act)
    if errors:
        return matter_page(row, errors, dict(request.form)), 422
    once = request.form.get("once", "")
    done = _ACTS[act]
    deed = Deed(done, request.form.get("place", "")) if done else None
    write(row.submission_id, Author.STAFF, text, once, current_user.id, deed)
    audit.note("answer", f"matter:{row.id}", act)
    if done in handling.CLOSING:
        db.session.expire(row.submission, ["messages"])
        audit.note("deadlines", f"matter:{row.id}", clocks.on_record(row, row.submission))
    db.session.commit()
    return redirect(url_for(".matter", matter_id=row.id) + "#thread", 303)


@bp.post("/vu-viec/<int:matter_id>/da-doc")
@for_duties(Duty.TRIAGE, Duty.LEAD)
def heard(matter_id: int) -> Response:
    """What the page showed was read and needs no answer; a word that came since still waits."""
    row = found_matter(matter_id)
    said = speaking.last_word(row.submission_id)
    if said is not None and request.form.get("until") == said.isoformat():
        step = HandlingStep(
            submission_id=row.submission_id,
            act=Act.HEARD,
            at=said,
            staff_id=current_user.id,
            once_key=f"{row.submission_id}:{Act.HEARD}:{said.isoformat()}",
        )
        db.session.add(step)
        audit.note("heard", f"matter:{row.id}")
        try:
            db.session.commit()
        except IntegrityError:  # clicked twice
            db.session.rollback()
    return redirect(url_for(".matter", matter_id=matter_id) + "#thread", 303)


def _faults(submission_id: int, text: str, act: str) -> dict[str, str]:
    fault = message_fault(text)
    left = answers.blanks(text)
    if not fault and left:
        fault = _("Còn chỗ chưa điền: %(blank)s.", blank=left[0])
    if handling.handed_over(submission_id) is not None:
        fault = _("Việc này đã được bàn giao, không trả lời ở đây nữa.")
    errors = {"reply": fault} if fault else {}
    if act not in _ACTS:
        errors["act"] = _("Xin chọn lời này làm gì.")
    if act == "refer" and request.form.get("place") not in answers.places("vi", today()):
        errors["place"] = _("Xin chọn nơi khác ấy là nơi nào.")
    return errors


@bp.get("/vu-viec/<int:matter_id>/ban-giao")
@for_duties(Duty.LEAD)
def hand_over(matter_id: int) -> str | Response | tuple[str, int]:
    """Before: what handing over means. After: the slip to print."""
    row = found_matter(matter_id)
    return slip_page(row.submission, row.id, {})


@bp.post("/vu-viec/<int:matter_id>/ban-giao")
@for_duties(Duty.LEAD)
def do_hand_over(matter_id: int) -> str | Response | tuple[str, int]:
    """Take a denunciation out of here: the stub stays, who said it is sealed away or deleted."""
    row = found_matter(matter_id)
    said, destination = row.submission, request.form.get("destination", "").strip()[:200]
    errors: dict[str, str] = {}
    if not destination:
        errors["destination"] = _("Xin ghi nơi nhận bàn giao.")
    if not request.form.get("printed"):
        errors["printed"] = _("Xin in nội dung và tệp ra giấy trước: bàn giao rồi thì không còn.")
    elif handling.handed_over(said.id) is None and not _opened(said.id):
        errors["printed"] = _("Chưa ai mở nội dung chưa che để in. Xin mở và in ở trên trước.")
    if request.form.get("identity") not in ("sealed", "deleted"):
        errors["identity"] = _("Xin chọn: giữ niêm phong hay xóa.")
    if errors:
        return slip_page(said, row.id, errors), 422
    _take_out(said, destination, request.form["identity"])
    return redirect(url_for(".hand_over", matter_id=row.id), 303)


def _take_out(said: Submission, destination: str, identity: str) -> None:
    """One transaction; handed over before, nothing happens."""
    if handling.handed_over(said.id) is not None:
        return
    handling.step(said.id, Act.HANDED_OVER, "once", current_user.id, f"{identity}|{destination}")
    outbox.last_word(said.id, f"{said.id}:handed over")
    if identity == "deleted":
        db.session.execute(delete(SealedIdentity).where(SealedIdentity.submission_id == said.id))
        datakeys.drop([datakeys.of_identity(said.id)])
    audit.note("hand over", f"submission:{said.id}", identity)
    try:
        db.session.flush()
        files = leaving.purge(said.id)
        db.session.commit()
    except IntegrityError:  # somebody else did, a moment before
        db.session.rollback()
        return
    for key in files:  # after the commit: a row never names a file that is gone
        store().delete(key)
    work.later("notify", 0)


def slip_page(said: Submission, matter_id: int, errors: dict[str, str]) -> str:
    """The slip of what was handed over; before that, what handing over means and asks for."""
    return render_template(
        "console/hand_over.html",
        section=None,
        matter_id=matter_id,
        reference=said.reference,
        stub=stub(said.id),
        opened=_opened(said.id),
        errors=errors,
        values=dict(request.form),
    )


def _opened(submission_id: int) -> list[dict[str, str]]:
    """Who opened the words to print them, and when; nobody hands over what nobody could print."""
    entries = select(AuditEntry).where(
        AuditEntry.act == WORDS_OPENED, AuditEntry.subject == f"submission:{submission_id}"
    )
    people = {None: ""} | {p.id: p.name for p in db.session.scalars(select(Staff))}
    return [
        {"who": people.get(one.staff_id, ""), "when": format_datetime(one.at, "HH:mm d/M/yyyy")}
        for one in db.session.scalars(entries.order_by(AuditEntry.id))
    ]


def stub(submission_id: int) -> dict[str, str] | None:
    """All that stays of what was handed over; None where it was not."""
    done = handling.handed_over(submission_id)
    if done is None:
        return None
    officer = db.session.get(Staff, done.staff_id) if done.staff_id else None
    identity, _bar, destination = done.detail.partition("|")
    return {
        "when": format_datetime(done.at, "HH:mm d/M/yyyy"),
        "officer": officer.name if officer else "",
        "destination": destination,
        "identity": _("Đã xóa") if identity == "deleted" else _("Giữ niêm phong, không mở ở đây"),
    }
