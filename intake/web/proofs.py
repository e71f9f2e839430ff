"""Proofs of filing to take home, the office's public key, and the audit trail's published heads."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from intake import auditchain, handling, proof
from intake.db import db
from intake.receive import already_received
from intake.submissions import Submission
from intake.web import drafts
from intake.web.form import bp
from intake.web.here import settings
from intake.web.opened import opened

LONGEST = 20_000  # characters of a pasted proof or text


@bp.get("/gui/<name>/xac-nhan.txt")
def receipt_proof(name: str) -> BaseResponse:
    """The proof of what this browser just filed."""
    key = drafts.key_of(name)
    found = already_received(key, settings()) if key else None
    if found is None:
        return redirect(url_for(".report"), 303)
    row = db.session.scalar(select(Submission).where(Submission.id == found.submission_id))
    return _file(row or abort(404))


@bp.get("/phan-anh/<reference>/xac-nhan.txt")
def status_proof(reference: str) -> BaseResponse:
    """The proof of one submission, for whoever showed its secret in this browser."""
    row = opened(reference)
    return redirect(url_for(".find", ma=reference), 303) if row is None else _file(row)


def _file(row: Submission) -> Response:
    if handling.handed_over(row.id):  # its words are here no more: the proof taken then still holds
        abort(404)
    stated = proof.prove(settings().key("filing"), row.reference, row.received_at, row.text)
    headers = {"Content-Disposition": f'attachment; filename="{row.reference}.txt"'}
    return Response(stated, content_type="text/plain; charset=utf-8", headers=headers)


@bp.get("/xac-nhan")
def proofs() -> str:
    """Where a proof is checked; the public key; the heads of the audit trail."""
    return _page({}, {}, "")


@bp.get("/xac-nhan/dau.txt")
def published_heads() -> Response:
    """Every published head, as `flask audit verify --heads` and the auditor's page take them."""
    lines = "".join(f"{head}\n" for head in auditchain.published())
    return Response(lines, content_type="text/plain; charset=us-ascii")


@bp.post("/xac-nhan")
def check_proof() -> str | tuple[str, int]:
    """Whether a pasted proof is genuine; nothing of it is kept."""
    values = {name: request.form.get(name, "")[:LONGEST] for name in ("proof", "text")}
    try:
        filing = proof.verify(values["proof"], public_key(), values["text"].strip() or None)
    except proof.ProofError:
        fault = _("Không xác nhận được: xin dán toàn bộ tệp xác nhận và đúng lời đã gửi.")
        return _page(values, {"proof": fault}, ""), 422
    when = format_datetime(filing.received_at, "HH:mm d/M/yyyy")
    return _page(
        values,
        {},
        _("Đúng: phản ánh %(ref)s đã nhận lúc %(when)s.", ref=filing.reference, when=when),
    )


def _page(values: dict[str, str], errors: dict[str, str], genuine: str) -> str:
    return render_template(
        "proofs.html",
        key=public_key(),
        heads=[
            {"day": format_date(h.day, "d/M/yyyy"), "n": h.n, "hash": h.hash.hex()}
            for h in auditchain.heads(30)
        ],
        values={"proof": "", "text": ""} | values,
        errors=errors,
        genuine=genuine,
    )


def public_key() -> str:
    """The key this office signs proofs with, its public half, in hex."""
    return proof.public_key(settings().key("filing"))
