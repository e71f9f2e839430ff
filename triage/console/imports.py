"""The page of imports: a list chosen, its columns named, looked over, then taken in."""

import json
from pathlib import Path
from secrets import token_hex
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user
from nacl.secret import SecretBox
from sqlalchemy import select
from werkzeug.wrappers import Response

from intake import audit, columns, importing
from intake.db import db, now
from intake.importing import ImportBatch
from intake.sheets import Sheet, SheetFault, read
from intake.staff import Duty
from triage.console import exports
from triage.console.access import for_duties
from triage.console.pages import bp

DESK = (Duty.OPERATOR, Duty.TRIAGE)
PREVIEW, FAULTS, SHOWN = 5, 50, 20
LOOKED_AT = 2_000  # rows checked while somebody waits for the page; the rest when taken in
WAITS = 86_400  # seconds a list looked over waits to be taken in


@bp.get("/nhap")
@for_duties(*DESK)
def imports() -> str:
    """Choose a file; the lists taken in lately."""
    return _first({})


@bp.post("/nhap")
@for_duties(*DESK)
def look_at_list() -> str | Response | tuple[str, int]:
    """Read the file, keep it sealed for the next step, and show what its rows would become."""
    partner, file = request.form.get("partner", "").strip()[:100], request.files.get("file")
    errors = {} if partner else {"partner": _("Xin ghi danh sách này của nơi nào.")}
    content = file.read() if file else b""
    try:
        sheet = read(content)
    except SheetFault as fault:
        return _first(errors | {"file": _faults()[fault.code]}), 422
    if errors:
        return _first(errors), 422
    name = (file.filename or "") if file else ""
    kept = _keep(partner, name, content)
    return _preview(kept, partner, name, sheet, importing.remembered(partner, sheet.header))


@bp.post("/nhap/<kept>")
@for_duties(*DESK)
def take_list(kept: str) -> str | Response | tuple[str, int]:
    """Look again with other columns, or take the list in."""
    found = _kept(kept)
    if found is None:
        abort(404)
    partner, name, content = found
    sheet = read(content)
    mapping = _chosen(sheet)
    if request.form.get("do") != "take" or "text" not in mapping:
        missing = request.form.get("do") == "take"
        return _preview(kept, partner, name, sheet, mapping), 422 if missing else 200
    batch_id = importing.begin(sheet, mapping, partner, name, current_user.id)
    _path(kept).unlink(missing_ok=True)
    audit.note("import", f"batch:{batch_id}", f"{len(sheet.rows)} rows")
    db.session.commit()
    return redirect(url_for(".import_report", batch_id=batch_id), 303)


@bp.get("/nhap/<int:batch_id>")
@for_duties(*DESK)
def import_report(batch_id: int) -> str:
    """How far a list is, and how its rows ended."""
    batch = db.session.get(ImportBatch, batch_id) or abort(404)
    counts = importing.counts(batch_id)
    return render_template(
        "console/import_report.html",
        section="desk",
        batch=_line(batch),
        counts=counts,
        total=sum(counts.values()),
        unclear=list(importing.report(batch_id, faulty=True, most=FAULTS)),
        more=max(0, counts["unclear"] - FAULTS),
    )


@bp.get("/nhap/<int:batch_id>/ket-qua.csv")
@for_duties(*DESK)
def import_csv(batch_id: int) -> FlaskResponse:
    """The whole report as a table."""
    if db.session.get(ImportBatch, batch_id) is None:
        abort(404)
    heads = [_("Dòng"), _("Kết quả"), _("Mã tra cứu"), _("Chỗ chưa rõ")]
    told = exports.as_csv(heads, importing.report(batch_id))
    audit.note("export", f"batch:{batch_id}.csv")
    headers = {"Content-Disposition": f'attachment; filename="nhap-{batch_id}.csv"'}
    return FlaskResponse(told, mimetype="text/csv", headers=headers)


