"""The public form: type, look over, send. Nothing typed is ever lost on the way."""

from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from intake import files, units
from intake.db import db, set_reading
from intake.receive import (
    Door,
    Invalid,
    KeyReused,
    checked,
    chosen_unit,
    in_these_words,
    receive,
)
from intake.schemas import TEXT_MAX, storable
from intake.spool import Spool
from intake.submissions import Attachment, Channel
from intake.unitforms import label
from intake.web import blankform, drafts, drawn, gate, lastlook, slip
from intake.web.drafts import AtHand, Sheet
from intake.web.formfields import (
    DATES,
    NO_DATE,
    blank,
    form_errors,
    format_size,
    typed,
    typed_date,
    words,
)
from intake.web.here import settings, store
from intake.web.whichplace import place_choices, settled_place

bp = Blueprint(
    "web", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)

DOOR = ("submitter_type", "lang")  # what the address of the form may carry over


@bp.get("/gui")
def report() -> BaseResponse:
    """A new, empty form; ``?submitter_type=business`` opens it at the businesses' door."""
    key = drafts.new_key()
    there = url_for(".form", name=drafts.short(key), **_asked())
    return drafts.give(redirect(there, 303), key, drafts.NOTHING)


def _asked() -> dict[str, Any]:
    return {k: request.args[k] for k in DOOR if k in request.args}


@bp.get("/gui/<name>")
def form(name: str) -> str | BaseResponse:
    """The form as far as it is filled, with what is wrong once it was tried.

    A fresh name this browser holds no key for is a new form's: our front page links to such.
    """
    key = drafts.key_of(name)
    if key is None and not drafts.may_begin(name):
        return redirect(url_for(".report", **_asked()), 303)
    at = drafts.untouched() if key is None else drafts.so_far(key, settings())
    key = key or drafts.new_key(name)
    if at.filed:
        return redirect(url_for(".receipt", name=name), 303)
    door = request.args.get("submitter_type", "")
    if at.sheet == Sheet():
        page = blankform.page(name, door, lambda name: _form(name, key, at, door))
        return drafts.give(make_response(page), key, drafts.SHOWN)
    return _form(name, key, at, door)


def _form(name: str, key: str, at: AtHand, door: str) -> str:
    sheet = at.sheet
    return render_template(
        "form.html",
        action=url_for(".form", name=name),
        values=blank() | {"submitter_type": door} | sheet.values,
        errors=_faults(sheet) if sheet.tried else {},
        place_choices=place_choices(sheet.values),
        file_max_mb=files.LIMITS.bytes // 1024**2,
        text_max=TEXT_MAX,
        hidden={},
        unit_label=_unit_label(sheet.values),
        overdue=_overdue(sheet),
        kept_files=[
            {"id": a.id, "name": a.name, "size": format_size(a.size)} for a in _files(key, at)
        ],
    )


@bp.post("/gui/<name>")
def look_over(name: str) -> BaseResponse:
    """Keep all that was typed, then show either what is wrong or the whole for a last look.

    The last look is the answer itself, not led to: that saves a request of every filing. The page
    takes the last look's own address (``send.js``), so that reloading it asks for that; where no
    scripts run, the browser asks whether to post again, which does no harm.
    """
    key = drafts.key_of(name) or drafts.new_key()
    at = drafts.so_far(key, settings())
    sheet = at.sheet
    settled = settled_place(sheet.values, request.form)
    as_typed = {name: storable(value) for name, value in request.form.items()}
    sheet.values, sheet.tried = typed(as_typed) | settled | _trapped(), True
    sheet.file_errors = []
    sent = [upload for upload in request.files.getlist("files") if upload.filename]
    sheet.faultless = not _faults(sheet)
    if at.with_files or sent:
        _keep_with_files(key, sheet, sent)
        at = drafts.at_hand(key, settings())
    else:
        at = drafts.put(key, sheet, settings())
    if at.filed and (sent or not in_these_words(at.filed, words(sheet.values))):
        key, at = drafts.apart(key, sheet), AtHand(None, sheet, at.with_files)
    name = drafts.short(key)
    if at.filed or not sheet.faultless:
        target = url_for(".receipt" if at.filed else ".form", name=name)
        return drafts.give(redirect(target, 303), key)
    answer = make_response(_last_look(name, key, at))
    answer.headers["Content-Location"] = url_for(".review", name=name)
    return drafts.give(answer, key)


def _keep_with_files(key: str, sheet: Sheet, sent: list[FileStorage]) -> None:
    row = drafts.keep(key, sheet)
    for attachment in list(row.attachments):
        if str(attachment.id) in request.form.getlist("drop_file"):
            row.attachments.remove(attachment)
            db.session.delete(attachment)
    sheet.file_errors = slip.take_files(row, sent, store())
    sheet.faultless = sheet.faultless and not sheet.file_errors
    drafts.keep(key, sheet)
    db.session.commit()


