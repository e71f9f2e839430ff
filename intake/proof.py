"""Proof of filing: what we received, when, under which reference, signed. No database.

A statement is a few lines anybody can read, and below them an Ed25519 signature (RFC 8032) over
exactly these lines. It holds the hash of the text, not the text: who shows it gives nothing away.
The signature is verified without us, with the public key and this file or any other tool.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

TITLE = "Lang Nghe: proof of filing, version 1"
_SHAPE = re.compile(
    re.escape(TITLE)
    + r"\nreference: (?P<reference>LN-[0-9A-Z]{4}-[0-9A-Z]{5})"
    + r"\nreceived: (?P<received>[0-9T:.-]+Z)"
    + r"\ntext-sha256: (?P<text>[0-9a-f]{64})"
    + r"\nkey: (?P<key>[0-9a-f]{64})\n"
)
_SIGNED = re.compile(  # `static/js/proofcheck.js` reads the same
    r"(?P<statement>.*\n)signature: (?P<signature>[A-Za-z0-9+/=]{88})[ \t\n\ufeff]*", re.S
)


class ProofError(ValueError):
    """The file is no proof of filing, or not for this text and this key; the message says why."""


@dataclass(frozen=True)
class Filing:
    """What a proof states."""

    reference: str
    received_at: datetime
    text_hash: str  # SHA-256 of the text as stored, UTF-8, in hex
    key: str  # the public key that signed it, in hex


def text_hash(text: str) -> str:
    """SHA-256 of a text's UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def public_key(seed: bytes) -> str:
    """The public key of a 32-byte seed, in hex."""
    return SigningKey(seed).verify_key.encode().hex()


def prove(seed: bytes, reference: str, received_at: datetime, text: str) -> str:
    """The signed statement of one filing; the same filing always gives the same bytes."""
    key = SigningKey(seed)
    moment = received_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    statement = (
        f"{TITLE}\nreference: {reference}\nreceived: {moment}\n"
        f"text-sha256: {text_hash(text)}\nkey: {key.verify_key.encode().hex()}\n"
    )
    signature = base64.b64encode(key.sign(statement.encode()).signature).decode()
    return f"{statement}signature: {signature}\n"


def verify(proof: str, key: str, text: str | None = None) -> Filing:
    """What a proof states, if ``key`` (hex) signed it and it is about ``text``, where given.

    Raises ProofError. Line ends, and blanks around the proof, do not matter; nothing else may differ.
    """
    parts = _SIGNED.fullmatch(proof.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff \n"))
    stated = _SHAPE.fullmatch(parts["statement"]) if parts else None
    if parts is None or stated is None:
        raise ProofError("this is no proof of filing: send the whole file as it was downloaded")
    try:
        signature = base64.b64decode(parts["signature"], validate=True)
        VerifyKey(bytes.fromhex(key)).verify(parts["statement"].encode(), signature)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise ProofError("the signature is not this office's for these lines") from error
    if text is not None and stated["text"] not in map(text_hash, _line_ends(text)):
        raise ProofError("the proof is genuine, but about another text")
    received_at = datetime.fromisoformat(stated["received"].replace("Z", "+00:00"))
    return Filing(stated["reference"], received_at, stated["text"], stated["key"])


def _line_ends(text: str) -> Iterator[str]:
    """The text as it is, with either line end, and bare: copying and editors change these."""
    for form in (text, text.strip()):
        plain = form.replace("\r\n", "\n")
        yield from (form, plain, plain.replace("\n", "\r\n"))