def _faults() -> dict[str, str]:
    return {
        "empty": _("Tệp không có dòng nào dưới dòng tên cột."),
        "too_large": _("Tệp quá lớn: tối đa 20 MB và 50.000 dòng. Xin chia nhỏ."),
        "broken": _("Tệp không đọc được. Xin chọn tệp CSV hoặc XLSX."),
        "old": _("Tệp Excel kiểu cũ (.xls). Xin mở bằng Excel rồi lưu lại dạng .xlsx."),
        "text": _("Không đọc được chữ trong tệp. Xin lưu lại dạng CSV UTF-8."),
    }


def _path(kept: str) -> Path:
    """Where a list waits between the two steps; named by us alone."""
    if len(kept) != 32 or not set(kept) <= set("0123456789abcdef"):
        abort(404)
    folder: Path = current_app.extensions["settings"].instance / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / kept


def _box() -> SecretBox:
    return SecretBox(current_app.extensions["settings"].key("import rows"))


def _keep(partner: str, name: str, content: bytes) -> str:
    kept = token_hex(16)
    for left in _path(kept).parent.iterdir():
        if left.stat().st_mtime < now().timestamp() - WAITS:
            left.unlink(missing_ok=True)
    head = json.dumps([current_user.id, partner, name]).encode()
    _path(kept).write_bytes(bytes(_box().encrypt(head + b"\n" + content)))
    return kept


def _kept(kept: str) -> tuple[str, str, bytes] | None:
    """What :func:`_keep` kept, for who sent it."""
    path = _path(kept)
    if not path.exists():
        return None
    head, _line_end, content = _box().decrypt(path.read_bytes()).partition(b"\n")
    staff_id, partner, name = json.loads(head)
    return (partner, name, content) if staff_id == current_user.id else None


def _chosen(sheet: Sheet) -> dict[str, int]:
    asked = {field: request.form.get(field, "") for field in columns.WORDS}
    return {f: int(i) for f, i in asked.items() if i.isdecimal() and int(i) < len(sheet.header)}


def _first(errors: dict[str, str]) -> str:
    latest = db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(SHOWN))
    return render_template(
        "console/imports.html",
        section="desk",
        errors=errors,
        partner=request.form.get("partner", ""),
        batches=[_line(b) | importing.counts(b.id) for b in latest],
    )


def _line(batch: ImportBatch) -> dict[str, Any]:
    when = format_datetime(batch.made_at, "HH:mm d/M/yyyy")
    return {"id": batch.id, "partner": batch.partner, "file": batch.file_name, "when": when}


def _preview(kept: str, partner: str, name: str, sheet: Sheet, mapping: dict[str, int]) -> str:
    settings = current_app.extensions["settings"]
    first = Sheet(sheet.header, sheet.rows[:LOOKED_AT], sheet.numbers[:LOOKED_AT])
    rows = list(importing.understood(first, mapping, partner, settings))
    unclear = [{"number": r.number, "fault": r.fault} for r in rows if r.fault]
    return render_template(
        "console/import_preview.html",
        section="desk",
        kept=kept,
        partner=partner,
        file=name,
        header=sheet.header,
        fields=_fields(),
        mapping=mapping,
        sample=[columns.picked(cells, mapping) for cells in sheet.rows[:PREVIEW]],
        clear=len(rows) - len(unclear),
        before=importing.there_before(rows),
        unread=len(sheet.rows) - len(rows),
        unclear=unclear[:FAULTS],
        unclear_count=len(unclear),
        errors={} if "text" in mapping else {"text": _("Xin chọn cột có nội dung.")},
    )


def _fields() -> dict[str, str]:
    return {
        "text": _("Nội dung"),
        "source_ref": _("Mã của nơi gửi"),
        "received_at": _("Tiếp nhận lúc"),
        "occurred_on": _("Ngày xảy ra"),
        "place": _("Nơi xảy ra, đơn vị"),
        "dossier_code": _("Mã hồ sơ"),
        "name": _("Họ tên"),
        "contact": _("Điện thoại, thư điện tử"),
    }
