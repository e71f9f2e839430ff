"""The operator's desk: a call, a visit or a letter written down, filed and receipted."""

import secrets
from datetime import timedelta
from typing import Any

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from intake import audit, handling, outbox, work
from intake.clock import today
from intake.contacts import normal_contact
from intake.db import db, now
from intake.handling import Act, HandlingStep
from intake.outbox import Letter, News
from intake.receive import Door, Invalid, KeyReused, Receipt, already_received, checked, receive
from intake.reception import ANSWERED, FIELDS, Note, Way, blank, note
from intake.schemas import TEXT_MAX, storable
from intake.staff import Duty
from intake.submissions import Author, Channel, Submission
from intake.thread import MESSAGE_MAX, Deed, write
from intake.web.slip import receipt_page
from intake.web.whichplace import place_choices
from triage.console.access import for_duties
from triage.console.callers import Caller, earlier
from triage.console.pages import bp, unit_label

DESK = (Duty.OPERATOR, Duty.TRIAGE)
SHOWN_FOR = timedelta(hours=12)  # a shift: so long its operator may print a receipt again
REMEMBERED = "desk-way"  # cookie: hotline, counter or letter, as last time


@bp.get("/tiep-nhan")
@for_duties(*DESK)
def desk() -> str:
    """An empty form."""
    values = blank(request.cookies.get(REMEMBERED, "")) | {"once": secrets.token_urlsafe(24)}
    return _page(values, {})


@bp.post("/tiep-nhan")
@for_duties(*DESK)
def take_down() -> str | Response | tuple[str, int]:
    """File it; or look for the caller's earlier submissions and show the form again."""
    values = blank() | {k: storable(request.form.get(k, "")) for k in FIELDS}
    if "unit" in request.form and not values["unit"]:
        values["settled_place"] = values["place"]  # looked at the list: none of these
    if not values["unit"] and request.form.get("found_for") == values["place"]:
        values["unit"] = storable(request.form.get("unit_found", ""))
    if len(values["once"]) < 16:
        values["once"] = secrets.token_urlsafe(24)
    if request.form.get("do") == "look":
        return _page(values, {}, _looked_up(values["contact"]))
    taken = note(values, today())
    errors = _faults(taken, values)
    if errors:
        return _page(values, errors), 422
    return _filed(taken, values)


def _faults(taken: Note, values: dict[str, str]) -> dict[str, str]:
    said = {
        "way": _("Xin chọn: gọi điện, đến quầy hay gửi thư."),
        "level": _("Xin chọn ai giải quyết."),
        "when": _("Chưa hiểu ngày này. Xin ghi như 3/4, 3/4/2026 hay “hôm qua”."),
        "answer": _("Xin ghi đã trả lời người gọi thế nào."),
    }
    errors = {field: said[code] for field, code in taken.faults.items()}
    if len(values["answer"]) > MESSAGE_MAX:
        errors["answer"] = _("Lời nhắn dài quá: tối đa %(limit)s ký tự.", limit=MESSAGE_MAX)
    try:
        checked(taken.words)
    except Invalid as error:
        names = {"occurred_on": "when"}
        errors = {names.get(f, f): m[0] for f, m in error.errors.items()} | errors
    if _choices(values):
        errors["unit"] = _("Có nhiều nơi cùng tên. Xin chọn nơi người gọi muốn nói tới.")
    if values["sms"] and "sms" in _ways() and "@" in values["contact"]:
        errors["contact"] = _("Nhắn tin cần số điện thoại.")
    return errors


def _choices(values: dict[str, str]) -> list[dict[str, str]]:
    settled = values["place"] if values["settled_place"] == values["place"] else ""
    return place_choices(values | {"place_settled": settled})


