"""The second factor's own settings of Flask-Security, and the picture its page shows."""

import base64
from typing import Any
from urllib.parse import quote

import segno
from flask import Flask, abort, redirect, request
from flask_security import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from config import Settings

ISSUER = "Lang Nghe"
# Ways of Flask-Security that mail codes about or choose among kinds: there is one kind, no mail.
_AT_SIGN_IN = "security.two_factor_token_validation"
_SHUT = {"security.two_factor_rescue", "security.tf_select"}


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
    return None
