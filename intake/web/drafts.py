"""Half-filled forms kept on our side, opened only with the key in the sender's own browser.

The raw key lives in a cookie of the draft's path; the table holds its hash and an encrypted
box. The same key is the idempotency key of the filing, so a form sent twice is one submission.
"""

import base64
import hmac
import json
import re
import secrets
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import current_app, request, url_for
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import bindparam, delete, literal, select, text
from werkzeug.wrappers import Response

from config import Settings
from intake import glance
from intake.db import UTCDateTime, db, now
from intake.receipts import idempotency_hash
from intake.receive import Receipt, receipt_again
from intake.submissions import Attachment, Draft, Submission

KEPT_FOR = timedelta(days=2)
STEP = 500
NAME = "draft"
DEVICE = "device"  # this browser's own mark: one sender is counted once; only its hash is kept
DEVICE_KEPT_FOR = timedelta(days=180)


@dataclass
class Sheet:
    """What a draft holds: the fields as typed, refused files, and what came of trying it."""

    values: dict[str, str] = field(default_factory=dict)
    file_errors: list[str] = field(default_factory=list)
    tried: bool = False
    faultless: bool = False


@dataclass(frozen=True)
class AtHand:
    """All there is under a key: the receipt, once it was sent, or the draft."""

    filed: Receipt | None
    sheet: Sheet
    with_files: bool


NOTHING = "-"  # after the key in the cookie: nothing was kept under it yet
_NAME = re.compile(r"[0-9a-f]{8}")
_HOURS = 0x1000  # an hour's number comes again after 170 days
_FRESH_FOR = 2  # hours begun
_KEY = 48  # letters of a key
FILED = "!"  # before what `filed_mark` says
SHOWN = "."  # the empty form was shown: what was kept since may have got no answer through


_HERE = select(literal(1).label("one")).subquery()
_LOOK = select(
    Submission.id,
    Submission.reference,
    Draft.box,
    select(Attachment.id).where(Attachment.draft_id == Draft.id).exists().label("with_files"),
).select_from(
    _HERE.outerjoin(Submission, Submission.idempotency_hash == bindparam("filed")).outerjoin(
        Draft, Draft.key_hash == bindparam("draft")
    )
)


def at_hand(key: str, settings: Settings) -> AtHand:
    """Receipt and draft of a key, and whether anything here is invented, in one look."""
    found = glance.one(_LOOK, {"filed": idempotency_hash(key), "draft": mark(key)})
    assert found is not None, "a look has one row"
    filed = found.id and receipt_again(found.id, found.reference, key, settings)
    sheet = Sheet() if found.box is None else _opened(key, found.box)
    return AtHand(filed or None, sheet, found.with_files)


def so_far(key: str, settings: Settings) -> AtHand:
    """As :func:`at_hand`; without a look where this browser was just given the key.

    The first thing kept needs none either, but a form opened again does: its answer may be lost.
    """
    fresh = (NOTHING, SHOWN) if request.method == "POST" else (NOTHING,)
    if request.cookies.get(NAME, "") in [key + one for one in fresh]:
        return untouched()
    return at_hand(key, settings)


def untouched() -> AtHand:
    """What there is under a key nothing was kept under yet."""
    return AtHand(None, Sheet(), False)


def new_key(name: str = "") -> str:
    """A key nobody guesses; its first eight letters, or ``name``, name the draft in the address."""
    return (name or secrets.token_hex(4)) + secrets.token_hex(20)


def new_name() -> str:
    """The name of a draft nobody began yet: the hour in three letters, then by chance."""
    return f"{_hour():03x}{secrets.token_hex(3)[:5]}"


def is_name(name: str) -> bool:
    """Whether a draft could be called so."""
    return _NAME.fullmatch(name) is not None


def may_begin(name: str) -> bool:
    """Whether a page of ours gave this name lately.

    A name that is old was passed on, hung up or marked in a browser many use: were it taken up,
    the next who opens it there would be shown what the one before wrote.
    """
    return is_name(name) and (_hour() - int(name[:3], 16)) % _HOURS < _FRESH_FOR