def _filed(taken: Note, values: dict[str, str]) -> str | Response | tuple[str, int]:
    """Through the one door; sent twice is one filing, one answer and one short message."""
    door = Door(Channel.DESK, current_app.extensions["settings"])
    try:
        receipt = receive(taken.words, door)
    except KeyReused:
        again = values | {"once": secrets.token_urlsafe(24)}
        fault = _(
            "Lần gửi trước đã được ghi nhận với lời khác. Xin xem lại rồi gửi như một việc mới."
        )
        return _page(again, {"form": fault}), 409
    _write_down(receipt, taken)
    if taken.level in ANSWERED:
        deed = Deed(Act.ANSWERED, f"desk|{taken.level}")
        write(receipt.submission_id, Author.STAFF, values["answer"], "desk", current_user.id, deed)
    if values["sms"]:
        _by_short_message(receipt, values["contact"])
    shown = make_response(redirect(url_for(".desk_receipt", key=values["once"]), 303))
    shown.set_cookie(
        REMEMBERED,
        taken.way,
        max_age=31_536_000,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return shown


def _write_down(receipt: Receipt, taken: Note) -> None:
    detail = f"{taken.way}|{taken.level}"
    handling.step(receipt.submission_id, Act.TAKEN, "desk", current_user.id, detail)
    audit.note("desk", f"submission:{receipt.submission_id}", detail)
    try:
        db.session.commit()
    except IntegrityError:  # the same form sent twice
        db.session.rollback()


def _by_short_message(receipt: Receipt, contact: str) -> None:
    """The receipt to the caller's telephone, and later news; only where a gateway is set up."""
    number = normal_contact(contact)
    if "sms" not in _ways() or not number or "@" in number or not receipt.secret:
        return
    settings = current_app.extensions["settings"]
    outbox.remember(receipt.submission_id, outbox.Way.SMS, number, settings)
    box = outbox.seal(settings, Letter(number, {"secret": receipt.secret}))
    once = f"{receipt.submission_id}:receipt"
    outbox.post(News.RECEIPT, outbox.Way.SMS, box, once, receipt.submission_id)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return
    work.later("notify", 0)


def _ways() -> set[str]:
    return {str(way) for way in current_app.extensions.get("postmen", {})}


@bp.get("/tiep-nhan/<key>")
@for_duties(*DESK)
def desk_receipt(key: str) -> str:
    """The receipt to read out or print: to who wrote it down, within a shift."""
    found = already_received(key, current_app.extensions["settings"])
    taken = _taken(found.submission_id) if found else None
    if found is None or taken is None:
        abort(404)
    way, _bar, level = taken.detail.partition("|")
    row = db.session.get_one(Submission, found.submission_id)
    return render_template(
        "console/desk_receipt.html",
        section="desk",
        way=way,
        level=level,
        unit=unit_label(row.unit_id),
        told=db.session.get(outbox.NoticeAddress, row.id) is not None,
        **receipt_page(found),
    )


def _taken(submission_id: int) -> HandlingStep | None:
    return db.session.scalar(
        select(HandlingStep).where(
            HandlingStep.submission_id == submission_id,
            HandlingStep.act == Act.TAKEN,
            HandlingStep.staff_id == current_user.id,
            HandlingStep.at > now() - SHOWN_FOR,
        )
    )


def _looked_up(contact: str) -> Caller | None:
    found = earlier(contact, current_app.extensions["settings"])
    if found is not None:
        audit.note("caller", f"{found.count} submissions")
        db.session.commit()
    return found


def _page(values: dict[str, str], errors: dict[str, str], caller: Caller | None = None) -> str:
    return render_template(
        "console/desk.html",
        section="desk",
        values=values,
        errors=errors,
        ways=tuple(Way),
        choices=_choices(values) if "unit" in errors else [],
        caller=_said(caller) if caller else None,
        looked=request.form.get("do") == "look",
        sms="sms" in _ways(),
        text_max=TEXT_MAX,
    )


def _said(caller: Caller) -> dict[str, Any]:
    return {
        "count": caller.count,
        "latest": [
            {
                "reference": one.reference,
                "day": format_date(one.day, "d/M/yyyy"),
                "unit": unit_label(one.unit_id),
            }
            for one in caller.latest
        ],
    }
