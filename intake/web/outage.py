"""The database is away: the form still opens, and what is sent waits in a sealed file.

The store of files is away, or a file is lost: its reader is told so in words.
"""

import contextlib
import logging
from typing import Any

from flask import Flask, current_app, g, make_response, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import Gone, ServiceUnavailable
from werkzeug.wrappers import Response

from intake import tidying
from intake.api.problems import problem
from intake.db import db
from intake.filebox import FileDamaged
from intake.files import LIMITS, FileMissing
from intake.open311 import faults
from intake.receive import Door, Invalid, well_formed
from intake.rotatingkeys import KeyGone
from intake.s3store import StoreAway
from intake.schemas import TEXT_MAX, storable
from intake.spool import Spool
from intake.submissions import Channel, Draft
from intake.web import drafts, slip
from intake.web.formfields import blank, form_errors, typed, words
from intake.web.here import settings, store

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer for the database while it is away; store what waited once it is back."""
    app.register_error_handler(OperationalError, _away)
    app.register_error_handler(InterfaceError, _away)
    app.register_error_handler(StoreAway, _store_away)
    for lost in (FileMissing, FileDamaged, KeyGone):
        app.register_error_handler(lost, _file_lost)
    spool = Spool(app.extensions["settings"])
    if left := spool.clear():
        log.warning("%d filings were being written when a process was killed", left)
    tidying.register(app, "filings that waited for the database stored", spool.store_all)


def kept(key: str) -> Response:
    """The page of a filing that waits; its receipt comes at the address of the form."""
    url = url_for("web.receipt", name=drafts.short(key))
    answer = make_response(render_template("kept.html", receipt_url=url), 202)
    answer.headers["Retry-After"] = "60"
    return drafts.give(answer, key)


def _away(error: SQLAlchemyError) -> Any:
    with contextlib.suppress(SQLAlchemyError):
        db.session.remove()
    g.sample_data = False  # nobody can say; no page may ask again
    if "filing" in g:
        key, said, door = g.filing
        try:
            Spool(settings()).put(key, said, door)
        except OSError:
            log.exception("the disk is full too: nothing is acknowledged")
            return _later(_full())
        return kept(key)
    if request.endpoint == "web.form":
        return _opened_blind()
    if request.endpoint == "web.look_over":
        return _filed_blind()
    return _later()


def _store_away(_error: StoreAway) -> Any:
    log.exception("the store of files is away")
    answer = make_response(current_app.handle_http_exception(ServiceUnavailable()))
    answer.headers["Retry-After"] = "60"
    return answer


def _file_lost(_error: Exception) -> Any:
    """Told and logged; a page that shows more than the file looks at it itself."""
    log.exception("a kept file cannot be opened")
    return current_app.handle_http_exception(Gone())


def _later(message: str = "") -> Any:
    message = message or _(
        "Hệ thống đang gián đoạn. Xin thử lại sau vài phút; điều bạn viết vẫn được giữ."
    )
    if request.path.startswith("/api/"):
        answer = problem(503, message)
        answer.headers["Retry-After"] = "60"
        return answer
    if request.path.startswith("/open311/"):
        refused = faults.answer(503, message)
        refused.headers["Retry-After"] = "60"
        return refused
    title = _("Đang gián đoạn")
    page = render_template("error.html", code=503, title=title, message=message)
    return page, 503, {"Retry-After": "60"}


def _opened_blind() -> Response:
    """The empty form; with a key, or what is sent from it twice would be kept twice."""
    name = (request.view_args or {}).get("name", "")
    page = make_response(_form({}, {}))
    if drafts.key_of(name) or not drafts.may_begin(name):
        return page
    return drafts.give(page, drafts.new_key(name), drafts.SHOWN)


def _filed_blind() -> Any:
    """Sent without the last look, which needs the database; its files are taken as always."""
    name = (request.view_args or {}).get("name", "")
    key = drafts.key_of(name) or drafts.new_key()
    values = typed({field: storable(value) for field, value in request.form.items()})
    said = words(values)
    if request.form.get("website", "").strip():
        return _later()
    try:
        well_formed(said)
    except Invalid as error:
        return _form(values, form_errors(error.errors)), 422
    door = Door(
        channel=Channel.WEB,
        settings=settings(),
        locale=str(get_locale()),
        device=request.cookies.get(drafts.DEVICE, ""),
        address=request.remote_addr or "",
        draft=drafts.mark(key),  # it may hold files of before
    )
    held = Draft(key_hash=b"", box=b"")  # in no database: it only carries the files
    refused = slip.take_blind(held, request.files.getlist("files"), store())
    if refused:
        return _form(values, {"files": " ".join(refused)}), 422
    try:
        dropped = request.form.getlist("drop_file")
        Spool(settings()).put(key, said, door, held.attachments, dropped)
    except OSError:
        log.exception("the disk is full too: nothing is acknowledged")
        return _form(values, {"text": _full()}), 503, {"Retry-After": "60"}
    return kept(key)


def _full() -> str:
    return _("Hệ thống đang gián đoạn và CHƯA nhận được phản ánh này. Xin gửi lại sau vài phút.")


def _form(values: dict[str, str], errors: dict[str, str]) -> str:
    """The form as typed, without what only the database knows."""
    return render_template(
        "form.html",
        action=request.path,
        values=blank() | values,
        errors=errors,
        place_choices=[],
        file_max_mb=LIMITS.bytes // 1024**2,
        text_max=TEXT_MAX,
        hidden={},
        unit_label="",
        overdue="",
        kept_files=[],
    )
