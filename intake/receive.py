"""THE door: validate, store, commit, ring the bell. Every channel comes through it. Idempotent."""

import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from config import Settings
from intake import (
    aswritten,
    datakeys,
    filing,
    glance,
    identity,
    outbox,
    receipts,
    samples,
    senderkeys,
    units,
    work,
)
from intake.clock import day_of, today
from intake.db import Model, db, now
from intake.proof import text_hash
from intake.schemas import LenientSchema, SubmissionSchema
from intake.submissions import Channel, Submission
from intake.unitsearch import Found, resolve

_SCHEMA, _LENIENT = SubmissionSchema(), LenientSchema()
_REPEATABLE = 16  # characters of an idempotency key hard enough to guess to repeat a secret for


class Invalid(ValueError):
    """What was sent cannot be taken; ``errors`` says why, by field, in the sender's language."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("invalid submission")
        self.errors = errors


class KeyReused(ValueError):
    """The idempotency key was used before, for other words."""


@dataclass(frozen=True)
class Door:
    """What the channel itself knows of a filing, beside the words of the sender."""

    channel: Channel
    settings: Settings
    locale: str = "vi"
    device: str = ""  # the browser's or chat's own mark, hashed before it is kept
    address: str = ""  # network address, kept only as a hash of the day
    draft: bytes | None = None  # the draft known by this: its files are taken over, it is deleted
    no_files: bool = False  # the channel has just looked: the draft has no attachments
    optimistic: bool = False  # store first; look for an earlier filing only on a clash of keys
    at: datetime | None = None  # when it was said, for imports and the sample year
    sample: bool = False
    lenient: bool = False  # nobody is there to correct a day: see aswritten
    # Rows the channel keeps beside a submission with this id, in the same transaction.
    beside: Callable[[int], Iterable[Model]] | None = None


@dataclass(frozen=True)
class Receipt:
    """What the sender takes away. ``secret`` is empty where it may not be repeated."""

    submission_id: int
    reference: str
    secret: str
    created: bool
    notes: Mapping[str, list[str]] = field(default_factory=dict)  # by field: kept as sent


def receive(words: Mapping[str, Any], door: Door) -> Receipt:
    """Take one submission. When this returns, it is on disk.

    The same idempotency key with the same words answers with the first receipt.
    Raises :class:`Invalid` by field and :class:`KeyReused`.
    """
    said = checked(words, door.lenient)
    key = said["idempotency_key"] or secrets.token_urlsafe(24)
    content = _fingerprint(said)
    notes, said = said["odd"], aswritten.settled(said, said["odd"])
    for turn in range(5):  # a reference of 40 random bits may meet another one day
        first = None if door.optimistic and not turn else _already(key)
        if first is not None:
            return replace(_again(first, key, content, door), notes=notes)
        try:
            return replace(_store(said, key, content, door), notes=notes)
        except IntegrityError:
            db.session.rollback()
            door = replace(door, no_files=False)  # some may have come since the channel looked
    raise RuntimeError("no free reference after five draws")


def checked(words: Mapping[str, Any], lenient: bool = False) -> dict[str, Any]:
    """``words`` validated and typed; raises :class:`Invalid`."""
    said = well_formed(words, lenient)
    if said["unit"] and chosen_unit(said["unit"]) is None:
        said["place"] = said["place"] or said["unit"]  # kept as words: a person can read them
    return said


def well_formed(words: Mapping[str, Any], lenient: bool = False) -> dict[str, Any]:
    """As :func:`checked`, as far as that needs no database; raises :class:`Invalid`."""
    try:
        said: dict[str, Any] = (_LENIENT if lenient else _SCHEMA).load(words)
    except ValidationError as error:
        found = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise Invalid(_plain(found)) from error
    return said


def _plain(messages: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        str(name): [str(m) for m in (found if isinstance(found, list) else [found])]
        for name, found in messages.items()
    }


def chosen_unit(unit: str) -> int | None:
    """The id of the unit meant by an own id ("#12"), an official code or an unambiguous name."""
    book = units.book()
    if unit.startswith("#") and unit[1:].isdigit():
        return int(unit[1:]) if int(unit[1:]) in book.by_id else None
    coded = book.by_code(unit.strip().upper(), today())
    if coded is not None:
        return coded.id
    found = resolve(book, unit, today())
    return found.hits[0].unit.id if found.status is Found.ONE else None


_NO_FACTS = ("idempotency_key", "tell", "odd")


def _fingerprint(said: dict[str, Any]) -> bytes:
    facts = {k: str(v) for k, v in said.items() if k not in _NO_FACTS}
    return sha256(json.dumps(facts, sort_keys=True).encode()).digest()


def in_these_words(receipt: Receipt, words: Mapping[str, Any]) -> bool:
    """Whether the submission of this receipt was filed in these words."""
    try:
        content = _fingerprint(checked(words))
    except Invalid:
        return False
    filed = glance.one(_CONTENT, {"id": receipt.submission_id})
    return filed is not None and hmac.compare_digest(filed.content_hash, content)


_CONTENT = select(Submission.content_hash).where(Submission.id == bindparam("id"))
_BY_KEY = select(Submission.id, Submission.reference).where(
    Submission.idempotency_hash == bindparam("key")
)


def already_received(key: str, settings: Settings) -> Receipt | None:
    """The receipt of what was filed under this key, or None."""
    first = glance.one(_BY_KEY, {"key": receipts.idempotency_hash(key)})
    return None if first is None else receipt_again(first.id, first.reference, key, settings)


def receipt_again(submission_id: int, reference: str, key: str, settings: Settings) -> Receipt:
    """The receipt of what is filed under this key, once more."""
    return Receipt(submission_id, reference, _secret(reference, key, settings), False)


def _already(key: str) -> Submission | None:
    wanted = receipts.idempotency_hash(key)
    return db.session.scalar(select(Submission).where(Submission.idempotency_hash == wanted))


def _again(first: Submission, key: str, content: bytes, door: Door) -> Receipt:
    db.session.rollback()
    if not hmac.compare_digest(first.content_hash, content):
        raise KeyReused
    return receipt_again(first.id, first.reference, key, door.settings)


def _secret(reference: str, key: str, settings: Settings) -> str:
    """The secret of a receipt; empty for a key too weak to stand for the sender."""
    if len(key) < _REPEATABLE:
        return ""
    return receipts.secret_for(settings.key("receipt"), reference, key)


def _store(said: dict[str, Any], key: str, content: bytes, door: Door) -> Receipt:
    reference = receipts.new_reference()
    secret = _secret(reference, key, door.settings)
    if not secret:
        secret = _secret(reference, secrets.token_urlsafe(24), door.settings)
    marks = {
        "reference": reference,
        "secret_hash": receipts.secret_hash(secret),
        "idempotency_hash": receipts.idempotency_hash(key),
        "content_hash": content,
    }
    digest = text_hash(said["text"])
    if not glance.is_enough():
        db.session.connection()  # that it is away is told before keys are made
    sealed = _sealed(said, door, identity.bond(reference, digest))
    rows = (_row(said, door) | marks, sealed, digest, door.draft, not door.no_files)
    to_tell = said["tell"] and "@" in said["contact"]
    if to_tell or door.beside is not None or not glance.is_enough():
        row_id = filing.write(db.session.connection(), *rows)
        if to_tell:
            outbox.remember(row_id, outbox.Way.EMAIL, said["contact"], door.settings)
        if door.beside is not None:
            db.session.add_all(door.beside(row_id))
        db.session.commit()
    else:
        row_id = filing.write_alone(*rows)
    if door.sample:
        samples.changed()
    work.later("place", row_id)
    return Receipt(row_id, reference, secret, True)


def _sealed(said: dict[str, Any], door: Door, of: str) -> filing.Sealed | None:
    instance = door.settings.instance
    row = identity.seal(identity.officers_key(instance), said["name"], said["contact"], of)
    if row is None:
        return None
    own_key, box = datakeys.locked(instance, row.box)
    return filing.Sealed(row.key_id, box, own_key)


def _heard_lately(sender: bytes) -> bool:
    """Whether this hash was said under within the days the old quarter's key is kept."""
    since = now() - timedelta(days=senderkeys.SEAM_DAYS)
    found = select(Submission.id).where(
        Submission.received_at >= since, Submission.sender_hash == sender
    )
    return db.session.scalar(found.limit(1)) is not None


def _row(said: dict[str, Any], door: Door) -> dict[str, Any]:
    keys = senderkeys.keys(door.settings.instance, today())
    at = door.at or now()
    told = (
        "submitter_type",
        "identity_level",
        "text",
        "place",
        "occurred_on",
        "procedure",
        "dossier_received_on",
        "promised_on",
        "apology",
        "as_sent",
    )
    return {name: said[name] for name in told} | {
        "channel": door.channel,
        "locale": door.locale,
        "sample": door.sample,
        "received_at": at,
        "unit_id": chosen_unit(said["unit"]) if said["unit"] else None,
        "dossier_code": said["dossier_code"] or None,
        "sender_hash": senderkeys.across_the_seam(
            keys,
            lambda key: identity.sender_hash(
                key, contact=said["contact"], chat=said["sender"], device=door.device
            ),
            _heard_lately,
        ),
        "network_hash": identity.network_hash(keys.current, door.address, str(day_of(at))),
    }
