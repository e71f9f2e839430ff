"""Floods without lock-outs: who files too often is asked a question, never turned away.

One address may stand for a whole office, village or mobile network, so its own limit is wide;
the narrow one is the browser's. Above either, and where the trap field was filled, a question
any person answers stands before the receipt. The words typed are kept meanwhile. Where scripts
run, the browser may solve a proof of work instead (`effort`); the question needs none.
"""

import hmac
import random
from hashlib import sha256

from flask import Flask, Response, current_app, make_response, render_template, request, session
from flask_babel import gettext as _
from flask_security import current_user
from itsdangerous import BadData, URLSafeTimedSerializer

from intake.counting import Counts, Limit
from intake.web import drafts, effort
from intake.web.here import settings

BY_SENDER = Limit("filed by a browser", 10, 3_600)
BY_ADDRESS = Limit("filed from an address", 300, 3_600)
BY_PROGRAM = Limit("sent to the API from an address", 3_000, 3_600)
BY_KEY = Limit("sent to the API with a key", 30_000, 3_600)
ANSWER_WITHIN = 1_800  # seconds
WRONG_HERE = Limit("wrong sign-ins to an account from an address", 5, 900)
WRONG_ACCOUNT = Limit("wrong sign-ins to an account", 100, 3_600)
WRONG_ADDRESS = Limit("wrong sign-ins from an address", 100, 3_600)
WRONG_CODE = Limit("wrong second factors of an account", 8, 900)
SIGN_IN = "security.login"
SECOND = {"security.two_factor_token_validation", "security.mf_recovery"}
CHANGING = "security.change_password"
GUARDED = {SIGN_IN, CHANGING, *SECOND}


def install(app: Flask) -> None:
    """Count in this application; stand before its sign-in."""
    given = app.extensions["settings"]
    app.extensions["counts"] = Counts(given.key("rate"), given.redis_url)
    app.before_request(_sign_in)
    app.after_request(_signed_in)


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


def _sign_in() -> Response | None:
    """Before a password or a code is looked at: whether too many wrong ones came."""
    if request.method != "POST" or request.endpoint not in GUARDED:
        return None
    if request.endpoint == SIGN_IN:
        for kept in ("tf_state", "tf_user_id"):  # a password just found right is seen by these
            session.pop(kept, None)
    if not any(counts().over(limit, thing) for limit, thing in _attempts()):
        return None
    message = _("Đã nhập sai nhiều lần. Xin chờ 15 phút rồi thử lại, hoặc báo người quản trị.")
    page = render_template("error.html", code=429, title=_("Xin chờ một lát"), message=message)
    answer = make_response(page, 429)
    answer.headers["Retry-After"] = str(WRONG_HERE.seconds)
    return answer


def _signed_in(response: Response) -> Response:
    """After it was looked at: a page again means it was wrong."""
    if request.method != "POST" or request.endpoint not in GUARDED:
        return response
    right = request.endpoint == SIGN_IN and "tf_user_id" in session
    if right or response.status_code in (301, 302, 303):
        if request.endpoint == SIGN_IN:
            counts().forget(*_attempts()[0])
    elif response.status_code != 429:
        for limit, thing in _attempts():
            counts().add(limit, thing)
    return response


def _attempts() -> tuple[tuple[Limit, str], ...]:
    address = request.remote_addr or ""
    if request.endpoint in SECOND:
        return ((WRONG_CODE, str(session.get("tf_user_id", address))),)
    if request.endpoint == CHANGING:
        return ((WRONG_CODE, f"password\0{current_user.get_id() or address}"),)
    account = request.form.get("email", "").strip().casefold()[:200]
    return (
        (WRONG_HERE, f"{account}\0{address}"),
        (WRONG_ACCOUNT, account),
        (WRONG_ADDRESS, address),
    )
