"""A proof of work (ALTCHA) instead of the question, where scripts run; never the only way.

A challenge is for one draft, for half an hour, and opens once: a solution repeated or carried to
another form is worth nothing.
"""

import hmac
import json
import secrets
from hashlib import sha256
from time import time

import altcha
from flask import request

from intake.counting import Counts, Limit
from intake.web.here import settings

FIELD = "altcha"
WITHIN = 1_800  # seconds
COST = 2_000  # rounds of PBKDF2 an attempt
ATTEMPTS = (200, 500)  # a second on a desk, a few on an old telephone
_LONGEST = 4_000  # characters of a solution
_ONCE = Limit("solved a challenge", 1, WITHIN + 60)


def challenge(key: str) -> str:
    """What the page's script has to solve before the draft ``key`` is sent, as JSON."""
    low, high = ATTEMPTS
    made = altcha.create_challenge(
        "PBKDF2/SHA-256",
        COST,
        counter=low + secrets.randbelow(high - low),
        expires_at=int(time()) + WITHIN,
        data={"for": _mark(key)},
        hmac_secret=settings().key("effort"),
        hmac_key_secret=settings().key("effort-key"),
    )
    return json.dumps(made.to_dict())


def solved(key: str, counts: Counts) -> bool:
    """Whether the form holds a solution of a challenge of ours for this draft, not used before."""
    sent = request.form.get(FIELD, "")
    if not sent or len(sent) > _LONGEST:
        return False
    try:
        payload = altcha.Payload.from_base64(sent)
        given = altcha.verify_solution(
            payload, settings().key("effort"), hmac_key_secret=settings().key("effort-key")
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    told = payload.challenge.parameters
    if not given.verified or not isinstance(told.data, dict):
        return False
    ours = hmac.compare_digest(str(told.data.get("for", "")), _mark(key))
    return ours and counts.add(_ONCE, told.nonce) == 1


def _mark(key: str) -> str:
    return hmac.new(settings().key("effort-for"), key.encode(), sha256).hexdigest()[:32]
