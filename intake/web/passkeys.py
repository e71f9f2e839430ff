"""Passkeys (WebAuthn): a device signs instead of a password, or after it.

The ceremony is Flask-Security's; ours are its pages and what it leaves open: a challenge is
answered once, our address is the one we were told and not the one a request claims, and a key
that takes the password's place must have asked its owner for a finger or a number.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, abort, current_app, request
from flask_babel import format_datetime
from flask_security import (
    WebAuthnSigninResponseForm,
    WebauthnUtil,
    wan_deleted,
    wan_registered,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from intake import audit
from intake.counting import Limit
from intake.staff import Staff
from intake.web import gate

_ANSWERS = {"security.wan_signin_response", "security.wan_register_response"}
_ONCE = Limit("answers to one challenge", 1, 3_600)


def flask_config() -> dict[str, Any]:
    """Where the pages are; no account is given away to whoever types its address."""
    return {
        "SECURITY_WEBAUTHN": True,
        "SECURITY_INPUT_NORMALIZE_FORM": "NFC",  # of a name of a key
        "SECURITY_WAN_RP_NAME": "Lắng Nghe",
        "SECURITY_WAN_ALLOW_USER_HINTS": False,
        "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": True,
        "SECURITY_WAN_ALLOW_AS_MULTI_FACTOR": True,
        "SECURITY_WAN_REGISTER_URL": "/khoa-dang-nhap",
        "SECURITY_WAN_DELETE_URL": "/bo-khoa-dang-nhap",
        "SECURITY_WAN_SIGNIN_URL": "/dang-nhap-bang-khoa",
        "SECURITY_WAN_REGISTER_TEMPLATE": "passkeys.html",
        "SECURITY_WAN_SIGNIN_TEMPLATE": "passkey_ask.html",
        "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=3),
        "SECURITY_WAN_SIGNIN_TIMEOUT": 120_000,
        "SECURITY_WAN_REGISTER_TIMEOUT": 120_000,
    }


class Ceremony(WebauthnUtil):
    """What we ask of a device."""

    def origin(self) -> str:
        """Our own address; on a machine of one's own, wherever the browser came in."""
        settings = current_app.extensions["settings"]
        own = settings.base_url if settings.secure_cookies else request.host_url.rstrip("/")
        return str(own)

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """A key for the first step is found without a name; any kind of device will do."""
        first = usage == "first"
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED
            if first
            else ResidentKeyRequirement.DISCOURAGED,
            user_verification=_verification(first),
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """Alone it must know its owner; after a password a touch is enough."""
        return _verification("first" in usage)


class Answer(WebAuthnSigninResponseForm):
    """What the device answered at sign-in."""

    def validate(self, **kwargs: Any) -> bool:
        """Flask-Security says that an account is disabled, and goes on; we stop there."""
        good = super().validate(**kwargs)
        return bool(good and self.user and self.user.is_active)


def _verification(first: bool) -> UserVerificationRequirement:
    return (
        UserVerificationRequirement.REQUIRED if first else UserVerificationRequirement.DISCOURAGED
    )


def install(app: Flask) -> None:
    """Take each answer once; note keys that come and go."""
    app.jinja_env.filters["iso_moment"] = _moment
    app.before_request(_once)
    wan_registered.connect(_added, app)
    wan_deleted.connect(_removed, app)


def _once() -> None:
    if request.endpoint in _ANSWERS:
        token = str((request.view_args or {}).get("token", ""))[-200:]
        if gate.counts().add(_ONCE, token) > _ONCE.times:
            abort(400)


def _added(_app: Flask, user: Staff, **_more: Any) -> None:
    audit.note("passkey_added", f"staff:{user.id}")


def _removed(_app: Flask, user: Staff, **_more: Any) -> None:
    audit.note("passkey_removed", f"staff:{user.id}")


def _moment(iso: str) -> str:
    return format_datetime(datetime.fromisoformat(iso), "HH:mm d/M/yyyy")
