"""The public form: type, look over, send. Nothing typed is ever lost on the way."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from intake import files, units
from intake.clock import today
from intake.db import db
from intake.receive import Door, Invalid, already_received, checked, chosen_unit, receive
from intake.schemas import TEXT_MAX, storable
from intake.spool import Spool
from intake.submissions import Channel, Draft
from intake.unitforms import label
from intake.unitsearch import Found, Hit, resolve
from intake.web import blankform, drafts, gate, slip
from intake.web.drafts import Sheet
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

bp = Blueprint(
    "web", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)

DOOR = ("submitter_type", "lang")  # what the address of the form may carry over


@bp.get("/gui")
def report() -> BaseResponse:
    """A new, empty form; ``?submitter_type=business`` opens it at the businesses' door."""
    key = drafts.new_key()
    door: dict[str, Any] = {k: request.args[k] for k in DOOR if k in request.args}
    return drafts.give(redirect(url_for(".form", name=drafts.short(key), **door), 303), key)


@bp.get("/gui/<name>")
def form(name: str) -> str | BaseResponse:
    """The form as far as it is filled, with what is wrong once it was tried."""
    key = drafts.key_of(name)
    if key is None:
        return redirect(url_for(".report"), 303)
    if already_received(key, settings()):
        return redirect(url_for(".receipt", name=name), 303)
    sheet = drafts.open_sheet(key)
    door = request.args.get("submitter_type", "")
    if sheet == Sheet():
        return blankform.page(name, door, lambda name: _form(name, key, sheet, door))
    return _form(name, key, sheet, door)


def _form(name: str, key: str, sheet: Sheet, door: str) -> str:
    asked = {"submitter_type": door}
    return render_template(
        "form.html",
        action=url_for(".form", name=name),
        values=blank() | asked | sheet.values,
        errors=_faults(sheet) if sheet.tried else {},
        place_choices=place_choices(sheet.values),
        file_max_mb=files.LIMITS.bytes // 1024**2,
        text_max=TEXT_MAX,
        **_shared(key, sheet),
    )


@bp.post("/gui/<name>")
def look_over(name: str) -> BaseResponse:
    """Keep all that was typed, then show either what is wrong or the whole for a last look."""
    _same_site()
    key = drafts.key_of(name) or drafts.new_key()
    sheet = drafts.open_sheet(key)
    settled = settled_place(sheet.values, request.form)
    as_typed = {name: storable(value) for name, value in request.form.items()}
    sheet.values, sheet.tried = typed(as_typed) | settled | _trapped(), True
    row = drafts.keep(key, sheet)
    for attachment in list(row.attachments):
        if str(attachment.id) in request.form.getlist("drop_file"):
            row.attachments.remove(attachment)
            db.session.delete(attachment)
    sheet.file_errors = slip.take_files(row, request.files.getlist("files"), store())
    drafts.keep(key, sheet)
    db.session.commit()
    target = url_for(".form" if _faults(sheet) else ".review", name=drafts.short(key))
    return drafts.give(redirect(target, 303), key)


@bp.get("/gui/<name>/xem-lai")
def review(name: str) -> str | BaseResponse:
    """The whole for a last look."""
    key = drafts.key_of(name)
    if key is None or already_received(key, settings()):
        return redirect(url_for(".receipt" if key else ".report", name=name), 303)
    sheet = drafts.open_sheet(key)
    if not sheet.tried or _faults(sheet):
        return redirect(url_for(".form", name=name), 303)
    said = checked(words(sheet.values))
    return render_template(
        "review.html",
        send_url=url_for(".send", name=name),
        form_url=url_for(".form", name=name),
        values=blank() | sheet.values,
        errors={},
        place_text=said["place"],
        occurred_text=_day(said["occurred_on"]),
        received_text=_day(said["dossier_received_on"]),
        promised_text=_day(said["promised_on"]),
        **_shared(key, sheet),
    )


@bp.post("/gui/<name>/xem-lai")
def send(name: str) -> BaseResponse:
    """Send. Twice is once: the draft's key is the idempotency key."""
    _same_site()
    key = drafts.key_of(name)
    if key is None:
        return redirect(url_for(".report"), 303)
    if not already_received(key, settings()):
        sheet, row = drafts.open_sheet(key), drafts.find(key)
        asked = gate.question(key, trapped="trapped" in sheet.values)
        if asked is not None:
            return asked
        g.filing = (key, words(sheet.values), _door(row))  # kept should the database go away now
        try:
            receive(words(sheet.values) | {"idempotency_key": key}, _door(row))
        except Invalid:
            return redirect(url_for(".form", name=name), 303)
        gate.filed()
    return redirect(url_for(".receipt", name=name), 303)


@bp.get("/gui/<name>/bien-nhan")
def receipt(name: str) -> str | BaseResponse:
    """Reference and secret, as often as this browser asks within two days."""
    key = drafts.key_of(name)
    found = already_received(key, settings()) if key else None
    if found is None and key is not None and Spool(settings()).holds(key):
        found = Spool(settings()).store(key)
    if found is None:
        return redirect(url_for(".report"), 303)
    proof_url = url_for(".receipt_proof", name=name)
    return render_template("receipt.html", proof_url=proof_url, **slip.receipt_page(found))


def _same_site() -> None:
    """A form of another site cannot file in somebody's name; no token that could expire."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)


def _trapped() -> dict[str, str]:
    """A mark where the field no person sees was filled: a program's hand, or a careless filler's."""
    return {"trapped": "1"} if request.form.get("website", "").strip() else {}


def _door(row: Draft | None) -> Door:
    return Door(
        channel=Channel.WEB,
        settings=settings(),
        locale=str(get_locale()),
        device=request.cookies.get(drafts.DEVICE, ""),
        address=request.remote_addr or "",
        draft_id=row.id if row else None,
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


def place_choices(values: Mapping[str, str]) -> list[dict[str, str]]:
    """The units a typed place may mean, when it may mean several and none is chosen."""
    place = values.get("place", "").strip()
    if not place or any(values.get(k) for k in ("unit", "place_unknown", "place_settled")):
        return []
    found = resolve(units.book(), place, today())
    return [] if found.status is Found.ONE else choices(found.hits)


def settled_place(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Whether the sender looked at the choices and said "none of these" for this very place."""
    same = before.get("place") == now.get("place")
    refused = same and "unit" in now and not now["unit"] and bool(place_choices(before))
    return {"place_settled": "1"} if refused or (same and before.get("place_settled")) else {}


def choices(hits: Iterable[Hit]) -> list[dict[str, str]]:
    """Units to choose from, as the page and the script read them."""
    return [
        {
            "id": f"#{hit.unit.id}",
            "label": hit.label,
            "note": _("nay là %(units)s", units=", ".join(u.name for u in hit.now))
            if hit.now
            else "",
        }
        for hit in hits
    ]


def _unit_label(values: dict[str, str]) -> str:
    said = values.get("unit", "") or values.get("place", "")
    chosen = chosen_unit(said) if said else None
    return label(units.book(), units.book().by_id[chosen]) if chosen else ""


def _shared(key: str, sheet: Sheet) -> dict[str, Any]:
    """What form and review both show."""
    row = drafts.find(key)
    promised = typed_date(sheet.values, "promised")
    return {
        "hidden": {},
        "unit_label": _unit_label(sheet.values),
        "overdue": slip.overdue_text(promised) if promised else "",
        "kept_files": [
            {"id": a.id, "name": a.name, "size": format_size(a.size)}
            for a in (row.attachments if row else [])
        ],
    }


def _day(day: date | None) -> str:
    return format_date(day, "d/M/yyyy") if day else ""
