"""Floods without lock-outs: who files too often is asked a question, never turned away.

One address may stand for a whole office, village or mobile network, so its own limit is wide;
the narrow one is the browser's. Above either, and where the trap field was filled, a question
any person answers stands before the receipt. The words typed are kept meanwhile. Where scripts
run, the browser may solve a proof of work instead (`effort`); the question needs none.
"""

import hmac
import random
from hashlib import sha256

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from intake.counting import Counts, Limit
from intake.web import drafts, effort
from intake.web.here import settings

BY_SENDER = Limit("filed by a browser", 10, 3_600)
BY_ADDRESS = Limit("filed from an address", 300, 3_600)
BY_PROGRAM = Limit("sent to the API from an address", 3_000, 3_600)
BY_KEY = Limit("sent to the API with a key", 30_000, 3_600)
ANSWER_WITHIN = 1_800  # seconds


def install(app: Flask) -> None:
    """Count in this application."""
    given = app.extensions["settings"]
    app.extensions["counts"] = Counts(
        given.key("rate"), given.redis_url, given.instance / "counts.db"
    )


def counts() -> Counts:
    """The application's counts."""
    found: Counts = current_app.extensions["counts"]
    return found


def question(key: str, trapped: bool) -> Response | None:
    """A page that asks something before the draft ``key`` is sent; None where nothing needs it."""
    asked = trapped or any(counts().over(limit, thing) for limit, thing in _filing())
    if not asked or _answered(key) or effort.solved(key, counts()):
        return None
    one, other = random.SystemRandom().choices(range(2, 10), k=2)
    page = render_template(
        "question.html",
        wrong=bool(request.form.get("answer")),
        challenge=effort.challenge(key),
        numbers=(_numeral(one), _numeral(other)),
        carried=request.form.get("carried", ""),
        sealed=_sealer().dumps(_proof(key, str(one + other))),
    )
    return make_response(page, 429)


def filed() -> None:
    """One more was filed from here."""
    for limit, thing in _filing():
        counts().add(limit, thing)


def program_may_file(key: str) -> bool:
    """Whether the API may take another one, by this key or from this address; counts it."""
    if key:
        return counts().add(BY_KEY, key) <= BY_KEY.times
    return counts().add(BY_PROGRAM, request.remote_addr or "") <= BY_PROGRAM.times


def _filing() -> tuple[tuple[Limit, str], ...]:
    device = request.cookies.get(drafts.DEVICE, "")
    by_browser = ((BY_SENDER, device),) if device else ()
    return (*by_browser, (BY_ADDRESS, request.remote_addr or ""))


def _numeral(number: int) -> str:
    said = (_("hai"), _("ba"), _("bốn"), _("năm"), _("sáu"), _("bảy"), _("tám"), _("chín"))
    return said[number - 2]


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().key("question"))


def _proof(key: str, answer: str) -> str:
    said = f"{key}\0{answer}".encode()
    return hmac.new(settings().key("answer"), said, sha256).hexdigest()


def _answered(key: str) -> bool:
    try:
        wanted = _sealer().loads(request.form.get("sealed", ""), max_age=ANSWER_WITHIN)
    except BadData:
        return False
    typed = request.form.get("answer", "").strip()[:8]
    return hmac.compare_digest(str(wanted), _proof(key, typed))
