"""Guesses at passwords and codes are slowed down, and nobody is shut out by other people's guesses.

Three counts stand before a sign-in: of one address at one account, of one address, and of one
account from anywhere. The last is what many addresses run into who guess together. It shuts the
account's door to strangers alone, for it would else be the easiest way to keep an official out: a
browser the owner has signed in from counts for itself, a passkey is not asked here at all, and
who has a second factor is asked for the password as before, since it opens nothing alone.
"""

from flask import Flask, Response, current_app, make_response, render_template, request, session
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intake import audit, outbox
from intake.counting import Limit
from intake.db import db, now
from intake.outbox import Letter, News, Way
from intake.staff import Staff
from intake.web import knowndevices
from intake.web.gate import counts
from intake.web.here import settings

WRONG_HERE = Limit("wrong sign-ins to an account from an address", 5, 900)
WRONG_ACCOUNT = Limit("wrong sign-ins to an account", 100, 3_600)
WRONG_ADDRESS = Limit("wrong sign-ins from an address", 100, 3_600)
WRONG_CODE = Limit("wrong second factors of an account", 8, 900)
SIGN_IN = "security.login"
SECOND = {"security.two_factor_token_validation", "security.mf_recovery"}
CHANGING = "security.change_password"
GUARDED = {SIGN_IN, CHANGING, *SECOND}
Attempts = tuple[tuple[Limit, str], ...]


def install(app: Flask) -> None:
    """Stand before the sign-in of this application."""
    knowndevices.install(app)
    app.before_request(_sign_in)
    app.after_request(_signed_in)


def _sign_in() -> Response | None:
    """Before a password or a code is looked at: whether too many wrong ones came."""
    if request.method != "POST" or request.endpoint not in GUARDED:
        return None
    if request.endpoint == SIGN_IN:
        for kept in ("tf_state", "tf_user_id"):  # a password just found right is seen by these
            session.pop(kept, None)
    over = {limit for limit, thing in _attempts() if counts().over(limit, thing)}
    if over == {WRONG_ACCOUNT} and _has_second_factor():
        over = set()
    if not over:
        return None
    message = _("Đã nhập sai nhiều lần. Xin chờ 15 phút rồi thử lại, hoặc báo người quản trị.")
    if WRONG_ACCOUNT in over:
        message = _(
            "Nhiều nơi đang nhập sai mật khẩu của tài khoản này. Xin đăng nhập bằng khóa, hoặc từ "
            "trình duyệt bạn đã từng đăng nhập, hoặc báo người quản trị."
        )
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
            if counts().add(limit, thing) == limit.times and limit is WRONG_ACCOUNT:
                _warn()
    return response


def _attempts() -> Attempts:
    """What this try counts to; the first is forgotten once it was right."""
    address = request.remote_addr or ""
    if request.endpoint in SECOND:
        asked = str(session.get("tf_user_id", address))
        device = knowndevices.mark_of(_by_key(asked))
        return ((WRONG_CODE, f"{asked}\0{device}"),)
    if request.endpoint == CHANGING:
        return ((WRONG_CODE, f"password\0{current_user.get_id() or address}"),)
    account = _account()
    device = knowndevices.mark_of(knowndevices.by_email(account))
    if device:
        return ((WRONG_HERE, f"{account}\0device\0{device}"),)
    return (
        (WRONG_HERE, f"{account}\0{address}"),
        (WRONG_ACCOUNT, account),
        (WRONG_ADDRESS, address),
    )


def _account() -> str:
    return request.form.get("email", "").strip().casefold()[:200]


def _by_key(uniquifier: str) -> Staff | None:
    return db.session.scalar(select(Staff).where(Staff.fs_uniquifier == uniquifier))


def _has_second_factor() -> bool:
    person = knowndevices.by_email(_account())
    return person is not None and person.tf_primary_method is not None


def _warn() -> None:
    """Once an hour and account: an entry in the trail, and a letter to the owner."""
    person = knowndevices.by_email(_account())
    if person is None:
        return
    db.session.rollback()
    audit.note("sign_in_guessed", f"staff:{person.id}", f"{WRONG_ACCOUNT.times} wrong passwords")
    db.session.commit()
    if Way.EMAIL in current_app.extensions.get("postmen", {}):
        box = outbox.seal(settings(), Letter(person.email, {"times": str(WRONG_ACCOUNT.times)}))
        outbox.post(News.GUESSED, Way.EMAIL, box, f"guessed:{person.id}:{now():%Y-%m-%d %H}")
        try:
            db.session.commit()
        except IntegrityError:  # another process said so this hour
            db.session.rollback()
