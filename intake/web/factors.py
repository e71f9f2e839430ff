"""The second factor's own settings of Flask-Security, and the picture its page shows."""

import base64
import time
from typing import Any
from urllib.parse import quote

import segno
from flask import Flask, abort, make_response, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_security import Totp, current_user
from markupsafe import Markup
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch
from sqlalchemy import or_, update
from werkzeug.wrappers import Response

from config import Settings
from intake.db import db
from intake.staff import Staff

ISSUER = "Lang Nghe"
# Ways of Flask-Security that mail codes about, or ask again who is there: we ask for a sign-in.
_AT_SIGN_IN = "security.two_factor_token_validation"
_SHUT = {"security.two_factor_rescue"}
_FRESH_ONLY = {
    "security.two_factor_setup",
    "security.mf_recovery_codes",
    "security.wan_register",
    "security.wan_delete",
}
FRESH = 15 * 60  # seconds since the password, to change or switch off what guards an account


class CodesOnce(Totp):
    """A code opens once: whoever looks over a shoulder cannot use it again (RFC 6238, 5.2)."""

    def get_last_counter(self, user: Any) -> Any:
        """The stretch of 30 seconds of the last code this person used, or None."""
        last = user.tf_last_counter
        return last if last is None or last <= _ahead() else None

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Note a code as used, at once. Of two who send the same code one comes first."""
        used = Staff.tf_last_counter
        noted = db.session.execute(
            update(Staff)
            .where(Staff.id == user.id, or_(used.is_(None), used < tmatch.counter, used > _ahead()))
            .values(tf_last_counter=tmatch.counter)
        )
        if noted.rowcount != 1:  # type: ignore[attr-defined]
            raise UsedTokenError
        db.session.commit()


def _ahead() -> int:
    """The furthest stretch a code may be of; one beyond it was noted by a clock since set back."""
    return int(time.time()) // 30 + 10


def flask_config(settings: Settings) -> dict[str, Any]:
    """A phone's six digits (RFC 6238) or a recovery code; the secrets are kept encrypted."""
    key = base64.urlsafe_b64encode(settings.key("recovery codes"))
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/ma-thu-hai",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/ma-dang-nhap",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/noi-bo/phien",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "factor_setup.html",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "factor_code.html",
        "SECURITY_TWO_FACTOR_SELECT_TEMPLATE": "factor_choose.html",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/chon-lop-thu-hai",
        "SECURITY_TOTP_SECRETS": {"1": settings.key("totp").hex()},
        "SECURITY_TOTP_ISSUER": ISSUER,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [key],
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/ma-du-phong",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/dung-ma-du-phong",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "factor_spares.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "factor_code.html",
    }


def install(app: Flask) -> None:
    """Let the pages draw the code to scan, and shut what is not used."""
    app.jinja_env.globals["factor_qr"] = qr
    app.before_request(_shut)


def qr(username: str, key: str) -> Markup:
    """The key of an account as a picture, drawn here: a page's policy allows no data: address."""
    label = quote(f"{ISSUER}:{username}")
    secret = key.replace("-", "").replace(" ", "")
    address = f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}"
    return Markup(segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=False))


def _shut() -> Response | None:
    if request.endpoint in _SHUT:
        abort(404)
    if request.endpoint == _AT_SIGN_IN and current_user.is_authenticated:
        return redirect("/noi-bo/phien", 303)  # Flask-Security would sign the person out
    if request.method == "POST" and request.endpoint in _FRESH_ONLY:
        return _sign_in_anew()
    return None


def _sign_in_anew() -> Response | None:
    """Whoever finds a screen left open cannot take the second factor away."""
    if not current_user.is_authenticated:
        return None
    if time.time() - session.get("fs_paa", 0.0) < FRESH:
        return None
    message = _(
        "Xin đăng xuất rồi đăng nhập lại. Trong 15 phút sau khi đăng nhập có thể thêm, đổi hoặc "
        "bỏ mã thứ hai, khóa đăng nhập và mã dự phòng."
    )
    page = render_template("error.html", code=403, title=_("Cần đăng nhập lại"), message=message)
    return make_response(page, 403)
