"""A file given out at an address of its own: no session decides, none is set, nothing runs.

The address is sealed, opens for five minutes and says which file; whoever made it asked who may
have it. ``FILES_URL`` may be another name of this server, to which no cookie ever goes.
"""

import logging

from flask import Blueprint, Response, abort, send_file, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from intake import attached
from intake.db import db
from intake.filebox import FileDamaged
from intake.files import FileMissing
from intake.rotatingkeys import KeyGone
from intake.submissions import Attachment
from intake.web.here import settings, store

log = logging.getLogger(__name__)
bp = Blueprint("given", __name__)
OPENS_FOR = 300  # seconds
_DRAWN_BY_US = ("image/jpeg", "image/png")  # all else is only ever a download
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}


def address(attachment_id: int) -> str:
    """Where the file may be fetched for five minutes. Ask before who may have it, and note it."""
    token = _sealer().dumps(attachment_id)
    return (settings().files_url or "") + url_for("given.file", token=token)


@bp.get("/tep/<token>")
def file(token: str) -> Response:
    """The file, as a download; a picture we drew ourselves is shown."""
    try:
        row = db.session.get(Attachment, int(_sealer().loads(token, max_age=OPENS_FOR)))
    except (BadData, ValueError, TypeError):
        abort(404)
    if row is None:
        abort(404)
    try:
        content = attached.opened(row, store())
    except (FileMissing, FileDamaged, KeyGone):
        log.exception("attachment %s cannot be opened", row.id)
        abort(410)
    except OSError:
        log.exception("the store of attachments is away")
        abort(503)
    answer = send_file(
        content,
        mimetype=row.media_type,
        as_attachment=row.media_type not in _DRAWN_BY_US,
        download_name=row.name,
    )
    answer.headers.update(HEADERS)
    return answer


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().key("given"))
