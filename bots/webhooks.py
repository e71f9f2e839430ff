"""Where messengers call us: a secret in a header, one update, 200 once it is on disk.

On disk means in the database, or in the inbox while the database is away.
"""

import hmac
from concurrent.futures import TimeoutError as TooSlow
from typing import Any

from flask import Blueprint, abort, current_app, request

from bots.switchboard import Switchboard
from intake.submissions import Channel

bp = Blueprint("webhooks", __name__)
LARGEST = 256 * 1024  # bytes of an update
PATIENCE = 50.0  # seconds, most of them for a picture


@bp.post("/bot/telegram")
def telegram() -> tuple[str, int]:
    """One update of Telegram."""
    return _hear(Channel.TELEGRAM, "X-Telegram-Bot-Api-Secret-Token")


@bp.post("/bot/zalo")
def zalo() -> tuple[str, int]:
    """One event of Zalo."""
    return _hear(Channel.ZALO, "X-Bot-Api-Secret-Token")


def _hear(channel: Channel, header: str) -> tuple[str, int]:
    board: Switchboard = current_app.extensions["switchboard"]
    said = _update(board.secret(channel), header)
    try:
        board.submit(channel, lambda office: office.take_in(said)).result(timeout=PATIENCE)
    except (TooSlow, OSError):  # TooSlow is one, and the disk may be full
        return "", 503  # it comes again, and counts once; no page, which would ask the database
    return "", 200


def _update(secret: str, header: str) -> dict[str, Any]:
    """The update in the request, once its sender is known."""
    shown = request.headers.get(header, "")
    if not secret or not hmac.compare_digest(shown.encode(), secret.encode()):
        abort(403)
    if (request.content_length or 0) > LARGEST:
        abort(413)
    said = request.get_json(force=True, silent=True)
    if not isinstance(said, dict):
        abort(400)
    return said
