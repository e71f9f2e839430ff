"""The page on the spot, which works without a network, and what comes back from it.

Only the team opens it. The telephone keeps the page and what was written until the server has
said it is stored; the words of senders are never part of the page.
"""

import hashlib
import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, current_app, jsonify, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

from intake import audit, keptfiles, web
from intake.db import db
from intake.filebox import FileDamaged
from intake.filestore import FileMissing
from intake.keptfiles import KeptFile
from intake.staff import Staff
from triage.console import uploads
from triage.console.access import for_duties
from triage.console.casefiles import case_of
from triage.console.packs import WORKERS, case_ahead, case_head, is_member, items
from triage.console.pages import bp, unit_label
from triage.inspections import fieldwork
from triage.inspections.cases import Inspection
from triage.inspections.fieldwork import FieldNote, NoteRefused

log = logging.getLogger(__name__)
WORKER = Path(web.__file__).parent / "static/js/field-worker.js"
SCRIPTS = (
    "field",
    "field-store",
    "field-signout",
    "start",
    "reveal",
    "enabled",
    "govuk-frontend.min",
)
FONTS = [f"{script}-{weight}" for script in ("latin", "vietnamese") for weight in (400, 600, 700)]


@bp.get("/hien-truong/<int:inspection_id>/")
@for_duties(*WORKERS)
def field(inspection_id: int) -> str:
    """The page that is carried along: checklist, dossiers drawn, and a place to write."""
    row = case_ahead(inspection_id)
    if not is_member(row):
        abort(404)
    audit.note("read", f"inspection:{row.id}", "field")
    drawn = fieldwork.draws(row.id)
    return render_template(
        "console/field.html",
        section="inspections",
        case=case_head(row),
        items=items(row.scopes),
        dossiers=drawn[-1].drawn if drawn else [],
        staff_id=current_user.id,
    )


@bp.get("/hien-truong/<int:inspection_id>/sw.js")
@for_duties(*WORKERS)
def field_worker(inspection_id: int) -> FlaskResponse:
    """The service worker; where it lies confines it to the pages of this one case."""
    row = case_ahead(inspection_id)
    if not is_member(row):
        abort(404)
    body = WORKER.read_bytes()
    here = url_for(".field", inspection_id=row.id)
    told = {"name": f"ln-field-{row.id}", "page": here, "assets": _assets()}
    version = hashlib.sha256(body).hexdigest()[:12]
    head = f"const TOLD = {json.dumps(told)}; // {version}\n"
    return current_app.response_class(head.encode() + body, mimetype="text/javascript")


def _assets() -> list[str]:
    files = ["css/style.css", "img/mark.svg", *(f"js/{name}.js" for name in SCRIPTS)]
    files += [f"fonts/be-vietnam-pro-{name}-normal.woff2" for name in FONTS]
    return [url_for("web.static", filename=name) for name in files]


@bp.get("/hien-truong/<int:inspection_id>/san-sang")
@for_duties(*WORKERS)
def field_ready(inspection_id: int) -> FlaskResponse:
    """Whether notes can be sent now: who is signed in, a form token, how many are stored."""
    row = _mine(inspection_id)
    held = [n.uuid for n in fieldwork.notes(row.id) if n.staff_id == current_user.id]
    return jsonify(staff=current_user.id, token=generate_csrf(), held=held)


@bp.post("/hien-truong/<int:inspection_id>/gui")
@for_duties(*WORKERS)
def field_send(inspection_id: int) -> FlaskResponse:
    """Store one note or photo; said again, it is the one that is there."""
    row, form = _mine(inspection_id), request.form
    try:
        photo = uploads.sent("photo")
        if photo and not photo.media_type.startswith("image/"):
            return _refused(_("Chỉ gửi được ảnh."))
        note, new = fieldwork.take_note(
            row.id,
            current_user.id,
            form.get("uuid", ""),
            item=form.get("item", "").replace("\0", ""),
            words=form.get("words", "").replace("\0", ""),
            written_at=_moment(form.get("at", "")),
            photo=photo,
        )
    except uploads.UploadRefused as refused:
        return _refused(str(refused))
    except NoteRefused as refused:
        db.session.rollback()
        return _refused(_refusals()[refused.why])
    return jsonify(uuid=note.uuid, stored=True, new=new)


def _refused(why: str) -> FlaskResponse:
    answer = jsonify(error=why)
    answer.status_code = 422
    return answer


@bp.get("/kiem-tra/<int:inspection_id>/ghi-chep")
@for_duties(*WORKERS)
def field_notes(inspection_id: int) -> str:
    """What the team wrote on the spot."""
    row = case_of(inspection_id)
    audit.note("read", f"inspection:{row.id}", "field notes")
    named = {one["code"]: one["text"] for one in items()}
    return render_template(
        "console/fieldnotes.html",
        section="inspections",
        case={"id": row.id, "unit": unit_label(row.unit_id)},
        notes=[_line(n, named) for n in fieldwork.notes(row.id)],
    )


@bp.get("/kiem-tra/<int:inspection_id>/ghi-chep/<int:note_id>/anh")
@for_duties(*WORKERS)
def field_photo(inspection_id: int, note_id: int) -> FlaskResponse:
    """One photo."""
    row = case_of(inspection_id)
    note = db.session.get(FieldNote, note_id)
    if note is None or note.inspection_id != row.id or note.photo_id is None:
        abort(404)
    audit.note("read", f"field_note:{note.id}", "photo")
    file = db.session.get(KeptFile, note.photo_id) or abort(404)
    return keptfiles.as_download(file, inline=True)


def _mine(inspection_id: int) -> Inspection:
    """A case the reader is a member of, at any stage: a note that comes late is still taken."""
    row = case_of(inspection_id)
    return row if is_member(row) else abort(404)


def _moment(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _line(note: FieldNote, named: dict[str, str]) -> dict[str, Any]:
    words = db.session.get(KeptFile, note.words_id) if note.words_id else None
    person = db.session.get(Staff, note.staff_id)
    return {
        "id": note.id,
        "item": named.get(note.item, ""),
        "words": _words(words) if words else "",
        "photo": note.photo_id is not None,
        "who": person.name if person else "",
        "when": format_datetime(note.written_at, "HH:mm d/M/yyyy"),
    }


def _words(kept: KeptFile) -> str:
    """One that is lost hides no other. Raises StoreAway."""
    try:
        return keptfiles.opened(kept).read().decode()
    except (FileMissing, FileDamaged):
        log.exception("the words of a field note cannot be opened")
        return _("Không mở được ghi chép này. Xin báo người quản trị.")


def _refusals() -> dict[str, str]:
    return {
        "uuid": _("Ghi chép này không có mã của máy."),
        "empty": _("Ghi chép này trống."),
        "other": _("Ghi chép này của người khác hoặc của cuộc kiểm tra khác."),
    }