@bp.get("/gui/<name>/xem-lai")
def review(name: str) -> str | BaseResponse:
    """The whole for a last look."""
    key = drafts.key_of(name)
    if key is None:
        return redirect(url_for(".report"), 303)
    at = drafts.at_hand(key, settings())
    if at.filed:
        return redirect(url_for(".receipt", name=name), 303)
    if not at.sheet.faultless:
        return redirect(url_for(".form", name=name), 303)
    return _last_look(name, key, at)


def _last_look(name: str, key: str, at: AtHand) -> str:
    return lastlook.page(
        at.sheet.values,
        {
            "send_url": url_for(".send", name=name),  # and the page's own: see send.js
            "form_url": url_for(".form", name=name),
            "unit_label": _unit_label(at.sheet.values),
            "overdue": _overdue(at.sheet),
            "files": lastlook.files(_files(key, at)),
            "carried": drafts.carried(key, at),
        },
    )


@bp.post("/gui/<name>/xem-lai")
def send(name: str) -> BaseResponse:
    """Send what was shown. Twice is once: the draft's key is the idempotency key."""
    key = drafts.key_of(name)
    if key is None:
        return make_response(lastlook.keyless(), 400)
    there = redirect(url_for(".receipt", name=name), 303)
    at = drafts.brought(key, request.form.get("carried", "")) or drafts.at_hand(key, settings())
    if at.filed:
        return there
    said, door = words(at.sheet.values), _door(key, at)
    trapped = "trapped" in at.sheet.values
    if not trapped:
        g.filing = (key, said, door)  # should the database be away: see outage
    asked = gate.question(key, trapped)
    if asked is not None:
        filed = drafts.at_hand(key, settings()).filed
        return there if filed and in_these_words(filed, said) else asked
    g.filing = (key, said, door)
    try:
        taken = receive(said | {"idempotency_key": key}, door)
        if taken.created:
            gate.filed()
            return drafts.give(there, key, drafts.filed_mark(key, taken, settings()))
    except Invalid:
        return redirect(url_for(".form", name=name), 303)
    except KeyReused:  # sent from another window, in other words: these are looked at once more
        key = drafts.apart(key, at.sheet)
        return drafts.give(redirect(url_for(".review", name=drafts.short(key)), 303), key)
    return there


@bp.get("/gui/<name>/bien-nhan")
def receipt(name: str) -> str | BaseResponse:
    """Reference and secret, as often as this browser asks within two days."""
    key = drafts.key_of(name)
    found = drafts.just_filed(key, settings()) if key else None
    if found is None and key is not None:
        found = drafts.at_hand(key, settings()).filed
    if found is None and key is not None and Spool(settings()).holds(key):
        set_reading(False)
        found = Spool(settings()).store(key)
    if found is None:
        return redirect(url_for(".report"), 303)
    shown = slip.receipt_page(found) | {"proof_url": url_for(".receipt_proof", name=name)}
    return drawn.page(("receipt",), shown, lambda said: render_template("receipt.html", **said))


def _trapped() -> dict[str, str]:
    """A mark where the field no person sees was filled: a program's hand, or a careless filler's."""
    return {"trapped": "1"} if request.form.get("website", "").strip() else {}


def _door(key: str, at: AtHand) -> Door:
    return Door(
        channel=Channel.WEB,
        settings=settings(),
        locale=str(get_locale()),
        device=request.cookies.get(drafts.DEVICE, ""),
        address=request.remote_addr or "",
        draft=drafts.mark(key),
        no_files=not at.with_files,
        optimistic=True,
    )


def _faults(sheet: Sheet) -> dict[str, str]:
    errors: dict[str, str] = {}
    try:
        checked(words(sheet.values))
    except Invalid as error:
        errors = form_errors(error.errors)
    for prefix in DATES:
        if typed_date(sheet.values, prefix) == NO_DATE:
            errors[prefix] = _("Ngày này không có trong lịch. Xin xem lại ngày, tháng và năm.")
    if not sheet.values.get("submitter_type"):
        errors["submitter_type"] = _("Xin chọn: người dân hay doanh nghiệp.")
    if not sheet.values.get("identity_level"):
        errors["identity_level"] = _("Xin chọn cách gửi.")
    if place_choices(sheet.values):
        errors["unit"] = _("Có nhiều nơi cùng tên. Xin chọn nơi bạn muốn nói tới.")
    if sheet.file_errors:
        errors["files"] = " ".join(sheet.file_errors)
    return errors


def _unit_label(values: dict[str, str]) -> str:
    said = values.get("unit", "") or values.get("place", "")
    chosen = chosen_unit(said) if said else None
    return label(units.book(), units.book().by_id[chosen]) if chosen else ""


def _files(key: str, at: AtHand) -> list[Attachment]:
    row = drafts.find(key) if at.with_files else None
    return list(row.attachments) if row else []


def _overdue(sheet: Sheet) -> str:
    promised = typed_date(sheet.values, "promised")
    return slip.overdue_text(promised) if promised else ""
