"""Half-filled forms kept on our side, opened only with the key in the sender's own browser.

The raw key lives in a cookie of the draft's path; the table holds its hash and an encrypted
box. The same key is the idempotency key of the filing, so a form sent twice is one submission.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from flask import request, url_for
from nacl.secret import SecretBox
from sqlalchemy import delete, select
from werkzeug.wrappers import Response

from intake.db import db, now
from intake.submissions import Attachment, Draft

KEPT_FOR = timedelta(days=2)
NAME = "draft"
DEVICE = "device"  # this browser's own mark: one sender is counted once; only its hash is kept
DEVICE_KEPT_FOR = timedelta(days=180)


@dataclass
class Sheet:
    """What a draft holds: the fields as typed, refused files, and whether it was tried."""

    values: dict[str, str] = field(default_factory=dict)
    file_errors: list[str] = field(default_factory=list)
    tried: bool = False


def new_key() -> str:
    """A key nobody guesses; its first eight letters name the draft in the address."""
    return secrets.token_hex(24)


def short(key: str) -> str:
    """The public name of a draft."""
    return key[:8]


def key_of(name: str) -> str | None:
    """The key this browser holds for the draft ``name``."""
    key = request.cookies.get(NAME, "")
    return key if len(key) == 48 and short(key) == name else None


def give(response: Response, key: str) -> Response:
    """Hand the key to the browser, for the draft's own path only."""
    if DEVICE not in request.cookies:
        response.set_cookie(
            DEVICE,
            secrets.token_hex(16),
            max_age=DEVICE_KEPT_FOR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    response.set_cookie(
        NAME,
        key,
        max_age=KEPT_FOR,
        path=url_for("web.form", name=short(key)),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


def find(key: str) -> Draft | None:
    """The stored draft of a key."""
    return db.session.scalar(select(Draft).where(Draft.key_hash == _hash(key)))


def open_sheet(key: str) -> Sheet:
    """What was typed so far; an empty sheet where nothing was."""
    row = find(key)
    if row is None:
        return Sheet()
    return Sheet(**json.loads(_box(key).decrypt(row.box)))


def keep(key: str, sheet: Sheet) -> Draft:
    """Store the sheet; the caller commits."""
    words = json.dumps(vars(sheet), ensure_ascii=True).encode()  # lone surrogates survive ASCII
    row = find(key)
    if row is None:
        row = Draft(key_hash=_hash(key), box=b"")
        db.session.add(row)
    row.box, row.touched_at = _box(key).encrypt(words), now()
    db.session.flush()
    return row


def forget_old() -> int:
    """Delete the drafts nobody touched for two days, with the rows of their files; how many."""
    untouched = Draft.touched_at < now() - KEPT_FOR
    old = select(Draft.id).where(untouched)
    db.session.execute(delete(Attachment).where(Attachment.draft_id.in_(old)))
    done = db.session.execute(delete(Draft).where(untouched))
    db.session.commit()
    return int(done.rowcount)  # type: ignore[attr-defined]


def _hash(key: str) -> bytes:
    return sha256(b"draft\0" + key.encode()).digest()


def _box(key: str) -> SecretBox:
    return SecretBox(sha256(b"draft-box\0" + key.encode()).digest())