def _hour() -> int:
    return int(now().timestamp() // 3600) % _HOURS


def short(key: str) -> str:
    """The public name of a draft."""
    return key[:8]


def key_of(name: str) -> str | None:
    """The key this browser holds for the draft ``name``."""
    held = request.cookies.get(NAME, "")
    key, mark = held[:_KEY], held[_KEY:]
    known = mark in ("", NOTHING, SHOWN) or mark.startswith(FILED)
    return key if len(key) == _KEY and known and short(key) == name else None


def filed_mark(key: str, receipt: Receipt, settings: Settings) -> str:
    """What the cookie says after the key once this is filed: its receipt takes no look then."""
    told = f"{receipt.submission_id}.{receipt.reference}"
    return f"{FILED}{told}.{_vouched(key, told, settings)}"


def just_filed(key: str, settings: Settings) -> Receipt | None:
    """The receipt the cookie says this key was filed under; None where we never said so."""
    told, _dot, proof = request.cookies.get(NAME, "")[_KEY:].removeprefix(FILED).rpartition(".")
    number, _dot, reference = told.partition(".")
    if not hmac.compare_digest(proof.encode(), _vouched(key, told, settings).encode()):
        return None
    return receipt_again(int(number), reference, key, settings)


def _vouched(key: str, told: str, settings: Settings) -> str:
    said = f"{key}.{told}".encode()
    return hmac.new(settings.key("filed mark"), said, sha256).hexdigest()[:32]


def give(response: Response, key: str, mark: str = "") -> Response:
    """Hand the key to the browser, for the draft's own path only; ``mark`` if nothing is kept."""
    if DEVICE not in request.cookies:
        response.set_cookie(
            DEVICE,
            secrets.token_hex(16),
            max_age=DEVICE_KEPT_FOR,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"] or request.is_secure,
        )
    response.set_cookie(
        NAME,
        key + mark,
        max_age=KEPT_FOR,
        path=url_for("web.form", name=short(key)),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"] or request.is_secure,
    )
    return response


def find(key: str) -> Draft | None:
    """The stored draft of a key."""
    return db.session.scalar(select(Draft).where(Draft.key_hash == mark(key)))


def keep(key: str, sheet: Sheet) -> Draft:
    """Store the sheet; the caller commits. Who posts the same form meanwhile waits for that."""
    db.session.execute(_PUT, _row(key, sheet))
    row = find(key)
    assert row is not None, "it is there now"
    return row


def apart(key: str, sheet: Sheet) -> str:
    """A new key for what came under one that was filed in other words: nothing typed is dropped.

    Commits. The files that came with it are the new draft's.
    """
    other = new_key()
    row = keep(key, sheet)
    row.key_hash, row.box = mark(other), _sealed(other, sheet)
    db.session.commit()
    return other


def put(key: str, sheet: Sheet, settings: Settings) -> AtHand:
    """Store a sheet without files, and commit; what there is under the key now, files too."""
    found = glance.put(_PUT, _row(key, sheet))
    filed = found.filed and receipt_again(found.filed, found.reference, key, settings)
    return AtHand(filed or None, sheet, bool(found.with_files))


def _row(key: str, sheet: Sheet) -> dict[str, Any]:
    told = {"key_hash": mark(key), "box": _sealed(key, sheet), "touched_at": now()}
    return told | {"filed": idempotency_hash(key)}


_PUT = text(
    "INSERT INTO draft (key_hash, box, touched_at) VALUES (:key_hash, :box, :touched_at) "
    "ON CONFLICT (key_hash) DO UPDATE SET box = excluded.box, touched_at = excluded.touched_at "
    "RETURNING EXISTS (SELECT 1 FROM attachment WHERE draft_id = draft.id) AS with_files, "
    "(SELECT id FROM submission WHERE idempotency_hash = :filed) AS filed, "
    "(SELECT reference FROM submission WHERE idempotency_hash = :filed) AS reference"
).bindparams(bindparam("touched_at", type_=UTCDateTime))


def carried(key: str, at: AtHand) -> str:
    """The draft as the page of the last look carries it, sealed: enough to send without us."""
    held = [vars(at.sheet), at.with_files]
    return base64.urlsafe_b64encode(_box(key).encrypt(_written(held))).decode()


def brought(key: str, said: str) -> AtHand | None:
    """What :func:`carried` made; None where it made nothing like it."""
    try:
        box = base64.b64decode(said, altchars=b"-_", validate=True)
        sheet, with_files = json.loads(_box(key).decrypt(box))
        return AtHand(None, Sheet(**sheet), bool(with_files))
    except (CryptoError, ValueError, TypeError):  # whoever has the key can make a box of anything
        return None


def forget_old(spared: Container[bytes] = frozenset()) -> int:
    """Delete the drafts nobody touched for two days, with the rows of their files; how many.

    ``spared``: those a filing that waits for the database comes from.
    """
    old = select(Draft.id, Draft.key_hash).where(Draft.touched_at < now() - KEPT_FOR)
    going = [row.id for row in db.session.execute(old) if row.key_hash not in spared]
    done = 0
    for at in range(0, len(going), STEP):
        some = going[at : at + STEP]
        untouched = (Draft.id.in_(some), Draft.touched_at < now() - KEPT_FOR)
        still = select(Draft.id).where(*untouched)
        db.session.execute(delete(Attachment).where(Attachment.draft_id.in_(still)))
        done += int(db.session.execute(delete(Draft).where(*untouched)).rowcount)  # type: ignore[attr-defined]
    db.session.commit()
    return done


def mark(key: str) -> bytes:
    """What the table knows the draft of a key by."""
    return sha256(b"draft\0" + key.encode()).digest()


def _box(key: str) -> SecretBox:
    return SecretBox(sha256(b"draft-box\0" + key.encode()).digest())


def _sealed(key: str, sheet: Sheet) -> bytes:
    return bytes(_box(key).encrypt(_written(vars(sheet))))


def _written(held: Any) -> bytes:
    """As JSON; half a character, which old telephones send, survives, and json.loads reads it."""
    return json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _opened(key: str, box: bytes) -> Sheet:
    return Sheet(**json.loads(_box(key).decrypt(box)))
